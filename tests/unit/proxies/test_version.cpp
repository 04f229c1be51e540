// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "proxies/profile.hpp"

using gwdiag::compare_versions;

TEST_CASE("versions compare as numbers, part by part") {
  CHECK(compare_versions("1.9", "1.22.1") < 0);
  CHECK(compare_versions("1.22.1", "1.9") > 0);
  CHECK(compare_versions("2.4.59", "2.4.58") > 0);
  CHECK(compare_versions("10", "9.9.9") > 0);
  CHECK(compare_versions("1.22.1", "1.22.1") == 0);
}

TEST_CASE("a part that is missing counts as zero") {
  CHECK(compare_versions("1.23", "1.23.0") == 0);
  CHECK(compare_versions("2.7", "2.7.1") < 0);
}

TEST_CASE("leading zeros and numbers beyond every integer type compare") {
  CHECK(compare_versions("1.08", "1.8") == 0);
  CHECK(compare_versions("99999999999999999999999999", "99999999999999999999999998") > 0);
}

TEST_CASE("a package revision does not make a version older") {
  CHECK(compare_versions("1.22.1-9+deb12u1", "1.22.1") >= 0);
  CHECK(compare_versions("2.6.12-1", "2.8") < 0);
}

TEST_CASE("an empty version sorts before every other one") {
  CHECK(compare_versions("", "0.1") < 0);
  CHECK(compare_versions("1", "") > 0);
  CHECK(compare_versions("", "") == 0);
}
