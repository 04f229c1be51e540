// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/draws.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace gwdiag {

namespace {

constexpr double tail = 0.025;

// P(from <= X <= to) of `trials` draws.
double chance(std::size_t from, std::size_t to, std::size_t trials, double share) {
  const auto n = static_cast<double>(trials);
  double sum = 0;
  for (std::size_t i = from; i <= to; ++i) {
    const auto k = static_cast<double>(i);
    sum += std::exp(std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) +
                    k * std::log(share) + (n - k) * std::log1p(-share));
  }
  return sum;
}

const std::vector<TimingTrace::Sample>* samples_of(const Scene& scene) {
  return scene.proxy.attempt == nullptr ? nullptr : &scene.proxy.attempt->timing.samples;
}

} // namespace

bool Draws::agree(std::size_t hits, double share) const {
  if (share <= 0 || share >= 1) {
    return share <= 0 ? hits == 0 : hits == answers;
  }
  return chance(0, hits, answers, share) >= tail && chance(hits, answers, answers, share) >= tail;
}

std::string Draws::in_words(std::size_t hits, double share, int hundred) const {
  const bool few = static_cast<double>(hits) < share * static_cast<double>(answers);
  const char* says = agree(hits, share) ? (hits == 0 ? "that may be chance" : "that fits")
                     : few              ? "too few: the proxy passes over it, or asks it seldom"
                                        : "too many: this alone does not account for them";
  const std::string verb = hundred > 0 ? fmt::format("{} {}xx", hits == 1 ? "is" : "are", hundred)
                           : hits == 1 ? "fails"
                                       : "fail";
  return fmt::format("{} of {} answers through the proxy {}, and {:.0f} % are to be expected: {}",
                     hits,
                     answers,
                     verb,
                     share * 100,
                     says);
}

bool sample_fails(const TimingTrace::Sample& sample, const Expectations& expected) {
  const std::string_view error = sample.error; // "connect: refused", "closed"
  const std::size_t stage = error.find(": ");
  const bool ours =
      is_end_of_ours(stage == std::string_view::npos ? error : error.substr(stage + 2));
  return !ours && (!error.empty() || !expected_status(sample.http_status, expected));
}

Draws draw(const Scene& scene) {
  Draws draws;
  const auto* samples = samples_of(scene);
  if (samples == nullptr) {
    return draws;
  }
  draws.answers = samples->size() + 1;
  for (std::size_t i = 0; i < samples->size(); ++i) {
    if (sample_fails((*samples)[i], scene.evidence.expectations)) {
      draws.sample = draws.sample.value_or(i);
      ++draws.failed;
    }
  }
  if (scene.proxy.fails) {
    ++draws.failed;
    draws.failing = scene.proxy;
    return draws;
  }
  const auto failing = std::ranges::find_if(scene.evidence.proxy.attempts, [&](const Attempt& a) {
    return a.role == "sample" && !ended_by_us(a) && attempt_fails(a, scene.evidence.expectations);
  });
  if (failing != scene.evidence.proxy.attempts.end()) {
    draws.failing = view_attempt(scene.evidence, *failing, recognise(failing->http.response));
  }
  return draws;
}

std::size_t answers_of_class(const Scene& scene, int hundred) {
  const auto* samples = samples_of(scene);
  if (samples == nullptr) {
    return 0;
  }
  const auto alike = std::ranges::count_if(*samples, [&](const TimingTrace::Sample& s) {
    return s.error.empty() && s.http_status / 100 == hundred;
  });
  return static_cast<std::size_t>(alike) + (scene.proxy.status / 100 == hundred ? 1U : 0U);
}

} // namespace gwdiag
