// SPDX-License-Identifier: Apache-2.0
#include "report/escaping.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "base/text.hpp"

namespace gwdiag {

namespace {

struct Replacement {
  char from;
  std::string_view to;
};

std::string replaced(std::string_view text, std::span<const Replacement> rules) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const auto rule = std::ranges::find(rules, c, &Replacement::from);
    if (rule == rules.end()) {
      out += c;
    } else {
      out += rule->to;
    }
  }
  return out;
}

constexpr Replacement xml[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}};
constexpr Replacement github[] = {{'%', "%25"}, {'\r', "%0D"}, {'\n', "%0A"}};
constexpr Replacement property[] = {{'%', "%25"}, {'\r', "%0D"}, {'\n', "%0A"}, {':', "%3A"}, {',', "%2C"}};
constexpr Replacement label[] = {{'\\', "\\\\"}, {'"', "\\\""}, {'\n', "\\n"}};

bool becomes_a_link(std::string_view word) {
  return word.find('@') != std::string_view::npos || word.find("://") != std::string_view::npos ||
         contains_ignoring_case(word, "www.") || word.find('#') != std::string_view::npos;
}

std::string escape_word(std::string_view word) {
  constexpr std::string_view markup = "\\`*_{}[]()<>#+!|~&$^";
  std::string out;
  for (const char c : word) {
    if (markup.find(c) != std::string_view::npos) {
      out += '\\';
    }
    out += c;
  }
  return out;
}

} // namespace

std::string escape_xml(std::string_view text) { return replaced(text, xml); }

std::string escape_github(std::string_view text) { return replaced(text, github); }

std::string escape_github_property(std::string_view text) { return replaced(text, property); }

std::string escape_label(std::string_view text) { return replaced(text, label); }

std::string markdown_code(std::string_view text) {
  std::size_t longest = 0;
  std::size_t run = 0;
  std::string inner;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
    inner += c == '|' ? std::string_view("\\|") : std::string_view(&c, 1); // a table cell ends at a bare one, even in code
  }
  const std::string fence(longest + 1, '`');
  const std::string space = text.starts_with('`') || text.ends_with('`') || text.empty() ? " " : "";
  return fence + space + inner + space + fence;
}

std::string escape_markdown(std::string_view text) {
  std::string out;
  bool first = true;
  for (const std::string_view word : split(text, ' ')) {
    if (!first) {
      out += ' ';
    }
    // A word at the beginning could open a list, a quote or a rule.
    const bool opens = first && !word.empty() && std::string_view("-=:>").find(word.front()) != std::string_view::npos;
    first = false;
    out += becomes_a_link(word) ? markdown_code(word) : (opens ? "\\" : "") + escape_word(word);
  }
  return out;
}

} // namespace gwdiag
