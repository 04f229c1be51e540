// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "logs/summary.hpp"
#include "logs/time.hpp"

namespace gwdiag {

struct LogScanOptions {
  LogClock clock;
  std::optional<std::int64_t> since_ms,
      until_ms; // by the lines' own time; a line without one has that of the line before
  std::atomic<std::uint64_t>* bytes_read =
      nullptr;          // counted up as the scan goes on, for a line of progress
  int stop = -1;        // a descriptor: when it can be read, the logs end where they are
  std::string upstream; // only failures at upstreams whose name contains this; empty: all
  unsigned threads = 0; // 0: one for each processor, at most four
  std::size_t block_bytes = std::size_t{256} << 10; // read at once by a thread

  bool wants(std::int64_t time_ms) const; // by since_ms and until_ms
};

// Names and counts the causes in log lines as they come, in bounded memory. A line's bytes above 64
// KiB are not read. Two lines of one failure (Apache's, cloudflared's, Traefik's, a worker killed
// after its timeout, the lines of one OOM kill) count once.
class LogScanner {
public:
  explicit LogScanner(LogScanOptions options);
  ~LogScanner();
  LogScanner(LogScanner&&) noexcept;
  LogScanner& operator=(LogScanner&&) noexcept;

  void feed(std::string_view bytes); // any piece of the log; lines may be cut anywhere
  void line(std::string_view text);  // one whole line, without its end
  LogSummary finish();               // what was found; the last line need not end

private:
  class State;
  std::unique_ptr<State> state_;
};

// One file, standard input for "-"; gzip is recognised by its content. Fails if it cannot be opened
// or read, is a directory, or is a broken archive.
Result<LogSummary> scan_log_file(const std::string& path, const LogScanOptions& options);

// All of them, merged; standard input if there is none.
Result<LogSummary> scan_log_files(const std::vector<std::string>& paths,
                                  const LogScanOptions& options);

} // namespace gwdiag
