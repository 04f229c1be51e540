// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "probe/trace.hpp"

namespace gwdiag {

// Refused for how often or how much is asked, not for what: 429, or 503 that says when to come back
// (RFC 6585 section 4, RFC 9110 section 15.6.4). Varnish says "Retry-After: 5" of every failure
// that it answers itself, in whatever form its page is (bin/varnishd/builtin.vcl).
inline bool asked_too_often(const Attempt& attempt) {
  const Http1Response& response = attempt.http.response;
  const bool says_it_always =
      response.header("Server") == "Varnish" && response.header("Retry-After") == "5";
  return answered(attempt) &&
         (response.status == 429 ||
          (response.status == 503 && response.header("Retry-After") && !says_it_always));
}

} // namespace gwdiag
