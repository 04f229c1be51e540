// SPDX-License-Identifier: Apache-2.0
#include "probe/samples.hpp"

#include <algorithm>

#include <asio/use_awaitable.hpp>

#include "base/request.hpp"
#include "probe/given_by.hpp"
#include "probe/plan.hpp"

namespace gwdiag {

namespace {

bool was_interrupted(const Attempt& attempt) {
  return attempt.tcp.error == "interrupted" || attempt.tls.error == "interrupted" ||
         attempt.http.error == "interrupted";
}

TimingTrace::Sample sample_of(const Attempt& attempt) {
  TimingTrace::Sample sample;
  sample.first_byte_ms = attempt.timing.first_byte_ms.value_or(0);
  sample.http_status = attempt.http.response.status;
  sample.error = !attempt.tcp.error.empty()   ? "connect: " + attempt.tcp.error
                 : !attempt.tls.error.empty() ? "TLS: " + attempt.tls.error
                                              : attempt.http.error;
  sample.by = given_by(attempt.http.response);
  sample.body_hash = attempt.http.response.body_hash;
  return sample;
}

} // namespace

Task<void> take_samples(Side& side) {
  if (!repeatable(method_of(side.endpoint, side.side()))) {
    co_return; // sent once
  }
  for (int i = 1; i < side.settings->samples; ++i) {
    const auto address = side.address_that_counts();
    if (!address || side.loop->interrupted) {
      co_return;
    }
    std::string role = "sample";
    const Attempt* attempt = co_await side.attempt(*address, std::move(role), nullptr, false);
    if (was_interrupted(*attempt)) {
      co_return; // the deadline or a signal came before its answer: no sample
    }
    side.attempts[side.trace.counts].timing.samples.push_back(sample_of(*attempt));
  }
}

} // namespace gwdiag
