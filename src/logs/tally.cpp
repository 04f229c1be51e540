// SPDX-License-Identifier: Apache-2.0
#include "logs/tally.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"
#include "logs/excerpt.hpp"

namespace gwdiag {

namespace {

constexpr std::size_t example_bytes = 500;
constexpr std::size_t most_upstreams = 256;
constexpr std::size_t remembered_failures = 64;
constexpr std::int64_t one_failure_ms = 2000; // lines of one failure come within this

// Marks that tie two lines of one failure; the text behind one, up to a space or bracket, names the
// failure.
constexpr std::array<std::string_view, 6> ties{
    "cfRay=", "(pid:", "(pid: ", "[pid ", "req_id=", "request_id="};

std::string tie_of(std::string_view line, const LogFinding& finding) {
  if (finding.id == "oom-killed" && (finding.product == "kernel" || finding.product == "systemd")) {
    return "oom";
  }
  if (finding.product == "lighttpd" || finding.product == "traefik") {
    return finding.product + finding.id;
  }
  if (finding.product != "apache" && finding.product != "cloudflared" &&
      finding.product != "gunicorn" && finding.product != "uwsgi") {
    return {};
  }
  for (const std::string_view mark : ties) {
    const std::size_t found = line.find(mark);
    if (found != std::string_view::npos) {
      const std::string_view rest = line.substr(found + mark.size(), 48);
      return std::string(rest.substr(0, rest.find_first_of(" ])")));
    }
  }
  return {};
}

} // namespace

void LogTally::add(const LogHits& found, std::uint64_t bytes) {
  lines_ += found.lines;
  bytes_ += bytes;
  const bool bounded = options_.since_ms || options_.until_ms;
  for (const LogHit& hit : found.hits) {
    if (hit.time_ms) {
      time_ms_ = hit.time_ms;
    } else if (bounded && (!time_ms_ || !options_.wants(*time_ms_))) {
      continue;
    }
    if (!is_second_line(hit)) {
      count(hit);
    }
  }
  if (found.last_time) {
    time_ms_ = found.last_time;
  }
}

bool LogTally::is_second_line(const LogHit& hit) {
  if (hit.finding->consequence) {
    return false;
  }
  std::string tie = tie_of(hit.text, *hit.finding);
  if (tie.empty()) {
    return false;
  }
  const bool seen = std::any_of(failures_.begin(), failures_.end(), [&](const Failure& earlier) {
    return earlier.tie == tie && time_ms_.has_value() == earlier.time_ms.has_value() &&
           (!time_ms_ || std::abs(*time_ms_ - *earlier.time_ms) <= one_failure_ms);
  });
  if (!seen) {
    failures_.push_back({std::move(tie), time_ms_});
    if (failures_.size() > remembered_failures) {
      failures_.pop_front();
    }
  }
  return seen;
}

LogTally::Counted& LogTally::counted(const LogHit& hit) {
  Counted*& known = by_finding_[hit.finding];
  if (known != nullptr) {
    return *known;
  }
  const LogFinding& finding = *hit.finding;
  const auto same = std::ranges::find_if(causes_, [&](const Counted& other) {
    return other.cause.id == finding.id && other.cause.consequence == finding.consequence;
  });
  if (same != causes_.end()) {
    known = &*same;
    return *known;
  }
  LogCause cause;
  cause.id = finding.id;
  cause.consequence = finding.consequence;
  cause.product = finding.product;
  cause.meaning = finding.meaning;
  cause.example = escape_peer(telling_part(hit.text, finding.id, example_bytes));
  known = &causes_.emplace_back(Counted{std::move(cause), {}});
  return *known;
}

void LogTally::count(const LogHit& hit) {
  Counted& counting = counted(hit);
  LogCause& cause = counting.cause;
  ++cause.count;
  if (time_ms_) {
    cause.first_ms = std::min(cause.first_ms.value_or(*time_ms_), *time_ms_);
    cause.last_ms = std::max(cause.last_ms.value_or(*time_ms_), *time_ms_);
  }
  if (hit.upstream.empty()) {
    return;
  }
  const auto name = counting.upstreams.find(hit.upstream);
  if (name != counting.upstreams.end()) {
    ++name->second;
  } else if (counting.upstreams.size() < most_upstreams) {
    counting.upstreams.emplace(hit.upstream, 1);
  }
}

LogSummary LogTally::finish() const {
  LogSummary found;
  found.lines = lines_;
  found.bytes = bytes_;
  for (const Counted& counting : causes_) {
    found.causes.push_back(counting.cause);
    found.causes.back().upstreams.insert(counting.upstreams.begin(), counting.upstreams.end());
  }
  LogSummary sorted;
  merge(sorted, found);
  return sorted;
}

} // namespace gwdiag
