// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "host/root.hpp"

namespace gwdiag {

// The control group that counts a process's memory.
struct Cgroup {
  int version = 0;       // 1 or 2; 0: none
  std::string folder;    // "/sys/fs/cgroup/memory": where that hierarchy is mounted
  std::string path;      // "/system.slice/gunicorn.service", raw
  std::string unit_path; // the same in the hierarchy that names services and containers
};

Cgroup cgroup_of(const Root& root, int pid);

} // namespace gwdiag
