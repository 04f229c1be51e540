// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "logs/parts.hpp"
#include "logs/recognise.hpp"

namespace gwdiag {

namespace {

// True if there is an IPv4 address or `localhost` with a port in `text`.
bool has_address(std::string_view text) {
  for (std::size_t colon = text.find(':'); colon != std::string_view::npos;
       colon = text.find(':', colon + 1)) {
    if (colon + 1 >= text.size() || text[colon + 1] < '0' || text[colon + 1] > '9') {
      continue;
    }
    std::size_t start = colon;
    int dots = 0;
    while (start > 0 &&
           ((text[start - 1] >= '0' && text[start - 1] <= '9') || text[start - 1] == '.') &&
           colon - start < 15) {
      --start;
      dots += text[start] == '.' ? 1 : 0;
    }
    if (dots == 3 || text.substr(0, colon).ends_with("localhost")) {
      return true;
    }
  }
  return false;
}

// Words that make a network error one of a gateway; an address with a port does as well.
constexpr std::array<SoughtWord, 14> gateway_words{"http.log.error",
                                                   "balancer",
                                                   "proxy",
                                                   "upstream",
                                                   "gateway",
                                                   "backend",
                                                   "origin",
                                                   "forward",
                                                   "dial ",
                                                   "fetch",
                                                   "rpc error",
                                                   "http://",
                                                   "https://",
                                                   "http:"};

} // namespace

bool has_gateway_word(std::string_view lower, const TextParts& parts) {
  return any_of(lower, parts, gateway_words);
}

bool speaks_of_gateway(std::string_view lower, const TextParts& parts) {
  return has_gateway_word(lower, parts) ||
         (lower.find("[client ") == std::string_view::npos && has_address(lower));
}

} // namespace gwdiag
