// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace gwdiag {

// One cause that logs show.
struct LogCause {
  std::string id;
  bool consequence = false; // follows from an earlier failure: listed behind the others
  std::uint64_t count = 0;  // failures, not lines
  std::optional<std::int64_t> first_ms,
      last_ms; // milliseconds since 1970 UTC; absent if no line has a time
  std::map<std::string, std::uint64_t>
      upstreams; // address or name, escaped, with its count; at most 256
  std::string product;
  std::string meaning;
  std::string example; // of one line what tells, escaped: at most 500 bytes
};

struct LogSummary {
  std::uint64_t lines = 0;
  std::uint64_t bytes = 0;      // as read; of compressed files what is in them
  std::vector<LogCause> causes; // causes before consequences, most frequent first
};

// `other` added to `into`: forty machines' summaries give the sum.
void merge(LogSummary& into, const LogSummary& other);

std::string render_log_summary(const LogSummary& summary,
                               std::string_view version); // JSON, gwdiag.logs/1

// Upstreams, the most frequent first.
std::vector<std::pair<std::string, std::uint64_t>>
by_count(const std::map<std::string, std::uint64_t>& counts);

// A summary from its JSON; unknown fields are ignored. Fails on anything that is not gwdiag.logs/1.
Result<LogSummary> parse_log_summary(std::string_view json);

} // namespace gwdiag
