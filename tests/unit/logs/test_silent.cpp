// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "logs/classify.hpp"
#include "logs/silent.hpp"
#include "proxies/logs/pattern.hpp"

using gwdiag::classify_line;
using gwdiag::is_silent_line;

namespace {

std::vector<std::string> telling_lines() {
  std::vector<std::string> lines;
  std::ifstream file(GWDIAG_SOURCE_DIR "/tests/unit/logs/lines.txt");
  for (std::string line; std::getline(file, line);) {
    if (const std::size_t tab = line.find('\t'); tab != std::string::npos) {
      lines.push_back(line.substr(tab + 1));
    }
  }
  for (const gwdiag::LogTables tables : {gwdiag::product_logs(), gwdiag::library_logs()}) {
    for (const gwdiag::LogTable* table : tables) {
      for (const gwdiag::LogPattern& row : table->rows) {
        lines.emplace_back(row.sample);
      }
    }
  }
  REQUIRE(lines.size() > 1000);
  return lines;
}

void check(std::string_view line) {
  if (is_silent_line(line)) {
    CAPTURE(line);
    CHECK(classify_line(line).empty());
  }
}

// Lines that show a cause, and that a program's line would be but for one thing.
constexpr std::array loud_lines{
    "GET / 503 UF 0 0 3 - via connect_timeout 10.0.0.5:80",
    "GET / 503 - via_upstream - 0 91 3 12 10.0.0.5:80",
    "flags=UF status=503 host=10.0.0.5:80",
    R"({"response_flags":"UF","response_code":503,"upstream_host":"10.0.0.5:80"})",
    R"({"Response-Flags" : "UF", "code":503})",
    "lb[8]: 192.0.2.9:5 web be/a 0/0/1/-1/3 502 0 - - SH-- 1/1/0/0/0 0/0",
    "lb[8]: 192.0.2.9:5 be/a 0/0/1 0 SD 1/1/0/0/0 0/0",
    "lb[8]: 192.0.2.9:5 SH-- 502",
    "haproxy[8]: 192.0.2.9:5 SHVN 502",
    "termination_state=SH-- server=be/a",
    "x 192.0.2.9:5 10.0.0.5:80 0.001 0.012 0.000 502 502 1 2",
    "1717000000.1 12 192.0.2.9 TCP_MISS/502 512 GET http://a/ - HIER_DIRECT/10.0.0.5 text/html",
    "a - - [06/May/2024:07:08:09 +0000] \"GET / HTTP/1.1\" 502 0",
    "method=GET path=/ status=502",
    "level=error msg=x fetch_error=x FetchError=HTC-eof",
    "{'status': 502, 'uri': '/'}",
    "{\u201cstatus\u201d: 502, \u201curi\u201d: \u201c/\u201d}",
    "app ERROR fetch of a page: connection refused",
    "app ERROR asking 10.0.0.5:80: connection refused",
    "app ERROR http://10.0.0.5:80/: certificate has expired",
    "app ERROR asking localhost:3000: connect ECONNRESET",
    "nginx: connect() failed (111: Connection refused) while connecting to upstr"};

} // namespace

TEST_CASE("a silent line shows no cause, nor does a piece of one") {
  for (const std::string& line : telling_lines()) {
    std::string bare = line; // without what makes most of them take the long way
    std::erase_if(bare, [](char c) { return std::string_view("\"'\\#&").contains(c); });
    for (const std::string& text : {line, bare}) {
      for (std::size_t end = 0; end != std::string::npos; end = text.find_first_of(" :", end + 1)) {
        check(std::string_view(text).substr(end));
        check(std::string_view(text).substr(0, end));
      }
      check(std::string_view(text).substr(0, text.size() * 9 / 10));
    }
  }
}

TEST_CASE("each thing that a finding needs makes a line loud") {
  for (const std::string_view line : loud_lines) {
    CAPTURE(line);
    CHECK_FALSE(classify_line(line).empty());
    CHECK_FALSE(is_silent_line(line));
  }
}

TEST_CASE("what programs write all day is silent") {
  for (const std::string_view line :
       {"2026-11-23T08:00:00Z app INFO order cart search id=762589",
        "2026-11-23 08:00:00,123 INFO  [main] c.e.Shop - 200 orders in 12.5 ms, it isn't much",
        "Nov 23 08:00:00 host systemd[1]: Started Session 5 of user root.",
        R"({"time":"2026-11-23T08:00:00Z","level":"info","msg":"order taken","user":"","ms":12.5})",
        "time=2026-11-23T08:00:00Z level=info msg=\"order taken\" url=http://shop/cart"}) {
    CAPTURE(line);
    CHECK(is_silent_line(line));
    CHECK(classify_line(line).empty());
  }
}
