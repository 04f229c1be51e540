// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <memory>

#include <asio/awaitable.hpp>
#include <asio/io_context.hpp>

namespace gwdiag {

using SteadyClock = std::chrono::steady_clock;
using TimePoint = SteadyClock::time_point;
template <typename T> using Task = asio::awaitable<T>;

// The event loop with the hard end of the run: no wait goes beyond it, and an interruption brings
// it forward.
struct EventLoop : asio::io_context {
  EventLoop() : asio::io_context(1) {}

  TimePoint hard_end = TimePoint::max();
  bool interrupted = false;
  // What wakes each wait that is under way now.
  std::map<const void*, std::function<void()>> waits;

  TimePoint bound(TimePoint until) const { return std::min(until, hard_end); }

  void interrupt() {
    interrupted = true;
    hard_end = SteadyClock::now();
    for (const auto& [owner, wake] : std::map(waits)) {
      wake();
    }
  }
};

// Shared with the threads of system look-ups, which may outlive the run.
using Loop = std::shared_ptr<EventLoop>;

// In whole microseconds, as evidence keeps them: what is judged now and what is judged from a saved
// file must be the same number.
inline double milliseconds_between(TimePoint from, TimePoint to) {
  const auto micros = std::chrono::round<std::chrono::microseconds>(to - from);
  return static_cast<double>(micros.count()) / 1000;
}

} // namespace gwdiag
