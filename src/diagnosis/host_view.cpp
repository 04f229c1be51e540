// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/host_view.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace gwdiag {

std::string HostView::at(std::string_view field) const {
  return fmt::format("/host/{}/endpoints/{}/{}", machine, index, field);
}

std::string HostView::at_machine(std::string_view field) const {
  return fmt::format("/host/{}/{}", machine, field);
}

std::optional<HostView> host_view(const Evidence& evidence, int upstream) {
  const EndpointTrace& trace =
      upstream < 0 ? evidence.proxy : evidence.upstreams[static_cast<std::size_t>(upstream)];
  for (std::size_t machine = 0; machine < evidence.host.size(); ++machine) {
    const HostTrace& host = evidence.host[machine];
    for (std::size_t i = 0; i < host.endpoints.size(); ++i) {
      if (host.endpoints[i].endpoint == trace.endpoint && host.endpoints[i].role == trace.role) {
        return HostView{host, host.endpoints[i], machine, i, evidence.elapsed_ms};
      }
    }
  }
  return std::nullopt;
}

std::string who(const HostProcess& process) {
  return fmt::format("{} (pid {})", process.name.empty() ? "a process" : process.name, process.pid);
}

std::string who(const HostSocket& socket) {
  if (socket.processes.empty()) {
    return socket.user.empty() ? "a process that cannot be seen from here"
                               : fmt::format("a process of user {}", socket.user);
  }
  const std::string first = who(socket.processes.front());
  return socket.process_count > 1 ? fmt::format("{} and {} more", first, socket.process_count - 1)
                                  : first;
}

std::string listening(const HostSocket& socket) {
  const bool several = !socket.processes.empty() && socket.process_count > 1;
  return fmt::format("{} {} on {}", who(socket), several ? "listen" : "listens", socket.address);
}

std::string in_bytes(double bytes) {
  constexpr double mebibyte = 1024.0 * 1024;
  return bytes < 1024 * mebibyte ? fmt::format("{:.0f} MiB", bytes / mebibyte)
                                 : fmt::format("{:.1f} GiB", bytes / mebibyte / 1024);
}

std::string ago(double milliseconds) {
  constexpr double minute = 60000;
  return milliseconds < 2 * minute ? fmt::format("{:.0f} s ago", milliseconds / 1000)
                                   : fmt::format("{:.0f} min ago", milliseconds / minute);
}

void examine_host(const Evidence& evidence, const ProxyView& proxy, int upstream, Findings& found) {
  const EndpointTrace& trace =
      upstream < 0 ? evidence.proxy : evidence.upstreams[static_cast<std::size_t>(upstream)];
  const Seen seen{trace, evidence.expectations, upstream, trace.counts};
  auto of_proxy = evidence.has_proxy ? host_view(evidence, -1) : std::nullopt;
  if (of_proxy && upstream >= 0) {
    of_proxy->proxy_fails = proxy.fails;
    rules::policy(seen, *of_proxy, found);
  }
  auto view = host_view(evidence, upstream);
  if (!view) {
    return;
  }
  view->proxy_fails = proxy.fails;
  rules::listener(seen, *view, found);
  rules::access(seen, *view, found);
  rules::accept_queue(seen, *view, found);
  rules::held_up(seen, *view, found);
  rules::killed(seen, *view, found);
  rules::worker(seen, *view, found);
  rules::service(seen, *view, found);
  rules::started(seen, *view, found);
  rules::pressure(seen, *view, found);
  rules::descriptors(seen, *view, found);
}

void list_unread(const Evidence& evidence, std::vector<NotChecked>& out) {
  if (evidence.host.empty() && !evidence.upstreams.empty()) {
    out.push_back({"the upstream's machine (process, memory, accept queue)",
                   "not asked for",
                   "--host-evidence"});
  }
  for (const HostTrace& host : evidence.host) {
    for (const std::string& endpoint : host.not_here) {
      const bool its = std::ranges::any_of(
          evidence.upstreams, [&](const EndpointTrace& u) { return u.endpoint == endpoint; });
      if (its && out.size() < 8) {
        out.push_back(
            {fmt::format("the machine of {}", endpoint),
             "its address is not on this machine: run `gwdiag probe --host-evidence` there",
             ""});
      }
    }
    for (const HostUnread& unread : host.unread) {
      out.push_back({unread.what, unread.because, ""});
    }
  }
}

bool listened_throughout(const HostView& view) {
  const HostEndpoint& endpoint = view.endpoint;
  return !endpoint.listeners.empty() && endpoint.course.empty() && endpoint.gone.empty() &&
         endpoint.listeners.front().queue_before.has_value();
}

bool is_refusal(const Finding& finding) {
  return finding.id == "connection-refused" || finding.id == "unix-socket-refused" ||
         finding.id == "unix-socket-missing";
}

} // namespace gwdiag
