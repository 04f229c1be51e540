// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <exception>
#include <memory>
#include <utility>

#include <asio/co_spawn.hpp>
#include <asio/redirect_error.hpp>
#include <asio/steady_timer.hpp>
#include <asio/use_awaitable.hpp>

#include "net/loop.hpp"

namespace gwdiag {

// Waits until a number of tasks are done.
struct Gate {
  explicit Gate(EventLoop& loop) : timer(loop) { timer.expires_at(TimePoint::max()); }

  asio::steady_timer timer;
  std::size_t open = 0;

  // Until one more is done, or until then.
  Task<void> change(TimePoint until) {
    timer.expires_at(until);
    asio::error_code ignored;
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
};

// Starts a task that runs beside others; the gate notices its end, whatever ended it.
inline void start_beside(EventLoop& loop, const std::shared_ptr<Gate>& gate, Task<void> task) {
  ++gate->open;
  asio::co_spawn(loop, std::move(task), [gate](const std::exception_ptr&) {
    --gate->open;
    gate->timer.cancel();
  });
}

inline Task<void> all_done(std::shared_ptr<Gate> gate) {
  while (gate->open > 0) {
    co_await gate->change(TimePoint::max());
  }
}

} // namespace gwdiag
