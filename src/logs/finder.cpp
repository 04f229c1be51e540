// SPDX-License-Identifier: Apache-2.0
#include "logs/finder.hpp"

#include <algorithm>
#include <cstring>
#include <random>
#include <tuple>
#include <utility>

#include "base/text.hpp"
#include "logs/blocks.hpp"
#include "logs/hash.hpp"
#include "logs/quiet.hpp"
#include "logs/silent.hpp"

namespace gwdiag {

namespace {

constexpr std::size_t remembered = 4096;
constexpr std::size_t longest_upstream = 255;

const LogFinding nothing; // a line that was looked at and shows no cause

// `http://10.0.0.5:8080/path?x` is one upstream with every other path: scheme and authority are its
// name.
std::string_view name_of(std::string_view upstream) {
  const std::size_t scheme = upstream.find("://");
  if (scheme == std::string_view::npos || upstream.find("unix:") != std::string_view::npos) {
    return upstream;
  }
  return upstream.substr(0, upstream.find('/', scheme + 3));
}

// Nearly all names: escape_peer() would leave them as they are.
bool is_plain(std::string_view name) {
  return name.size() <= longest_upstream &&
         std::ranges::all_of(name, [](char c) { return c > ' ' && c < '\x7f' && c != '\\'; });
}

std::uint64_t hash_of(std::string_view text, std::uint64_t seed) {
  TextHash hash(seed);
  hash.add(text.data(), text.size());
  return hash.value() | 1U;
}

} // namespace

bool LogFinder::ByText::operator()(const LogFinding& a, const LogFinding& b) const {
  return std::tie(a.id, a.meaning, a.product, a.consequence) <
         std::tie(b.id, b.meaning, b.product, b.consequence);
}

LogFinder::LogFinder(const LogScanOptions& options)
    : options_(options), seed_(std::random_device{}()) {}

void LogFinder::scan(std::string_view lines, LogHits& into) {
  while (!lines.empty()) {
    const auto* const end = static_cast<const char*>(std::memchr(lines.data(), '\n', lines.size()));
    const std::size_t length =
        end == nullptr ? lines.size() : static_cast<std::size_t>(end - lines.data());
    line(lines.substr(0, std::min(length, longest_log_line)), into);
    lines.remove_prefix(end == nullptr ? length : length + 1);
  }
}

void LogFinder::line(std::string_view text, LogHits& into) {
  ++into.lines;
  if (text.ends_with('\r')) {
    text.remove_suffix(1);
  }
  if (!text.empty()) {
    take(text, into);
  }
}

void LogFinder::take(std::string_view text, LogHits& into) {
  if (const auto shape = nginx_error_shape(text, seed_)) {
    take_error(text, *shape, into);
  } else if (!is_quiet_line(text) && may_be_wanted(text, into) && !take_access(text, into)) {
    take_any(text, into);
  }
}

void LogFinder::take_error(std::string_view text, const ErrorShape& shape, LogHits& into) {
  if (!may_be_wanted(text, into) || shape.is_chatter) {
    return;
  }
  errors_.resize(remembered);
  ErrorMemory& memory = errors_[shape.hash % remembered];
  if (memory.hash != shape.hash) {
    memory = {};
    memory.hash = shape.hash;
  } else if (memory.quiet) {
    return;
  }
  const std::string_view upstream = nginx_upstream(text, shape);
  const ErrorContext context = nginx_context(text, shape, upstream);
  const LogFinding* const finding = error_finding(text, context, memory);
  if (memory.numbers_tell || (finding != &nothing && upstream.empty())) {
    take_any(text, into);
  } else if (finding != &nothing) {
    add(text,
        finding,
        is_plain(upstream) ? upstream
                           : into.texts.emplace_back(escape_peer(upstream, longest_upstream)),
        into);
  }
}

const LogFinding*
LogFinder::error_finding(std::string_view text, ErrorContext context, ErrorMemory& memory) {
  const LogFinding*& known = memory.by_context.at(static_cast<std::size_t>(context));
  if (known != nullptr) {
    return known;
  }
  const std::string plain = plain_error_line(text, context);
  memory.numbers_tell = numbers_tell(plain);
  known = kept(classify_line(plain));
  if (known != &nothing || memory.numbers_tell) {
    return known;
  }
  if (context == ErrorContext::none) {
    memory.quiet = true; // a message of this shape has no other context
    return known;
  }
  memory.quiet = std::ranges::all_of(
      std::array{ErrorContext::client, ErrorContext::upstream, ErrorContext::upstream_socket},
      [&](ErrorContext other) {
        const LogFinding*& finding = memory.by_context.at(static_cast<std::size_t>(other));
        finding = finding == nullptr ? kept(classify_line(plain_error_line(text, other))) : finding;
        return finding == &nothing;
      });
  return known;
}

bool LogFinder::take_access(std::string_view text, LogHits& into) {
  if (!plain_.read(text)) {
    return false;
  }
  const std::uint64_t hash = hash_of(plain_.text, seed_);
  accesses_.resize(remembered);
  AccessMemory& memory = accesses_[hash / 2 % remembered];
  if (memory.hash != hash) {
    std::vector<LogFinding> findings = classify_line(plain_.text);
    memory.hash = hash;
    memory.upstream = findings.empty() ? std::string{} : std::move(findings.front().upstream);
    memory.finding = kept(std::move(findings));
  }
  if (memory.finding != &nothing) {
    add(text,
        memory.finding,
        into.texts.emplace_back(plain_.with_addresses(memory.upstream)),
        into);
  }
  return true;
}

void LogFinder::take_any(std::string_view text, LogHits& into) {
  if (is_silent_line(text)) {
    return;
  }
  std::vector<LogFinding> findings = classify_line(text);
  if (findings.empty()) {
    return;
  }
  const std::string& upstream = into.texts.emplace_back(std::move(findings.front().upstream));
  add(text, kept(std::move(findings)), upstream, into);
}

// What is sure to be outside of the times asked for need not be read. A line before the block's
// first time has one that is not known here.
bool LogFinder::may_be_wanted(std::string_view text, LogHits& into) const {
  if (!options_.since_ms && !options_.until_ms) {
    return true;
  }
  if (const auto time = log_time(text, options_.clock)) {
    into.last_time = time;
  }
  return !into.last_time || options_.wants(*into.last_time);
}

const LogFinding* LogFinder::kept(std::vector<LogFinding> findings) {
  if (findings.empty()) {
    return &nothing;
  }
  LogFinding& first = findings.front();
  first.upstream.clear();
  return &*findings_.insert(std::move(first)).first;
}

void LogFinder::add(std::string_view text,
                    const LogFinding* finding,
                    std::string_view upstream,
                    LogHits& into) const {
  if (!options_.upstream.empty() && upstream.find(options_.upstream) == std::string_view::npos) {
    return;
  }
  const bool bounded = options_.since_ms || options_.until_ms;
  into.hits.push_back({text,
                       finding,
                       name_of(upstream),
                       bounded ? into.last_time : log_time(text, options_.clock)});
}

} // namespace gwdiag
