// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "diagnosis/finding.hpp"

namespace gwdiag::rules {

// A valid answer that took long. Whether too long for the proxy is judged beside the proxy's answer (judge.cpp).
void pace(const Seen& seen, Findings& out) {
  const Attempt& attempt = seen.attempt();
  if (!answered(attempt) || !attempt.timing.first_byte_ms) {
    return;
  }
  const double first_byte = *attempt.timing.first_byte_ms;
  const bool slow = first_byte > seen.expected.slow_ms;
  Finding finding = make_finding(seen, slow ? "slow-response" : "proxy-timeout-too-short",
                                 fmt::format("{} answers, but only after {}", seen.where(), seconds(first_byte)));
  finding.weight = slow ? Finding::Weight::soft : Finding::Weight::note;
  finding.fault = Fault::answer_timeout;
  finding.details.push_back(number_detail("first_byte_ms", first_byte));
  finding.facts.push_back(make_fact("timing", fmt::format("the first byte came after {}", seconds(first_byte)), seen.at("timing", "first_byte_ms")));
  out.push_back(std::move(finding));
}

} // namespace gwdiag::rules
