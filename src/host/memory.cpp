// SPDX-License-Identifier: Apache-2.0
#include "host/memory.hpp"

#include <cstdlib>

#include "base/text.hpp"

namespace gwdiag {

namespace {

constexpr std::size_t file_bytes = 65536;
constexpr std::uint64_t no_limit = std::uint64_t{1} << 60U; // version 1 says 2^63 less a page
constexpr int deepest = 32;

// The names of one version of the interface.
struct Interface {
  const char* used;
  const char* limit;
  const char* kills_file; // where "oom_kill N" stands
  const char* inactive;   // in memory.stat
  const char* active;
};

constexpr Interface first_version{"memory.usage_in_bytes",
                                  "memory.limit_in_bytes",
                                  "memory.oom_control",
                                  "total_inactive_file",
                                  "total_active_file"};
constexpr Interface second_version{
    "memory.current", "memory.max", "memory.events", "inactive_file", "active_file"};

std::optional<std::uint64_t> number(std::string_view text) {
  const std::string_view digits = trim(text);
  std::uint64_t value = 0;
  if (digits.empty() || digits.size() > 19) {
    return std::nullopt;
  }
  for (const char c : digits) {
    if (c < '0' || c > '9') {
      return std::nullopt; // "max"
    }
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return value;
}

std::optional<std::uint64_t> number_in(const Root& root, const std::string& path) {
  const auto text = root.read(path, 64);
  return text ? number(*text) : std::nullopt;
}

std::optional<std::uint64_t> entry(const std::string& text, std::string_view key) {
  return number(value_of(text, key));
}

// "some avg10=1.23 avg60=… avg300=… total=…" (Documentation/accounting/psi.rst)
std::optional<double> average(const std::string& text, std::string_view kind) {
  constexpr std::string_view name = "avg10=";
  const std::string_view value = value_of(text, kind);
  return value.starts_with(name)
             ? std::optional(std::strtod(std::string(value.substr(name.size())).c_str(), nullptr))
             : std::nullopt;
}

double fullness(const HostMemory& memory) {
  return memory.used_bytes && memory.limit_bytes && *memory.limit_bytes > 0
             ? static_cast<double>(*memory.used_bytes) / static_cast<double>(*memory.limit_bytes)
             : 0;
}

// One group by itself.
HostMemory
read_level(const Root& root, const std::string& folder, const std::string& path, int version) {
  const Interface& names = version == 1 ? first_version : second_version;
  const std::string place = folder + (path == "/" ? "" : path) + "/";
  HostMemory memory;
  memory.cgroup = escape_peer(path, 512);
  memory.version = version;
  memory.used_bytes = number_in(root, place + names.used);
  memory.limit_bytes = number_in(root, place + names.limit);
  if (memory.limit_bytes.value_or(0) >= no_limit) {
    memory.limit_bytes.reset();
  }
  const std::string events = root.read(place + names.kills_file, file_bytes).value_or("");
  memory.oom_kills = entry(events, "oom_kill");
  memory.limit_hits =
      version == 1 ? number_in(root, place + "memory.failcnt") : entry(events, "max");
  const std::string stat = root.read(place + "memory.stat", file_bytes).value_or("");
  const auto inactive = entry(stat, names.inactive);
  const auto active = entry(stat, names.active);
  if (inactive && active) {
    memory.file_bytes = *inactive + *active;
  }
  const std::string pressure = root.read(place + "memory.pressure", 4096).value_or("");
  memory.stalled_some = average(pressure, "some");
  memory.stalled_full = average(pressure, "full");
  return memory;
}

} // namespace

HostMemory read_memory(const Root& root, const Cgroup& cgroup) {
  std::string path = cgroup.path;
  const HostMemory own = read_level(root, cgroup.folder, path, cgroup.version);
  HostMemory tightest = own;
  for (int i = 0; i < deepest && path.size() > 1; ++i) {
    const std::size_t slash = path.rfind('/');
    path = slash == 0 || slash == std::string::npos ? "/" : path.substr(0, slash);
    HostMemory above = read_level(root, cgroup.folder, path, cgroup.version);
    if (fullness(above) > fullness(tightest)) {
      tightest = std::move(above);
    }
  }
  if (tightest.cgroup != own.cgroup) {
    tightest.limited_by = tightest.cgroup;
    tightest.cgroup = own.cgroup;
  }
  tightest.oom_kills = own.oom_kills; // kills in a group above may be somebody else's
  return tightest;
}

void read_machine_memory(const Root& root, HostTrace& trace) {
  const std::string info = root.read("/proc/meminfo", file_bytes).value_or("");
  const auto kibibytes = [&](std::string_view key) {
    const auto value = entry(info, key);
    return value ? std::optional(*value * 1024) : std::nullopt;
  };
  trace.memory_total = kibibytes("MemTotal:");
  trace.memory_available = kibibytes("MemAvailable:");
  const char* path = "/proc/pressure/memory";
  const auto pressure = root.read(path, 4096);
  if (!pressure) { // a kernel without PSI, or with it switched off
    trace.unread.push_back(
        {"whether processes wait for memory", std::string(path) + ": " + pressure.error()});
    return;
  }
  trace.stalled_some = average(*pressure, "some");
  trace.stalled_full = average(*pressure, "full");
}

} // namespace gwdiag
