// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <vector>

#include "logs/blocks.hpp"
#include "logs/finder.hpp"
#include "logs/scan.hpp"
#include "logs/tally.hpp"

namespace gwdiag {

namespace {

constexpr unsigned most_threads = 4;
constexpr std::uint64_t worth_threads = 8 << 20; // bytes that one thread reads before it gets help
constexpr std::size_t blocks_a_thread = 4; // that may wait for one that another thread is slow with

struct Work {
  std::uint64_t number = 0; // of the block in the log
  LogBlock block;
  LogHits hits;
};

// One log by several threads: each takes the next block, looks at its lines by itself, and hands in
// what it found; that is counted in the order of the log.
class Scan {
public:
  Scan(LogSource source, const LogScanOptions& options)
      : source_(std::move(source)), options_(options), tally_(options),
        threads_(options.threads > 0
                     ? options.threads
                     : std::clamp(std::thread::hardware_concurrency(), 1U, most_threads)) {}

  Result<LogSummary> run() {
    const std::uint64_t alone =
        threads_ == 1 ? std::numeric_limits<std::uint64_t>::max()
                      : worth_threads / std::max<std::size_t>(options_.block_bytes, 4096);
    LogFinder& own = another_finder();
    work(own, options_.threads > 1 ? 0 : alone);
    {
      std::vector<std::jthread> helpers;
      try {
        for (unsigned i = 1; i < threads_ && !ended_; ++i) {
          helpers.emplace_back([this, &finder = another_finder()] { work(finder); });
        }
      } catch (const std::system_error&) {
        // The system gives no more threads: those that there are do the work.
      }
      work(own);
    }
    if (broken_) {
      std::rethrow_exception(broken_);
    }
    if (failure_) {
      return std::unexpected(*failure_);
    }
    return tally_.finish();
  }

private:
  LogFinder& another_finder() {
    return *finders_.emplace_back(std::make_unique<LogFinder>(options_));
  }

  void work(LogFinder& finder, std::uint64_t blocks = std::numeric_limits<std::uint64_t>::max()) {
    try {
      for (; blocks > 0; --blocks) {
        std::unique_ptr<Work> work = take();
        if (!work) {
          return;
        }
        work->hits.clear();
        finder.scan(work->block.lines, work->hits);
        hand_in(std::move(work));
      }
    } catch (...) { // as when memory ends: the others are not to wait for this block
      const std::lock_guard counting(counting_);
      broken_ = std::current_exception();
      freed_.notify_all();
    }
  }

  // Nothing at the end.
  std::unique_ptr<Work> take() {
    const std::lock_guard reading(reading_);
    if (ended_) {
      return nullptr;
    }
    std::unique_ptr<Work> work = room();
    if (!work) {
      ended_ = true;
      return nullptr;
    }
    const auto more = source_.next(work->block);
    if (!more) {
      failure_ = more.error();
    }
    ended_ = !more || !*more;
    if (ended_) {
      return nullptr;
    }
    work->number = next_++;
    return work;
  }

  // The one whose turn it is was taken before, so that waiting for it comes to an end. Nothing when
  // a thread has broken off.
  std::unique_ptr<Work> room() {
    std::unique_lock counting(counting_);
    if (!broken_ && free_.empty() && made_ < threads_ * blocks_a_thread) {
      ++made_;
      return std::make_unique<Work>();
    }
    freed_.wait(counting, [this] { return broken_ || !free_.empty(); });
    if (broken_) {
      return nullptr;
    }
    std::unique_ptr<Work> work = std::move(free_.back());
    free_.pop_back();
    return work;
  }

  void hand_in(std::unique_ptr<Work> done) {
    {
      const std::lock_guard counting(counting_);
      const std::uint64_t number = done->number;
      waiting_.emplace(number, std::move(done));
      while (!waiting_.empty() && waiting_.begin()->first == turn_) {
        std::unique_ptr<Work> work = std::move(waiting_.begin()->second);
        waiting_.erase(waiting_.begin());
        ++turn_;
        tally_.add(work->hits, work->block.bytes);
        free_.push_back(std::move(work));
      }
    }
    freed_.notify_one();
  }

  LogSource source_;
  LogScanOptions options_;
  std::vector<std::unique_ptr<LogFinder>> finders_; // their findings are named by what is counted
  LogTally tally_;
  unsigned threads_;

  std::mutex reading_; // for source_ and the next four
  std::uint64_t next_ = 0;
  std::atomic<bool> ended_ = false;
  std::optional<Error> failure_;

  std::mutex counting_; // for tally_ and what follows; taken inside of reading_, never around it
  std::condition_variable freed_;
  std::uint64_t turn_ = 0;
  std::map<std::uint64_t, std::unique_ptr<Work>> waiting_;
  std::vector<std::unique_ptr<Work>> free_;
  std::size_t made_ = 0;
  std::exception_ptr broken_; // what ended a thread's work
};

} // namespace

Result<LogSummary> scan_log_file(const std::string& path, const LogScanOptions& options) {
  auto source = LogSource::open(path, options.block_bytes, options.bytes_read, options.stop);
  if (!source) {
    return std::unexpected(source.error());
  }
  return Scan(std::move(*source), options).run();
}

Result<LogSummary> scan_log_files(const std::vector<std::string>& paths,
                                  const LogScanOptions& options) {
  LogSummary all;
  for (const std::string& path : paths.empty() ? std::vector<std::string>{"-"} : paths) {
    const auto summary = scan_log_file(path, options);
    if (!summary) {
      return std::unexpected(summary.error());
    }
    merge(all, *summary);
  }
  return all;
}

} // namespace gwdiag
