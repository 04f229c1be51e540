// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "checklist/layout.hpp"

using namespace gwdiag;

using Lines = std::vector<std::string>;

TEST_CASE("text is broken between words, never beyond the width") {
  CHECK(wrap_text("one two three", 7) == Lines{"one two", "three"});
  CHECK(wrap_text("one two three", 13) == Lines{"one two three"});
  CHECK(wrap_text("incomprehensible is long", 5) == Lines{"incomprehensible", "is", "long"});
  CHECK(wrap_text("", 10) == Lines{""});
}

TEST_CASE("columns are characters and not bytes") {
  CHECK(columns("fastcgi_…") == 9);
  CHECK(wrap_text("é é é", 3) == Lines{"é é", "é"});
}

TEST_CASE("a command that fits stays one line") {
  CHECK(wrap_command("ss -ltnp 'sport = :80'", 40) == Lines{"ss -ltnp 'sport = :80'"});
}

TEST_CASE("a long command is continued with a backslash, within the width") {
  CHECK(wrap_command("curl -s -o /dev/null http://a/", 18) ==
        Lines{"curl -s -o \\", "  /dev/null \\", "  http://a/"});
}

TEST_CASE("a command is never broken inside of quotes or after a backslash") {
  CHECK(wrap_command("printf 'a b c' d", 12) == Lines{"printf \\", "  'a b c' d"});
  CHECK(wrap_command("echo \"x \\\" y\" z", 9) == Lines{"echo \\", "  \"x \\\" y\" \\", "  z"});
  CHECK(wrap_command("ls a\\ b cc", 9) == Lines{"ls a\\ b \\", "  cc"});
}
