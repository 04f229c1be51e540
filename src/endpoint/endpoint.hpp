// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace gwdiag {

enum class Scheme { http, https, h2c, grpc, grpcs, fcgi, uwsgi, scgi, ajp, tcp, tls };
enum class EndpointRole { proxy, upstream };

// One place to connect to and what to ask there, as the contract's "Endpoints" has it.
struct Endpoint {
  Scheme scheme = Scheme::http;
  bool scheme_given = false; // false: the other of http and https is tried when this one fails
  std::string host;         // ASCII form (IDNA A-label), no brackets; "localhost" for a Unix socket
  std::string host_unicode; // as given, when it differs
  std::string zone;         // IPv6 zone, without the %
  bool is_ipv6_literal = false;
  bool is_ip_literal = false;
  std::uint16_t port = 0;  // 0 for a Unix socket
  std::string socket_path; // Unix socket: a path, or "@name" for an abstract one; empty for TCP
  std::string path = "/";  // path and query
  bool path_given = false;
  std::string request_target;   // fcgi: the target that the proxy is asked for; empty: the script's
  std::string userinfo;         // "user:password", percent-decoded; never printed
  bool local_shorthand = false; // ":PORT": 127.0.0.1, or ::1 where that refuses

  bool is_unix() const { return !socket_path.empty(); }

  bool uses_tls() const {
    return scheme == Scheme::https || scheme == Scheme::grpcs || scheme == Scheme::tls;
  }

  // "host:port", IPv6 in brackets with its zone; for the Host field without the zone, and without
  // the port when it is the scheme's own. "localhost" for a Unix socket.
  std::string authority() const;
  std::string host_header() const;
  // The endpoint as text, without userinfo: http://10.0.0.5:8080/path. A port that is the scheme's
  // own and a path "/" that was not given are left out. Reads back as the same endpoint.
  std::string text() const;
};

std::string_view to_string(Scheme scheme);
std::uint16_t default_port(Scheme scheme); // 0 where the scheme has none

// Reads one ENDPOINT argument. Errors (usage) name the argument, what is wrong and the remedy;
// userinfo never stands in the message. A trailing dot of the host is kept (SNI is sent without).
Result<Endpoint> parse_endpoint(std::string_view text, EndpointRole role);

} // namespace gwdiag
