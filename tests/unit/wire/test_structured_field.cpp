// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <doctest/doctest.h>

#include "base/text.hpp"
#include "wire/structured_field.hpp"

using gwdiag::parse_field_items;

namespace {

// "name{key=value,key=value} name": what a field was read as, or "none".
std::string read(std::string_view raw) {
  const auto items = parse_field_items(gwdiag::escape_peer(raw));
  if (!items) {
    return "none";
  }
  std::string text;
  for (const gwdiag::FieldItem& item : *items) {
    text += (text.empty() ? "" : " ") + item.value + "{";
    for (const gwdiag::FieldParameter& parameter : item.parameters) {
      text += (text.ends_with("{") ? "" : ",") + parameter.key + "=" + parameter.value;
    }
    text += "}";
  }
  return text;
}

std::string times(int count, std::string_view part) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    text += part;
  }
  return text;
}

} // namespace

TEST_CASE("a list of names with parameters is read in its order") {
  CHECK(read("r34.example.net; error=http_request_error, ExampleCDN") ==
        "r34.example.net{error=http_request_error} ExampleCDN{}");
  CHECK(read("a;received-status=502;next-hop=\"10.0.0.5:80\"") ==
        "a{received-status=502,next-hop=10.0.0.5:80}");
  CHECK(read("\"a b\";q ,\t*c;d=?0;e=-1.5;f=:YWI=:;g=@17") ==
        "a b{q=?1} *c{d=?0,e=-1.5,f=:YWI=:,g=@17}");
  CHECK(read("  a  ") == "a{}");
  CHECK(read("") == "");
}

TEST_CASE("a string keeps its quotes and backslashes, and nothing of it acts") {
  CHECK(read("a;d=\"x\\\"y\\\\z, b;error=c\"") == "a{d=x\"y\\\\z, b;error=c}");
}

TEST_CASE("the last of several parameters of one key counts") {
  const auto items = parse_field_items("a;error=dns_error;error=connection_refused");
  REQUIRE(items);
  CHECK(items->front().parameter("error") == "connection_refused");
  CHECK_FALSE(items->front().parameter("details"));
}

TEST_CASE("a field that breaks the grammar anywhere counts for nothing") {
  for (const char* broken : {"a,",
                             ",a",
                             "a b",
                             "a;",
                             "a;E=1",
                             "a;e=",
                             "a;e= b",
                             "a;e=\"open",
                             "a;e=\"bad \\escape\"",
                             "a;e=?2",
                             "a;e=:open",
                             "a;e=1-2",
                             "a;e=1.",
                             "(a b)",
                             "1",
                             "a;e=\"\x01\"",
                             "a\x80",
                             "a;e=\"\xc3\xa9\"",
                             "\xe2\x80\xae"}) {
    CAPTURE(broken);
    CHECK(read(broken) == "none");
  }
}

TEST_CASE("more members or parameters than any path has gateways are not read") {
  CHECK(read("a" + times(15, ", a")) != "none");
  CHECK(read("a" + times(16, ", a")) == "none");
  CHECK(read("a" + times(16, ";b")) != "none");
  CHECK(read("a" + times(17, ";b")) == "none");
  CHECK(read(times(4096, ";")) == "none");
  CHECK(read("a;b=" + times(1000, "\"")) == "none");
}

TEST_CASE("whatever comes, what was read is printable and within its bounds") {
  constexpr std::string_view alphabet = "ab*1-.;,=\"\\ \t?:@()/\x01\xc3";
  unsigned state = 9209;
  int read_whole = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string raw;
    state = state * 1103515245U + 12345U;
    for (unsigned left = (state >> 16U) % 24U; left > 0; --left) {
      state = state * 1103515245U + 12345U;
      raw += alphabet[(state >> 16U) % alphabet.size()];
    }
    CAPTURE(raw);
    const auto items = parse_field_items(gwdiag::escape_peer(raw));
    if (!items) {
      continue;
    }
    ++read_whole;
    CHECK(items->size() <= 16);
    for (const gwdiag::FieldItem& item : *items) {
      CHECK(gwdiag::is_printable(item.value));
      for (const gwdiag::FieldParameter& parameter : item.parameters) {
        CHECK(gwdiag::is_printable(parameter.value));
      }
    }
  }
  CHECK(read_whole > 100);
}
