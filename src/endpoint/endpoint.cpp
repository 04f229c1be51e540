// SPDX-License-Identifier: Apache-2.0
#include "endpoint/endpoint.hpp"

#include <fmt/format.h>

#include "endpoint/schemes.hpp"

namespace gwdiag {

std::string_view to_string(Scheme scheme) {
  return row_of(scheme).name;
}

std::uint16_t default_port(Scheme scheme) {
  return row_of(scheme).default_port;
}

std::string Endpoint::authority() const {
  if (is_unix()) {
    return host;
  }
  if (is_ipv6_literal) {
    return fmt::format("[{}{}{}]:{}", host, zone.empty() ? "" : "%25", zone, port);
  }
  return fmt::format("{}:{}", host, port);
}

std::string Endpoint::host_header() const {
  // RFC 6874, 4: a zone is local to this machine and is never sent.
  const std::string name = is_ipv6_literal ? fmt::format("[{}]", host) : host;
  return is_unix() || port == default_port(scheme) ? name : fmt::format("{}:{}", name, port);
}

std::string Endpoint::text() const {
  if (is_unix()) {
    return fmt::format("{}://unix:{}{}{}",
                       to_string(scheme),
                       socket_path,
                       path_given ? ":" : "",
                       path_given ? path : "");
  }
  std::string place = authority();
  if (port == default_port(scheme)) {
    place.resize(place.rfind(':'));
  }
  return fmt::format("{}://{}{}", to_string(scheme), place, path_given ? path : "");
}

} // namespace gwdiag
