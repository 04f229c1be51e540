// SPDX-License-Identifier: Apache-2.0
#include "host/reader.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>

#include <fmt/format.h>

#include "base/text.hpp"
#include "host/access.hpp"
#include "host/kernel_log.hpp"
#include "host/memory.hpp"
#include "host/names_port.hpp"
#include "host/netstat.hpp"
#include "host/selinux.hpp"
#include "host/units.hpp"

namespace gwdiag {

namespace {

constexpr std::size_t most_shown = 8;  // sockets or processes of one kind in evidence
constexpr std::size_t most_owned = 64; // sockets whose processes are looked for
constexpr std::size_t most_sights = 64;
constexpr std::size_t most_turns = 16;

// The path without links and "..": what the kernel lists a socket under.
std::string without_links(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::path folder = fs::canonical(fs::path(path).parent_path(), error);
  return error ? path : (folder / fs::path(path).filename()).string();
}

bool at_path(const ListeningSocket& socket, const std::string& path) {
  return socket.family == 1 && (socket.path == path || socket.path == without_links(path));
}

bool serves(const ListeningSocket& socket, const HostTarget& target, const std::string& address) {
  return target.socket_path.empty() ? takes(socket, address) : at_path(socket, target.socket_path);
}

// Latest first.
std::vector<int> closed_on(const SocketTable& table, int port) {
  std::vector<int> ages;
  for (const EndedConnection& ended : table.ended) {
    if (port != 0 && ended.port == port) {
      ages.push_back(static_cast<int>(std::clamp(ended.age_ms, 0.0, time_wait_ms)));
    }
  }
  std::ranges::sort(ages);
  ages.resize(std::min(ages.size(), most_shown));
  return ages;
}

// For how many looks in a row each is in its state; one look may meet a process several times.
void count_looks(const std::map<ProcessId, HostProcess>& before,
                 std::map<ProcessId, HostProcess>& now) {
  for (auto& [id, process] : now) {
    const auto known = before.find(id);
    const bool same = known != before.end() && known->second.state == process.state;
    process.state_looks = same ? known->second.state_looks + 1 : 1;
  }
}

} // namespace

HostReader::HostReader(Root root, std::vector<HostTarget> targets)
    : root_(std::move(root)), targets_(std::move(targets)), own_(own_ancestors(root_)),
      ever_(targets_.size()) {}

bool HostReader::on_its_place(const HostTarget& target, const ListeningSocket& socket) const {
  return target.socket_path.empty() ? socket.family != 1 && socket.port == target.port
                                    : at_path(socket, target.socket_path);
}

// True when other sockets than before listen on the targets' ports.
bool HostReader::note(const SocketTable& table) {
  if (!table.unread.empty()) {
    return false; // what could not be read shows nothing
  }
  const auto now = std::chrono::steady_clock::now();
  began_ = sights_.empty() ? now : began_;
  Sight sight{std::chrono::duration<double, std::milli>(now - began_).count(), {}};
  for (const ListeningSocket& socket : table.listening) {
    const bool its = std::ranges::any_of(
        targets_, [&](const HostTarget& target) { return on_its_place(target, socket); });
    if (its && sight.listening.size() < most_owned) {
      sight.listening.push_back(socket);
    }
  }
  std::ranges::sort(sight.listening, {}, &ListeningSocket::inode);
  const bool same = !sights_.empty() && std::ranges::equal(sights_.back().listening,
                                                           sight.listening,
                                                           {},
                                                           &ListeningSocket::inode,
                                                           &ListeningSocket::inode);
  if (!same && sights_.size() < most_sights) {
    sights_.push_back(std::move(sight));
  }
  return !same;
}

// A list that the kernel writes in parts may lack one: what seems to be gone is looked for twice.
SocketTable HostReader::read_table(bool ended) const {
  SocketTable table = read_sockets(root_, ended);
  const bool lost =
      !sights_.empty() && std::ranges::any_of(sights_.back().listening, [&](const auto& before) {
        return std::ranges::find(table.listening, before.inode, &ListeningSocket::inode) ==
               table.listening.end();
      });
  return lost ? read_sockets(root_, ended) : table;
}

bool HostReader::glance() {
  return note(read_table(false));
}

std::vector<HostTurn> HostReader::course_of(const HostTarget& target,
                                            const std::string& address) const {
  std::vector<HostTurn> course;
  for (const Sight& sight : sights_) {
    const bool listens = std::ranges::any_of(
        sight.listening, [&](const auto& socket) { return serves(socket, target, address); });
    if ((course.empty() || course.back().listens != listens) && course.size() < most_turns) {
      course.push_back({sight.at_ms, listens});
    }
  }
  return course.size() > 1 ? course : std::vector<HostTurn>{};
}

// On the port of a target or next to it.
bool HostReader::concerns(const ListeningSocket& socket) const {
  return std::ranges::any_of(targets_, [&](const HostTarget& target) {
    if (!target.socket_path.empty()) {
      return at_path(socket, target.socket_path);
    }
    return socket.family != 1 &&
           (socket.port == target.port || neighbouring_ports(socket.port, target.port));
  });
}

void HostReader::remember(const ProcessId& id) {
  auto process = read_process(root_, id.pid);
  if (!process) {
    return;
  }
  const Cgroup cgroup = cgroup_of(root_, id.pid);
  if (cgroup.version != 0 && !process->cgroup.empty() && !groups_.contains(process->cgroup)) {
    const HostMemory memory = read_memory(root_, cgroup);
    groups_.emplace(process->cgroup, Group{cgroup, memory, memory});
  }
  processes_.insert_or_assign(id, *std::move(process));
}

void HostReader::read_groups() {
  for (auto& [path, group] : groups_) {
    HostMemory now = read_memory(root_, group.cgroup);
    if (now.used_bytes ||
        !group.last.used_bytes) { // a group that is gone keeps what it last showed
      group.last = std::move(now);
    }
  }
}

// Of the groups that its processes are in, each once.
std::vector<HostMemory> HostReader::memory_of(std::size_t target) const {
  std::vector<HostMemory> shown;
  std::set<std::string> seen;
  for (const ProcessId& id : ever_[target]) {
    const auto process = processes_.find(id);
    const auto group =
        process == processes_.end() ? groups_.end() : groups_.find(process->second.cgroup);
    if (group == groups_.end() || !seen.insert(group->first).second || shown.size() >= most_shown) {
      continue;
    }
    HostMemory memory = group->second.last;
    if (looks_ > 1) {
      memory.oom_kills_before = group->second.first.oom_kills;
    }
    shown.push_back(std::move(memory));
  }
  return shown;
}

void HostReader::read_owners(Look& look) {
  std::set<std::uint64_t> inodes;
  for (const ListeningSocket& socket : look.table.listening) {
    if (inodes.size() < most_owned && concerns(socket)) {
      inodes.insert(socket.inode);
    }
  }
  for (const auto& [inode, pids] : owners_of(root_, inodes, look.hidden)) {
    for (const int pid : pids) {
      if (const auto id = process_id(root_, pid)) {
        look.owners[inode].push_back(*id);
        remember(*id);
      }
    }
  }
  for (const ListeningSocket& socket : look.table.listening) {
    for (std::size_t i = 0; i < targets_.size() && look.owners.contains(socket.inode); ++i) {
      if (on_its_place(targets_[i], socket)) {
        ever_[i].insert(look.owners[socket.inode].begin(), look.owners[socket.inode].end());
      }
    }
  }
}

void HostReader::read_named(Look& look) {
  look.named.resize(targets_.size());
  for (const int pid : process_numbers(root_)) {
    if (own_.contains(pid)) {
      continue;
    }
    const auto arguments = arguments_of(root_, pid);
    for (std::size_t i = 0; i < targets_.size(); ++i) {
      const auto id = names(arguments, targets_[i].port, targets_[i].socket_path)
                          ? process_id(root_, pid)
                          : std::nullopt;
      if (id) {
        look.named[i].insert(*id);
        ever_[i].insert(*id);
        remember(*id);
      }
    }
  }
}

void HostReader::look() {
  Look look;
  const ListenCounters counters = listen_counters(root_);
  look.overflows = counters.overflows;
  look.drops = counters.drops;
  look.table = read_table(true);
  note(look.table);
  read_groups();
  const auto before = processes_;
  read_owners(look);
  read_named(look);
  count_looks(before, processes_);
  if (looks_++ == 0) {
    first_ = look;
  }
  last_ = std::move(look);
}

HostSocket HostReader::describe(const ListeningSocket& socket) const {
  HostSocket shown;
  shown.address = socket.text();
  if (socket.user) {
    shown.user = user_name(root_, *socket.user);
  }
  shown.queue = socket.queue;
  shown.backlog = socket.backlog;
  const auto before =
      std::ranges::find(first_.table.listening, socket.inode, &ListeningSocket::inode);
  if (looks_ > 1 && before != first_.table.listening.end()) {
    shown.queue_before = before->queue;
  }
  const auto owners = last_.owners.find(socket.inode);
  if (owners != last_.owners.end()) {
    const std::set<ProcessId> ids(owners->second.begin(), owners->second.end());
    shown.process_count = ids.size();
    shown.processes = described(ids, true);
  }
  return shown;
}

// Those who are alive, or those who have ended; oldest first.
std::vector<HostProcess> HostReader::described(const std::set<ProcessId>& ids, bool alive) const {
  std::vector<ProcessId> ordered(ids.begin(), ids.end());
  std::ranges::sort(ordered, {}, [](const ProcessId& id) { return std::pair(id.start, id.pid); });
  std::vector<HostProcess> shown;
  for (const ProcessId& id : ordered) {
    const auto known = processes_.find(id);
    if (known != processes_.end() && shown.size() < most_shown &&
        (process_id(root_, id.pid) == id) == alive) {
      shown.push_back(known->second);
    }
  }
  return shown;
}

// One process for each user that the proxy runs as.
std::vector<HostAccess> HostReader::access_to(const std::string& socket_path) const {
  std::vector<HostAccess> shown;
  for (std::size_t i = 0; i < targets_.size() && !socket_path.empty(); ++i) {
    if (targets_[i].role != "proxy") {
      continue;
    }
    for (const ProcessId& id : ever_[i]) {
      const auto access = read_access(root_, id.pid, socket_path);
      const bool known =
          access && std::ranges::find(shown, access->user, &HostAccess::user) != shown.end();
      if (access && !known && shown.size() < most_shown) {
        shown.push_back(*access);
      }
    }
  }
  return shown;
}

HostEndpoint HostReader::endpoint(std::size_t index, const std::string& address) const {
  const HostTarget& target = targets_[index];
  HostEndpoint shown;
  shown.endpoint = target.endpoint;
  shown.role = target.role;
  shown.address = escape_peer(address, 256);
  std::set<ProcessId> listening;
  std::vector<const ListeningSocket*> near;
  for (const ListeningSocket& socket : last_.table.listening) {
    const bool same_port =
        target.socket_path.empty() && socket.family != 1 && socket.port == target.port;
    if (serves(socket, target, address)) {
      shown.listeners.push_back(describe(socket));
      const auto owners = last_.owners.find(socket.inode);
      if (owners != last_.owners.end()) {
        listening.insert(owners->second.begin(), owners->second.end());
      }
    } else if (same_port && shown.elsewhere.size() < most_shown) {
      shown.elsewhere.push_back(describe(socket));
    } else if (target.socket_path.empty() && socket.family != 1 &&
               neighbouring_ports(socket.port, target.port)) {
      near.push_back(&socket);
    }
  }
  std::ranges::stable_sort(near, {}, [&](const ListeningSocket* socket) {
    return std::abs(socket->port - target.port);
  });
  for (std::size_t i = 0; i < near.size() && i < most_shown && shown.listeners.empty(); ++i) {
    shown.nearby.push_back(describe(*near[i]));
  }
  std::set<ProcessId> named = last_.named.empty() ? std::set<ProcessId>{} : last_.named[index];
  std::erase_if(named, [&](const ProcessId& id) { return listening.contains(id); });
  shown.named = described(named, true);
  shown.gone = described(ever_[index], false);
  shown.memory = memory_of(index);
  if (target.role == "upstream") {
    shown.access = access_to(target.socket_path);
  }
  shown.closed_here_ms = closed_on(last_.table, target.port);
  shown.course = course_of(target, address);
  if (shown.listeners.empty()) {
    shown.units = units_naming(root_, target.port, target.socket_path);
  }
  return shown;
}

// Of the services that the endpoint's processes belong to or that name its place.
void HostReader::read_unit_states(HostTrace& trace) const {
  std::optional<FileError> silent;
  for (HostEndpoint& shown : trace.endpoints) {
    std::vector<std::string> names = shown.units;
    const auto add = [&](const std::vector<HostProcess>& processes) {
      for (const HostProcess& process : processes) {
        if (process.unit.ends_with(".service") && !process.unit.starts_with("user@") &&
            std::ranges::find(names, process.unit) == names.end()) {
          names.push_back(process.unit);
        }
      }
    };
    for (const HostSocket& socket : shown.listeners) {
      add(socket.processes);
    }
    add(shown.named);
    add(shown.gone);
    names.resize(std::min(names.size(), most_shown));
    if (names.empty()) {
      continue;
    }
    if (!silent) { // whoever did not answer once costs no second wait
      auto states = unit_states(root_, names);
      if (states) {
        shown.unit_states = *std::move(states);
        continue;
      }
      silent = states.error();
    }
    trace.unread.push_back({fmt::format("what systemd says of {}", names.front()), *silent});
  }
}

// Of connects to other ports nothing is kept.
void HostReader::read_refusals(HostTrace& trace) const {
  read_denials(root_, trace);
  std::erase_if(trace.denials, [&](const HostDenial& denial) {
    return std::ranges::none_of(targets_, [&](const HostTarget& target) {
      return denial.socket_path.empty()
                 ? target.socket_path.empty() && denial.port == target.port
                 : !target.socket_path.empty() &&
                       (target.socket_path == denial.socket_path ||
                        target.socket_path.ends_with("/" + denial.socket_path));
    });
  });
  trace.denials.resize(std::min(trace.denials.size(), most_shown));
}

HostTrace HostReader::facts(const std::vector<std::string>& addresses) const {
  HostTrace trace;
  trace.looks = looks_;
  for (std::size_t i = 0; i < targets_.size() && i < addresses.size(); ++i) {
    const std::string address =
        targets_[i].socket_path.empty() ? addresses[i] : "unix:" + targets_[i].socket_path;
    if (!address.empty() && on_this_machine(root_, address)) {
      trace.endpoints.push_back(endpoint(i, address));
    } else {
      trace.not_here.push_back(targets_[i].endpoint);
    }
  }
  if (trace.endpoints.empty()) {
    return trace;
  }
  if (last_.overflows && first_.overflows) {
    trace.listen_overflows = *last_.overflows - std::min(*last_.overflows, *first_.overflows);
  }
  if (last_.drops && first_.drops) {
    trace.listen_drops = *last_.drops - std::min(*last_.drops, *first_.drops);
  }
  read_machine_memory(root_, trace);
  read_kills(root_, trace);
  read_refusals(trace);
  read_unit_states(trace);
  for (const std::string& why : last_.table.unread) {
    trace.unread.push_back({"the sockets that listen", why});
  }
  if (last_.hidden) {
    trace.unread.push_back(
        {"the processes behind some sockets", "only root may see those of others"});
  }
  return trace;
}

} // namespace gwdiag
