// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "base/request.hpp"

using namespace gwdiag;

TEST_CASE("the host of an authority has neither port nor brackets") {
  CHECK(host_of("app.example.com:8443") == "app.example.com");
  CHECK(host_of("app.example.com") == "app.example.com");
  CHECK(host_of("[::1]:80") == "::1");
  CHECK(host_of("[fe80::1]") == "fe80::1");
  CHECK(host_of("[broken") == "broken");
  CHECK(host_of("").empty());
}

TEST_CASE("only what changes nothing is sent twice") {
  CHECK(repeatable("GET"));
  CHECK(repeatable("HEAD"));
  CHECK(repeatable("OPTIONS"));
  CHECK_FALSE(repeatable("POST"));
  CHECK_FALSE(repeatable("get"));
}

TEST_CASE("credentials are known by their header's name, in any case") {
  CHECK(is_credential("authorization"));
  CHECK(is_credential("Proxy-Authorization"));
  CHECK(is_credential("COOKIE"));
  CHECK_FALSE(is_credential("Set-Cookie"));
}
