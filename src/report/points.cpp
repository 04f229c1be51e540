// SPDX-License-Identifier: Apache-2.0
#include "report/points.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace gwdiag {

namespace {

std::string details_of(const Cause& cause) {
  std::string out;
  for (const Fact& fact : cause.evidence) {
    out += fmt::format("{} {}: {}\n", fact.supports ? '+' : '-', fact.stage, fact.fact);
  }
  for (const Fix& fix : cause.fixes) {
    out += fmt::format("fix: {}\n", fix.text);
    if (!fix.command.empty()) {
      out += fmt::format("     {}\n", fix.command);
    }
  }
  if (!cause.verify.empty()) {
    out += fmt::format("verify: {}\n", cause.verify);
    out += cause.verify_note.empty() ? "" : fmt::format("        ({})\n", cause.verify_note);
  }
  return out;
}

// The first cause that is about this endpoint and counts.
const Cause* cause_of(const Verdict& verdict, int upstream) {
  const auto found = std::ranges::find_if(verdict.causes, [upstream](const Cause& cause) {
    return cause.upstream == upstream && !cause.ignored;
  });
  return found == verdict.causes.end() ? nullptr : &*found;
}

Point endpoint_point(const Shown& what, const EndpointTrace& trace, int upstream) {
  Point point;
  point.group = upstream < 0 ? "proxy" : "upstream";
  point.name = trace.endpoint;
  if (const Attempt* attempt = trace.main(); attempt != nullptr && attempt->timing.total_ms) {
    point.seconds = *attempt->timing.total_ms / 1000;
  }
  if (const Cause* cause = cause_of(what.verdict, upstream)) {
    point.failed = what.verdict.exit_code == 1;
    point.cause = cause->id;
    point.message = cause->summary.empty() ? cause->title : cause->summary;
    point.message = point.message.empty() ? cause->id : point.message;
    point.details = details_of(*cause);
  }
  return point;
}

} // namespace

std::vector<Point> points_of(const Shown& what) {
  const Verdict& verdict = what.verdict;
  Point whole;
  whole.group = "verdict";
  whole.name = std::string(to_string(verdict.status));
  whole.failed = verdict.exit_code == 1;
  whole.unknown = verdict.status == Status::inconclusive;
  whole.message = verdict.summary;
  whole.seconds = what.evidence.elapsed_ms / 1000;
  if (const Cause* cause = leading_cause(verdict)) {
    whole.cause = cause->id;
    whole.details = details_of(*cause);
  }
  std::vector<Point> points = {whole};
  if (what.evidence.has_proxy) {
    points.push_back(endpoint_point(what, what.evidence.proxy, -1));
  }
  for (std::size_t i = 0; i < what.evidence.upstreams.size(); ++i) {
    points.push_back(endpoint_point(what, what.evidence.upstreams[i], static_cast<int>(i)));
  }
  return points;
}

} // namespace gwdiag
