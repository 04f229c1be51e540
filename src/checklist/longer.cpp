// SPDX-License-Identifier: Apache-2.0
#include "checklist/longer.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace gwdiag {

namespace {

// What the proxy waits at least: as long as it did where it gave up, else its product's default.
double patience_s(const Evidence& evidence, const Profile* profile, const std::string& version) {
  const Attempt* const proxy = evidence.has_proxy ? evidence.proxy.main() : nullptr;
  if (proxy != nullptr && proxy->http.response.status == 504) {
    return proxy->timing.answer_ms() / 1000; // an interim response is none
  }
  const bool limited = profile != nullptr && profile->limits != nullptr;
  return limited ? profile->limits(version).answer_timeout_s.value_or(0) : 0;
}

// The slowest answer that this upstream gave; 0: none.
double slowest_s(const EndpointTrace* trace) {
  double slowest = 0;
  for (std::size_t i = 0; trace != nullptr && i < trace->attempts.size(); ++i) {
    const TimingTrace& timing = trace->attempts[i].timing;
    slowest = std::max({slowest, timing.first_byte_ms.value_or(0), timing.head_ms.value_or(0)});
  }
  return slowest / 1000;
}

} // namespace

std::string longer_than(const EndpointTrace* trace,
                        const Evidence& evidence,
                        const Profile* profile,
                        const std::string& version) {
  const double measured_s = slowest_s(trace);
  constexpr double longest_s = 3600;
  const double least = measured_s > 0 ? 10 : 120;
  const double seconds = std::clamp(
      std::max(measured_s, patience_s(evidence, profile, version)) * 2, least, longest_s);
  return fmt::format("{:.0f}", std::ceil(seconds / 10) * 10);
}

} // namespace gwdiag
