// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "host/root.hpp"

namespace gwdiag {

// Whether the control group of a process is frozen, as `docker pause` and `systemctl freeze` do it.
bool is_frozen(const Root& root, int pid);

} // namespace gwdiag
