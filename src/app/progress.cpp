// SPDX-License-Identifier: Apache-2.0
#include "app/progress.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include <unistd.h>

#include <fmt/format.h>

namespace gwdiag {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds before_the_first{1000};
constexpr std::chrono::milliseconds between{200};

} // namespace

ReadProgress::ReadProgress(bool wanted, std::uint64_t total) {
  if (wanted && ::isatty(STDERR_FILENO) == 1) {
    thread_ = std::thread([this, total] { show(total); });
  }
}

ReadProgress::~ReadProgress() {
  {
    const std::lock_guard lock(mutex_);
    end_ = true;
  }
  ended_.notify_all();
  if (thread_.joinable()) {
    thread_.join();
  }
}

void ReadProgress::show(std::uint64_t total) {
  const auto start = Clock::now();
  std::unique_lock lock(mutex_);
  bool shown = false;
  while (!ended_.wait_for(lock, shown ? between : before_the_first, [this] { return end_; })) {
    const auto done = static_cast<double>(bytes_.load(std::memory_order_relaxed));
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    std::string line = fmt::format("{:.0f} MB, {:.0f} MB/s", done / 1e6, done / 1e6 / seconds);
    if (total > 0) {
      const double share = std::min(1.0, done / static_cast<double>(total));
      line = fmt::format("{:3.0f} %  {}", share * 100, line);
    }
    fmt::print(stderr, "\r\x1b[K{}", line);
    std::fflush(stderr);
    shown = true;
  }
  if (shown) {
    fmt::print(stderr, "\r\x1b[K");
  }
}

} // namespace gwdiag
