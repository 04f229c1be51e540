// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "diagnosis/host_view.hpp"

namespace gwdiag::rules {

namespace {

constexpr double just_before_ms = 10000; // what started then may still have been down for others

// A process, and where it stands in the evidence.
struct Place {
  const HostProcess* process = nullptr;
  std::string at;
};

std::vector<Place> listed(const HostView& view) {
  std::vector<Place> all;
  for (std::size_t i = 0; i < view.endpoint.listeners.size(); ++i) {
    const auto& processes = view.endpoint.listeners[i].processes;
    for (std::size_t p = 0; p < processes.size(); ++p) {
      all.push_back({&processes[p], view.at(fmt::format("listeners/{}/processes/{}", i, p))});
    }
  }
  for (std::size_t i = 0; i < view.endpoint.named.size(); ++i) {
    all.push_back({&view.endpoint.named[i], view.at(fmt::format("named/{}", i))});
  }
  return all;
}

bool younger_than(const HostProcess& process, double ms) {
  return process.age_ms && *process.age_ms < ms;
}

// The oldest that listens: a server's master, not the workers that it starts and ends.
Place oldest(const HostView& view) {
  Place found;
  for (const Place& place : listed(view)) {
    const bool listens = place.at.find("/listeners/") != std::string::npos;
    const bool older = found.process == nullptr ||
                       place.process->age_ms.value_or(0) > found.process->age_ms.value_or(0);
    found = listens && older ? place : found;
  }
  return found;
}

// The same program, ended and started within this run: a worker's master is neither.
struct Again {
  Place gone, now;
};

std::optional<Again> started_again(const HostView& view) {
  const auto& gone = view.endpoint.gone;
  for (std::size_t i = 0; i < gone.size(); ++i) {
    for (const Place& place : listed(view)) {
      if (place.process->name == gone[i].name && place.process->arguments == gone[i].arguments &&
          place.process->pid != gone[i].pid && younger_than(*place.process, view.run_ms)) {
        return Again{{&gone[i], view.at(fmt::format("gone/{}", i))}, place};
      }
    }
  }
  return std::nullopt;
}

void become(Finding& finding, Certainty at_most) {
  if (finding.id != "upstream-restarting") {
    finding.details.push_back(text_detail("symptom", finding.id));
    finding.id = "upstream-restarting";
    finding.at_most = at_most;
  } else {
    finding.at_most = std::max(finding.at_most, at_most);
  }
}

void add_start(const Place& place, std::string_view what, Finding& finding) {
  finding.facts.push_back(make_fact(
      "host",
      fmt::format("{} {} {}", who(*place.process), what, ago(place.process->age_ms.value_or(0))),
      place.at + "/age_ms"));
}

// Refused when it was asked, and a socket listens there that did not when the run began: one that
// did is behind a filter that rejects.
bool came_up(const HostView& view, Finding& finding) {
  const auto& listeners = view.endpoint.listeners;
  if (listeners.empty() || listeners.front().queue_before) {
    return false;
  }
  finding.summary += fmt::format(", and by now {}", listening(listeners.front()));
  for (Fact& fact : finding.facts) {
    fact.supports = true; // that it listens by now speaks against a refusal, and for a start
  }
  const Place first = oldest(view);
  if (first.process != nullptr) {
    add_start(first, "was started", finding);
  }
  become(finding, Certainty::likely);
  return true;
}

// It still refuses: what may be on its way.
void may_be_starting(const HostView& view, Finding& finding) {
  for (const Place& place : listed(view)) {
    if (younger_than(*place.process, view.run_ms + just_before_ms)) {
      add_start(
          place, "may still be starting: its command line names this place, and it began", finding);
      return;
    }
  }
}

// It came and went before our eyes, and its process is as young.
void by_its_age(const HostView& view, Finding& finding) {
  const Place first = oldest(view);
  if (first.process != nullptr && younger_than(*first.process, view.run_ms + just_before_ms)) {
    add_start(first, "was started", finding);
    become(finding, Certainty::likely);
  }
}

void by_two_processes(const Again& again, Finding& finding) {
  finding.facts.push_back(make_fact(
      "host",
      fmt::format("{} was there when this run began, and is gone", who(*again.gone.process)),
      again.gone.at + "/pid"));
  add_start(again.now, "is the same program, started", finding);
  finding.summary += fmt::format(": {} ended, and was started again", again.gone.process->name);
  become(finding, Certainty::likely);
}

// It is well, and so young that the proxy may have met it while it was down.
void add_young(const Seen& seen, const HostView& view, Findings& found) {
  const Place first = oldest(view);
  if (!view.proxy_fails || first.process == nullptr ||
      !younger_than(*first.process, view.run_ms + just_before_ms)) {
    return;
  }
  Finding finding = make_finding(seen,
                                 "upstream-restarting",
                                 fmt::format("{}, which listens on {}, was started {}: the proxy "
                                             "may have asked before it was up",
                                             who(*first.process),
                                             view.endpoint.address,
                                             ago(*first.process->age_ms)));
  finding.weight = Finding::Weight::note;
  finding.at_most = Certainty::possible;
  add_start(first, "was started", finding);
  found.push_back(std::move(finding));
}

} // namespace

void started(const Seen& seen, const HostView& view, Findings& found) {
  if (seen.upstream < 0) {
    return;
  }
  const auto symptom = std::ranges::find_if(
      found, [](const Finding& f) { return is_refusal(f) || f.id == "upstream-restarting"; });
  if (symptom == found.end()) {
    const bool well = std::ranges::none_of(
        found, [](const Finding& f) { return f.weight == Finding::Weight::hard; });
    if (well && seen.trace.main() != nullptr && answered(*seen.trace.main())) {
      add_young(seen, view, found);
    }
    return;
  }
  if (const auto again = started_again(view)) {
    by_two_processes(*again, *symptom);
  } else if (!is_refusal(*symptom)) {
    by_its_age(view, *symptom);
  } else if (!came_up(view, *symptom)) {
    may_be_starting(view, *symptom);
  }
  if (symptom->id == "upstream-restarting") {
    std::erase_if(found, [](const Finding& f) { return f.id == "listening-elsewhere"; });
  }
}

} // namespace gwdiag::rules

namespace gwdiag {

bool being_started(const Evidence& evidence, int upstream) {
  constexpr double young_ms = 60000; // most services are up by then
  const auto view = host_view(evidence, upstream);
  if (!view) {
    return false;
  }
  const HostEndpoint& endpoint = view->endpoint;
  const bool young = std::ranges::any_of(endpoint.named, [](const HostProcess& process) {
    return process.age_ms && *process.age_ms < young_ms;
  });
  const bool listens = std::ranges::any_of(
      endpoint.listeners, [](const HostSocket& socket) { return !socket.queue_before; });
  return young || listens || !endpoint.gone.empty();
}

bool start_is_awaited(const Evidence& evidence) {
  for (std::size_t i = 0; i < evidence.upstreams.size(); ++i) {
    const Attempt* attempt = evidence.upstreams[i].main();
    const bool refuses = attempt != nullptr && refused(*attempt);
    const auto view = refuses ? host_view(evidence, static_cast<int>(i)) : std::nullopt;
    if (view && view->endpoint.listeners.empty() && being_started(evidence, static_cast<int>(i))) {
      return true;
    }
  }
  return false;
}

} // namespace gwdiag
