// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/local_reason.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace gwdiag {

namespace {

struct Row {
  std::string_view error;
  const char* says; // {}: the address
};

constexpr std::array rows{
    Row{"no-zone",
        "{} is a link-local address, and they need the interface to send on: write it as in "
        "[fe80::1%25eth0] (ip link lists the interfaces)"},
    Row{"no-ipv4", "{} is an IPv4 address, and this machine has no IPv4 (ip -4 route)"},
    Row{"no-ipv6", "{} is an IPv6 address, and this machine has no IPv6 (ip -6 route)"},
    Row{"descriptors",
        "this machine or this run has no file descriptor left to connect to {} with (ulimit -n)"},
    Row{"no-local-address",
        "this machine has no local address or port left to connect to {} from (ss -s)"},
};

} // namespace

std::string local_reason(const EndpointTrace& trace) {
  if (trace.dns.error == "no-interface") {
    return trace.dns.because + " (ip link lists those it has)";
  }
  const Attempt* attempt = trace.main();
  if (attempt == nullptr) {
    return "";
  }
  const auto* row = std::ranges::find(rows, attempt->tcp.error, &Row::error);
  return row == rows.end() ? "" : fmt::format(fmt::runtime(row->says), attempt->tcp.address);
}

} // namespace gwdiag
