// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <list>
#include <map>
#include <string>
#include <utility>

#include <asio/redirect_error.hpp>
#include <asio/steady_timer.hpp>
#include <asio/use_awaitable.hpp>

#include "net/loop.hpp"

namespace gwdiag {

// Connections in flight: the contract allows four to each address, and --concurrency altogether.
class Slots {
public:
  // One connection's place, given back at the end of its life.
  class Place {
  public:
    Place(Slots& slots, std::string address) : slots_(&slots), address_(std::move(address)) {}

    ~Place() {
      if (slots_ != nullptr) {
        slots_->leave(address_);
      }
    }

    Place(Place&& other) noexcept
        : slots_(std::exchange(other.slots_, nullptr)), address_(std::move(other.address_)) {}

    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    Place& operator=(Place&&) = delete;

  private:
    Slots* slots_;
    std::string address_;
  };

  Slots(Loop loop, std::size_t at_once) : loop_(std::move(loop)), at_once_(at_once) {}

  // Waits for a place; after the end of the run nobody waits any longer.
  Task<Place> enter(std::string address) {
    if (!free_for(address)) {
      auto timer = asio::steady_timer(*loop_, loop_->bound(TimePoint::max()));
      const auto self = waiting_.insert(waiting_.end(), {address, &timer, false});
      loop_->waits[&timer] = [&timer] { timer.cancel(); };
      asio::error_code ignored;
      if (!loop_->interrupted) {
        co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
      }
      loop_->waits.erase(&timer);
      const bool granted = self->granted;
      waiting_.erase(self);
      if (granted) {
        co_return Place(*this, std::move(address));
      }
    }
    take(address);
    co_return Place(*this, std::move(address));
  }

  // The system gives no further descriptor: from now on there are fewer at once than are open, the
  // caller's own among them. False when there is no other whose end could be waited for.
  bool fewer() {
    if (open_ <= 1) {
      return false;
    }
    at_once_ = std::min(at_once_, open_ - 1);
    return true;
  }

private:
  struct Waiting {
    std::string address;
    asio::steady_timer* timer;
    bool granted;
  };

  bool free_for(const std::string& address) const {
    const auto found = to_.find(address);
    return open_ < at_once_ && (found == to_.end() || found->second < most_to_one);
  }

  void take(const std::string& address) {
    ++open_;
    ++to_[address];
  }

  void leave(const std::string& address) {
    --open_;
    if (const auto found = to_.find(address); --found->second == 0) {
      to_.erase(found);
    }
    const auto next = std::ranges::find_if(
        waiting_, [this](const Waiting& one) { return !one.granted && free_for(one.address); });
    if (next != waiting_.end()) {
      next->granted = true;
      take(next->address);
      next->timer->cancel();
    }
  }

  static constexpr int most_to_one = 4;
  Loop loop_;
  std::size_t at_once_;
  std::size_t open_ = 0;
  std::map<std::string, int> to_; // open ones by address
  std::list<Waiting> waiting_;    // in the order they came
};

} // namespace gwdiag
