// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>

#include <doctest/doctest.h>

#include "report/terminal.hpp"

using namespace gwdiag;

namespace {

// The environment that decides, set for one test and empty after it.
class Environment {
public:
  Environment() { clear(); }
  ~Environment() { clear(); }
  Environment& set(const char* name, const char* value) {
    setenv(name, value, 1);
    return *this;
  }

private:
  static void clear() {
    for (const char* name : {"NO_COLOR", "CLICOLOR_FORCE", "COLUMNS", "LC_ALL", "LC_CTYPE", "LANG", "TERM"}) {
      unsetenv(name);
    }
  }
};

std::string page_line(const RenderOptions& options, std::string_view text) {
  Page page(options);
  page.line(text);
  return std::move(page).finish();
}

} // namespace

TEST_CASE("columns: combining characters take none, East Asian ones two") {
  CHECK(display_width("") == 0);
  CHECK(display_width("abc") == 3);
  CHECK(display_width("✘ …") == 3);
  CHECK(display_width("e\xcc\x81") == 1);
  CHECK(display_width("日本") == 4);
  CHECK(display_width("\xf0\x9f\x98\x80") == 2);
  CHECK(display_width("\xe2\x9c") == 2); // an incomplete character: its bytes count, nothing is read beyond
}

TEST_CASE("text is cut by columns, never inside a character") {
  CHECK(cut("abcdef", 6) == "abcdef");
  CHECK(cut("abcdef", 5) == "abcd…");
  CHECK(cut("日本語", 5) == "日本…");
  CHECK(cut("日本語", 4) == "日…");
  CHECK(cut("abcdef", 5, "..") == "abc..");
  CHECK(cut("abcdef", 0) == "");
  CHECK(cut("abcdef", 1, "..") == "a");
  CHECK(padded("日", 4) == "日  ");
  CHECK(padded("abcdef", 4) == "abcdef");
}

TEST_CASE("text is wrapped at blanks, a longer word where the line ends") {
  using Lines = std::vector<std::string>;
  CHECK(wrapped("one two three", 7) == Lines{"one two", "three"});
  CHECK(wrapped("one two", 7) == Lines{"one two"});
  CHECK(wrapped("abcdefghijklmnop k", 7) == Lines{"abcdefg", "hijklmn", "op k"});
  CHECK(wrapped("aaaaaaaa ::b::", 9) == Lines{"aaaaaaaa", "\\x3a:b::"});
  CHECK(wrapped("aaaaaaaa ::1 bb", 9) == Lines{"aaaaaaaa", "::1 bb"});
  CHECK(wrapped("", 10) == Lines{""});
  CHECK(wrapped("日本語日", 6) == Lines{"日本語", "日"});
  for (std::size_t width = 1; width < 30; ++width) {
    for (const std::string& line : wrapped("a  bb   ccc dddd 日本語 eeeeeeeeeeeeeeeeeeeeeeeeee f", width)) {
      CHECK(display_width(line) <= std::max<std::size_t>(width, 6));
    }
  }
}

TEST_CASE("a long command goes on after a backslash, never inside quotes") {
  using Lines = std::vector<std::string>;
  CHECK(wrapped_command("ss -ltnp 'sport = :8080'", 40) == Lines{"ss -ltnp 'sport = :8080'"});
  CHECK(wrapped_command("ss -ltnp 'sport = :8080'", 14) == Lines{"ss -ltnp \\", "'sport = :8080'"});
  CHECK(wrapped_command("aaaa bbbb --wait 60", 19) == Lines{"aaaa bbbb --wait 60"});
  CHECK(wrapped_command("aaaa bbbb --wait 60", 18) == Lines{"aaaa bbbb \\", "--wait 60"});
  CHECK(wrapped_command("aaaa bbbb -x | cccc", 15) == Lines{"aaaa bbbb -x \\", "| cccc"});
  CHECK(wrapped_command("a \"b \\\" c\" d", 9) == Lines{"a \\", "\"b \\\" c\" \\", "d"});
  CHECK(wrapped_command("", 9) == Lines{""});
}

TEST_CASE("in ASCII every glyph of ours has its stand-in and any other byte its number") {
  CHECK(in_ascii("✘ · ↑ → … ✔ a") == "x . ^ -> ... ok a");
  CHECK(in_ascii("ä") == "\\xc3\\xa4");
  RenderOptions options;
  options.unicode = false;
  const Page page(options);
  CHECK(page.cell("✘ abcdef", 6) == "x ab..");
  CHECK(page.cell("ä", 9) == "\\xc3\\xa4 ");
}

TEST_CASE("a line never begins with what a CI runner takes for a command") {
  const RenderOptions options;
  CHECK(page_line(options, "::error::x") == "\\x3a:error::x\n");
  CHECK(page_line(options, "   ##[error]x") == "   \\x23#[error]x\n");
  CHECK(page_line(options, "a ::error::x  ") == "a ::error::x\n");
  CHECK(page_line(options, "::1 refuses") == "::1 refuses\n");
  CHECK(page_line(options, "::ffff:10.0.0.1 refuses") == "::ffff:10.0.0.1 refuses\n");
}

TEST_CASE("colour is asked for by --color, then NO_COLOR, then CLICOLOR_FORCE, then the terminal") {
  const int file = open("/dev/null", O_WRONLY | O_CLOEXEC);
  Environment environment;
  CHECK_FALSE(terminal_options(ColourWish::automatic, file).colour);
  CHECK(terminal_options(ColourWish::always, file).colour);
  environment.set("CLICOLOR_FORCE", "0");
  CHECK_FALSE(terminal_options(ColourWish::automatic, file).colour);
  environment.set("CLICOLOR_FORCE", "1");
  CHECK(terminal_options(ColourWish::automatic, file).colour);
  CHECK_FALSE(terminal_options(ColourWish::never, file).colour);
  environment.set("NO_COLOR", "1");
  CHECK_FALSE(terminal_options(ColourWish::automatic, file).colour);
  CHECK(terminal_options(ColourWish::always, file).colour);
  close(file);
}

TEST_CASE("on a terminal there is colour, unless it is a dumb one") {
  const int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  REQUIRE(master >= 0);
  Environment environment;
  CHECK(terminal_options(ColourWish::automatic, master).colour);
  environment.set("TERM", "dumb");
  CHECK_FALSE(terminal_options(ColourWish::automatic, master).colour);
  close(master);
}

TEST_CASE("the width is COLUMNS within bounds, else 80") {
  const int file = open("/dev/null", O_WRONLY | O_CLOEXEC);
  Environment environment;
  CHECK(terminal_options(ColourWish::never, file).width == 80);
  const auto width = [&](const char* columns) {
    return terminal_options(ColourWish::never, (environment.set("COLUMNS", columns), file)).width;
  };
  CHECK(width("100") == 100);
  CHECK(width("20") == 60);
  CHECK(width("999") == 120);
  CHECK(width("wide") == 80);
  CHECK(width("0") == 80);
  close(file);
}

TEST_CASE("glyphs need a UTF-8 locale; LC_ALL is asked before LC_CTYPE and LANG") {
  Environment environment;
  const auto unicode = [] { return terminal_options(ColourWish::never, -1).unicode; };
  CHECK_FALSE(unicode());
  environment.set("LANG", "C.UTF-8");
  CHECK(unicode());
  environment.set("LC_CTYPE", "de_DE.utf8");
  CHECK(unicode());
  environment.set("LC_ALL", "C");
  CHECK_FALSE(unicode());
}
