// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <doctest/doctest.h>

#include "logs/classify.hpp"
#include "logs/excerpt.hpp"

using gwdiag::telling_part;

namespace {

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

} // namespace

TEST_CASE("of a long line the part that tells stays") {
  const std::string head = "2026/11/23 08:00:01 [error] 31#31: *1 ";
  const std::string tail = ", client: 192.0.2.7, server: shop.example.com, request: \"GET /" +
                           std::string(200, 'p') + "\"";
  const std::string prefix(300, 'x');
  const std::string line =
      prefix + " " + head +
      "connect() failed (111: Connection refused) while connecting to upstream" + tail;
  REQUIRE(gwdiag::classify_line(line).front().id == "connection-refused");
  for (const std::size_t room : {60U, 80U, 120U, 300U}) {
    CAPTURE(room);
    const std::string_view part = telling_part(line, "connection-refused", room);
    CHECK(part.size() <= room);
    CHECK(part.size() >= room - 3);
    CHECK(has(part, "Connection refused"));
  }
  CHECK(telling_part(line, "connection-refused", line.size()) == line);
  CHECK(telling_part(line.substr(301), "connection-refused", 90) == line.substr(301, 90));
}

TEST_CASE("a line of which no part tells alone keeps the words it cannot do without") {
  const std::string line =
      "Nov 23 08:00:01 edge-with-a-long-name.example.com haproxy[1559]: 192.168.1.3:57977 "
      "[23/Nov/2026:08:00:01.100] https-in~ bk_shop/shop1 0/0/0/-1/30001 504 748 - - sH-- "
      "12/12/0/0/0 0/0 "
      "\"GET /a/path/that/is/rather/long/and/says/nothing/about/what/happened HTTP/1.1\"";
  REQUIRE(gwdiag::classify_line(line).front().id == "response-timeout");
  CHECK(has(telling_part(line, "response-timeout", 60), " sH-- "));
}

TEST_CASE("nothing that tells: the beginning; never half a character; any length") {
  CHECK(telling_part("", "connection-refused", 60).empty());
  CHECK(telling_part(std::string(200, 'x'), "connection-refused", 60) == std::string(60, 'x'));
  std::string umlauts;
  for (int i = 0; i < 200; ++i) {
    umlauts += "\xc3\xa4";
  }
  CHECK(telling_part(umlauts, "connection-refused", 61).size() == 60);
  const std::string part(
      telling_part(umlauts + " connect() failed (111: Connection refused) " + umlauts,
                   "connection-refused",
                   61));
  CAPTURE(part);
  CHECK(has(part, "connect() failed (111: "));
  CHECK((static_cast<unsigned char>(part.front()) & 0xc0U) != 0x80U);
  CHECK(telling_part(std::string(100000, ' '), "connection-refused", 500).size() == 500);
}
