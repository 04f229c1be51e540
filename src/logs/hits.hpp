// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "logs/classify.hpp"

namespace gwdiag {

// A line that shows a cause.
struct LogHit {
  std::string_view text;
  const LogFinding* finding = nullptr; // kept by the LogFinder; its upstream is not this line's
  std::string_view upstream;           // this line's, without a path; escaped
  std::optional<std::int64_t> time_ms; // of the line, or the time before it within the block
};

// What is known of some lines before those that came earlier are.
struct LogHits {
  std::uint64_t lines = 0;
  std::vector<LogHit> hits;
  std::deque<std::string> texts;         // upstreams that had to be written anew
  std::optional<std::int64_t> last_time; // that a line has; only when a time bounds the search

  void clear() {
    lines = 0;
    hits.clear();
    texts.clear();
    last_time.reset();
  }
};

} // namespace gwdiag
