// SPDX-License-Identifier: Apache-2.0
#include "report/sections.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace gwdiag {

namespace {

std::string upper(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return out;
}

Paint paint_of(Status status) {
  switch (status) {
  case Status::healthy:
    return Paint::good;
  case Status::degraded:
  case Status::inconclusive:
    return Paint::warn;
  case Status::unhealthy:
    return Paint::bad;
  }
  return Paint::plain;
}

// "connection-refused, likely"; empty without a cause.
std::string cause_tag(const Verdict& verdict) {
  const Cause* cause = leading_cause(verdict);
  if (cause == nullptr) {
    return "";
  }
  return fmt::format("{}, {}{}", cause->id, to_string(cause->certainty), cause->ignored ? ", ignored" : "");
}

std::string fact_mark(const Fact& fact, std::size_t stage_width) {
  return fmt::format("  {} {}", fact.supports ? '+' : '-', padded(fact.stage, stage_width));
}

std::string joined(const std::vector<std::string>& parts, std::string_view last) {
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    out += i == 0 ? "" : i + 1 == parts.size() ? fmt::format(" {} ", last) : ", ";
    out += parts[i];
  }
  return out;
}

// What an option would have shown, in one sentence; the rest by its reason.
void write_not_checked(Page& page, const Verdict& verdict) {
  std::string with_option;
  std::vector<std::pair<std::string, std::string>> by_reason; // because, what
  for (const NotChecked& missing : verdict.not_checked) {
    if (!missing.option.empty()) {
      with_option += fmt::format("{}{} ({})", with_option.empty() ? "" : ", ", missing.what, missing.option);
      continue;
    }
    const auto same = std::ranges::find(by_reason, missing.because, &std::pair<std::string, std::string>::first);
    if (same == by_reason.end()) {
      by_reason.emplace_back(missing.because, missing.what);
    } else {
      same->second += ", " + missing.what;
    }
  }
  for (const auto& [because, what] : by_reason) {
    page.item("  ? ", fmt::format("{}: {}", what, because), Paint::dim);
  }
  if (!with_option.empty()) {
    page.item("  ? ", "not looked at: " + with_option, Paint::dim);
  }
}

} // namespace

std::string one_line(const Verdict& verdict) {
  const std::string tag = cause_tag(verdict);
  return fmt::format("{}  {}{}", upper(to_string(verdict.status)), verdict.summary, tag.empty() ? "" : "  (" + tag + ")");
}

void write_header(Page& page, const Verdict& verdict) {
  const std::string status = upper(to_string(verdict.status)) + "  ";
  const std::string tag = page.glyphs(cause_tag(verdict));
  const std::string summary = page.glyphs(verdict.summary);
  const std::size_t indent = status.size();
  const std::size_t room = page.width() - indent;
  std::vector<std::string> lines = wrapped(summary, room);
  const std::size_t last = display_width(lines.back());
  // The tag stands at the right edge of the sentence's last line where both fit, else on a line of its own.
  if (!tag.empty()) {
    if (last + 2 + display_width(tag) > room) {
      lines.emplace_back();
    }
    const std::size_t used = display_width(lines.back());
    const std::size_t gap = room - std::min(room, used + display_width(tag));
    lines.back() += std::string(gap, ' ') + tag;
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    page.line((i == 0 ? page.paint(paint_of(verdict.status), status) : std::string(indent, ' ')) + lines[i]);
  }
}

void write_why(Page& page, const Verdict& verdict) {
  const Cause* cause = leading_cause(verdict);
  if (cause == nullptr && verdict.not_checked.empty()) {
    return;
  }
  page.heading("Why");
  std::size_t stage_width = 6;
  if (cause != nullptr) {
    for (const Fact& fact : cause->evidence) {
      stage_width = std::max(stage_width, fact.stage.size() + 2);
    }
    for (const Fact& fact : cause->evidence) {
      page.item(fact_mark(fact, stage_width), fact.fact, fact.supports ? Paint::good : Paint::bad);
    }
  }
  write_not_checked(page, verdict);
}

void write_further_causes(Page& page, const Verdict& verdict) {
  constexpr int told_in_full = 3; // of causes that differ in their endpoint only
  const Cause* leading = leading_cause(verdict);
  std::map<std::string, int> told;
  for (const Cause& cause : verdict.causes) {
    if (&cause == leading) {
      continue;
    }
    if (told.empty()) {
      page.blank();
    }
    const std::string tag = fmt::format("also {}{}: ", to_string(cause.certainty), cause.ignored ? " (ignored)" : "");
    if (++told[tag + cause.id] <= told_in_full) {
      page.item(tag, fmt::format("{} ({})", cause.summary.empty() ? cause.title : cause.summary, cause.id));
    }
  }
  for (const auto& [kind, count] : told) {
    if (count > told_in_full) {
      const std::size_t end = kind.find(": ") + 2;
      page.item(kind.substr(0, end), fmt::format("{} more alike ({})", count - told_in_full, kind.substr(end)));
    }
  }
  for (const DecideBy& decide : verdict.decide_by) {
    page.heading("To decide");
    page.item("  ", fmt::format("between {}: {}", joined(decide.between, "and"), decide.action));
    if (!decide.command.empty()) {
      page.command("    ", decide.command);
    }
  }
}

void write_fix(Page& page, const Verdict& verdict) {
  const Cause* cause = leading_cause(verdict);
  if (cause == nullptr) {
    return;
  }
  if (!cause->fixes.empty()) {
    page.heading("Fix");
  }
  int last_step = 0;
  for (const Fix& fix : cause->fixes) {
    const bool numbered = fix.checklist_step != 0 && fix.checklist_step != last_step;
    last_step = fix.checklist_step;
    page.item(numbered ? fmt::format("  {}. ", fix.checklist_step) : "  -  ", fix.text);
    if (!fix.command.empty()) {
      page.command("       ", fix.command);
    }
  }
  if (!cause->verify.empty()) {
    if (cause->fixes.empty()) {
      page.blank();
    }
    page.line(page.paint(Paint::strong, "Verify"));
    page.command("  ", cause->verify);
    if (!cause->verify_note.empty()) {
      page.item("  ", fmt::format("({})", cause->verify_note));
    }
  }
}

namespace {

// Nobody said http or https, or which address of this machine, and what is judged is not what was
// tried first.
void name_what_was_chosen(const Evidence& evidence, std::vector<std::string>& notes) {
  const auto name = [&](const EndpointTrace& trace) {
    const Attempt* counted = trace.main();
    if (counted != nullptr && counted->role == "other-scheme") {
      notes.push_back(fmt::format("no scheme was given for {}: {} is used, as {} failed",
                                  trace.endpoint, counted->scheme, trace.attempts.front().scheme));
    }
    const Attempt& first = trace.attempts.empty() ? Attempt{} : trace.attempts.front();
    if (counted != nullptr && first.role == "shorthand") {
      notes.push_back(fmt::format("{} refuses connections: {} was asked instead", first.address,
                                  counted->address));
    }
  };
  if (evidence.has_proxy) {
    name(evidence.proxy);
  }
  std::ranges::for_each(evidence.upstreams, name);
}

} // namespace

void write_notes(Page& page, const Shown& what) {
  std::vector<std::string> notes = what.evidence.notes;
  name_what_was_chosen(what.evidence, notes);
  if (what.verdict.partial || what.evidence.interrupted) {
    const std::string& by = what.evidence.interrupted_by;
    notes.insert(notes.begin(), fmt::format("{} came before everything was looked at",
                                            by.empty() || by == "deadline" ? "the deadline" : by));
  }
  if (notes.empty()) {
    return;
  }
  page.blank();
  for (const std::string& note : notes) {
    page.item("note: ", note, Paint::dim);
  }
}

} // namespace gwdiag
