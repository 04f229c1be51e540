// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <random>
#include <string>
#include <string_view>

#include "logs/access_shape.hpp"
#include "logs/shape.hpp"

namespace {

using gwdiag::ErrorContext;

constexpr std::string_view prefix = "2026/11/23 08:00:09 [error] 31#31: *7";
constexpr std::string_view plain_prefix = "2024/05/06 07:08:09 [error] 1#1: *1";

bool digit(char c) {
  return c >= '0' && c <= '9';
}

// What a message keeps, one character after the other.
std::string kept_of(std::string_view message) {
  std::string out;
  int depth = 0;
  for (std::size_t at = 0; at < message.size();) {
    const char c = message[at];
    if (message.substr(at).starts_with(", client: ")) {
      return out;
    }
    if (digit(c)) {
      std::size_t end = at;
      while (end < message.size() &&
             (digit(message[end]) ||
              (message[end] == '.' && end + 1 < message.size() && digit(message[end + 1])))) {
        ++end;
      }
      const bool of_word =
          at > 0 && (std::isalpha(message[at - 1]) != 0 || message[at - 1] == ':' ||
                     message.substr(0, at).ends_with("P/"));
      out += depth > 0 || of_word ? message.substr(at, end - at) : "1";
      at = end;
      continue;
    }
    depth = c == '(' ? depth + 1 : c == ')' ? std::max(0, depth - 1) : depth;
    out += c;
    ++at;
    const std::size_t close = message.find('"', at);
    if (c == '"' && message.substr(at).starts_with('/') && close != std::string_view::npos) {
      out += "/\"";
      at = close + 1;
    }
  }
  return out;
}

std::string random_message(std::mt19937& dice) {
  constexpr std::array<std::string_view, 24> pieces{
      "1",
      "23",
      "456.7",
      ".",
      "..",
      "10.0.0.1",
      ":8080",
      "(",
      ")",
      "(111: Connection refused)",
      "\"",
      "\"/",
      "\"/a/1?b=2\"",
      ",",
      ", ",
      " ",
      "HTTP/1.1",
      "x509",
      "/",
      "while reading upstream",
      "0123456789012345678901234567890123456789012345678901234567890123456789",
      "\x80\xff",
      ", client",
      ", client: "};
  std::string out = " ";
  for (std::size_t count = dice() % 30; count > 0; --count) {
    out += pieces.at(dice() % (dice() % 8 == 0 ? pieces.size() : pieces.size() - 1));
  }
  return out;
}

} // namespace

TEST_CASE("a message keeps its words, and numbers that are of a word, a port or in brackets") {
  std::mt19937 dice(5);
  for (int round = 0; round < 20'000; ++round) {
    const std::string message = random_message(dice);
    const std::string line = std::string(prefix) + message;
    CAPTURE(line);
    const std::string plain = gwdiag::plain_error_line(line, ErrorContext::none);
    REQUIRE(plain == std::string(plain_prefix) + kept_of(message));
    const auto shape = gwdiag::nginx_error_shape(line, 9);
    REQUIRE(shape.has_value());
    const bool context = shape->message_end < line.size();
    const auto again = gwdiag::nginx_error_shape(
        gwdiag::plain_error_line(line, context ? ErrorContext::client : ErrorContext::none), 9);
    REQUIRE(again.has_value());
    CHECK(again->hash == shape->hash);
  }
}

TEST_CASE("only what can decide tells shapes apart") {
  const auto hash = [](std::string_view message) {
    return gwdiag::nginx_error_shape(std::string(prefix) + std::string(message), 3)->hash;
  };
  CHECK(hash(" client 192.0.2.7 closed, 5 left") == hash(" client 10.11.12.13 closed, 1234 left"));
  CHECK(hash(" open() \"/a/b\" failed (2: x), client: a") ==
        hash(" open() \"/c?d=e\" failed (2: x), client: b, upstream: \"http://a\""));
  CHECK(hash(" connect() failed (111: x)") != hash(" connect() failed (113: x)"));
  CHECK(hash(" to 10.0.0.1:80") != hash(" to 10.0.0.1:5432"));
  CHECK(hash(" no valid HTTP/1.0 header") != hash(" no valid HTTP/2.0 header"));
  CHECK(hash(" abcdefgh") != hash(" abcdefgi"));
  CHECK(hash(" closed") != hash(" closed, client: a"));
  CHECK_FALSE(gwdiag::nginx_error_shape("2026/11/23 08:00:09 [error] no process", 3).has_value());
  CHECK_FALSE(
      gwdiag::nginx_error_shape("2026/11/23 08:00:0a [error] 1#1: *2 x, client: a", 3).has_value());
}

TEST_CASE("what nginx writes of no failure, and messages whose numbers are the fact") {
  const auto shape = gwdiag::nginx_error_shape(
      "2026/11/23 08:00:09 [info] 31#31: *7 client 192.0.2.7 closed keepalive connection", 3);
  REQUIRE(shape.has_value());
  CHECK(shape->is_chatter);
  CHECK_FALSE(gwdiag::nginx_error_shape(std::string(prefix) + " x", 3)->is_chatter);
  CHECK_FALSE(gwdiag::is_nginx_chatter("[notice] 1#1: signal 9"));
  CHECK_FALSE(gwdiag::is_nginx_chatter("[info] 1#1: *2 upstream disconnected, bytes from"));
  for (const char* cut : {"[info] 1#1: *2", "[info] 1#1: ", "[info] 1#1", "[info] "}) {
    CHECK(gwdiag::is_nginx_chatter(cut));
  }
  CHECK(gwdiag::numbers_tell("upstream sent too large http2 frame: 1"));
  CHECK(gwdiag::numbers_tell("the status of x, status: 1"));
  CHECK(gwdiag::numbers_tell("worker process 1 exited on signal 1"));
  CHECK_FALSE(gwdiag::numbers_tell("SSL_do_handshake() failed (wrong version number) while SSL"));
  CHECK_FALSE(gwdiag::numbers_tell("the status is not known, client: 1, frame: 1"));
}

TEST_CASE("an access line keeps its fields, and gives its addresses back") {
  gwdiag::PlainAccess plain;
  REQUIRE(
      plain.read(R"(192.0.2.9 - bob [23/Nov/2026:08:00:09 +0000] "GET /x?y=5.00 HTTP/2.0" 502 157 )"
                 R"("https://a.example/" "rv:127.0" rt=5.001 uct="0.000, -" urt="0.010, 5.002" )"
                 R"(us="502, 504" ua="10.0.0.1:8080, 10.0.0.2:8080" id=0123456789abcdef0)"));
  CHECK(plain.text ==
        R"(192.0.2.9 - - [06/May/2024:07:08:09 +0000] "GET / HTTP/1.1" 502 1 "-" "-" rt=5.000 )"
        R"(uct="0.000, -" urt="1.000, 5.000" us="502, 504" ua="192.0.2.1:8001, 192.0.2.1:8002" )"
        R"(id=00000000000000a0)");
  CHECK(plain.with_addresses("http://192.0.2.1:8002/") == "http://10.0.0.2:8080/");
  for (
      const char* other :
      {R"(192.0.2.9 - - [23/Nov/2026:08:00:09 +0000] "GET / HTTP/1.1" 502 0 "" "" 33687 "be" "srv" 0 0 -1 -1 SC--)",
       R"([2026-11-23T08:00:00.123Z] "GET /x HTTP/1.1" 503 UF via_upstream - "-" 0 91 3 12 "-" "curl")",
       R"(192.0.2.9 - - [23/Nov/2026:08:00:09 +0000] "GET /\" 502 1 HTTP/1.1" 502 0 "-" "-")",
       R"(192.0.2.9 - - [23/Nov/2026:08:00:09 +0000] "GET / HTTP/1.1" 502 0 "-" "x 10.0.0.1:80")",
       R"({"a":"1"} [x] "GET / HTTP/1.1" 502)"}) {
    CAPTURE(other);
    CHECK_FALSE(plain.read(other));
  }
}
