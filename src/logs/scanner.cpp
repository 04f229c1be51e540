// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstring>
#include <deque>
#include <random>
#include <utility>

#include "base/text.hpp"
#include "logs/classify.hpp"
#include "logs/quiet.hpp"
#include "logs/scan.hpp"
#include "logs/shape.hpp"

namespace gwdiag {

namespace {

constexpr std::size_t longest_line = 64 * 1024;
constexpr std::size_t example_bytes = 500;
constexpr std::size_t most_upstreams = 256;
constexpr std::size_t remembered_shapes = 4096;
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

// The upstream of a line of nginx's error log; the causes of such a line are known already.
std::string nginx_upstream(std::string_view line) {
  constexpr std::string_view mark = "upstream: \"";
  const std::size_t found = line.find(mark);
  if (found == std::string_view::npos) {
    return {};
  }
  std::string_view rest = line.substr(found + mark.size());
  return escape_peer(rest.substr(0, rest.find('"')), 255);
}

// `http://10.0.0.5:8080/path?x` is one upstream with every other path: scheme and authority are its
// name.
std::string name_of(const std::string& upstream) {
  const std::size_t scheme = upstream.find("://");
  if (scheme == std::string::npos || upstream.find("unix:") != std::string::npos) {
    return upstream;
  }
  return upstream.substr(0, upstream.find('/', scheme + 3));
}

struct Failure {
  std::string tie;
  std::optional<std::int64_t> time_ms;
};

struct Shape {
  std::uint64_t hash = 0;
  bool known = false;
  bool numbers_tell = false;
  std::vector<LogFinding> findings; // the first alone
};

} // namespace

class LogScanner::State {
public:
  explicit State(LogScanOptions options)
      : options_(std::move(options)), shapes_(remembered_shapes), seed_(std::random_device{}()) {}

  void feed(std::string_view bytes);
  void line(std::string_view text);
  LogSummary finish();

private:
  void take(std::string_view text);
  bool wanted(std::string_view text);
  std::vector<LogFinding> findings_of(std::string_view text);
  bool is_second_line(std::string_view text, const LogFinding& finding);
  void count(std::string_view text, LogFinding finding);

  LogScanOptions options_;
  LogSummary summary_;
  std::string rest_;                    // the beginning of a line whose end has not come
  bool dropping_ = false;               // the rest of a line that is too long
  std::optional<std::int64_t> time_ms_; // of the last line that had one
  std::vector<Shape> shapes_;
  std::uint64_t seed_;
  std::deque<Failure> failures_;
};

void LogScanner::State::feed(std::string_view bytes) {
  summary_.bytes += bytes.size();
  if (options_.bytes_read != nullptr) {
    options_.bytes_read->fetch_add(bytes.size(), std::memory_order_relaxed);
  }
  while (!bytes.empty()) {
    const auto* end = static_cast<const char*>(std::memchr(bytes.data(), '\n', bytes.size()));
    const std::size_t length =
        end == nullptr ? bytes.size() : static_cast<std::size_t>(end - bytes.data());
    const std::string_view piece = bytes.substr(0, length);
    if (rest_.empty() && !dropping_ && end != nullptr) {
      line(piece.substr(0, longest_line));
    } else {
      rest_.append(piece.substr(0, longest_line - std::min(longest_line, rest_.size())));
      dropping_ = true;
      if (end != nullptr) {
        line(rest_);
        rest_.clear();
        dropping_ = false;
      }
    }
    bytes.remove_prefix(end == nullptr ? length : length + 1);
  }
}

void LogScanner::State::line(std::string_view text) {
  ++summary_.lines;
  if (text.ends_with('\r')) {
    text.remove_suffix(1);
  }
  take(text);
}

bool LogScanner::State::wanted(std::string_view text) {
  if (!options_.since_ms && !options_.until_ms) {
    return true;
  }
  if (const auto time = log_time(text, options_.clock)) {
    time_ms_ = time;
  }
  return time_ms_ && (!options_.since_ms || *time_ms_ >= *options_.since_ms) &&
         (!options_.until_ms || *time_ms_ < *options_.until_ms);
}

std::vector<LogFinding> LogScanner::State::findings_of(std::string_view text) {
  const auto hash = nginx_error_shape(text, seed_);
  if (!hash) {
    return classify_line(text);
  }
  Shape& shape = shapes_[*hash % shapes_.size()];
  if (!shape.known || shape.hash != *hash) {
    shape = {*hash, true, numbers_tell(text), classify_line(text)};
    return shape.findings;
  }
  if (shape.numbers_tell) {
    return classify_line(text);
  }
  if (shape.findings.empty()) {
    return {};
  }
  std::vector<LogFinding> out = shape.findings;
  std::string upstream = nginx_upstream(text);
  out.front().upstream = upstream.empty() && !out.front().upstream.empty()
                             ? classify_line(text).front().upstream
                             : std::move(upstream);
  return out;
}

void LogScanner::State::take(std::string_view text) {
  if (text.empty() || is_quiet_line(text) || !wanted(text)) {
    return;
  }
  std::vector<LogFinding> findings = findings_of(text);
  if (findings.empty()) {
    return;
  }
  LogFinding& first = findings.front();
  if (!options_.upstream.empty() && first.upstream.find(options_.upstream) == std::string::npos) {
    return;
  }
  if (const auto time = log_time(text, options_.clock)) {
    time_ms_ = time;
  }
  if (!is_second_line(text, first)) {
    count(text, std::move(first));
  }
}

bool LogScanner::State::is_second_line(std::string_view text, const LogFinding& finding) {
  if (finding.consequence) {
    return false;
  }
  std::string tie = tie_of(text, finding);
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

void LogScanner::State::count(std::string_view text, LogFinding finding) {
  auto cause =
      std::find_if(summary_.causes.begin(), summary_.causes.end(), [&](const LogCause& known) {
        return known.id == finding.id && known.consequence == finding.consequence;
      });
  if (cause == summary_.causes.end()) {
    LogCause fresh;
    fresh.id = std::move(finding.id);
    fresh.consequence = finding.consequence;
    fresh.product = std::move(finding.product);
    fresh.meaning = std::move(finding.meaning);
    fresh.example = escape_peer(text.substr(0, example_bytes), example_bytes);
    summary_.causes.push_back(std::move(fresh));
    cause = summary_.causes.end() - 1;
  }
  ++cause->count;
  if (time_ms_) {
    cause->first_ms = std::min(cause->first_ms.value_or(*time_ms_), *time_ms_);
    cause->last_ms = std::max(cause->last_ms.value_or(*time_ms_), *time_ms_);
  }
  const std::string name = name_of(finding.upstream);
  if (!name.empty() &&
      (cause->upstreams.contains(name) || cause->upstreams.size() < most_upstreams)) {
    ++cause->upstreams[name];
  }
}

LogSummary LogScanner::State::finish() {
  if (!rest_.empty()) {
    line(rest_);
    rest_.clear();
  }
  LogSummary sorted;
  merge(sorted, summary_);
  return sorted;
}

LogScanner::LogScanner(LogScanOptions options)
    : state_(std::make_unique<State>(std::move(options))) {}

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
