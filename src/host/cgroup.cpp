// SPDX-License-Identifier: Apache-2.0
#include "host/cgroup.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"

namespace gwdiag {

namespace {

// "/a/../b": a process outside of our cgroup namespace; nothing below our mount is it.
bool leads_out(std::string_view path) {
  return !path.starts_with('/') ||
         std::ranges::any_of(split(path, '/'), [](std::string_view part) { return part == ".."; });
}

} // namespace

// cgroups(7): "hierarchy:controllers:path" a line; version 2 is "0::path". Where memory is counted
// by version 1, version 2 is mounted beside it, without that controller.
Cgroup cgroup_of(const Root& root, int pid) {
  const std::string text = root.read(fmt::format("/proc/{}/cgroup", pid), 16384).value_or("");
  Cgroup first_version;
  Cgroup second;
  std::string unit_path;
  for (const std::string_view line : lines_of(text)) {
    const std::size_t first = line.find(':');
    const std::size_t next = first == std::string_view::npos ? first : line.find(':', first + 1);
    if (next == std::string_view::npos || leads_out(line.substr(next + 1))) {
      continue;
    }
    const auto controllers = split(line.substr(first + 1, next - first - 1), ',');
    const std::string path(line.substr(next + 1));
    if (std::ranges::find(controllers, std::string_view("memory")) != controllers.end()) {
      first_version = {1, "/sys/fs/cgroup/memory", path, ""};
    }
    if (unit_path.empty() || controllers.front() == "name=systemd") {
      unit_path = path;
    }
    if (line.starts_with("0::")) {
      const bool beside = root.status("/sys/fs/cgroup/unified").has_value();
      second = {2, beside ? "/sys/fs/cgroup/unified" : "/sys/fs/cgroup", path, ""};
    }
  }
  Cgroup& counts = first_version.version != 0 ? first_version : second;
  counts.unit_path = unit_path;
  return counts;
}

} // namespace gwdiag
