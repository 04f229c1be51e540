// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "base/version.hpp"
#include "report/cells.hpp"
#include "report/escaping.hpp"
#include "report/renderers.hpp"
#include "report/shown.hpp"
#include "report/waterfall.hpp"

namespace gwdiag {

namespace {

// One page without scripts, links or anything to load, so that it can be attached to a ticket and opened anywhere.
constexpr std::string_view page_start = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>gwdiag: {}</title>
<style>
:root {{ color-scheme: light dark; --good: #1a7f37; --bad: #cf222e; --warn: #9a6700; --faint: #8c959f; }}
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }}
h1 {{ font-size: 1.3rem; }} h2 {{ font-size: 1.05rem; margin-top: 2rem; }}
.healthy {{ color: var(--good); }} .unhealthy, .failed {{ color: var(--bad); }}
.degraded, .inconclusive, .warning {{ color: var(--warn); }} .faint {{ color: var(--faint); }}
table {{ border-collapse: collapse; }} th, td {{ text-align: left; padding: .2rem .9rem .2rem 0; }}
code, pre {{ font: .9rem ui-monospace, monospace; overflow-wrap: anywhere; white-space: pre-wrap; }}
pre {{ margin: .2rem 0; padding: .4rem .6rem; border-left: 3px solid var(--faint); }}
svg {{ width: 100%; height: auto; font: 12px system-ui, sans-serif; }} svg text {{ fill: currentColor; }}
.dns {{ fill: #6e7781; }} .tcp {{ fill: #0969da; }} .tls {{ fill: #8250df; }} .wait {{ fill: #bf8700; }}
.body {{ fill: #1a7f37; }} .stop {{ fill: #cf222e; }}
</style>
</head>
<body>
)";

std::string_view class_of(Mark mark) {
  switch (mark) {
  case Mark::none:
    return "plain";
  case Mark::not_reached:
    return "faint";
  case Mark::warning:
    return "warning";
  case Mark::failed:
    return "failed";
  }
  return "plain";
}

std::string stage_table(const std::vector<Row>& rows, const Verdict& verdict) {
  std::string out = "<table>\n<tr><th></th>";
  const std::optional<std::size_t> parts_at = stage_column(verdict.first_divergence);
  for (std::size_t i = 0; i < stage_count; ++i) {
    out += fmt::format("<th>{}{}</th>", stage_titles[i], parts_at == i ? " ↓ here the two part" : "");
  }
  out += "</tr>\n";
  for (const Row& row : rows) {
    out += fmt::format("<tr><th>{}</th>", escape_xml(row.label));
    for (const Cell& cell : row.cells) {
      out += fmt::format("<td class=\"{}\">{}</td>", class_of(cell.mark), escape_xml(cell_text(cell)));
    }
    out += "</tr>\n";
  }
  return out + "</table>\n";
}

std::string cause_html(const Cause& cause) {
  std::string out = "<h2>Why</h2>\n";
  out += cause.explanation.empty() ? "" : fmt::format("<p>{}</p>\n", escape_xml(cause.explanation));
  out += "<table>\n";
  for (const Fact& fact : cause.evidence) {
    out += fmt::format("<tr><td class=\"{}\">{}</td><th>{}</th><td>{}</td></tr>\n", fact.supports ? "healthy" : "failed",
                       fact.supports ? "for" : "against", escape_xml(fact.stage), escape_xml(fact.fact));
  }
  out += "</table>\n";
  if (!cause.fixes.empty()) {
    out += "<h2>Fix</h2>\n";
  }
  for (const Fix& fix : cause.fixes) {
    out += fmt::format("<p>{}{}</p>\n", fix.checklist_step == 0 ? "" : fmt::format("{}. ", fix.checklist_step),
                       escape_xml(fix.text));
    out += fix.command.empty() ? "" : fmt::format("<pre>{}</pre>\n", escape_xml(fix.command));
  }
  if (!cause.verify.empty()) {
    out += fmt::format("<h2>Verify</h2>\n<pre>{}</pre>\n", escape_xml(cause.verify));
    out += cause.verify_note.empty() ? "" : fmt::format("<p>{}</p>\n", escape_xml(cause.verify_note));
  }
  return out;
}

std::string gaps_html(const Verdict& verdict) {
  std::string out;
  for (const DecideBy& decide : verdict.decide_by) {
    out += fmt::format("<h2>To decide</h2>\n<p>{}</p>\n<pre>{}</pre>\n", escape_xml(decide.action),
                       escape_xml(decide.command));
  }
  if (!verdict.not_checked.empty()) {
    out += "<h2>Not looked at</h2>\n<ul>\n";
    for (const NotChecked& missing : verdict.not_checked) {
      out += fmt::format("<li>{}: {} <code>{}</code></li>\n", escape_xml(missing.what), escape_xml(missing.because),
                         escape_xml(missing.option));
    }
    out += "</ul>\n";
  }
  return out;
}

} // namespace

std::string render_html(const Report& report, const RenderOptions& options) {
  const Shown what = shown(report, options.show_secrets);
  const Verdict& verdict = what.verdict;
  const Cause* leading = leading_cause(verdict);
  const std::string_view status = to_string(verdict.status);
  std::string out = fmt::format(fmt::runtime(page_start), escape_xml(verdict.summary));
  out += fmt::format("<h1><span class=\"{0}\">{0}</span>: {1}</h1>\n", status, escape_xml(verdict.summary));
  if (leading != nullptr) {
    out += fmt::format("<p><code>{}</code>, {}{}</p>\n", escape_xml(leading->id), to_string(leading->certainty),
                       leading->ignored ? ", ignored" : "");
  }
  out += stage_table(stage_rows_with_addresses(what.evidence), verdict);
  out += waterfall_svg(what.evidence);
  out += leading == nullptr ? "" : cause_html(*leading);
  for (const Cause& cause : verdict.causes) {
    if (&cause != leading) {
      out += fmt::format("<p>Also {}{}: {} (<code>{}</code>)</p>\n", to_string(cause.certainty),
                         cause.ignored ? " (ignored)" : "", escape_xml(cause.summary.empty() ? cause.title : cause.summary),
                         escape_xml(cause.id));
    }
  }
  out += gaps_html(verdict);
  for (const std::string& note : what.evidence.notes) {
    out += fmt::format("<p>Note: {}</p>\n", escape_xml(note));
  }
  return out + fmt::format("<p class=\"faint\">gwdiag {}, {}, from {}</p>\n</body>\n</html>\n", version,
                           escape_xml(what.evidence.started_at), escape_xml(what.evidence.vantage));
}

} // namespace gwdiag
