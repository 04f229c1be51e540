// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "logs/line.hpp"

namespace gwdiag {

// True if the line speaks of what an application talks to that is no upstream of a gateway: its
// database, its cache, its telemetry, other people's services.
bool speaks_of_other_service(const LogLine& line);

// True if a connection to HTTPS's port at a public address failed in the words of Node.js: with no
// word of a gateway around it that is a call which the application makes out.
bool calls_out(const LogLine& line);

// True if an HTTP client of Go, Python or Ruby says that it asked a host of the Internet by HTTPS,
// and nothing in the line speaks of a gateway: the application's own errand as well.
bool asks_out(const LogLine& line);

} // namespace gwdiag
