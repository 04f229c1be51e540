// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cerrno>
#include <cstring>

#include <asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "probe/attempt.hpp"
#include "probe/stages/socket_file.hpp"

namespace gwdiag {

namespace {

struct ErrnoRow {
  int number;
  const char* name;
};

// connect(2). A full accept queue of a Unix socket is EAGAIN; of TCP it is a timeout.
constexpr std::array rows{
    ErrnoRow{ECONNREFUSED, "refused"},
    ErrnoRow{ETIMEDOUT, "timeout"},
    ErrnoRow{EHOSTUNREACH, "host-unreachable"},
    ErrnoRow{EHOSTDOWN, "host-unreachable"},
    ErrnoRow{ENETUNREACH, "network-unreachable"},
    ErrnoRow{ENETDOWN, "network-unreachable"},
    ErrnoRow{EAFNOSUPPORT, "network-unreachable"},
    ErrnoRow{EACCES, "permission"},
    ErrnoRow{EPERM, "permission"},
    ErrnoRow{ENOENT, "missing"},
    ErrnoRow{ENOTDIR, "missing"},
    ErrnoRow{ENOTSOCK, "not-socket"},
    ErrnoRow{EPROTOTYPE, "not-socket"},
    ErrnoRow{EAGAIN, "queue-full"},
    ErrnoRow{ENOBUFS, "queue-full"},
    ErrnoRow{ECONNRESET, "reset"},
    ErrnoRow{EADDRNOTAVAIL, "no-local-address"},
    ErrnoRow{EMFILE, "descriptors"},
    ErrnoRow{ENFILE, "descriptors"},
};

// What only looks like an answer of the network, and is a lack of this machine.
std::string own_lack(const std::string& error, int error_number, const SocketAddress& address) {
  if (error_number == EINVAL && lacks_zone(address)) {
    return "no-zone"; // net/ipv6/tcp_ipv6.c, tcp_v6_connect
  }
  const int family = address.short_family();
  if (error == "network-unreachable" && !has_family(family)) {
    return family == 4 ? "no-ipv4" : "no-ipv6";
  }
  return error;
}

} // namespace

std::string connect_error(int error_number, int family) {
  if (error_number == EADDRNOTAVAIL && family == 6) {
    return "network-unreachable"; // no IPv6 address of our own to connect from
  }
  for (const ErrnoRow& row : rows) {
    if (row.number == error_number) {
      return row.name;
    }
  }
  return "other";
}

Task<bool> tcp_stage(Channel& channel, const AttemptPlan& plan, Waits waits, TcpTrace& trace) {
  trace.address = plan.address.text();
  trace.family = plan.address.short_family();
  trace.status = StageStatus::failed;
  trace.because = "interrupted";
  trace.error = "interrupted";
  const TimePoint start = SteadyClock::now();
  const IoResult result =
      co_await channel.socket.connect(plan.address, start + waits.timeout, plan.max_segment);
  trace.elapsed_ms = milliseconds_between(start, SteadyClock::now());
  if (trace.family == 1 && trace.address.starts_with("unix:/")) {
    look_at_socket(trace.address.substr(5), trace);
  }
  if (result.ok()) {
    trace.status = StageStatus::ok;
    trace.because.clear();
    trace.error.clear();
    trace.local = channel.socket.local_address();
    if (const auto info = channel.socket.info(); info && trace.family != 1) {
      trace.rtt_ms = info->rtt_ms;
      trace.retransmits = info->retransmits;
    }
    co_return true;
  }
  if (result.timed_out) {
    const bool cut = *trace.elapsed_ms + 1 < static_cast<double>(waits.timeout.count());
    trace.error = cut ? "interrupted" : "timeout";
    trace.because =
        fmt::format("no answer to the connect within {:.1f} s", *trace.elapsed_ms / 1000);
    if (const auto info = channel.socket.info(); info && trace.family != 1) {
      trace.retransmits = info->retransmits;
    }
    co_return false;
  }
  trace.error_number = result.error;
  trace.error = own_lack(connect_error(result.error, trace.family), result.error, plan.address);
  trace.because = std::strerror(result.error); // NOLINT(concurrency-mt-unsafe): one thread
  co_return false;
}

} // namespace gwdiag
