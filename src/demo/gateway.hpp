// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "demo/certificates.hpp"
#include "demo/listener.hpp"

namespace gwdiag::demo {

// One place that the gateway sends requests to.
struct Target {
  std::uint16_t port = 0;  // of 127.0.0.1
  std::string socket_path; // in place of the port
  bool tls = false;
  bool resolved = true;    // false: its name has no address
  std::string verify_name; // what the certificate has to be for; empty: 127.0.0.1
};

// A small reverse proxy, in the manner of the known ones: HTTP/1.1, a new connection for each
// request, the client's Host handed on, no SNI. It reads the whole answer and takes none that
// breaks the rules: 502 at once when the upstream refuses, closes or answers so, 504 when it waited
// a second in vain. Requests go to the targets in turn.
Result<std::unique_ptr<Listener>>
start_gateway(Descriptor socket, std::vector<Target> targets, Context client);

inline constexpr std::chrono::milliseconds gateway_patience{1000};
inline constexpr std::size_t gateway_head_buffer = 4096; // bytes; larger heads are refused

} // namespace gwdiag::demo
