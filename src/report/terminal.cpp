// SPDX-License-Identifier: Apache-2.0
#include "report/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "base/text.hpp"

namespace gwdiag {

namespace {

constexpr int narrowest = 60;
constexpr int widest = 120; // longer lines are hard to read, however wide the window

std::string_view environment(const char* name) {
  const char* value = std::getenv(name); // NOLINT(concurrency-mt-unsafe): nothing writes the environment
  return value == nullptr ? std::string_view{} : std::string_view(value);
}

bool wants_colour(ColourWish wish, int descriptor) {
  if (wish != ColourWish::automatic) {
    return wish == ColourWish::always;
  }
  if (!environment("NO_COLOR").empty()) {
    return false;
  }
  const std::string_view force = environment("CLICOLOR_FORCE");
  if (!force.empty() && force != "0") {
    return true;
  }
  return isatty(descriptor) == 1 && environment("TERM") != "dumb";
}

int columns(int descriptor) {
  long long found = parse_number(environment("COLUMNS"));
  winsize size{};
  if (found <= 0 && isatty(descriptor) == 1 && ioctl(descriptor, TIOCGWINSZ, &size) == 0) {
    found = size.ws_col;
  }
  return found <= 0 ? 80 : static_cast<int>(std::clamp<long long>(found, narrowest, widest));
}

// The locale as POSIX has it: LC_ALL, else LC_CTYPE, else LANG.
bool locale_is_utf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    if (const std::string_view value = environment(name); !value.empty()) {
      return contains_ignoring_case(value, "utf-8") || contains_ignoring_case(value, "utf8");
    }
  }
  return false;
}

std::string_view escape_of(Paint paint) {
  switch (paint) {
  case Paint::plain:
    return "";
  case Paint::good:
    return "\x1b[1;32m";
  case Paint::bad:
    return "\x1b[1;31m";
  case Paint::warn:
    return "\x1b[1;33m";
  case Paint::dim:
    return "\x1b[2m";
  case Paint::strong:
    return "\x1b[1m";
  case Paint::command:
    return "\x1b[36m";
  }
  return "";
}

} // namespace

RenderOptions terminal_options(ColourWish wish, int descriptor) {
  RenderOptions options;
  options.colour = wants_colour(wish, descriptor);
  options.width = columns(descriptor);
  options.unicode = locale_is_utf8();
  return options;
}

void Page::line(std::string_view text) {
  text_ += no_command(text);
  while (!text_.empty() && text_.back() == ' ') {
    text_.pop_back();
  }
  text_ += '\n';
}

void Page::heading(std::string_view title) {
  blank();
  line(paint(Paint::strong, title));
}

void Page::item(std::string_view mark, std::string_view text, Paint mark_paint) {
  const std::string shown_mark = glyphs(mark);
  const std::size_t indent = display_width(shown_mark);
  bool first = true;
  for (const std::string& part : wrapped(glyphs(text), width() > indent ? width() - indent : 1)) {
    line((first ? paint(mark_paint, shown_mark) : std::string(indent, ' ')) + part);
    first = false;
  }
}

void Page::command(std::string_view indent, std::string_view command) {
  const std::size_t room = width() - std::min(width() - 3, indent.size());
  bool first = true;
  for (const std::string& part : wrapped_command(glyphs(command), room - 2)) {
    line(std::string(indent) + (first ? "" : "  ") + paint(Paint::command, part));
    first = false;
  }
}

std::string Page::paint(Paint paint, std::string_view text) const {
  if (!options_.colour || paint == Paint::plain) {
    return std::string(text);
  }
  return std::string(escape_of(paint)) + std::string(text) + "\x1b[0m";
}

std::string Page::glyphs(std::string_view text) const {
  return options_.unicode ? std::string(text) : in_ascii(text);
}

std::string Page::cell(std::string_view text, std::size_t width) const {
  return padded(cut(glyphs(text), width, options_.unicode ? "…" : ".."), width);
}

} // namespace gwdiag
