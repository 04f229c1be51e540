// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/text.hpp"
#include "wire/http1.hpp"

// A response as the reader would give it, from a head with plain line ends and a body as it was on
// the wire.
inline gwdiag::Http1Response answer(std::string_view head, std::string_view body) {
  gwdiag::Http1Response response;
  response.has_head = true;
  bool first = true;
  for (const std::string_view line : gwdiag::split(head, '\n')) {
    if (first) {
      response.version = "1.1";
      response.status = static_cast<int>(gwdiag::parse_number(line.substr(9, 3)));
      response.reason = line.size() > 13 ? line.substr(13) : "";
      first = false;
      continue;
    }
    if (const std::size_t colon = line.find(':'); colon != std::string_view::npos) {
      response.headers.push_back({gwdiag::escape_peer(line.substr(0, colon)),
                                  gwdiag::escape_peer(gwdiag::trim(line.substr(colon + 1)))});
    }
  }
  response.header_count = response.headers.size();
  response.body = gwdiag::escape_peer(body, 2048);
  response.body_bytes = body.size();
  return response;
}

// The page that nginx and its kin share; without a tail it is AWS ALB's.
inline std::string nginx_page(std::string_view title, std::string_view tail) {
  std::string page = "<html>\r\n<head><title>" + std::string{title} +
                     "</title></head>\r\n<body>\r\n<center><h1>" + std::string{title} +
                     "</h1></center>\r\n";
  if (!tail.empty()) {
    page += "<hr><center>" + std::string{tail} + "</center>\r\n";
  }
  return page + "</body>\r\n</html>\r\n";
}
