// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What a look at the upstream's own machine shows, as plain data. All text that came from a file or
// another process is already escaped (base/text.hpp). An optional without a value was not measured.
namespace gwdiag {

struct HostProcess {
  int pid = 0;
  int parent = 0;
  std::string name;                   // as the kernel has it: 15 bytes at most
  std::vector<std::string> arguments; // the command line
  std::string user;
  std::string cgroup;           // its path, in the hierarchy that counts memory
  std::string unit;             // "gunicorn.service"
  std::string container;        // "docker 0123456789ab"
  std::optional<double> age_ms; // since its start, when it was last looked at
  std::string state;            // "running", "sleeping", "disk" (cannot be interrupted), "stopped",
                                // "traced" (held by a debugger), "frozen" (its control group)
  unsigned state_looks = 0;     // so many looks in a row showed that state
  std::optional<std::uint64_t> open_files, open_files_limit;
};

// A socket that listens.
struct HostSocket {
  std::string address;                       // "127.0.0.1:8080", "[::]:8080", "unix:/run/app.sock"
  std::string user;                          // who made it, where the kernel says so
  std::optional<std::uint64_t> queue_before; // connections that waited, at the first look
  std::optional<std::uint64_t> queue;        // … at the last look
  std::optional<std::uint64_t> backlog;      // how many may wait; the kernel lets in one more
  std::uint64_t process_count = 0;           // that share it, where that could be seen
  std::vector<HostProcess> processes;        // the oldest of them
};

// Of a control group against the limit that leaves least room, its own or one above it.
struct HostMemory {
  std::string cgroup;     // the process's own
  std::string limited_by; // the one that the figures are of, when it is one above
  int version = 0;        // of the cgroup interface
  std::optional<std::uint64_t> used_bytes;
  std::optional<std::uint64_t> file_bytes; // of these, pages of files, which the kernel can drop
  std::optional<std::uint64_t> limit_bytes;
  std::optional<std::uint64_t> limit_hits;          // since it was made
  std::optional<std::uint64_t> oom_kills;           // in the process's own group, since it was made
  std::optional<std::uint64_t> oom_kills_before;    // … at the first look
  std::optional<double> stalled_some, stalled_full; // percent of the last 10 s (PSI)
};

// A process that the kernel killed for lack of memory.
struct HostKill {
  int pid = 0;
  std::string name;
  std::string user;
  std::string cgroup; // its own
  std::string unit;   // by the cgroup's path, as in HostProcess
  std::string container;
  std::string limited_by; // the group whose limit was reached; empty: the machine had no more
  std::optional<std::uint64_t> resident_bytes;
  double age_ms = 0; // at the last look
};

// Whether the proxy's user may open a Unix socket, as its processes see the way to it.
struct HostAccess {
  int pid = 0; // of a process of the proxy that is not root
  std::string name;
  std::string user;
  std::string denied_at;          // the part of the path that stops it; empty: it may
  std::string needs;              // "write", "search"
  std::string owner, group, mode; // of that part, as in "root", "www-data", "0750"
};

// A service of systemd, as systemd has it.
struct HostUnit {
  std::string name;     // "gunicorn.service"
  std::string state;    // ActiveState: "active", "activating", "failed", …
  std::string substate; // SubState: "running", "auto-restart", …
  std::string result;   // Result: "success", "exit-code", "signal", "oom-kill", …
  std::optional<std::uint64_t> restarts;    // NRestarts
  std::optional<std::uint64_t> main_status; // ExecMainStatus: exit status or number of the signal
  std::optional<double> age_ms; // since its main process was started last (ExecMainStartTimestamp)
};

// A connect that SELinux refused.
struct HostDenial {
  int pid = 0;
  std::string name;           // of the process
  int port = 0;               // of a TCP connect
  std::string socket_path;    // of a connect to a Unix socket
  std::string source, target; // types: "httpd_t", "http_port_t"
  double age_ms = 0;          // at the last look
};

// From then on something listens at an endpoint, or nothing does.
struct HostTurn {
  double at_ms = 0; // since the first look
  bool listens = false;
};

// An endpoint whose address is on this machine.
struct HostEndpoint {
  std::string endpoint;              // text of the endpoint
  std::string role;                  // "proxy", "upstream"
  std::string address;               // the one that counts: "127.0.0.1:8080"
  std::vector<HostSocket> listeners; // sockets that take connections for that address
  std::vector<HostSocket> elsewhere; // the same port, but on other addresses
  std::vector<HostSocket> nearby;    // neighbouring ports, where nothing listens on this one
  std::vector<HostProcess> named; // do not listen, and have its port or path on their command line
  std::vector<HostProcess> gone;  // listened there or were named at an earlier look, and have ended
  std::vector<HostAccess> access; // of the proxy's users to its Unix socket
  std::vector<HostMemory> memory; // of the groups that all these processes are in
  std::vector<std::string>
      units; // of systemd, whose files name its port or path; where nothing listens
  std::vector<HostUnit> unit_states; // of these, and of the services that its processes belong to
  std::vector<int> closed_here_ms; // how long ago connections ended that its own side closed first
  std::vector<HostTurn> course;    // what the first look showed, and each change; where it changed
};

struct HostUnread {
  std::string what;
  std::string because;
};

// One machine.
struct HostTrace {
  unsigned looks = 0;
  std::vector<HostEndpoint> endpoints;
  std::vector<std::string> not_here; // endpoints whose address is no address of this machine
  std::optional<std::uint64_t> listen_overflows, listen_drops; // of all sockets, during the run
  std::vector<HostKill> kills;                                 // of the last hour, latest first
  std::optional<std::uint64_t> memory_total, memory_available; // bytes
  std::optional<double> stalled_some, stalled_full;            // percent of the last 10 s (PSI)
  std::string selinux;                                         // "enforcing", "permissive"
  std::vector<HostDenial> denials; // of the last hour, to the endpoints' ports, latest first
  std::vector<HostUnread> unread;
};

} // namespace gwdiag
