// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "logs/blocks.hpp"
#include "logs/finder.hpp"
#include "logs/scan.hpp"
#include "logs/tally.hpp"

namespace gwdiag {

bool LogScanOptions::wants(std::int64_t time_ms) const {
  return (!since_ms || time_ms >= *since_ms) && (!until_ms || time_ms < *until_ms);
}

class LogScanner::State {
public:
  explicit State(const LogScanOptions& options) : finder_(options), tally_(options) {}

  void feed(std::string_view bytes) {
    hits_.clear();
    const std::size_t size = bytes.size();
    std::string begun;
    if (!rest_.empty()) {
      const std::size_t end = bytes.find('\n');
      rest_ += bytes.substr(0, std::min(end, longest_log_line - rest_.size()));
      if (end != std::string_view::npos) {
        begun = std::exchange(rest_, {});
        finder_.line(begun, hits_);
      }
      bytes.remove_prefix(end == std::string_view::npos ? size : end + 1);
    }
    const std::size_t last_end = bytes.rfind('\n');
    const std::size_t whole = last_end == std::string_view::npos ? 0 : last_end + 1;
    finder_.scan(bytes.substr(0, whole), hits_);
    rest_ += bytes.substr(whole, longest_log_line);
    tally_.add(hits_, size);
  }

  void line(std::string_view text) {
    hits_.clear();
    finder_.line(text, hits_);
    tally_.add(hits_, 0);
  }

  LogSummary finish() {
    if (!rest_.empty()) {
      line(std::exchange(rest_, {}));
    }
    return tally_.finish();
  }

private:
  LogFinder finder_;
  LogTally tally_;
  LogHits hits_;
  std::string rest_; // the beginning of a line whose end has not come
};

LogScanner::LogScanner(LogScanOptions options) : state_(std::make_unique<State>(options)) {}

LogScanner::~LogScanner() = default;
LogScanner::LogScanner(LogScanner&&) noexcept = default;
LogScanner& LogScanner::operator=(LogScanner&&) noexcept = default;

void LogScanner::feed(std::string_view bytes) {
  state_->feed(bytes);
}

void LogScanner::line(std::string_view text) {
  state_->line(text);
}

LogSummary LogScanner::finish() {
  return state_->finish();
}

} // namespace gwdiag
