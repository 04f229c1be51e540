// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "logs/line.hpp"

namespace gwdiag {

// True if Go's net.OpError in the line ("write tcp 10.0.0.9:8080->192.0.2.7:51000: …") is one of a
// connection that its writer accepted: then the other end is a client and no upstream.
bool is_accepted_connection(const LogLine& line);

} // namespace gwdiag
