// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "diagnosis/host_view.hpp"

namespace gwdiag::rules {

namespace {

// The proxy that this run asked was refused anew. An earlier refusal may have been answered by a
// rule since; the proxy may have been asked a little before its machine was looked at.
constexpr double before_the_run_ms = 60000;

// One of the proxy's processes, where they can be seen.
bool of_the_proxy(const HostView& proxy, const HostDenial& denial) {
  bool any = false;
  for (const HostSocket& socket : proxy.endpoint.listeners) {
    for (const HostProcess& process : socket.processes) {
      any = true;
      if (process.pid == denial.pid || process.name == denial.name) {
        return true;
      }
    }
  }
  return !any;
}

bool to_upstream(const Seen& seen, const HostDenial& denial) {
  const std::string& path = seen.trace.socket_path;
  return path.empty() ? denial.socket_path.empty() && denial.port == seen.trace.port
                      : denial.socket_path == path || path.ends_with("/" + denial.socket_path);
}

} // namespace

// SELinux refused the proxy's connect to this upstream. The same connect from a shell works: it is
// not confined.
void policy(const Seen& seen, const HostView& proxy, Findings& found) {
  const auto& all = proxy.host.denials;
  const auto denial = std::ranges::find_if(all, [&](const HostDenial& d) {
    return d.age_ms < proxy.run_ms + before_the_run_ms && to_upstream(seen, d) &&
           of_the_proxy(proxy, d);
  });
  if (denial == all.end() || !proxy.proxy_fails) {
    return;
  }
  const bool is_unix = !seen.trace.socket_path.empty();
  const std::string target = is_unix ? denial->socket_path : fmt::format("port {}", denial->port);
  Finding finding =
      make_finding(seen,
                   is_unix ? "unix-socket-permission" : "connect-not-permitted",
                   fmt::format("SELinux does not let {} connect to {}", denial->name, target));
  finding.subject = Subject::proxy;
  finding.fault = Fault::unreachable;
  finding.at_most = Certainty::likely;
  finding.details = {text_detail("by", "SELinux"),
                     text_detail("source_type", denial->source),
                     text_detail("target_type", denial->target)};
  finding.facts.push_back(make_fact(
      "host",
      fmt::format(
          "the audit log: {} (pid {}), of type {}, was refused a connect to {}, of type {}, {}",
          denial->name,
          denial->pid,
          denial->source,
          target,
          denial->target,
          ago(denial->age_ms)),
      proxy.at_machine(fmt::format("denials/{}/age_ms", denial - all.begin()))));
  found.insert(found.begin(), std::move(finding));
}

} // namespace gwdiag::rules
