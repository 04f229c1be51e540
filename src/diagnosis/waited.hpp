// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "probe/trace.hpp"

namespace gwdiag {

// From the request to the first byte of the final answer, or to the attempt's end without one: an
// interim response is no answer yet (RFC 9110 section 15.2).
inline double waited_ms(const Attempt& attempt) {
  const TimingTrace& timing = attempt.timing;
  const double to_the_end = attempt.http.elapsed_ms.value_or(0);
  if (attempt.http.response.interim.empty()) {
    return timing.first_byte_ms.value_or(to_the_end);
  }
  return attempt.http.response.has_head ? timing.answer_ms() : to_the_end;
}

} // namespace gwdiag
