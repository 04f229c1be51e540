// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "host/root.hpp"

namespace gwdiag {

// One socket that listens, as the kernel lists it.
struct ListeningSocket {
  int family = 4;                       // 4, 6, or 1 for Unix
  std::array<std::uint8_t, 16> bound{}; // in network order; IPv4 in the first four
  std::uint16_t port = 0;
  bool only_ipv6 = false;
  std::string path; // Unix: raw bytes, "@name" for an abstract one
  std::uint64_t inode = 0;
  std::optional<std::uint32_t> user;
  std::optional<std::uint64_t> queue, backlog;

  bool any_address() const { return bound == std::array<std::uint8_t, 16>{}; }

  std::string text() const; // "127.0.0.1:8080", escaped
};

// A connection that has ended, as long as the kernel remembers it: for a minute.
struct EndedConnection {
  std::uint16_t port = 0; // of the side that closed first
  double age_ms = 0;
};

inline constexpr double time_wait_ms = 60000; // TCP_TIMEWAIT_LEN, include/net/tcp.h

struct SocketTable {
  std::vector<ListeningSocket> listening;
  std::vector<EndedConnection> ended; // over TCP
  std::vector<std::string> unread;    // why a part is missing: "/proc/net/tcp: Permission denied"
};

// What listens on this machine, in this network namespace: asked of the kernel over netlink
// (sock_diag(7)), else from /proc/net/{tcp,tcp6,unix}, which has no backlog.
// `ended`: those that wait out their end as well, of which a busy machine has many.
SocketTable read_sockets(const Root& root, bool ended = true);

// The same, each by itself; nothing when that way is closed.
std::optional<SocketTable> ask_kernel(bool ended = true);
SocketTable from_proc_net(const Root& root);

// Whether a connection to `address` ("127.0.0.1:8080", "[::1]:80", "unix:/run/x.sock") would reach
// this socket. Errors: never; what is no address reaches nothing.
bool takes(const ListeningSocket& socket, const std::string& address);

// Whether `address` is one of this machine: loopback, an interface's, a Unix socket.
bool on_this_machine(const Root& root, const std::string& address);

// A numeric address and port taken apart; empty when `text` is none.
struct NumericAddress {
  int family = 4;
  std::array<std::uint8_t, 16> bytes{};
  std::uint16_t port = 0;
};

std::optional<NumericAddress> numeric_address(const std::string& text);

} // namespace gwdiag
