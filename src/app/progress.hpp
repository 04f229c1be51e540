// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

namespace gwdiag {

// One line on standard error that tells how far a long read has come: from the first second on, and
// taken away at the end. Silent unless `wanted` and standard error is a terminal.
class ReadProgress {
public:
  // `total`: bytes in all; 0: not known.
  ReadProgress(bool wanted, std::uint64_t total);
  ~ReadProgress();
  ReadProgress(const ReadProgress&) = delete;
  ReadProgress& operator=(const ReadProgress&) = delete;

  std::atomic<std::uint64_t>& bytes() { return bytes_; }

private:
  void show(std::uint64_t total);

  std::atomic<std::uint64_t> bytes_ = 0;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool end_ = false;
  std::thread thread_;
};

} // namespace gwdiag
