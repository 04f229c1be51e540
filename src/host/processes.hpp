// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "host/facts.hpp"
#include "host/root.hpp"

namespace gwdiag {

// A process for as long as it lives: a number is given again after a process has ended, a number
// with its start time is not.
struct ProcessId {
  int pid = 0;
  std::uint64_t start = 0; // clock ticks since the machine started: proc(5), field 22 of stat

  auto operator<=>(const ProcessId&) const = default;
};

// All processes, at most `most_processes`; empty when /proc cannot be read.
std::vector<int> process_numbers(const Root& root);

std::optional<ProcessId> process_id(const Root& root, int pid);

// Which processes hold these sockets. `hidden` is set when some would not show theirs: without root
// only one's own do.
std::map<std::uint64_t, std::vector<int>>
owners_of(const Root& root, const std::set<std::uint64_t>& inodes, bool& hidden);

// Everything about one process that can be read; nothing once it has ended.
std::optional<HostProcess> read_process(const Root& root, int pid);

// The arguments it was started with, at most 64 of 256 bytes each, raw.
std::vector<std::string> arguments_of(const Root& root, int pid);

// This process and those it was started by: their command lines name what is being looked for.
std::set<int> own_ancestors(const Root& root);

// The name of a user in the machine's own passwd file, or the number.
std::string user_name(const Root& root, std::uint32_t user);
std::string group_name(const Root& root, std::uint32_t group);

// What a path in a cgroup hierarchy tells by the names of its parts.
std::string unit_of(const std::string& cgroup);
std::string container_of(const std::string& cgroup);

} // namespace gwdiag
