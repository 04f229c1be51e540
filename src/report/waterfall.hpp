// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "evidence/evidence.hpp"

namespace gwdiag {

// Both sides on one time axis, a bar for each stage, as an inline SVG; at most some twenty upstreams. Empty when nothing was timed.
std::string waterfall_svg(const Evidence& evidence);

} // namespace gwdiag
