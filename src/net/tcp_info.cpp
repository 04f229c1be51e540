// SPDX-License-Identifier: Apache-2.0
#include "net/tcp_info.hpp"

#include <algorithm>

#include <linux/tcp.h> // netinet/tcp.h, which does not bear its company, has a shorter tcp_info
#include <netinet/in.h>
#include <sys/socket.h>

namespace gwdiag {

std::optional<TcpInfo> tcp_info_of(int descriptor) {
  tcp_info info{}; // an older kernel fills less of it
  socklen_t length = sizeof info;
  if (::getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &length) != 0) {
    return std::nullopt;
  }
  const auto twice = std::min(info.tcpi_dsack_dups, info.tcpi_total_retrans);
  return TcpInfo{info.tcpi_rtt / 1000.0, info.tcpi_total_retrans - twice};
}

} // namespace gwdiag
