// SPDX-License-Identifier: Apache-2.0
#include "host/kernel_log.hpp"

#include <algorithm>
#include <cstdlib>
#include <ctime>

#include <fmt/format.h>

#include "base/text.hpp"
#include "host/command.hpp"
#include "host/processes.hpp"

namespace gwdiag {

namespace {

constexpr std::size_t log_bytes = std::size_t{1}
                                  << 20; // the usual ring buffer, CONFIG_LOG_BUF_SHIFT 17 to 20
constexpr std::size_t most_kills = 16;
constexpr double an_hour_ms = 3600 * 1000.0;

// "6,1234,98765432,-;text": the third number is microseconds since the start
// (Documentation/ABI/testing/dev-kmsg). Negative: no record, or the second line of one.
double time_of(std::string_view record) {
  const auto parts = split(record.substr(0, record.find(';')), ',');
  const long long microseconds = parts.size() > 2 ? parse_number(parts[2]) : -1;
  return microseconds < 0 ? -1 : static_cast<double>(microseconds) / 1000;
}

// What stands between `before` and the next of `ends`.
std::string_view between(std::string_view text, std::string_view before, std::string_view ends) {
  const std::size_t at = text.find(before);
  if (at == std::string_view::npos) {
    return {};
  }
  const std::size_t start = at + before.size();
  return text.substr(start, std::min(text.find_first_of(ends, start), text.size()) - start);
}

// mm/oom_kill.c, dump_oom_summary: "oom-kill:constraint=…,nodemask=…,cpuset=…,mems_allowed=…,
// oom_memcg=…,task_memcg=…,task=NAME,pid=…,uid=…"; global_oom stands in place of oom_memcg=…
struct Summary {
  long long pid = -1;
  std::string cgroup, limited_by;
};

Summary read_summary(std::string_view text) {
  Summary summary;
  const std::size_t pid = text.rfind(",pid=");
  if (pid != std::string_view::npos) {
    summary.pid = parse_number(between(text.substr(pid), ",pid=", ","));
    summary.cgroup = escape_peer(between(text, ",task_memcg=", ","), 512);
    summary.limited_by = escape_peer(between(text, ",oom_memcg=", ","), 512);
  }
  return summary;
}

// mm/oom_kill.c, __oom_kill_process: "…: Killed process PID (NAME) total-vm:…kB, anon-rss:…kB,
// file-rss:…kB, shmem-rss:…kB, UID:… pgtables:…kB oom_score_adj:…"; a name may hold parentheses
bool read_kill(const Root& root, std::string_view text, HostKill& kill) {
  constexpr std::string_view words = "Killed process ";
  const std::size_t at = text.find(words);
  if (at == std::string_view::npos ||
      !(text.starts_with("Out of memory") || text.starts_with("Memory cgroup out of memory"))) {
    return false;
  }
  const std::string_view rest = text.substr(at + words.size());
  const std::size_t open = rest.find(" (");
  const std::size_t shut = rest.rfind(')');
  const long long pid = parse_number(rest.substr(0, std::min(open, rest.find(','))));
  if (open == std::string_view::npos || shut == std::string_view::npos || shut < open || pid < 0 ||
      pid > 1 << 22) {
    return false;
  }
  kill.pid = static_cast<int>(pid);
  kill.name = escape_peer(rest.substr(open + 2, shut - open - 2), 64);
  const long long resident = parse_number(between(rest, "anon-rss:", "k"));
  if (resident >= 0) {
    kill.resident_bytes = static_cast<std::uint64_t>(resident) * 1024;
  }
  const long long user = parse_number(between(rest, "UID:", " ,"));
  if (user >= 0) {
    kill.user = user_name(root, static_cast<std::uint32_t>(user));
  }
  return true;
}

// The same records as journald keeps them, "1700000000.123456 host kernel: text" a line, with their
// times since the machine started. It keeps an hour where the ring buffer may not, and lets its
// group read.
std::expected<std::string, FileError> journal(const Root& root) {
  const double start_s = root.started_ms() / 1000;
  const auto lines = command_output(root,
                                    {"/usr/bin/journalctl",
                                     "--dmesg",
                                     "--no-pager",
                                     "--quiet",
                                     "--since=-60min",
                                     "--grep=oom-kill:|Killed process",
                                     "--output=short-unix"});
  if (!lines) {
    return lines;
  }
  constexpr std::string_view mark = " kernel: ";
  std::string records;
  for (const std::string_view line : lines_of(*lines)) {
    const std::size_t at = line.find(mark);
    const double since_s = std::strtod(std::string(line.substr(0, 20)).c_str(), nullptr) - start_s;
    if (at != std::string_view::npos && since_s > 0) {
      records += fmt::format("6,0,{:.0f},-;{}\n", since_s * 1e6, line.substr(at + mark.size()));
    }
  }
  return records;
}

// The kernel stamps its records with a clock that stands still while the machine sleeps.
double log_clock_ms(const Root& root) {
  timespec now{};
  if (!root.live() || clock_gettime(CLOCK_MONOTONIC, &now) != 0) {
    return root.uptime_ms();
  }
  return static_cast<double>(now.tv_sec) * 1000 + static_cast<double>(now.tv_nsec) / 1e6;
}

} // namespace

std::vector<HostKill> find_kills(const Root& root, std::string_view log, double now_ms) {
  std::vector<HostKill> kills;
  Summary last;
  for (const std::string_view record : lines_of(log)) {
    const std::size_t semicolon = record.find(';');
    const double at = time_of(record);
    if (semicolon == std::string_view::npos || at < 0 || now_ms - at > an_hour_ms) {
      continue;
    }
    const std::string_view text = record.substr(semicolon + 1);
    if (text.starts_with("oom-kill:")) {
      last = read_summary(text);
      continue;
    }
    HostKill kill;
    if (!read_kill(root, text, kill)) {
      continue;
    }
    if (last.pid == kill.pid) {
      kill.cgroup = last.cgroup;
      kill.limited_by = last.limited_by;
      kill.unit = unit_of(last.cgroup);
      kill.container = container_of(last.cgroup);
    }
    kill.age_ms = std::max(0.0, now_ms - at);
    kills.insert(kills.begin(), std::move(kill));
    kills.resize(std::min(kills.size(), most_kills));
  }
  return kills;
}

void read_kills(const Root& root, HostTrace& trace) {
  const auto log = root.read_log("/dev/kmsg", log_bytes);
  if (log) {
    trace.kills = find_kills(root, *log, log_clock_ms(root));
    return;
  }
  const auto kept = journal(root);
  if (!kept) {
    trace.unread.push_back(
        {"the kernel's log of kills for lack of memory",
         fmt::format("/dev/kmsg: {}; journalctl: {}", log.error(), kept.error())});
    return;
  }
  trace.kills = find_kills(root, *kept, root.uptime_ms());
}

} // namespace gwdiag
