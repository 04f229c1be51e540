// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "host/cgroup.hpp"
#include "host/facts.hpp"
#include "host/root.hpp"

namespace gwdiag {

// Memory of a control group against the limit that leaves it least room, its own or one above it:
// memory.usage_in_bytes and its like in version 1, memory.current and its like in version 2
// (Documentation/admin-guide/cgroup-v1/memory.rst, cgroup-v2.rst).
HostMemory read_memory(const Root& root, const Cgroup& cgroup);

// The machine's own: /proc/meminfo and /proc/pressure/memory.
void read_machine_memory(const Root& root, HostTrace& trace);

} // namespace gwdiag
