// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "wire/anomaly.hpp"

namespace gwdiag {

// What bytes are that do not begin as an HTTP/1 response does.
struct Opening {
  Anomaly anomaly = Anomaly::no_status_line; // not_http, no_status_line or status_line_junk
  std::string detail;
};

// `bytes` is the beginning, at least as much as is known to differ from "HTTP/".
Opening judge_opening(std::string_view bytes);

// True when no further byte would change what is said about it: a known banner, or binary.
bool is_settled(std::string_view bytes);

} // namespace gwdiag
