// SPDX-License-Identifier: Apache-2.0
#include "probe/given_by.hpp"

#include <array>
#include <string_view>

namespace gwdiag {

namespace {

constexpr std::size_t longest_value = 80;

// RFC 9110 sections 10.2.4 and 7.6.3, then what deployments add by custom. None of them is another
// one for each request, as X-Request-Id, X-Varnish or CF-Ray are.
constexpr std::array<std::string_view, 14> fields{"Server",
                                                  "Via",
                                                  "X-Powered-By",
                                                  "X-Served-By",
                                                  "X-Backend",
                                                  "X-Backend-Server",
                                                  "X-Upstream",
                                                  "X-Upstream-Addr",
                                                  "X-Server",
                                                  "X-Instance",
                                                  "X-Node",
                                                  "X-Host",
                                                  "X-Hostname",
                                                  "X-Pod-Name"};

} // namespace

std::string given_by(const Http1Response& response) {
  std::string out;
  for (const std::string_view field : fields) {
    const auto value = response.header(field);
    if (value && !value->empty()) {
      out += out.empty() ? "" : ", ";
      out += field;
      out += ": ";
      // A cut inside an escape leaves a backslash that means nothing: cut before it.
      std::string_view part = value->substr(0, longest_value);
      const std::size_t escape = part.size() < value->size() ? part.find('\\') : part.npos;
      out += part.substr(0, escape);
    }
  }
  return out;
}

} // namespace gwdiag
