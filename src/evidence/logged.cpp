// SPDX-License-Identifier: Apache-2.0
#include "evidence/logged.hpp"

#include <algorithm>
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

namespace {

// Whether `entry` holds a line of the run. Of a summary only the first and the last time are known:
// what lies between them may have been at any time. Where upstreams share these times, it is not
// known whose they are.
bool of_the_run(const LoggedLine& entry, const LogTrace& log, const RunMarks& run) {
  if (run.start_ms == 0 || entry.at.empty() || entry.last_at.empty()) {
    return false;
  }
  const auto within = [&](const std::string& stamp) {
    const std::int64_t ms = time_of(stamp);
    return ms >= run.start_ms - tolerance_ms && ms <= run.end_ms + tolerance_ms;
  };
  const auto shares = [&](const LoggedLine& other) {
    return other.ids == entry.ids && other.at == entry.at && other.last_at == entry.last_at;
  };
  const bool first = within(entry.at);
  const bool last = within(entry.last_at);
  return std::ranges::count_if(log.entries, shares) > 1 ? first && last : first || last;
}

} // namespace

void tie_summaries(Evidence& evidence) {
  const RunMarks run = run_times(evidence);
  for (LogTrace& log : evidence.logs) {
    for (LoggedLine& entry : log.entries) {
      if (entry.tie.empty() && of_the_run(entry, log, run)) {
        entry.tie = "time";
      }
    }
  }
}

} // namespace gwdiag
