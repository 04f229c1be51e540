// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "report/escaping.hpp"
#include "report/renderers.hpp"
#include "report/shown.hpp"

namespace gwdiag {

namespace {

std::string_view command_of(const Verdict& verdict) {
  if (verdict.exit_code != 0) {
    return "error";
  }
  switch (verdict.status) {
  case Status::healthy:
    return "notice";
  case Status::degraded:
  case Status::unhealthy:
  case Status::inconclusive:
    return "warning";
  }
  return "warning";
}

std::string annotation(std::string_view command, const std::string& title, const std::string& text) {
  return fmt::format("::{} title={}::{}\n", command, escape_github_property(title), escape_github(text));
}

std::string text_of(const Cause& cause) {
  std::string out = cause.summary.empty() ? cause.title : cause.summary;
  for (const Fact& fact : cause.evidence) {
    out += fmt::format("\n{} {}: {}", fact.supports ? '+' : '-', fact.stage, fact.fact);
  }
  for (const Fix& fix : cause.fixes) {
    out += fmt::format("\n- {}{}", fix.text, fix.command.empty() ? "" : ": " + fix.command);
  }
  return out;
}

std::string title_of(const Verdict& verdict, const Cause* cause) {
  return cause == nullptr ? fmt::format("gwdiag: {}", to_string(verdict.status))
                          : fmt::format("gwdiag: {}, {} ({})", to_string(verdict.status), cause->id,
                                        to_string(cause->certainty));
}

} // namespace

// Workflow commands: the verdict as one annotation, each further cause as a notice.
std::string render_github(const Report& report, const RenderOptions& options) {
  const Shown what = shown(report, options.show_secrets);
  const Verdict& verdict = what.verdict;
  const Cause* leading = leading_cause(verdict);
  std::string text = verdict.summary;
  if (leading != nullptr) {
    const std::string more = text_of(*leading);
    text = more.starts_with(text) ? more : text + "\n" + more;
  }
  std::string out = annotation(command_of(verdict), title_of(verdict, leading), text);
  for (const Cause& cause : verdict.causes) {
    if (&cause != leading) {
      out += annotation("notice", fmt::format("gwdiag: also {}, {}", to_string(cause.certainty), cause.id), text_of(cause));
    }
  }
  return out;
}

} // namespace gwdiag
