// SPDX-License-Identifier: Apache-2.0
#include "host/processes.hpp"

#include <algorithm>
#include <array>

#include <unistd.h>

#include <fmt/format.h>

#include "base/text.hpp"
#include "host/cgroup.hpp"
#include "host/freezer.hpp"

namespace gwdiag {

namespace {

constexpr std::size_t most_processes = 16384;
constexpr std::size_t most_links = std::size_t{1} << 20; // file descriptors looked at in one scan
constexpr std::size_t most_arguments = 64;
constexpr std::size_t argument_bytes = 256;

std::string file_of(int pid, std::string_view name) {
  return fmt::format("/proc/{}/{}", pid, name);
}

std::uint64_t number_of(std::string_view text) {
  return static_cast<std::uint64_t>(std::max(0LL, parse_number(text)));
}

// proc(5): "pid (comm) state ppid …"; comm may hold blanks and parentheses.
struct Stat {
  std::string name;
  char state = 'S';
  int parent = 0;
  std::uint64_t start = 0;
};

std::optional<Stat> read_stat(const Root& root, int pid) {
  const auto text = root.read(file_of(pid, "stat"), 4096);
  if (!text) {
    return std::nullopt;
  }
  const std::size_t open = text->find('(');
  const std::size_t shut = text->rfind(')');
  if (open == std::string::npos || shut == std::string::npos || shut < open) {
    return std::nullopt;
  }
  const auto words = words_of(trim(std::string_view(*text).substr(shut + 1)));
  if (words.size() < 20) { // state is field 3
    return std::nullopt;
  }
  const char state = words[0].front();
  if (state == 'Z' || state == 'X') {
    return std::nullopt; // it has ended, and its parent has not asked how
  }
  return Stat{text->substr(open + 1, shut - open - 1),
              state,
              static_cast<int>(number_of(words[1])),
              number_of(words[19])};
}

// Letters of proc(5), field 3 of stat.
std::string state_in_words(char letter) {
  switch (letter) {
  case 'R':
    return "running";
  case 'D':
    return "disk";
  case 'T':
    return "stopped";
  case 't':
    return "traced";
  default:
    return "sleeping";
  }
}

// "socket:[12345]"
std::uint64_t inode_of(const std::string& link) {
  constexpr std::string_view prefix = "socket:[";
  return link.starts_with(prefix) && link.ends_with(']')
             ? number_of(
                   std::string_view(link).substr(prefix.size(), link.size() - prefix.size() - 1))
             : 0;
}

// "Max open files            1024                 524288               files": the soft limit
std::optional<std::uint64_t> open_files_limit(const Root& root, int pid) {
  const auto text = root.read(file_of(pid, "limits"), 8192);
  if (!text) {
    return std::nullopt;
  }
  for (const std::string_view line : lines_of(*text)) {
    const auto words = words_of(line);
    if (line.starts_with("Max open files") && words.size() > 3 && parse_number(words[3]) >= 0) {
      return number_of(words[3]);
    }
  }
  return std::nullopt;
}

std::string name_in(const Root& root, const char* path, std::uint32_t number) {
  const auto text = root.read(path, std::size_t{1} << 20);
  for (const std::string_view line : text ? lines_of(*text) : std::vector<std::string_view>{}) {
    const auto parts = split(line, ':');
    if (parts.size() > 2 && parse_number(parts[2]) == number) {
      return escape_peer(parts[0], 64);
    }
  }
  return std::to_string(number);
}

} // namespace

std::vector<int> process_numbers(const Root& root) {
  std::vector<int> numbers;
  for (const std::string& name :
       root.list("/proc", most_processes).value_or(std::vector<std::string>{})) {
    const long long number = parse_number(name);
    if (number > 0 && number <= 1 << 22) { // PID_MAX_LIMIT
      numbers.push_back(static_cast<int>(number));
    }
  }
  std::ranges::sort(numbers);
  return numbers;
}

std::optional<ProcessId> process_id(const Root& root, int pid) {
  const auto stat = read_stat(root, pid);
  return stat ? std::optional(ProcessId{pid, stat->start}) : std::nullopt;
}

std::map<std::uint64_t, std::vector<int>>
owners_of(const Root& root, const std::set<std::uint64_t>& inodes, bool& hidden) {
  std::map<std::uint64_t, std::vector<int>> owners;
  std::size_t left = inodes.empty() ? 0 : most_links;
  for (const int pid : process_numbers(root)) {
    if (left == 0) {
      break;
    }
    const std::string folder = file_of(pid, "fd");
    const auto names = root.list(folder, left);
    if (!names) {
      hidden = hidden || process_id(root, pid).has_value(); // it may just have ended
      continue;
    }
    left -= names->size();
    for (const std::string& name : *names) {
      const auto link = root.link(folder + "/" + name);
      const std::uint64_t inode = link ? inode_of(*link) : 0;
      if (inode != 0 && inodes.contains(inode) &&
          (owners[inode].empty() || owners[inode].back() != pid)) {
        owners[inode].push_back(pid);
      }
    }
  }
  return owners;
}

std::vector<std::string> arguments_of(const Root& root, int pid) {
  const std::string text =
      root.read(file_of(pid, "cmdline"), most_arguments * argument_bytes).value_or("");
  std::vector<std::string> arguments;
  for (const std::string_view part : split(text, '\0')) {
    if (arguments.size() < most_arguments) {
      arguments.emplace_back(part.substr(0, argument_bytes));
    }
  }
  while (!arguments.empty() && arguments.back().empty()) {
    arguments.pop_back();
  }
  return arguments;
}

std::optional<HostProcess> read_process(const Root& root, int pid) {
  const auto stat = read_stat(root, pid);
  if (!stat) {
    return std::nullopt;
  }
  HostProcess process;
  process.pid = pid;
  process.parent = stat->parent;
  process.name = escape_peer(stat->name, 64);
  process.state = is_frozen(root, pid) ? "frozen" : state_in_words(stat->state);
  process.state_looks = 1;
  for (const std::string& argument : arguments_of(root, pid)) {
    process.arguments.push_back(escape_peer(argument, argument_bytes));
  }
  const std::string status = root.read(file_of(pid, "status"), 16384).value_or("");
  for (const std::string_view line : lines_of(status)) {
    const auto words = words_of(line);
    if (line.starts_with("Uid:") && words.size() > 2 && parse_number(words[2]) >= 0) {
      process.user = user_name(root, static_cast<std::uint32_t>(number_of(words[2]))); // effective
    }
  }
  const Cgroup cgroup = cgroup_of(root, pid);
  process.cgroup = escape_peer(cgroup.path, 512);
  process.unit = escape_peer(unit_of(cgroup.unit_path), 128);
  process.container = escape_peer(container_of(cgroup.unit_path), 128);
  const double ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  const double age = root.uptime_ms() - static_cast<double>(stat->start) * 1000 / ticks;
  process.age_ms = std::max(0.0, age);
  if (const auto files = root.list(file_of(pid, "fd"), most_links)) {
    process.open_files = files->size();
  }
  process.open_files_limit = open_files_limit(root, pid);
  return process;
}

std::set<int> own_ancestors(const Root& root) {
  std::set<int> all;
  int pid = root.live() ? getpid() : 0;
  while (pid > 1 && all.insert(pid).second) {
    const auto stat = read_stat(root, pid);
    pid = stat ? stat->parent : 0;
  }
  return all;
}

std::string user_name(const Root& root, std::uint32_t user) {
  return name_in(root, "/etc/passwd", user);
}

std::string group_name(const Root& root, std::uint32_t group) {
  return name_in(root, "/etc/group", group);
}

std::string unit_of(const std::string& cgroup) {
  for (const char* suffix : {".service", ".scope"}) {
    const auto parts = split(cgroup, '/');
    for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
      if (part->ends_with(suffix) && container_of("/" + std::string(*part)).empty()) {
        return std::string(*part);
      }
    }
  }
  return {};
}

// docker-ID.scope, /docker/ID, cri-containerd-ID.scope, libpod-ID.scope, crio-ID.scope,
// kubepods/…/ID
std::string container_of(const std::string& cgroup) {
  static constexpr std::array<std::array<std::string_view, 2>, 6> makers{
      {{"docker", "docker"},
       {"libpod", "podman"},
       {"cri-containerd", "containerd"},
       {"crio", "cri-o"},
       {"kubepods", "kubernetes"},
       {"lxc", "lxc"}}};
  std::size_t digits = 0;
  for (std::size_t i = 0; i < cgroup.size(); ++i) {
    const char c = cgroup[i];
    digits = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ? digits + 1 : 0;
    if (digits < 64) {
      continue;
    }
    const std::string id = cgroup.substr(i - 63, 12);
    for (const auto& [mark, name] : makers) {
      if (cgroup.find(mark) != std::string::npos) {
        return fmt::format("{} {}", name, id);
      }
    }
    return id;
  }
  return {};
}

} // namespace gwdiag
