// SPDX-License-Identifier: Apache-2.0
#include "host/freezer.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"

namespace gwdiag {

namespace {

// Both say it of a group that is frozen by one above it, too.
bool frozen_by_first(const Root& root, std::string_view path) {
  const auto state = root.read(fmt::format("/sys/fs/cgroup/freezer{}/freezer.state", path), 64);
  return state && trim(*state) == "FROZEN"; // cgroup-v1/freezer-subsystem.rst
}

bool frozen_by_second(const Root& root, std::string_view path) {
  const auto events = root.read(fmt::format("/sys/fs/cgroup{}/cgroup.events", path), 256);
  return events && value_of(*events, "frozen") == "1"; // cgroup-v2.rst
}

} // namespace

bool is_frozen(const Root& root, int pid) {
  const std::string text = root.read(fmt::format("/proc/{}/cgroup", pid), 16384).value_or("");
  return std::ranges::any_of(lines_of(text), [&](std::string_view line) {
    const auto parts = split(line, ':'); // "hierarchy:controllers:path"
    if (parts.size() < 3 || line.find("..") != std::string_view::npos) {
      return false;
    }
    const std::string_view path =
        line.substr(static_cast<std::size_t>(parts[2].data() - line.data()));
    return parts[1] == "freezer" ? frozen_by_first(root, path)
                                 : parts[1].empty() && frozen_by_second(root, path);
  });
}

} // namespace gwdiag
