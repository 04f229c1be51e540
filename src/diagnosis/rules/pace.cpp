// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "diagnosis/finding.hpp"
#include "diagnosis/fit.hpp"
#include "diagnosis/waited.hpp"

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

// A valid answer that took long. Whether too long for the proxy is judged beside the proxy's answer
// (fit_by_kind.cpp).
Finding took_long(const Seen& seen) {
  const TimingTrace& timing = seen.attempt().timing;
  const double first_byte = waited_ms(seen.attempt());
  const bool interim = !seen.attempt().http.response.interim.empty();
  const bool slow = first_byte > seen.expected.slow_ms;
  Finding finding =
      make_finding(seen,
                   slow ? "slow-response" : "proxy-timeout-too-short",
                   fmt::format("{} answers, but only after {}", seen.where(), seconds(first_byte)));
  finding.weight = slow ? Finding::Weight::soft : Finding::Weight::note;
  finding.fault = Fault::answer_timeout;
  finding.details.push_back(number_detail("first_byte_ms", first_byte));
  if (slow) {
    finding.details.push_back(number_detail("slow_ms", seen.expected.slow_ms));
  }
  if (!slow && !interim && timing.head_ms) {
    // A proxy that waits for the head waits longer than for its first byte.
    finding.summary = fmt::format(
        "{} takes {} for the head of its answer", seen.where(), seconds(*timing.head_ms));
    finding.details.push_back(number_detail("head_ms", *timing.head_ms));
    finding.facts.push_back(
        make_fact("timing",
                  fmt::format("the head was complete after {}", seconds(*timing.head_ms)),
                  seen.at("timing", "head_ms")));
  }
  finding.facts.push_back(
      make_fact("timing",
                fmt::format("{} after {}",
                            interim ? "an interim response came first, and the answer"
                                    : "the first byte came",
                            seconds(first_byte)),
                seen.at("timing", interim && timing.head_ms ? "head_ms" : "first_byte_ms")));
  return finding;
}

// Prompt at first and slow when asked the same again: the proxy may have met that turn.
void now_and_then(const Seen& seen, Findings& out) {
  constexpr double much_longer = 3;
  const double prompt = waited_ms(seen.attempt());
  for (const char* role : {"again", "again-2"}) {
    const std::size_t index = find_role(seen.trace, role);
    if (index >= seen.trace.attempts.size() || index == seen.index) {
      continue;
    }
    const Seen other{seen.trace, seen.expected, seen.upstream, index};
    const double first_byte = waited_ms(other.attempt());
    if (!answered(other.attempt()) || first_byte < shortest_timeout_ms ||
        first_byte < prompt * much_longer) {
      continue;
    }
    Finding finding = took_long(other);
    finding.summary += " now and then";
    finding.details.push_back(text_detail("intermittent", "true"));
    finding.facts.push_back(make_fact("timing",
                                      fmt::format("asked before, it took {}", seconds(prompt)),
                                      seen.at("timing", "first_byte_ms")));
    out.push_back(std::move(finding));
    return;
  }
}

} // namespace

void pace(const Seen& seen, Findings& out) {
  const Attempt& attempt = seen.attempt();
  if (!answered(attempt) || !attempt.timing.first_byte_ms) {
    return;
  }
  pause(seen, out);
  now_and_then(seen, out);
  out.push_back(took_long(seen));
}

} // namespace gwdiag::rules
