// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/buffering.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace gwdiag {

namespace {

constexpr double worth_naming_ms = 1000;
constexpr std::uint64_t fits_into_buffers = 64 * 1024; // proxy_buffers of nginx: 8 of 8 kB

// An upstream that begins at once, whose little answer takes about as long as the proxy is silent,
// or has no end.
bool trickles(const Attempt& ours, double silent_ms) {
  const double first_byte = ours.timing.first_byte_ms.value_or(0);
  const double total = ours.timing.total_ms.value_or(0);
  if (!answered(ours) || silent_ms < worth_naming_ms || first_byte * 3 > silent_ms ||
      ours.http.response.body_bytes > fits_into_buffers) {
    return false;
  }
  const bool endless = ours.http.ended == Ended::limit && total > worth_naming_ms;
  return endless || (total > silent_ms * 0.75 && total < silent_ms * 1.5);
}

} // namespace

void note_buffering(const Scene& scene, std::vector<Cause>& causes) {
  const auto of_proxy = [](const Cause& cause) {
    return cause.subject == Subject::proxy &&
           (cause.id == "slow-response" || cause.id == "response-timeout");
  };
  const auto cause = std::ranges::find_if(causes, of_proxy);
  if (cause == causes.end() || scene.proxy.attempt == nullptr) {
    return;
  }
  const Attempt& theirs = *scene.proxy.attempt;
  if (answered(theirs) && theirs.timing.total_ms.value_or(0) >
                              theirs.timing.first_byte_ms.value_or(0) + worth_naming_ms) {
    return; // once it begins it hands on piece by piece
  }
  const double silent_ms = answered(theirs) ? theirs.timing.first_byte_ms.value_or(0)
                                            : theirs.http.elapsed_ms.value_or(0);
  for (std::size_t i = 0; i < scene.evidence.upstreams.size(); ++i) {
    const Attempt* const ours = scene.evidence.upstreams[i].main();
    if (ours == nullptr || !trickles(*ours, silent_ms)) {
      continue;
    }
    const bool endless = ours->http.ended == Ended::limit;
    cause->summary += endless
                          ? ": its upstream sends bit by bit and does not end, and a proxy that "
                            "buffers may hand on nothing of that"
                          : ": its upstream sends bit by bit, and a proxy that buffers hands on "
                            "nothing before the end";
    cause->details.push_back(text_detail("buffered", "true"));
    cause->evidence.push_back(make_fact(
        "timing",
        endless
            ? fmt::format("asked directly, the first byte comes after {} and the answer goes on",
                          seconds(ours->timing.first_byte_ms.value_or(0)))
            : fmt::format("asked directly, the first byte comes after {} and the last after {}",
                          seconds(ours->timing.first_byte_ms.value_or(0)),
                          seconds(ours->timing.total_ms.value_or(0))),
        fmt::format("/upstreams/{}/stages/timing/total_ms", i)));
    return;
  }
}

} // namespace gwdiag
