// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "report/renderers.hpp"
#include "report/shown.hpp"

namespace gwdiag {

namespace {

// "/upstreams/7/stages" → "/upstreams/0/stages": in its own line upstream `index` is the only one. What points at another
// upstream points at nothing.
void renumber(std::string& pointer, std::size_t index) {
  const std::string prefix = fmt::format("/upstreams/{}/", index);
  if (pointer.starts_with(prefix)) {
    pointer = "/upstreams/0/" + pointer.substr(prefix.size());
  } else if (pointer.starts_with("/upstreams/")) {
    pointer.clear();
  }
}

// The status table of one pair alone: a proxy that fails makes every pair unhealthy; without a proxy each upstream is a route of
// its own.
Status status_of_pair(const Shown& whole, bool has_cause) {
  if (whole.verdict.status == Status::inconclusive) {
    return Status::inconclusive;
  }
  if (!whole.evidence.has_proxy) {
    return has_cause ? Status::unhealthy : Status::healthy;
  }
  return whole.verdict.status == Status::unhealthy || has_cause ? whole.verdict.status : Status::healthy;
}

Verdict verdict_of_pair(const Shown& whole, std::size_t index) {
  Verdict verdict = whole.verdict;
  const int wanted = static_cast<int>(index);
  std::erase_if(verdict.causes,
                [wanted](const Cause& cause) { return cause.upstream >= 0 && cause.upstream != wanted; });
  std::erase_if(verdict.comparison,
                [wanted](const Comparison& one) { return one.upstream_index != wanted; });
  for (Cause& cause : verdict.causes) {
    cause.upstream = std::min(cause.upstream, 0);
    for (Fact& fact : cause.evidence) {
      renumber(fact.at, index);
    }
  }
  for (RuledOut& out : verdict.ruled_out) {
    renumber(out.at, index);
  }
  for (Comparison& one : verdict.comparison) {
    one.upstream_index = 0;
  }
  const auto told = std::ranges::find_if(verdict.causes, [](const Cause& cause) { return !cause.ignored; });
  const bool has_cause = told != verdict.causes.end();
  verdict.status = status_of_pair(whole, has_cause);
  if (has_cause && !told->summary.empty()) {
    verdict.summary = told->summary;
  } else if (verdict.status != whole.verdict.status) {
    verdict.summary = fmt::format("{} answers", whole.evidence.upstreams[index].endpoint);
  }
  return verdict;
}

} // namespace

std::string render_jsonl(const Report& report, const RenderOptions& options) {
  Shown whole = shown(report, options.show_secrets);
  Shown pair{whole.evidence, {}};
  std::string out;
  for (std::size_t i = 0; i < whole.evidence.upstreams.size(); ++i) {
    pair.evidence.upstreams = {whole.evidence.upstreams[i]};
    pair.verdict = verdict_of_pair(whole, i);
    nlohmann::json line = report_document(pair);
    line["kind"] = "pair";
    line["upstream_index"] = i;
    out += dump_ordered(line, -1);
  }
  // The summary repeats no upstream: its causes name them, and each has its line.
  const nlohmann::json all = report_document(whole);
  whole.evidence.upstreams.clear();
  nlohmann::json summary = report_document(whole);
  for (const char* total : {"requests_sent", "connections_opened"}) {
    summary[total] = all[total];
  }
  summary["kind"] = "summary";
  summary["upstream_count"] = report.evidence.upstreams.size();
  return out + dump_ordered(summary, -1);
}

} // namespace gwdiag
