// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "report/cells.hpp"
#include "report/escaping.hpp"
#include "report/renderers.hpp"
#include "report/shown.hpp"

namespace gwdiag {

namespace {

constexpr std::size_t most_rows = 9;

std::string upper(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return out;
}

// A block of one command; its fence is longer than any run of backticks inside.
std::string command_block(const std::string& command, std::string_view indent) {
  std::string fence = "```";
  while (command.find(fence) != std::string::npos) {
    fence += '`';
  }
  return fmt::format("{0}{1}sh\n{0}{2}\n{0}{1}\n", indent, fence, command);
}

std::string stage_table(const Evidence& evidence) {
  const std::vector<Row> rows = stage_rows_with_addresses(evidence);
  std::string out = "|  | dns | tcp | tls | http | first byte |\n| --- | --- | --- | --- | --- | --- |\n";
  for (std::size_t i = 0; i < std::min(most_rows, rows.size()); ++i) {
    out += fmt::format("| {} |", escape_markdown(rows[i].label));
    for (const Cell& cell : rows[i].cells) {
      out += fmt::format(" {} |", escape_markdown(cell_text(cell)));
    }
    out += '\n';
  }
  const std::string rest = remainder_text(rows, std::min(most_rows, rows.size()));
  return rest.empty() ? out : out + "\n" + escape_markdown(rest) + "\n";
}

std::string cause_section(const Cause& cause) {
  std::string out = "\n### Why\n\n";
  for (const Fact& fact : cause.evidence) {
    out += fmt::format("- {} **{}** {}\n", fact.supports ? "for:" : "against:", escape_markdown(fact.stage),
                       escape_markdown(fact.fact));
  }
  if (!cause.explanation.empty()) {
    out += "\n" + escape_markdown(cause.explanation) + "\n";
  }
  if (!cause.fixes.empty()) {
    out += "\n### Fix\n\n";
  }
  for (const Fix& fix : cause.fixes) {
    // A list of bullets: Markdown would number steps 1, 2, 5 anew.
    out += fix.checklist_step == 0 ? fmt::format("- {}\n", escape_markdown(fix.text))
                                   : fmt::format("- {}\\. {}\n", fix.checklist_step, escape_markdown(fix.text));
    if (!fix.command.empty()) {
      out += "\n" + command_block(fix.command, "  ");
    }
  }
  if (!cause.verify.empty()) {
    out += "\n### Verify\n\n" + command_block(cause.verify, "");
    out += cause.verify_note.empty() ? "" : "\n" + escape_markdown(cause.verify_note) + "\n";
  }
  return out;
}

} // namespace

std::string render_markdown(const Report& report, const RenderOptions& options) {
  const Shown what = shown(report, options.show_secrets);
  const Verdict& verdict = what.verdict;
  const Cause* leading = leading_cause(verdict);
  std::string out = fmt::format("## {}: {}\n\n", upper(to_string(verdict.status)), escape_markdown(verdict.summary));
  if (leading != nullptr) {
    out += fmt::format("{}, **{}**{}\n\n", markdown_code(leading->id), to_string(leading->certainty),
                       leading->ignored ? ", ignored" : "");
  }
  out += stage_table(what.evidence);
  if (!verdict.first_divergence.empty()) {
    out += fmt::format("\nThe two sides part at **{}**.\n", escape_markdown(verdict.first_divergence));
  }
  if (leading != nullptr) {
    out += cause_section(*leading);
  }
  for (const Cause& cause : verdict.causes) {
    if (&cause != leading) {
      out += fmt::format("\nAlso {}{}: {} ({})\n", to_string(cause.certainty), cause.ignored ? " (ignored)" : "",
                         escape_markdown(cause.summary.empty() ? cause.title : cause.summary), markdown_code(cause.id));
    }
  }
  for (const DecideBy& decide : verdict.decide_by) {
    out += fmt::format("\nTo decide: {}\n", escape_markdown(decide.action));
    out += decide.command.empty() ? "" : "\n" + command_block(decide.command, "");
  }
  if (!verdict.not_checked.empty()) {
    out += "\n### Not looked at\n\n";
  }
  for (const NotChecked& missing : verdict.not_checked) {
    out += fmt::format("- {}: {}{}\n", escape_markdown(missing.what), escape_markdown(missing.because),
                       missing.option.empty() ? "" : " (" + markdown_code(missing.option) + ")");
  }
  for (const std::string& note : what.evidence.notes) {
    out += "\nNote: " + escape_markdown(note) + "\n";
  }
  return out;
}

} // namespace gwdiag
