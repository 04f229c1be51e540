// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/limits.hpp"
#include "diagnosis/finding.hpp"

namespace gwdiag::rules {

namespace {

std::size_t asked_as(const Seen& seen, std::string_view role) {
  const std::size_t index = find_role(seen.trace, role);
  const bool same_address = index < seen.trace.attempts.size() &&
                            seen.trace.attempts[index].address == seen.attempt().address;
  return same_address ? index : seen.trace.attempts.size();
}

} // namespace

// Silent as the path has it, well with small segments, silent again: full-sized ones get lost, and
// so does the ICMP message that should say so (RFC 2923 section 2.1).
bool lost_segments(const Seen& seen, Findings& out) {
  const std::size_t small = asked_as(seen, "small-segments");
  const std::size_t again = asked_as(seen, "again");
  const std::size_t none = seen.trace.attempts.size();
  if (small == none || again == none || answered(seen.attempt()) ||
      !answered(seen.trace.attempts[small]) || answered(seen.trace.attempts[again]) ||
      seen.trace.attempts[small].tcp.retransmits.value_or(0) > 0) { // small ones get lost as well
    return false;
  }
  const Attempt& attempt = seen.attempt();
  const bool tls = attempt.tls.status == StageStatus::failed;
  const bool begun = attempt.http.response.has_head;
  Finding finding =
      make_finding(seen,
                   "mtu-black-hole",
                   fmt::format("full-sized packets on the way to {} get lost", seen.where()));
  finding.fault = tls     ? Fault::tls_failure
                  : begun ? Fault::stalled_body
                          : Fault::answer_timeout;
  const char* stage = tls ? "tls" : "http";
  finding.facts.push_back(
      make_fact(stage, tls ? attempt.tls.because : attempt.http.because, seen.at(stage, "error")));
  const Attempt& with_small = seen.trace.attempts[small];
  finding.facts.push_back(
      make_fact(with_small.http.response.has_head ? "http" : "tls",
                fmt::format("with segments of at most {} bytes the same comes through in {}",
                            limits::small_segment,
                            seconds(with_small.timing.total_ms.value_or(0))),
                seen.at_attempt(small, "timing", "total_ms")));
  const Attempt& control = seen.trace.attempts[again];
  finding.facts.push_back(
      make_fact(stage,
                "asked again without that limit: " +
                    (control.tls.status == StageStatus::failed ? control.tls.because
                                                               : control.http.because),
                seen.at_attempt(again, stage, "error")));
  finding.details.push_back(number_detail("segment_bytes", limits::small_segment));
  out.push_back(std::move(finding));
  return true;
}

} // namespace gwdiag::rules
