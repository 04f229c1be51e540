// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "host/cgroup.hpp"
#include "host/facts.hpp"
#include "host/processes.hpp"
#include "host/root.hpp"
#include "host/sockets.hpp"

namespace gwdiag {

// An endpoint as it was named, before its name was looked up.
struct HostTarget {
  std::string endpoint; // its text
  std::string role;
  int port = 0;
  std::string socket_path; // of a Unix socket, "@name" for an abstract one
};

// Looks at this machine, or at a recorded one, several times during a run: once before anything is
// asked, and again after each round. Decides nothing.
class HostReader {
public:
  HostReader(Root root, std::vector<HostTarget> targets);

  void look();
  // Only at what listens, which costs little: true when that is not what it was.
  bool glance();

  // All that was seen. `addresses`: where each target was connected to, in their order; empty for
  // one that has no address.
  HostTrace facts(const std::vector<std::string>& addresses) const;

private:
  struct Look {
    SocketTable table;
    std::map<std::uint64_t, std::vector<ProcessId>> owners; // of a socket, by its inode
    std::vector<std::set<ProcessId>> named;                 // of each target
    std::optional<std::uint64_t> overflows, drops;
    bool hidden = false; // some processes would not show their sockets
  };

  // What listened on the targets' ports, from that moment on.
  struct Sight {
    double at_ms = 0; // since the first look
    std::vector<ListeningSocket> listening;
  };

  SocketTable read_table(bool ended) const;
  bool note(const SocketTable& table);
  std::vector<HostTurn> course_of(const HostTarget& target, const std::string& address) const;
  bool on_its_place(const HostTarget& target, const ListeningSocket& socket) const;
  bool concerns(const ListeningSocket& socket) const;
  void read_owners(Look& look);
  void read_named(Look& look);
  void remember(const ProcessId& id);
  void read_groups();
  std::vector<HostMemory> memory_of(std::size_t target) const;
  std::vector<HostAccess> access_to(const std::string& socket_path) const;
  HostSocket describe(const ListeningSocket& socket) const;
  std::vector<HostProcess> described(const std::set<ProcessId>& ids, bool alive) const;
  HostEndpoint endpoint(std::size_t target, const std::string& address) const;
  void read_unit_states(HostTrace& trace) const;
  void read_refusals(HostTrace& trace) const;

  Root root_;
  std::vector<HostTarget> targets_;
  std::set<int> own_;
  Look first_, last_;
  unsigned looks_ = 0;
  std::chrono::steady_clock::time_point began_;
  std::vector<Sight> sights_;

  struct Group {
    Cgroup cgroup;
    HostMemory first, last;
  };

  std::map<ProcessId, HostProcess> processes_; // everyone ever met
  std::map<std::string, Group> groups_;        // that they are in, by HostProcess::cgroup
  std::vector<std::set<ProcessId>> ever_;      // of each target: listened or was named
};

} // namespace gwdiag
