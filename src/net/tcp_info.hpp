// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

namespace gwdiag {

// What the kernel knows of a connection (tcp(7), TCP_INFO).
struct TcpInfo {
  double rtt_ms = 0;
  // Segments sent again, less those that the peer says it had twice (DSACK, RFC 2883): these were
  // late, not lost.
  unsigned retransmits = 0;
};

// Nothing when `descriptor` is no TCP socket.
std::optional<TcpInfo> tcp_info_of(int descriptor);

} // namespace gwdiag
