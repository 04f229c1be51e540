// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "diagnosis/finding.hpp"
#include "diagnosis/judge.hpp"
#include "evidence/evidence.hpp"

namespace gwdiag {

// What was seen of one endpoint on its own machine.
struct HostView {
  const HostTrace& host;
  const HostEndpoint& endpoint;
  std::size_t machine = 0; // index in Evidence::host
  std::size_t index = 0;   // index in HostTrace::endpoints
  double run_ms = 0;       // how long the run took
  bool proxy_fails = false;

  // JSON Pointers: a field of the endpoint, a field of the machine.
  std::string at(std::string_view field) const;
  std::string at_machine(std::string_view field) const;
};

// Nothing when that endpoint's machine was not looked at. `upstream`: index, or -1 for the proxy.
std::optional<HostView> host_view(const Evidence& evidence, int upstream);

// "gunicorn (pid 4711)", "gunicorn (pid 4711) and 3 more", "a process that only root may see".
std::string who(const HostProcess& process);
std::string who(const HostSocket& socket);
// The same with a verb: "gunicorn (pid 4711) and 3 more listen on 0.0.0.0:8080".
std::string listening(const HostSocket& socket);
// "60 MiB", "1.5 GiB"
std::string in_bytes(double bytes);
// "12 s ago", "3 min ago"
std::string ago(double milliseconds);

// The same socket listened there when the run began and at its end, and none of its processes has
// ended.
bool listened_throughout(const HostView& view);

// Nobody listens at the endpoint.
bool is_refusal(const Finding& finding);

namespace rules {
// One family a file. Each looks at what `examine` found at an endpoint and at its machine, makes a
// finding more specific, or adds one.
void listener(const Seen& seen, const HostView& view, Findings& found);
void accept_queue(const Seen& seen, const HostView& view, Findings& found);
void access(const Seen& seen, const HostView& view, Findings& found);   // unix-socket-permission
void killed(const Seen& seen, const HostView& view, Findings& found);   // oom-killed
void pressure(const Seen& seen, const HostView& view, Findings& found); // memory-pressure
void started(const Seen& seen, const HostView& view, Findings& found);  // upstream-restarting
void worker(const Seen& seen, const HostView& view, Findings& found);   // worker-killed
void held_up(const Seen& seen, const HostView& view, Findings& found);  // by what its process is
// proxy-resources-exhausted
void descriptors(const Seen& seen, const HostView& view, Findings& found);
void service(const Seen& seen, const HostView& view, Findings& found); // what systemd says
// The oldest process that listens there was started less than that ago.
bool is_younger(const HostView& view, double ms);
// Looks at the proxy's machine for an upstream: connect-not-permitted.
void policy(const Seen& seen, const HostView& proxy, Findings& found);
} // namespace rules

// Something there may be about to listen, or does so since this run began.
bool being_started(const Evidence& evidence, int upstream);
// How long the machine is worth watching before a verdict: an upstream that refused may be starting
// or come back in a moment, one that has just been started may end again. 0: it is not.
double worth_watching_ms(const Evidence& evidence);
// What listens there went or came during the run.
bool has_turned(const Evidence& evidence, int upstream);

// All of them, for one endpoint.
void examine_host(const Evidence& evidence, const ProxyView& proxy, int upstream, Findings& found);

// The upstream's machine: not looked at, not this one, or not all of it readable.
void list_unread(const Evidence& evidence, std::vector<NotChecked>& out);

} // namespace gwdiag
