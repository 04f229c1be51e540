// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstdint>

#include "report/terminal.hpp"

namespace gwdiag {

namespace {

struct Range {
  std::uint32_t first, last;
};

// Unicode 15: East Asian Width W and F, in coarse blocks; sorted.
constexpr std::array<Range, 14> wide{{{0x1100, 0x115f},
                                      {0x231a, 0x231b},
                                      {0x2e80, 0x303e},
                                      {0x3041, 0x33ff},
                                      {0x3400, 0x4dbf},
                                      {0x4e00, 0x9fff},
                                      {0xa000, 0xa4cf},
                                      {0xac00, 0xd7a3},
                                      {0xf900, 0xfaff},
                                      {0xfe30, 0xfe6f},
                                      {0xff00, 0xff60},
                                      {0xffe0, 0xffe6},
                                      {0x1f300, 0x1faff},
                                      {0x20000, 0x3fffd}}};

// Combining marks of the common blocks; sorted.
constexpr std::array<Range, 8> combining{{{0x0300, 0x036f},
                                          {0x0483, 0x0489},
                                          {0x0591, 0x05bd},
                                          {0x0610, 0x061a},
                                          {0x1ab0, 0x1aff},
                                          {0x1dc0, 0x1dff},
                                          {0x20d0, 0x20ff},
                                          {0xfe00, 0xfe0f}}};

struct StandIn {
  std::string_view glyph, ascii;
};

constexpr std::array<StandIn, 10> stand_ins{{{"✘", "x"},
                                             {"✔", "ok"},
                                             {"·", "."},
                                             {"↑", "^"},
                                             {"→", "->"},
                                             {"…", "..."},
                                             {"–", "-"},
                                             {"×", "x"},
                                             {"’", "'"},
                                             {"µ", "u"}}};

template <std::size_t N> bool within(const std::array<Range, N>& ranges, std::uint32_t point) {
  return std::ranges::any_of(ranges,
                             [point](const Range& range) { return range.first <= point && point <= range.last; });
}

// The length of the character at `at`; its value in `point`. A byte that begins none counts alone.
std::size_t character(std::string_view text, std::size_t at, std::uint32_t& point) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  point = length == 1 ? lead : lead & (0xffU >> (length + 1));
  if (at + length > text.size()) {
    return 1;
  }
  for (std::size_t i = 1; i < length; ++i) {
    point = point << 6U | (static_cast<unsigned char>(text[at + i]) & 0x3fU);
  }
  return length;
}

std::size_t width_of(std::uint32_t point) {
  if (point < 0x300) {
    return 1;
  }
  return within(combining, point) ? 0 : within(wide, point) ? 2 : 1;
}

// The bytes of `text` that fit into `width` columns.
std::size_t fitting(std::string_view text, std::size_t width) {
  std::size_t used = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    std::uint32_t point = 0;
    const std::size_t length = character(text, at, point);
    used += width_of(point);
    if (used > width) {
      break;
    }
    at += length;
  }
  return at;
}

// The words of a command: blanks inside quotes do not part them.
std::vector<std::string_view> shell_words(std::string_view command) {
  std::vector<std::string_view> words;
  char quote = 0;
  std::size_t start = 0;
  for (std::size_t i = 0; i < command.size(); ++i) {
    const char c = command[i];
    if (quote != 0) {
      if (c == '\\' && quote == '"') {
        ++i;
      } else if (c == quote) {
        quote = 0;
      }
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '\\') {
      ++i;
    } else if (c == ' ') {
      words.push_back(command.substr(start, i - start));
      start = i + 1;
    }
  }
  words.push_back(command.substr(std::min(start, command.size())));
  return words;
}

// What stays on one line: a word, or an option with its value where both fit.
std::vector<std::string> command_units(std::string_view command, std::size_t width) {
  std::vector<std::string> units;
  bool option = false;
  for (const std::string_view word : shell_words(command)) {
    constexpr std::string_view no_value = "-|<>&;";
    const bool value = option && !word.empty() && no_value.find(word.front()) == std::string_view::npos;
    if (value && display_width(units.back()) + display_width(word) + 3 <= width) {
      units.back() += ' ';
      units.back() += word;
    } else {
      units.emplace_back(word);
    }
    option = word.starts_with('-');
  }
  return units;
}

} // namespace

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) {
    std::uint32_t point = 0;
    at += character(text, at, point);
    width += width_of(point);
  }
  return width;
}

std::string padded(std::string_view text, std::size_t width) {
  const std::size_t used = display_width(text);
  return std::string(text) + std::string(width > used ? width - used : 0, ' ');
}

std::string cut(std::string_view text, std::size_t width, std::string_view ellipsis) {
  const std::size_t mark = display_width(ellipsis);
  if (display_width(text) <= width) {
    return std::string(text);
  }
  if (width < mark) {
    return std::string(text.substr(0, fitting(text, width)));
  }
  return std::string(text.substr(0, fitting(text, width - mark))) + std::string(ellipsis);
}

std::string no_command(std::string_view line) {
  const std::size_t start = std::min(line.find_first_not_of(' '), line.size());
  const std::string_view rest = line.substr(start);
  // "::name …::" and "##[name]"; an IPv6 address in compressed form is none.
  const bool letter = rest.size() > 2 && ((rest[2] >= 'a' && rest[2] <= 'z') || (rest[2] >= 'A' && rest[2] <= 'Z'));
  const bool github = rest.starts_with("::") && letter && rest.find("::", 2) != std::string_view::npos;
  if (!github && !rest.starts_with("##[")) {
    return std::string(line);
  }
  return std::string(line.substr(0, start)) + (rest.front() == ':' ? "\\x3a" : "\\x23") + std::string(rest.substr(1));
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  std::string rest;
  width = std::max<std::size_t>(width, 6);
  while (display_width(text) > width) {
    std::size_t end = fitting(text, width);
    // A blank right behind the line also ends it.
    const std::size_t blank = text.substr(0, end + 1).rfind(' ');
    const bool at_blank = blank != std::string_view::npos && blank != 0;
    end = at_blank ? blank : std::max<std::size_t>(end, 1);
    lines.emplace_back(text.substr(0, end));
    rest = no_command(text.substr(at_blank ? end + 1 : end));
    text = rest;
  }
  lines.emplace_back(text);
  return lines;
}

std::vector<std::string> wrapped_command(std::string_view command, std::size_t width) {
  std::vector<std::string> lines(1);
  const std::vector<std::string> units = command_units(command, width);
  for (std::size_t i = 0; i < units.size(); ++i) {
    std::string& last = lines.back();
    const std::size_t backslash = i + 1 == units.size() ? 0 : 2; // the last line has none
    if (!last.empty() && display_width(last) + 1 + display_width(units[i]) + backslash > width) {
      last += " \\";
      lines.push_back(units[i]);
    } else {
      last += (last.empty() ? "" : " ") + units[i];
    }
  }
  return lines;
}

std::string in_ascii(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte < 0x80) {
      out += text[at++];
      continue;
    }
    const auto* found = std::ranges::find_if(
        stand_ins, [&](const StandIn& one) { return text.substr(at).starts_with(one.glyph); });
    if (found != stand_ins.end()) {
      out += found->ascii;
      at += found->glyph.size();
    } else {
      out += "\\x";
      out += digits[byte >> 4U];
      out += digits[byte & 15U];
      ++at;
    }
  }
  return out;
}

} // namespace gwdiag
