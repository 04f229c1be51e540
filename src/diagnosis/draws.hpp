// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "diagnosis/scene.hpp"

// The answers through the proxy that --samples asked for, the first one included.
namespace gwdiag {

struct Draws {
  std::size_t answers = 0;
  std::size_t failed = 0;            // no whole answer, or a status that is not expected
  std::optional<std::size_t> sample; // index of the first sample that failed
  std::optional<ProxyView> failing;  // the proxy as a failing answer shows it

  // Whether a fault of this share of the requests gives about as many hits: neither tail of the
  // binomial distribution is below one in forty.
  bool agree(std::size_t hits, double share) const;
  // "3 of 20 answers through the proxy fail, and 25 % were to be expected: that fits".
  // `hundred`: what the hits answer, as 4; 0: they fail.
  std::string in_words(std::size_t hits, double share, int hundred = 0) const;
};

Draws draw(const Scene& scene);
// No whole answer, or a status that is not expected; what this run broke off itself is neither.
bool sample_fails(const TimingTrace::Sample& sample, const Expectations& expected);
// Answers of that hundred, the first one included.
std::size_t answers_of_class(const Scene& scene, int hundred);

// The answers grouped by who gave them; nothing when all are alike, or only one was asked for.
std::optional<Comparison> group_answers(const Scene& scene);

} // namespace gwdiag
