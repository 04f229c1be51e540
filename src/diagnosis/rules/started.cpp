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

// Whoever listens there now was not there when the run began.
bool younger_than_the_run(const HostView& view) {
  const Place first = oldest(view);
  return first.process != nullptr && younger_than(*first.process, view.run_ms);
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
  const Place first = oldest(view);
  if (first.process != nullptr) {
    add_start(first, "was started", finding);
  }
  become(finding, Certainty::likely);
  return true;
}

// It still refuses: what may be on its way.
void may_be_starting(const HostView& view, Finding& finding) {
  if (!view.endpoint.listeners.empty()) {
    return; // it was up, and refused all the same
  }
  for (const Place& place : listed(view)) {
    if (younger_than(*place.process, view.run_ms + just_before_ms)) {
      add_start(
          place, "may still be starting: its command line names this place, and it began", finding);
      return;
    }
  }
}

void add_course(const HostView& view, Finding& finding) {
  constexpr std::size_t most_told = 5;
  const auto& course = view.endpoint.course;
  for (std::size_t i = 0; i < course.size() && i < most_told; ++i) {
    const bool listens = course[i].listens;
    finding.facts.push_back(
        make_fact("host",
                  i == 0 ? fmt::format("{} listened on {} when this run began",
                                       listens ? "something" : "nothing",
                                       view.endpoint.address)
                         : fmt::format("{} later {}",
                                       seconds(course[i].at_ms),
                                       listens ? "something listens there" : "nothing does"),
                  view.at(fmt::format("course/{}/listens", i))));
  }
}

// What listens there came and went, or went and came, whatever was asked meanwhile.
bool by_course(const HostView& view, Finding& finding) {
  constexpr std::size_t there_and_back = 3;
  if (view.endpoint.course.size() < there_and_back) {
    return false;
  }
  finding.summary += ": what listens there comes and goes";
  add_course(view, finding);
  become(finding, Certainty::likely);
  return true;
}

// It has ended, and it is not known that anybody starts it again.
void add_ended(const HostView& view, Finding& finding) {
  const auto& gone = view.endpoint.gone;
  if (view.endpoint.course.size() != 2 || view.endpoint.course.back().listens || gone.empty()) {
    return;
  }
  finding.facts.push_back(make_fact("host",
                                    fmt::format("{} has ended during this run, {} after its start",
                                                who(gone.front()),
                                                seconds(gone.front().age_ms.value_or(0))),
                                    view.at("gone/0/pid")));
}

// It came and went before our eyes, and its process is as young.
void by_its_age(const HostView& view, Finding& finding) {
  const Place first = oldest(view);
  if (first.process != nullptr && younger_than(*first.process, view.run_ms + just_before_ms)) {
    add_start(first, "was started", finding);
    become(finding, Certainty::likely);
  }
}

// It was as young when it ended, and the next one listens: it does not live long.
bool ended_young(const HostView& view, Finding& finding) {
  const auto& gone = view.endpoint.gone;
  if (gone.empty() || !younger_than_the_run(view) ||
      !younger_than(gone.front(), view.run_ms + just_before_ms)) {
    return false;
  }
  finding.facts.push_back(make_fact("host",
                                    fmt::format("{} has ended during this run, {} after its start",
                                                who(gone.front()),
                                                seconds(*gone.front().age_ms)),
                                    view.at("gone/0/age_ms")));
  finding.summary += fmt::format(": {} ended shortly after its start", gone.front().name);
  become(finding, Certainty::likely);
  return true;
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

// Whoever was asked met it while it was up.
bool add_turns(const Seen& seen, const HostView& view, Findings& found) {
  Finding finding =
      make_finding(seen, "upstream-restarting", fmt::format("{} answers", seen.where()));
  finding.fault = Fault::connect_refused;
  finding.weight = Finding::Weight::soft;
  finding.at_most = Certainty::likely;
  const bool turns = by_course(view, finding);
  if (turns) {
    found.push_back(std::move(finding));
  }
  return turns;
}

// The connection broke off, and whoever held it is gone: not a worker, whose master listens on.
void broken_by_an_end(const HostView& view, Findings& found) {
  const auto symptom = std::ranges::find_if(found, [](const Finding& f) {
    return f.id == "reset-before-response" || f.id == "closed-before-response";
  });
  if (symptom == found.end() || view.endpoint.gone.empty()) {
    return;
  }
  const bool replaced = younger_than_the_run(view);
  if (const auto again = replaced ? started_again(view) : std::nullopt) {
    by_two_processes(*again, *symptom);
  } else if (!by_course(view, *symptom) && !ended_young(view, *symptom)) {
    add_ended(view, *symptom);
  }
}

} // namespace

bool is_younger(const HostView& view, double ms) {
  const Place first = oldest(view);
  return first.process != nullptr && younger_than(*first.process, ms);
}

void started(const Seen& seen, const HostView& view, Findings& found) {
  if (seen.upstream < 0) {
    return;
  }
  const auto symptom = std::ranges::find_if(
      found, [](const Finding& f) { return is_refusal(f) || f.id == "upstream-restarting"; });
  if (symptom == found.end()) {
    broken_by_an_end(view, found);
    const bool well = std::ranges::none_of(
        found, [](const Finding& f) { return f.weight == Finding::Weight::hard; });
    if (well && seen.trace.main() != nullptr && answered(*seen.trace.main()) &&
        !add_turns(seen, view, found)) {
      add_young(seen, view, found);
    }
    return;
  }
  if (const auto again = started_again(view)) {
    by_two_processes(*again, *symptom);
  } else if (!by_course(view, *symptom)) {
    if (is_refusal(*symptom) || !ended_young(view, *symptom)) {
      add_ended(view, *symptom);
    }
    if (!is_refusal(*symptom)) {
      by_its_age(view, *symptom);
    } else if (!came_up(view, *symptom)) {
      may_be_starting(view, *symptom);
    }
  }
  if (symptom->id == "upstream-restarting") {
    for (Fact& fact : symptom->facts) {
      fact.supports = true; // that it listens by now speaks against a refusal, and for a start
    }
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

bool has_turned(const Evidence& evidence, int upstream) {
  const auto view = host_view(evidence, upstream);
  return view && !view->endpoint.course.empty();
}

double worth_watching_ms(const Evidence& evidence) {
  constexpr double start_ms = 5000;
  constexpr double pause_ms = 8000;  // of most supervisors between two starts
  constexpr double moment_ms = 2000; // who is not back by then is down for whoever asks
  double longest = 0;
  for (std::size_t i = 0; i < evidence.upstreams.size(); ++i) {
    const int upstream = static_cast<int>(i);
    const Attempt* attempt = evidence.upstreams[i].main();
    const auto view = host_view(evidence, upstream);
    if (attempt == nullptr || !view) {
      continue;
    }
    const HostEndpoint& endpoint = view->endpoint;
    const bool down = (refused(*attempt) || broke_off(*attempt)) && endpoint.listeners.empty();
    const bool may_end = answered(*attempt) &&
                         (has_turned(evidence, upstream) || rules::is_younger(*view, moment_ms));
    // Somebody was served there within the last minute: it ended lately, and may be started again.
    const bool lately = down && endpoint.elsewhere.empty() && !endpoint.closed_here_ms.empty();
    if (lately) {
      longest = pause_ms;
    } else if (down && being_started(evidence, upstream)) {
      longest = std::max(longest, start_ms);
    } else if ((down && endpoint.elsewhere.empty()) || may_end) {
      longest = std::max(longest, moment_ms);
    }
  }
  return longest;
}

} // namespace gwdiag
