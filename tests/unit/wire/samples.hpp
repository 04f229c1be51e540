// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wire/http1.hpp"

namespace gwdiag::samples {

// A response with a mark before each byte where an anomaly is to be met; the anomalies in that order.
struct Sample {
  std::string name;
  std::string marked;
  std::vector<Anomaly> anomalies;
  Ended ended = Ended::complete;
  std::string method = "GET";
  bool upgrade = false;

  std::string bytes() const;                                     // without the marks
  std::vector<std::pair<Anomaly, std::size_t>> expected() const; // in the order of the marks
};

inline constexpr std::string_view mark = "▸";

std::vector<Sample> status_lines();
std::vector<Sample> header_lines();
std::vector<Sample> framings();
std::vector<Sample> chunked_bodies();
std::vector<Sample> endings();
std::vector<Sample> codings();
std::vector<Sample> all();

std::string gzip(std::string_view text);
std::string zlib(std::string_view text);
std::string raw_deflate(std::string_view text);

// The response read in pieces of `piece` bytes; 0: at once.
Http1Response read(const Sample& sample, std::size_t piece = 0);

} // namespace gwdiag::samples
