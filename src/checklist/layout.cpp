// SPDX-License-Identifier: Apache-2.0
#include "checklist/layout.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace gwdiag {

namespace {

// Splits at spaces that no quote or backslash protects.
std::vector<std::string_view> shell_words(std::string_view command) {
  std::vector<std::string_view> words;
  char quote = 0;
  std::size_t start = 0;
  for (std::size_t at = 0; at < command.size(); ++at) {
    const char c = command[at];
    if (quote != 0) {
      if (c == '\\' && quote == '"') {
        ++at;
      } else if (c == quote) {
        quote = 0;
      }
    } else if (c == '\\') {
      ++at;
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == ' ') {
      words.push_back(command.substr(start, at - start));
      start = at + 1;
    }
  }
  words.push_back(command.substr(start));
  return words;
}

// Fills lines with `words`; a line that is followed by another has `reserve` columns left.
std::vector<std::string> fill_lines(const std::vector<std::string_view>& words,
                                    std::size_t width,
                                    std::size_t reserve,
                                    std::string_view indent) {
  std::vector<std::string> lines;
  std::string line;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool last = i + 1 == words.size();
    const std::size_t room = width - std::min(width, last ? 0 : reserve);
    const bool empty = line.empty() || line == indent;
    if (!empty && columns(line) + 1 + columns(words[i]) > room) {
      lines.push_back(line);
      line = indent;
    } else if (!empty) {
      line += ' ';
    }
    line += words[i];
  }
  lines.push_back(line);
  return lines;
}

} // namespace

std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80; }));
}

std::vector<std::string> wrap_text(std::string_view text, std::size_t width) {
  return fill_lines(split(text, ' '), width, 0, "");
}

std::vector<std::string> wrap_command(std::string_view command, std::size_t width) {
  if (columns(command) <= width) {
    return {std::string(command)};
  }
  constexpr std::string_view continued = " \\";
  std::vector<std::string> lines = fill_lines(shell_words(command), width, continued.size(), "  ");
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
    lines[i] += continued;
  }
  return lines;
}

} // namespace gwdiag
