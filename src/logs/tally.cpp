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
constexpr std::int64_t one_worker_ms =
    10000; // a worker is told to end, killed and buried in seconds

struct Mark {
  std::string_view before;
  std::string_view end; // one of these ends the name
};

// Marks that tie two lines of one failure; the text behind one names the failure.
constexpr std::array<Mark, 7> marks{{{"cfRay=", " ])"},
                                     {"(pid: ", " ,])"},
                                     {"(pid:", " ,])"},
                                     {"with pid ", " "},
                                     {"[pid ", "]"}, // Apache's has `:tid N` too
                                     {"req_id=", " ])"},
                                     {"request_id=", " ])"}}};

// Their names are a worker's or none: it fails again and again, and each time in the same words.
bool has_many_failures(const LogFinding& finding) {
  return finding.product == "apache" || finding.product == "lighttpd" ||
         finding.product == "traefik";
}

std::int64_t time_of_one(const LogFinding& finding) {
  const bool worker = finding.product == "gunicorn" || finding.product == "uwsgi";
  return worker ? one_worker_ms : one_failure_ms;
}

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
  for (const Mark& mark : marks) {
    const std::size_t found = line.find(mark.before);
    if (found != std::string_view::npos) {
      const std::string_view rest = line.substr(found + mark.before.size(), 48);
      return std::string(rest.substr(0, rest.find_first_of(mark.end)));
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
  const bool again = has_many_failures(*hit.finding);
  const auto first = std::ranges::find_if(failures_, [&](const Failure& earlier) {
    const bool near =
        time_ms_.has_value() == earlier.time_ms.has_value() &&
        (!time_ms_ || std::abs(*time_ms_ - *earlier.time_ms) <= time_of_one(*hit.finding));
    const bool one_upstream =
        earlier.upstream.empty() || hit.upstream.empty() || earlier.upstream == hit.upstream;
    const bool said = again && std::ranges::find(earlier.meanings, hit.finding->meaning) !=
                                   earlier.meanings.end();
    return earlier.tie == tie && near && one_upstream && !said;
  });
  if (first != failures_.end()) {
    first->meanings.push_back(hit.finding->meaning);
    return true;
  }
  failures_.push_back(
      {std::move(tie), std::string(hit.upstream), time_ms_, {hit.finding->meaning}});
  if (failures_.size() > remembered_failures) {
    failures_.pop_front();
  }
  return false;
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
