// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "diagnosis/host_view.hpp"

namespace gwdiag::rules {

// We may open the socket, as root or as its user, and the proxy's user may not. A proxy that
// answers well has opened what it needs.
void access(const Seen& seen, const HostView& view, Findings& found) {
  const auto& all = view.endpoint.access;
  const auto denied =
      std::ranges::find_if(all, [](const HostAccess& a) { return !a.denied_at.empty(); });
  if (denied == all.end() || !view.proxy_fails) {
    return;
  }
  const auto index = denied - all.begin();
  const std::string fact =
      fmt::format("{} belongs to {}:{} with mode {}, and {} (pid {}) runs as {}, who may not {} it",
                  denied->denied_at,
                  denied->owner,
                  denied->group,
                  denied->mode,
                  denied->name,
                  denied->pid,
                  denied->user,
                  denied->needs);
  const auto same = std::ranges::find(found, "unix-socket-permission", &Finding::id);
  if (same != found.end()) {
    same->facts.push_back(
        make_fact("host", fact, view.at(fmt::format("access/{}/denied_at", index))));
    return;
  }
  Finding finding = make_finding(
      seen,
      "unix-socket-permission",
      fmt::format(
          "{} runs as {}, who may not open {}", denied->name, denied->user, view.endpoint.address));
  finding.fault = Fault::unreachable;
  finding.details = {text_detail("user", denied->user),
                     text_detail("denied_at", denied->denied_at),
                     text_detail("mode", denied->mode)};
  finding.facts.push_back(
      make_fact("host", fact, view.at(fmt::format("access/{}/denied_at", index))));
  found.insert(found.begin(), std::move(finding));
}

} // namespace gwdiag::rules
