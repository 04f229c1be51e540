// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "host/facts.hpp"
#include "host/root.hpp"

namespace gwdiag {

// The connects in an audit log, or in the kernel's where no auditd runs, that SELinux refused:
// latest first, at most 16, none older than an hour at `now_ms` (since 1970). What it would have
// refused if it were enforcing is none.
std::vector<HostDenial> find_denials(std::string_view log, double now_ms);

// Where SELinux is at work: reads the logs, and says in `trace.unread` when they are closed to us.
void read_denials(const Root& root, HostTrace& trace);

} // namespace gwdiag
