// SPDX-License-Identifier: Apache-2.0
#include "evidence/logged.hpp"

#include <cstddef>

namespace gwdiag {

namespace {

constexpr std::size_t most_entries = 64;
constexpr std::int64_t tolerance_ms = 2000;

std::int64_t time_of(const std::string& stamp) {
  return log_time(stamp, {}).value_or(0);
}

LoggedLine entry_of(const LogCause& cause, const std::string& upstream, std::uint64_t count) {
  LoggedLine entry;
  entry.count = count;
  entry.at = cause.first_ms ? rfc3339(*cause.first_ms) : "";
  entry.last_at = cause.last_ms ? rfc3339(*cause.last_ms) : "";
  entry.ids = {cause.id};
  entry.consequence = cause.consequence;
  entry.product = cause.product;
  entry.says = cause.meaning;
  entry.upstream = upstream;
  entry.text = cause.example;
  return entry;
}

} // namespace

LogTrace summary_as_log(const LogSummary& summary) {
  LogTrace trace;
  trace.file = "a log summary";
  trace.lines = summary.lines;
  trace.bytes = summary.bytes;
  for (const LogCause& cause : summary.causes) {
    if (cause.upstreams.empty() && trace.entries.size() < most_entries) {
      trace.entries.push_back(entry_of(cause, "", cause.count));
    }
    for (const auto& [upstream, count] : cause.upstreams) {
      if (trace.entries.size() < most_entries) {
        trace.entries.push_back(entry_of(cause, upstream, count));
      }
    }
  }
  return trace;
}

RunMarks run_times(const Evidence& evidence) {
  RunMarks marks;
  marks.start_ms = evidence.started_at.empty() ? 0 : time_of(evidence.started_at);
  marks.end_ms = marks.start_ms + static_cast<std::int64_t>(evidence.elapsed_ms);
  return marks;
}

void tie_summaries(Evidence& evidence) {
  const RunMarks run = run_times(evidence);
  for (LogTrace& log : evidence.logs) {
    for (LoggedLine& entry : log.entries) {
      const bool meets = !entry.last_at.empty() && run.start_ms != 0 &&
                         time_of(entry.at) <= run.end_ms + tolerance_ms &&
                         time_of(entry.last_at) >= run.start_ms - tolerance_ms;
      if (entry.tie.empty() && meets) {
        entry.tie = "time";
      }
    }
  }
}

} // namespace gwdiag
