// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "diagnosis/host_view.hpp"

namespace gwdiag::rules {

namespace {

void replace_detail(Finding& finding, Detail detail) {
  std::erase_if(finding.details, [&](const Detail& d) { return d.key == detail.key; });
  finding.details.push_back(std::move(detail));
}

// The process lives, and its port is right: the address or the family is not.
void same_port(const HostView& view, Finding& finding) {
  const HostSocket& first = view.endpoint.elsewhere.front();
  finding.id = "listening-elsewhere";
  finding.summary = fmt::format("{}, not on {}", listening(first), view.endpoint.address);
  replace_detail(finding, text_detail("listens_on", first.address));
  for (std::size_t i = 0; i < view.endpoint.elsewhere.size() && i < 4; ++i) {
    const HostSocket& socket = view.endpoint.elsewhere[i];
    finding.facts.push_back(
        make_fact("host", listening(socket), view.at(fmt::format("elsewhere/{}/address", i))));
  }
}

// Sockets next door that are not where another endpoint of this run is served.
std::vector<std::size_t> strangers(const HostView& view) {
  std::vector<std::size_t> out;
  const auto known = [&](const HostSocket& socket) {
    return std::ranges::any_of(view.host.endpoints, [&](const HostEndpoint& other) {
      return std::ranges::find(other.listeners, socket.address, &HostSocket::address) !=
             other.listeners.end();
    });
  };
  for (std::size_t i = 0; i < view.endpoint.nearby.size(); ++i) {
    if (!known(view.endpoint.nearby[i])) {
      out.push_back(i);
    }
  }
  return out;
}

// Something listens next door: a slip of a digit, or another service.
void next_door(const Seen& seen, const HostView& view, const Finding& refused, Findings& found) {
  const std::vector<std::size_t> others = strangers(view);
  if (others.empty()) {
    return;
  }
  const HostSocket& first = view.endpoint.nearby[others.front()];
  Finding finding =
      make_finding(seen,
                   "listening-elsewhere",
                   fmt::format("nothing listens on {}; {}: is that the one that is meant?",
                               view.endpoint.address,
                               listening(first)));
  finding.fault = refused.fault;
  finding.at_most = Certainty::possible;
  finding.facts = refused.facts;
  finding.details.push_back(text_detail("listens_on", first.address));
  for (std::size_t i = 0; i < others.size() && i < 3; ++i) {
    finding.facts.push_back(make_fact("host",
                                      listening(view.endpoint.nearby[others[i]]),
                                      view.at(fmt::format("nearby/{}/address", others[i]))));
  }
  found.push_back(std::move(finding));
}

// A socket that takes the connects, and they are refused before they come to it.
void rejected(const HostView& view, const HostSocket& socket, Finding& finding) {
  finding.summary = fmt::format("{} refuses connections, and {}: a rule of this machine's firewall "
                                "rejects them, or leads them elsewhere",
                                view.endpoint.address,
                                listening(socket));
  replace_detail(finding, text_detail("how", "a firewall that rejects"));
  finding.facts.push_back(make_fact(
      "host", listening(socket) + ", and did when this run began", view.at("listeners/0/address")));
}

} // namespace

void listener(const Seen& seen, const HostView& view, Findings& found) {
  const auto refused = std::ranges::find_if(found, [](const Finding& finding) {
    return finding.id == "connection-refused" || finding.id == "unix-socket-refused";
  });
  if (refused == found.end()) {
    return;
  }
  if (!view.endpoint.listeners.empty()) {
    const HostSocket& socket = view.endpoint.listeners.front();
    if (refused->id == "connection-refused" && listened_throughout(view)) {
      rejected(view, socket, *refused);
      return;
    }
    refused->facts.push_back(
        make_fact("host", listening(socket) + " by now", view.at("listeners/0/address"), false));
    return;
  }
  refused->facts.push_back(
      make_fact("host",
                fmt::format("nothing listens on {} on this machine: the port is closed, unless a rule "
                            "(DNAT) leads connects elsewhere",
                            view.endpoint.address),
                view.at("address")));
  if (refused->id == "connection-refused") {
    replace_detail(*refused, text_detail("how", "a closed port"));
  }
  if (!view.endpoint.elsewhere.empty()) {
    same_port(view, *refused);
  } else {
    next_door(seen, view, Finding(*refused), found);
  }
}

} // namespace gwdiag::rules
