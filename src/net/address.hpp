// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <sys/socket.h>

namespace gwdiag {

// A socket address: IPv4, IPv6 or Unix.
struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t length = 0;

  int family() const { return storage.ss_family; }

  // 4, 6, or 1 for a Unix socket.
  int short_family() const;
  // "10.0.0.5", "fe80::1%eth0", "unix:/run/x.sock"
  std::string host_text() const;
  // "10.0.0.5:80", "[::1]:80", "unix:/run/x.sock"
  std::string text() const;
};

// A literal address; empty if `host` is a name. The zone is an interface's name or index.
std::optional<SocketAddress>
literal_address(std::string_view host, std::string_view zone, std::uint16_t port);

// A Unix socket path, or "@name" for an abstract one; empty if it is longer than the system takes
// (unix(7)).
std::optional<SocketAddress> unix_address(std::string_view path);

} // namespace gwdiag
