// SPDX-License-Identifier: Apache-2.0
#include "logs/summary.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "logs/time.hpp"

namespace gwdiag {

namespace {

using nlohmann::json;

constexpr std::size_t most_upstreams = 256;
constexpr std::size_t most_causes = 500;
constexpr int deepest_json = 64;

std::optional<std::int64_t> earlier(std::optional<std::int64_t> a, std::optional<std::int64_t> b) {
  return a && b ? std::min(*a, *b) : (a ? a : b);
}

std::optional<std::int64_t> later(std::optional<std::int64_t> a, std::optional<std::int64_t> b) {
  return a && b ? std::max(*a, *b) : (a ? a : b);
}

bool too_deep(std::string_view text) {
  int depth = 0;
  for (const char c : text) {
    depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
    if (depth > deepest_json) {
      return true;
    }
  }
  return false;
}

std::uint64_t count_of(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

std::string text_of(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

// A text of a saved summary is foreign again: what may not stand in a report is escaped.
std::string safe_text(const json& object, const char* key) {
  const std::string text = text_of(object, key);
  return is_printable(text) ? text : escape_peer(text);
}

LogCause cause_of(const json& object) {
  LogCause cause;
  cause.id = safe_text(object, "id");
  cause.count = count_of(object, "count");
  cause.consequence = object.value("consequence", json(false)) == json(true);
  cause.product = safe_text(object, "product");
  cause.meaning = safe_text(object, "meaning");
  cause.example = safe_text(object, "example");
  cause.first_ms = log_time(text_of(object, "first_at"), {});
  cause.last_ms = log_time(text_of(object, "last_at"), {});
  const auto counts = object.find("upstream_counts");
  if (counts != object.end() && counts->is_object()) {
    for (const auto& [name, value] : counts->items()) {
      if (value.is_number_unsigned() && cause.upstreams.size() < most_upstreams) {
        cause.upstreams[is_printable(name) ? name : escape_peer(name)] = value.get<std::uint64_t>();
      }
    }
  }
  return cause;
}

void sort_causes(std::vector<LogCause>& causes) {
  std::stable_sort(causes.begin(), causes.end(), [](const LogCause& a, const LogCause& b) {
    return std::tuple(a.consequence, b.count, a.id) < std::tuple(b.consequence, a.count, b.id);
  });
}

} // namespace

std::vector<std::pair<std::string, std::uint64_t>>
by_count(const std::map<std::string, std::uint64_t>& counts) {
  std::vector<std::pair<std::string, std::uint64_t>> out(counts.begin(), counts.end());
  std::stable_sort(
      out.begin(), out.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  return out;
}

void merge(LogSummary& into, const LogSummary& other) {
  into.lines += other.lines;
  into.bytes += other.bytes;
  for (const LogCause& cause : other.causes) {
    const auto same =
        std::find_if(into.causes.begin(), into.causes.end(), [&](const LogCause& mine) {
          return mine.id == cause.id && mine.consequence == cause.consequence;
        });
    if (same == into.causes.end()) {
      into.causes.push_back(cause);
      continue;
    }
    same->count += cause.count;
    same->first_ms = earlier(same->first_ms, cause.first_ms);
    same->last_ms = later(same->last_ms, cause.last_ms);
    for (const auto& [name, count] : cause.upstreams) {
      if (same->upstreams.contains(name) || same->upstreams.size() < most_upstreams) {
        same->upstreams[name] += count;
      }
    }
  }
  sort_causes(into.causes);
}

std::string render_log_summary(const LogSummary& summary, std::string_view version) {
  json causes = json::array();
  for (const LogCause& cause : summary.causes) {
    json upstreams = json::array();
    json counts = json::object();
    for (const auto& [name, count] : by_count(cause.upstreams)) {
      upstreams.push_back(name);
      counts[name] = count;
    }
    json out = {{"id", cause.id},
                {"count", cause.count},
                {"upstreams", upstreams},
                {"upstream_counts", counts},
                {"example", cause.example},
                {"product", cause.product},
                {"meaning", cause.meaning}};
    if (cause.consequence) {
      out["consequence"] = true;
    }
    if (cause.first_ms) {
      out["first_at"] = rfc3339(*cause.first_ms);
    }
    if (cause.last_ms) {
      out["last_at"] = rfc3339(*cause.last_ms);
    }
    causes.push_back(std::move(out));
  }
  const json document = {{"schema", "gwdiag.logs/1"},
                         {"version", version},
                         {"lines", summary.lines},
                         {"bytes", summary.bytes},
                         {"causes", std::move(causes)}};
  return document.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

Result<LogSummary> parse_log_summary(std::string_view text) {
  const json document =
      too_deep(text) ? json(json::value_t::discarded) : json::parse(text, nullptr, false);
  if (document.is_discarded() || !document.is_object()) {
    return fail(ErrorKind::input, "a log summary must be a JSON object");
  }
  if (text_of(document, "schema") != "gwdiag.logs/1") {
    return fail(ErrorKind::input,
                fmt::format("not a log summary of gwdiag.logs/1 but \"{}\"",
                            escape_peer(text_of(document, "schema"), 80)));
  }
  LogSummary summary;
  summary.lines = count_of(document, "lines");
  summary.bytes = count_of(document, "bytes");
  const auto causes = document.find("causes");
  if (causes == document.end() || !causes->is_array()) {
    return fail(ErrorKind::input, "a log summary must have \"causes\"");
  }
  for (const json& object : *causes) {
    if (object.is_object() && summary.causes.size() < most_causes) {
      summary.causes.push_back(cause_of(object));
    }
  }
  sort_causes(summary.causes);
  return summary;
}

} // namespace gwdiag
