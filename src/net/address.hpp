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

// Of a literal address: its zone names an interface of this machine, or it has none.
bool zone_exists(const std::string& zone);

// fe80::/10 without an interface to send on: no connect is possible (RFC 4007 section 6).
bool lacks_zone(const SocketAddress& address);

// This machine has an address of that family (4 or 6) that leads further than to itself and to its
// neighbours on the link.
bool has_family(int family);

// A Unix socket path, or "@name" for an abstract one; empty if it is longer than the system takes
// (unix(7)).
std::optional<SocketAddress> unix_address(std::string_view path);

} // namespace gwdiag
