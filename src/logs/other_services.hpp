// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "logs/line.hpp"

namespace gwdiag {

// True if the line speaks of what an application talks to that is no upstream of a gateway: its
// database, its cache, its telemetry, other people's services.
bool speaks_of_other_service(const LogLine& line);

} // namespace gwdiag
