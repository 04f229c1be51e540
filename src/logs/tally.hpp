// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "logs/hits.hpp"
#include "logs/scan.hpp"

namespace gwdiag {

// Counts what LogFinders found, given in the order of the log.
class LogTally {
public:
  explicit LogTally(const LogScanOptions& options) : options_(options) {}

  void add(const LogHits& found, std::uint64_t bytes);
  LogSummary finish() const;

private:
  struct HashText {
    using is_transparent = void;

    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };

  struct Counted {
    LogCause cause; // its upstreams are filled in at the end
    std::unordered_map<std::string, std::uint64_t, HashText, std::equal_to<>> upstreams;
  };

  struct Failure {
    std::string tie;
    std::string upstream; // empty: its first line names none
    std::optional<std::int64_t> time_ms;
    std::vector<std::string> meanings; // of its lines
  };

  bool is_second_line(const LogHit& hit);
  void count(const LogHit& hit);
  Counted& counted(const LogHit& hit);

  LogScanOptions options_;
  std::uint64_t lines_ = 0;
  std::uint64_t bytes_ = 0;
  std::deque<Counted> causes_;
  std::unordered_map<const LogFinding*, Counted*> by_finding_;
  std::deque<Failure> failures_;
  std::optional<std::int64_t> time_ms_; // of the last line that had one
};

} // namespace gwdiag
