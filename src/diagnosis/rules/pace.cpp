// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "diagnosis/finding.hpp"

namespace gwdiag::rules {

namespace {

constexpr double worth_naming_ms = 500; // no proxy in use waits less for the next piece

// A pause inside the answer that we sat out; a proxy may not have.
void pause(const Seen& seen, Findings& out) {
  const TimingTrace& timing = seen.attempt().timing;
  const bool cut_by_us = seen.attempt().http.ended == Ended::limit; // silent until we had to end
  const double longest =
      std::max(timing.longest_pause_ms.value_or(0), cut_by_us ? timing.stalled_ms.value_or(0) : 0);
  if (longest < worth_naming_ms) {
    return;
  }
  Finding finding = make_finding(
      seen,
      "stalled-response",
      fmt::format("{} begins its answer and then pauses for {}", seen.where(), seconds(longest)));
  finding.weight = Finding::Weight::note;
  finding.fault = Fault::stalled_body;
  finding.details.push_back(number_detail("pause_ms", longest));
  finding.facts.push_back(
      make_fact("timing",
                fmt::format("{} passed between two pieces of the answer", seconds(longest)),
                seen.at("timing", cut_by_us ? "stalled_ms" : "longest_pause_ms")));
  out.push_back(std::move(finding));
}

} // namespace

// A valid answer that took long. Whether too long for the proxy is judged beside the proxy's answer
// (judge.cpp).
void pace(const Seen& seen, Findings& out) {
  const Attempt& attempt = seen.attempt();
  if (!answered(attempt) || !attempt.timing.first_byte_ms) {
    return;
  }
  pause(seen, out);
  const double first_byte = *attempt.timing.first_byte_ms;
  const bool slow = first_byte > seen.expected.slow_ms;
  Finding finding =
      make_finding(seen,
                   slow ? "slow-response" : "proxy-timeout-too-short",
                   fmt::format("{} answers, but only after {}", seen.where(), seconds(first_byte)));
  finding.weight = slow ? Finding::Weight::soft : Finding::Weight::note;
  finding.fault = Fault::answer_timeout;
  finding.details.push_back(number_detail("first_byte_ms", first_byte));
  if (!slow && attempt.timing.head_ms) {
    // A proxy that waits for the head waits longer than for its first byte.
    finding.summary = fmt::format(
        "{} takes {} for the head of its answer", seen.where(), seconds(*attempt.timing.head_ms));
    finding.details.push_back(number_detail("head_ms", *attempt.timing.head_ms));
    finding.facts.push_back(
        make_fact("timing",
                  fmt::format("the head was complete after {}", seconds(*attempt.timing.head_ms)),
                  seen.at("timing", "head_ms")));
  }
  finding.facts.push_back(
      make_fact("timing",
                fmt::format("the first byte came after {}", seconds(first_byte)),
                seen.at("timing", "first_byte_ms")));
  out.push_back(std::move(finding));
}

} // namespace gwdiag::rules
