// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "probe/trace.hpp"

namespace gwdiag {

// Refused for how often or how much is asked, not for what: 429, or 503 that says when to come back
// (RFC 6585 section 4, RFC 9110 section 15.6.4).
inline bool asked_too_often(const Attempt& attempt) {
  const Http1Response& response = attempt.http.response;
  return answered(attempt) &&
         (response.status == 429 || (response.status == 503 && response.header("Retry-After")));
}

} // namespace gwdiag
