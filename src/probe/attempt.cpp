// SPDX-License-Identifier: Apache-2.0
#include "probe/attempt.hpp"

#include <asio/use_awaitable.hpp>

#include "probe/stages/keepalive.hpp"
#include "wire/proxy_header.hpp"

namespace gwdiag {

namespace {

double since(TimePoint start) {
  return milliseconds_between(start, SteadyClock::now());
}

// In one segment with what follows, as proxies send it: version 2 begins with an empty line, and a
// server that reads it alone may take that for the end of a head.
bool send_proxy_header(Channel& channel, const AttemptPlan& plan) {
  const int version = plan.proxy_protocol;
  return version == 0 || channel.socket.write_ahead(plan.spoilt_header ? no_proxy_header(version)
                                                                       : proxy_header(version));
}

} // namespace

Task<IoResult> Channel::read(char* buffer, std::size_t size, TimePoint until) {
  if (tls) {
    co_return co_await tls->read(socket, buffer, size, until);
  }
  co_return co_await socket.read(buffer, size, until);
}

Task<IoResult> Channel::write_some(std::string_view data, bool listen, TimePoint until) {
  if (tls) {
    co_return co_await tls->write_some(socket, data, listen, until);
  }
  co_return co_await socket.write_some(data, listen, until);
}

Task<void>
run_attempt(Loop loop, const AttemptPlan& plan, Waits waits, Attempt& attempt, IdleTrace* idle) {
  attempt.role = plan.role;
  attempt.scheme = plan.scheme;
  attempt.address = plan.address.text();
  attempt.family = plan.address.short_family();
  const TimePoint start = SteadyClock::now();
  Channel channel{Socket(std::move(loop)), std::nullopt};
  if (!co_await tcp_stage(channel, plan, waits, attempt.tcp)) {
    co_return;
  }
  attempt.timing.connect_ms = attempt.tcp.elapsed_ms;
  if (plan.connect_only) {
    co_return;
  }
  bool going = send_proxy_header(channel, plan);
  if (going && plan.tls) {
    going = co_await tls_stage(channel, plan, waits, attempt.tls);
    attempt.timing.tls_ms = attempt.tls.elapsed_ms;
  }
  if (going && plan.ask_http) {
    co_await http_stage(channel, plan, waits, attempt);
  }
  if (const auto info = channel.socket.info(); info && attempt.family != 1) {
    attempt.tcp.rtt_ms = info->rtt_ms;
    attempt.tcp.retransmits = info->retransmits;
  }
  attempt.timing.total_ms = since(start);
  attempt.timing.status = attempt.timing.first_byte_ms ? StageStatus::ok : StageStatus::skipped;
  if (going && idle != nullptr && (!plan.ask_http || why_used_up(attempt).empty())) {
    co_await idle_stage(channel, *idle);
  }
}

} // namespace gwdiag
