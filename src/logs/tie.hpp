// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "logs/time.hpp"

namespace gwdiag {

// What this run's own requests leave in a log.
struct RunMarks {
  std::int64_t start_ms = 0; // milliseconds since 1970 UTC
  std::int64_t end_ms = 0;
  std::vector<std::string> clients; // our ends of the connections to the proxy, "10.0.0.2:54321"
  std::vector<std::string> request_ids; // values of X-Request-ID and the like
  std::string method, target, host;     // of the request to the proxy; empty: none was asked
};

// When a line was written, beside the stamp that it bears. `since` the run began: a line without a
// time belongs to it, and one without a zone may be of any. What stood there `before` is of no
// request of the run, however near its stamp. `unknown`: of a log that was read later.
enum class Written { unknown, before, since };

// What ties `line` to the run: a word of LoggedLine::tie, empty if nothing does.
std::string_view
tie_of(std::string_view line, const RunMarks& marks, const LogClock& clock, Written written);

} // namespace gwdiag
