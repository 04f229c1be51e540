// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace gwdiag {

// True for nearly all lines of programs that speak of no failure: classify_line() finds nothing in
// them. What it asks is necessary for a finding and cheap: plain ASCII, no key, number or state
// that a record of a gateway has, no message of any table, no error of a network beside a gateway's
// word.
bool is_silent_line(std::string_view line);

} // namespace gwdiag
