// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <doctest/doctest.h>

#include "net/address.hpp"
#include "net/resolver.hpp"

using namespace gwdiag;

TEST_CASE("literal addresses keep their family, port and zone in text") {
  const auto four = literal_address("10.0.0.5", "", 8080);
  REQUIRE(four);
  CHECK(four->short_family() == 4);
  CHECK(four->text() == "10.0.0.5:8080");
  CHECK(four->host_text() == "10.0.0.5");
  const auto six = literal_address("::1", "", 80);
  REQUIRE(six);
  CHECK(six->short_family() == 6);
  CHECK(six->text() == "[::1]:80");
  const auto zoned = literal_address("fe80::1", "lo", 443);
  REQUIRE(zoned);
  CHECK(zoned->host_text() == "fe80::1%lo");
}

TEST_CASE("what is no literal address is a name") {
  for (const char* text :
       {"app.example.com", "10.0.0", "010.0.0.1x", "::g", "", "localhost", "1.2.3.4.5"}) {
    CHECK_FALSE(literal_address(text, "", 80));
  }
}

TEST_CASE("Unix socket addresses: a path, an abstract name, and one that is too long") {
  const auto path = unix_address("/run/app.sock");
  REQUIRE(path);
  CHECK(path->short_family() == 1);
  CHECK(path->text() == "unix:/run/app.sock");
  const auto abstract = unix_address("@app");
  REQUIRE(abstract);
  CHECK(abstract->text() == "unix:@app");
  CHECK_FALSE(unix_address(std::string(200, 'a')));
  CHECK_FALSE(unix_address(""));
}

TEST_CASE("answers of one name server as a look-up: what failed is kept apart") {
  const DnsAnswer good{"10.0.0.2:53", "A", "ok", {"10.0.0.5"}, 60, true};
  const DnsAnswer none{"10.0.0.2:53", "AAAA", "no-data", {}, 0, false};
  const DnsAnswer missing{"10.0.0.2:53", "A", "nxdomain", {}, 0, false};
  const DnsAnswer broken{"10.0.0.2:53", "AAAA", "servfail", {}, 0, false};
  const LookUp both = addresses_of({good, none}, 80, FamilyWish::any);
  REQUIRE(both.addresses.size() == 1);
  CHECK(both.addresses.front().text() == "10.0.0.5:80");
  CHECK(both.error.empty());
  CHECK(addresses_of({good, none}, 80, FamilyWish::ipv6).error == "no-address");
  CHECK(addresses_of({missing, missing}, 80, FamilyWish::any).error == "nxdomain");
  CHECK(addresses_of({broken, broken}, 80, FamilyWish::any).error == "servfail");
  CHECK(addresses_of({}, 80, FamilyWish::any).timed_out);
}
