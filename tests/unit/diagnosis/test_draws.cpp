// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "diagnosis/draws.hpp"

using namespace gwdiag;

// The tails are those of a table of the binomial distribution for 20 trials at 0.25: P(X <= 1) = 0.024, P(X <= 2) = 0.091,
// P(X >= 9) = 0.041, P(X >= 10) = 0.014.
TEST_CASE("a share fits the number of answers that fail unless one in forty would be so few, or so many") {
  Draws draws;
  draws.answers = 20;
  CHECK_FALSE(draws.agree(0, 0.25));
  CHECK_FALSE(draws.agree(1, 0.25));
  CHECK(draws.agree(2, 0.25));
  CHECK(draws.agree(5, 0.25));
  CHECK(draws.agree(9, 0.25));
  CHECK_FALSE(draws.agree(10, 0.25));
  CHECK_FALSE(draws.agree(20, 0.25));
  CHECK(draws.agree(0, 1.0 / 30)); // 0.967 ^ 20 = 0.51: none need be met
}

TEST_CASE("a share of nothing or of all allows no other number; many answers are no strain") {
  Draws draws;
  draws.answers = 10000;
  CHECK(draws.agree(0, 0));
  CHECK_FALSE(draws.agree(1, 0));
  CHECK(draws.agree(10000, 1));
  CHECK_FALSE(draws.agree(9999, 1));
  CHECK(draws.agree(2500, 0.25));
  CHECK_FALSE(draws.agree(2600, 0.25)); // 2.3 standard deviations of 43.3
}

TEST_CASE("the sentence says which way the number is off") {
  Draws draws;
  draws.answers = 20;
  CHECK(draws.in_words(3, 0.25) ==
        "3 of 20 answers through the proxy fail, and 25 % are to be expected: that fits");
  CHECK(draws.in_words(1, 0.05) ==
        "1 of 20 answers through the proxy fails, and 5 % are to be expected: that fits");
  CHECK(draws.in_words(5, 0.25, 4).find("5 of 20 answers through the proxy are 4xx") == 0);
  CHECK(draws.in_words(0, 0.25).find("too few") != std::string::npos);
  CHECK(draws.in_words(19, 0.25).find("too many") != std::string::npos);
  CHECK(draws.in_words(0, 1.0 / 30).find("chance") != std::string::npos);
}
