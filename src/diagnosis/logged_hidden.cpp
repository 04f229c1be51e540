// SPDX-License-Identifier: Apache-2.0
// The proxy answers well, and its own line for our request says that it met the fault behind it.
#include <algorithm>

#include <fmt/format.h>

#include "diagnosis/logged.hpp"

namespace gwdiag {

namespace {

// Of this very request, and of what was seen at the upstream that it names. A line that names none
// is of the upstream only where there is one.
bool says_it_was_met(const Scene& scene, const RunLine& line, const Cause& cause) {
  const bool named = line.about == RunLine::About::given;
  const bool the_only = line.about == RunLine::About::unnamed && scene.of_upstreams.size() == 1;
  return line.ours && (named || the_only) && same_upstream(line, cause) && line.besides.empty() &&
         !line.line.consequence && !is_of_access_log(line) && shows(line, cause);
}

} // namespace

void show_hidden(const Scene& scene, std::vector<Cause>& causes) {
  const std::vector<RunLine> lines = lines_of_run(scene.evidence);
  bool any = false;
  for (Cause& cause : causes) {
    const auto found = std::ranges::find_if(
        lines, [&](const RunLine& line) { return says_it_was_met(scene, line, cause); });
    if (found == lines.end() || cause.upstream < 0) {
      continue;
    }
    any = true;
    cause.certainty = std::max(cause.certainty, Certainty::likely);
    const Fact unmet = proxy_fact(scene, nullptr);
    std::erase_if(cause.evidence, [&](const Fact& f) { return f.at == unmet.at && !f.supports; });
    cause.evidence.insert(cause.evidence.begin(), found->fact());
    cause.evidence.push_back(make_fact(
        "http",
        fmt::format("{} all the same: it hides what it met, or has another upstream", unmet.fact),
        unmet.at));
    cause.details.push_back(text_detail("file", found->file));
    if (found->line.line > 0) {
      cause.details.push_back(number_detail("line", static_cast<double>(found->line.line)));
    }
  }
  if (any) {
    std::ranges::stable_sort(causes, std::ranges::greater{}, &Cause::certainty);
  }
}

} // namespace gwdiag
