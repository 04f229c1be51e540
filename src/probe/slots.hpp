// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include <asio/redirect_error.hpp>
#include <asio/steady_timer.hpp>
#include <asio/use_awaitable.hpp>

#include "net/loop.hpp"

namespace gwdiag {

// Connections in flight to each address: the contract allows four, whatever the concurrency.
class Slots {
public:
  explicit Slots(Loop loop) : loop_(std::move(loop)) {}

  Task<void> enter(std::string address) {
    while (open_[address] >= most && !loop_->interrupted) {
      auto timer = asio::steady_timer(*loop_, loop_->bound(TimePoint::max()));
      waiting_.emplace(address, &timer);
      loop_->waits[&timer] = [&timer] { timer.cancel(); };
      asio::error_code ignored;
      co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
      loop_->waits.erase(&timer);
      std::erase_if(waiting_, [&](const auto& entry) { return entry.second == &timer; });
      if (SteadyClock::now() >= loop_->hard_end) {
        break;
      }
    }
    ++open_[address];
  }

  void leave(const std::string& address) {
    --open_[address];
    if (const auto next = waiting_.find(address); next != waiting_.end()) {
      asio::steady_timer* timer = next->second;
      waiting_.erase(next); // the next to leave wakes another one
      timer->cancel();
    }
  }

private:
  static constexpr int most = 4;
  Loop loop_;
  std::map<std::string, int> open_;
  std::multimap<std::string, asio::steady_timer*> waiting_;
};

} // namespace gwdiag
