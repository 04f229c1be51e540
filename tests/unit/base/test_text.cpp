// SPDX-License-Identifier: Apache-2.0
#include "base/beginning.hpp"
#include "base/text.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

using namespace gwdiag;
using namespace std::string_literals;

TEST_CASE("escape_peer keeps printable UTF-8 and escapes every other byte") {
  struct Row {
    std::string bytes;
    std::string escaped;
  };
  const std::vector<Row> rows = {
      {"plain text", "plain text"},
      {"", ""},
      {"a\\b", "a\\\\b"},
      {"a\r\nb\tc", "a\\x0d\\x0ab\\x09c"},
      {"\0\x01\x7f"s, "\\x00\\x01\\x7f"},
      {"\x1b[31mred", "\\x1b[31mred"},
      {"stra\xc3\x9f" "e \xe4\xbd\xa0 \xf0\x9f\x98\x80", "stra\xc3\x9f" "e \xe4\xbd\xa0 \xf0\x9f\x98\x80"},
      {"\xc2\x9b" "31m", "\\xc2\\x9b31m"},                 // C1 control sequence introducer
      {"a\xe2\x80\xae" "b", "a\\xe2\\x80\\xae" "b"},       // right-to-left override
      {"\xe2\x81\xa6", "\\xe2\\x81\\xa6"},                 // isolate
      {"\xe2\x80\x8b", "\\xe2\\x80\\x8b"},                 // zero width space
      {"\xef\xbb\xbf", "\\xef\\xbb\\xbf"},                 // byte order mark
      {"\xc0\x80", "\\xc0\\x80"},                          // overlong
      {"\xe0\x80\xaf", "\\xe0\\x80\\xaf"},                 // overlong
      {"\xed\xa0\x80", "\\xed\\xa0\\x80"},                 // surrogate
      {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},        // above U+10FFFF
      {"\xe4\xbd", "\\xe4\\xbd"},                          // cut off
      {"\xff\xfe", "\\xff\\xfe"},
      {"\xe4(", "\\xe4("},
  };
  for (const Row& row : rows) {
    CAPTURE(row.escaped);
    CHECK(escape_peer(row.bytes) == row.escaped);
  }
}

TEST_CASE("escape_peer reads no more than its limit and cuts between characters") {
  CHECK(escape_peer("abcdef", 3) == "abc");
  CHECK(escape_peer("ab\xe4\xbd\xa0", 5) == "ab\xe4\xbd\xa0");
  CHECK(escape_peer("ab\xe4\xbd\xa0" "c", 4) == "ab");
  CHECK(escape_peer("ab\xe4\xbd\xa0" "c", 3) == "ab");
  CHECK(escape_peer("ab\xe4\xbd\xa0" "c", 5) == "ab\xe4\xbd\xa0");
  CHECK(escape_peer("\x80\x80\x80\x80\x80", 4) == "\\x80\\x80\\x80\\x80");
  CHECK(escape_peer("abc", 0).empty());
}

TEST_CASE("the beginning of escaped text ends before a character or an escaped byte that does not fit") {
  CHECK(beginning("/caf\xc3\xa9/x", 5) == "/caf");
  CHECK(beginning("/caf\xc3\xa9/x", 6) == "/caf\xc3\xa9");
  CHECK(beginning("ab\\xc3\\\\cd", 5) == "ab");
  CHECK(beginning("ab\\xc3\\\\cd", 7) == "ab\\xc3");
  CHECK(beginning("ab\\xc3\\\\cd", 8) == "ab\\xc3\\\\");
  CHECK(beginning("short", 200) == "short");
}

TEST_CASE("what escape_peer gives is printable for every pair of bytes") {
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const std::string bytes{static_cast<char>(first), static_cast<char>(second)};
      if (!is_printable(escape_peer(bytes))) {
        FAIL("not printable: " << first << ' ' << second);
      }
    }
  }
}

TEST_CASE("is_printable refuses what a terminal would obey") {
  CHECK(is_printable("a\\b \xc3\xa9"));
  CHECK(is_printable(""));
  CHECK_FALSE(is_printable("a\nb"));
  CHECK_FALSE(is_printable("\x1b]0;x\x07"));
  CHECK_FALSE(is_printable("\xc3"));
  CHECK_FALSE(is_printable("\xe2\x80\xae"));
}

TEST_CASE("ASCII case helpers leave other bytes alone") {
  CHECK(lower_ascii("Content-LENGTH \xc3\x84") == "content-length \xc3\x84");
  CHECK(equals_ignoring_case("Host", "hOST"));
  CHECK_FALSE(equals_ignoring_case("Host", "Hos"));
  CHECK_FALSE(equals_ignoring_case("[", "{"));
  CHECK(contains_ignoring_case("Keep-Alive, CLOSE", "close"));
  CHECK(contains_ignoring_case("x", ""));
  CHECK_FALSE(contains_ignoring_case("clos", "close"));
}

TEST_CASE("trim and split") {
  CHECK(trim(" \t a b \r\n") == "a b");
  CHECK(trim(" \t ").empty());
  CHECK(trim("").empty());
  CHECK(split("a,b,,c", ',') == std::vector<std::string_view>{"a", "b", "", "c"});
  CHECK(split("", ',') == std::vector<std::string_view>{""});
  CHECK(split("a,", ',') == std::vector<std::string_view>{"a", ""});
}

TEST_CASE("parse_number takes decimal digits alone, up to 2^53") {
  CHECK(parse_number("0") == 0);
  CHECK(parse_number("007") == 7);
  CHECK(parse_number("9007199254740992") == 9007199254740992);
  CHECK(parse_number("9007199254740993") == -1);
  CHECK(parse_number("99999999999999999999999999") == -1);
  for (const char* text : {"", "-1", "+1", " 1", "1 ", "1.0", "0x10", "1e3", "\xd9\xa1"}) {
    CAPTURE(text);
    CHECK(parse_number(text) == -1);
  }
}

TEST_CASE("shell_quote leaves plain words and quotes the others") {
  CHECK(shell_quote("http://10.0.0.5:8080/a_b") == "http://10.0.0.5:8080/a_b");
  CHECK(shell_quote("") == "''");
  CHECK(shell_quote("a b") == "'a b'");
  CHECK(shell_quote("it's") == "'it'\\''s'");
  CHECK(shell_quote("$(reboot)") == "'$(reboot)'");
  CHECK(shell_quote("~root") == "'~root'");
  CHECK(shell_quote("a?b&c") == "'a?b&c'");
}

TEST_CASE("nearest names what was probably meant") {
  const std::vector<std::string> ids = {"connection-refused", "connect-timeout", "dns-nxdomain",
                                        "not-http", "slow-response"};
  CHECK(nearest("conection-refused", ids, 1) == std::vector<std::string>{"connection-refused"});
  CHECK(nearest("dns-nxdoamin", ids) == std::vector<std::string>{"dns-nxdomain"});
  CHECK(nearest("NOT-HTTP", ids, 1) == std::vector<std::string>{"not-http"});
  CHECK(nearest("zzzzzzzzzz", ids).empty());
  CHECK(nearest("", ids).empty());
  CHECK(nearest("connect", ids, 0).empty());
  CHECK(nearest(std::string(100000, 'a'), ids).empty());
  CHECK(nearest("cat", {"cart", "cat", "dog"}) == std::vector<std::string>{"cat", "cart"});
}
