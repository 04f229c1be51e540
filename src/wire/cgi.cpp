// SPDX-License-Identifier: Apache-2.0
#include "wire/cgi.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "base/version.hpp"

namespace gwdiag {

namespace {

std::string variable_name(std::string_view header) {
  std::string name = "HTTP_" + std::string(header);
  std::ranges::transform(name, name.begin(), [](char c) {
    return c == '-' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return name;
}

std::string header_of(const GatewayRequest& request, std::string_view name) {
  for (const auto& [key, value] : request.headers) {
    if (equals_ignoring_case(key, name)) {
      return value;
    }
  }
  return "";
}

// "app.example.com:8443" and "[::1]:80" without the port.
std::string server_name(const std::string& host) {
  const std::size_t bracket = host.find(']');
  return host.substr(0, host.find(':', bracket == std::string::npos ? 0 : bracket));
}

} // namespace

Variables cgi_variables(const GatewayRequest& request) {
  const std::size_t mark = request.target.find('?');
  const std::string path = request.target.substr(0, mark);
  const std::size_t slash = request.script.rfind('/');
  const bool in_folder = slash != std::string::npos;
  Variables out{
      {"CONTENT_LENGTH", std::to_string(request.body.size())},
      {"GATEWAY_INTERFACE", "CGI/1.1"},
      {"REQUEST_METHOD", request.method},
      {"QUERY_STRING", mark == std::string::npos ? "" : request.target.substr(mark + 1)},
      {"CONTENT_TYPE", header_of(request, "Content-Type")},
      {"REQUEST_URI", request.target},
      {"DOCUMENT_URI", path},
      {"SCRIPT_NAME", in_folder ? request.script.substr(slash) : path},
      {"SERVER_PROTOCOL", "HTTP/1.1"},
      {"SERVER_SOFTWARE", "gwdiag/" + std::string(version)},
      {"SERVER_NAME", server_name(request.host)},
      {"SERVER_PORT", request.server_port},
      {"REMOTE_ADDR", "127.0.0.1"},
      {"REMOTE_PORT", "0"},
      {"REDIRECT_STATUS", "200"}, // PHP refuses to run without it where cgi.force_redirect is on
      {"HTTP_HOST", request.host},
  };
  if (!request.script.empty()) {
    out.emplace_back("SCRIPT_FILENAME", request.script);
  }
  if (in_folder) {
    out.emplace_back("DOCUMENT_ROOT", request.script.substr(0, std::max<std::size_t>(slash, 1)));
  }
  for (const auto& [name, value] : request.headers) {
    if (!equals_ignoring_case(name, "Content-Type") &&
        !equals_ignoring_case(name, "Content-Length") &&
        !equals_ignoring_case(name, "Connection")) {
      out.emplace_back(variable_name(name), value);
    }
  }
  return out;
}

} // namespace gwdiag
