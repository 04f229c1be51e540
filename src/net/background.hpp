// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <memory>
#include <system_error>
#include <thread>
#include <utility>

#include <asio/post.hpp>
#include <asio/redirect_error.hpp>
#include <asio/steady_timer.hpp>
#include <asio/use_awaitable.hpp>

#include "net/loop.hpp"

namespace gwdiag {

// Runs `work`, which blocks and cannot be cancelled, in a detached thread that owns its data. Gives
// what it returned, or `otherwise` when `until` comes first; the thread is left behind then.
template <typename T, typename Work>
Task<T> in_background(Loop loop, Work work, T otherwise, TimePoint until) {
  struct Shared {
    explicit Shared(asio::io_context& io) : timer(io) {}

    asio::steady_timer timer;
    bool done = false;
    T value;
  };

  auto shared = std::make_shared<Shared>(*loop);
  shared->timer.expires_at(loop->bound(until));
  try {
    std::thread([loop, shared, otherwise, work = std::move(work)]() mutable {
      T value = otherwise;
      try {
        value = work();
      } catch (const std::exception&) {
        value = otherwise; // as if nothing had come
      }
      asio::post(*loop, [shared, value = std::move(value)]() mutable {
        shared->value = std::move(value);
        shared->done = true;
        shared->timer.cancel();
      });
    }).detach();
  } catch (const std::system_error&) { // no thread is to be had
    co_return otherwise;
  }
  loop->waits[shared.get()] = [raw = shared.get()] { raw->timer.cancel(); };
  asio::error_code ignored;
  co_await shared->timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  loop->waits.erase(shared.get());
  if (!shared->done) {
    co_return otherwise;
  }
  co_return std::move(shared->value);
}

} // namespace gwdiag
