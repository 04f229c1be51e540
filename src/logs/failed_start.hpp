// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "logs/trace.hpp"

namespace gwdiag {

// An application server said, before this run, that it does not start: that holds until it starts.
bool failed_start(const LoggedLine& line);

// One of these servers writes that it starts, listens, or was told to stop: what it said before is
// over.
bool begins_anew(std::string_view line);

} // namespace gwdiag
