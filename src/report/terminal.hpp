// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "report/report.hpp"

namespace gwdiag {

enum class ColourWish { automatic, always, never }; // --color

// Colour, width and glyphs for what is written to `descriptor`: --color, then NO_COLOR, then CLICOLOR_FORCE, then whether it is a
// terminal; COLUMNS or the terminal's own width, 60 to 120, else 80; ASCII where the locale is not UTF-8.
RenderOptions terminal_options(ColourWish wish, int descriptor);

// Columns that `text` takes on a terminal: wide East Asian characters two, combining ones none.
std::size_t display_width(std::string_view text);

// `text` with blanks up to `width` columns.
std::string padded(std::string_view text, std::size_t width);

// `text` cut to `width` columns, with `ellipsis` where something is missing.
std::string cut(std::string_view text, std::size_t width, std::string_view ellipsis = "…");

// `line` so that a CI runner does not take it for a command to itself, as GitHub's does when it begins with "::error::" or
// "##[error]"; what a peer sent must not become one.
std::string no_command(std::string_view line);

// `text` in lines of at most `width` columns, broken at blanks; a longer word is broken where the line ends. No line but the
// first can begin a command.
std::vector<std::string> wrapped(std::string_view text, std::size_t width);

// A shell command in lines of at most `width` columns where its blanks outside quotes allow: every line but the last ends in a
// backslash, so that it can be pasted as it stands.
std::vector<std::string> wrapped_command(std::string_view command, std::size_t width);

// `text` in ASCII: the glyphs of the reports by their stand-ins, every other byte as \xNN.
std::string in_ascii(std::string_view text);

enum class Paint { plain, good, bad, warn, dim, strong, command };

// Builds the text of one report line by line, for one width, with colour or without.
class Page {
public:
  explicit Page(const RenderOptions& options) : options_(options) {}

  void blank() { text_ += '\n'; }
  void line(std::string_view text);
  // A line that stands apart: "Why".
  void heading(std::string_view title);
  // `mark` and the text after it, wrapped with the text's first column as the hanging indent.
  void item(std::string_view mark, std::string_view text, Paint mark_paint = Paint::plain);
  void command(std::string_view indent, std::string_view command);
  std::string paint(Paint paint, std::string_view text) const;
  // `text` as this page can show it: unchanged, or in ASCII. Before anything is measured.
  std::string glyphs(std::string_view text) const;
  // glyphs(text), cut and padded to exactly `width` columns.
  std::string cell(std::string_view text, std::size_t width) const;
  std::size_t width() const { return static_cast<std::size_t>(options_.width < 60 ? 60 : options_.width); }
  std::string finish() && { return std::move(text_); }

private:
  const RenderOptions& options_;
  std::string text_;
};

} // namespace gwdiag
