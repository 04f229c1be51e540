// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace gwdiag {

// True if `line` is a record of a request that ended below 500, in one of the usual forms (common
// log format, Envoy's and Istio's text, HAProxy's, AWS load balancers', JSON without text of its
// own): classify_line() finds nothing in it. Reads the line once and takes nothing from the heap.
bool is_quiet_line(std::string_view line);

} // namespace gwdiag
