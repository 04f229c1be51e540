// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "host/facts.hpp"
#include "host/root.hpp"

namespace gwdiag {

// The kills for lack of memory in records of /dev/kmsg, latest first, at most 16, none older than
// an hour at `now_ms` (since the machine started).
std::vector<HostKill> find_kills(const Root& root, std::string_view log, double now_ms);

// Reads the log and the time; says in `trace.unread` when the log is closed to us.
void read_kills(const Root& root, HostTrace& trace);

} // namespace gwdiag
