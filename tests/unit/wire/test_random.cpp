// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cstdint>
#include <random>
#include <string>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "samples.hpp"
#include "wire/banner.hpp"

using namespace gwdiag;

namespace {

std::size_t below(std::mt19937_64& random, std::size_t bound) { return random() % bound; }

// A sample with some bytes changed, removed, doubled or cut off.
std::string mutate(std::string bytes, std::mt19937_64& random) {
  constexpr std::string_view telling = "\r\n \t:;,0123456789abcdefHTP/.\0\xff\x1f\x8b";
  for (std::size_t i = 1 + below(random, 8); i > 0 && !bytes.empty(); --i) {
    const std::size_t at = below(random, bytes.size());
    switch (below(random, 4)) {
    case 0:
      bytes[at] = telling[below(random, telling.size())];
      break;
    case 1:
      bytes.erase(at, 1 + below(random, 4));
      break;
    case 2:
      bytes.insert(at, bytes.substr(at, 1 + below(random, 16)));
      break;
    default:
      bytes.insert(at, 1, static_cast<char>(random() & 0xff));
      break;
    }
  }
  return bytes;
}

// Reads in pieces of random size; what comes out is bounded and printable.
void check_bounded(const std::string& bytes, std::mt19937_64& random) {
  Http1Reader reader({.method = below(random, 8) == 0 ? "HEAD" : "GET"});
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t piece = 1 + below(random, 50);
    reader.feed(std::string_view(bytes).substr(at, piece));
    at += piece;
  }
  const auto ended = static_cast<Ended>(below(random, 7));
  const Http1Response response = reader.finish(ended);
  REQUIRE(response.total_bytes == bytes.size());
  REQUIRE(response.anomalies.size() <= limits::kept_anomalies);
  REQUIRE(response.headers.size() <= limits::kept_headers);
  REQUIRE(response.body_bytes <= bytes.size());
  REQUIRE(is_printable(response.body + response.reason + response.first_bytes + response.version));
  for (const FoundAnomaly& one : response.anomalies) {
    REQUIRE(one.offset <= bytes.size());
    REQUIRE(is_printable(one.detail));
  }
  REQUIRE(is_printable(speaks(bytes).why));
}

} // namespace

TEST_CASE("random bytes are read to their end") {
  std::mt19937_64 random(1);
  for (int round = 0; round < 3000; ++round) {
    std::string bytes(below(random, 300), '\0');
    for (char& c : bytes) {
      c = static_cast<char>(random() & 0xff);
    }
    check_bounded(bytes, random);
  }
}

TEST_CASE("damaged samples are read to their end") {
  std::mt19937_64 random(2);
  for (const samples::Sample& sample : samples::all()) {
    const std::string bytes = sample.bytes();
    if (bytes.size() > 20000) {
      continue;
    }
    for (int round = 0; round < 20; ++round) {
      check_bounded(mutate(bytes, random), random);
    }
  }
}
