// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "diagnosis/host_view.hpp"

namespace gwdiag::rules {

namespace {

constexpr double minute = 60000;
constexpr double recent_ms =
    15 * minute; // an earlier kill has been repaired, or is not what is looked for
constexpr double untied_ms = 10 * minute;
constexpr double same_moment_ms = 3000; // the kernel ends a process of many gigabytes in less

// What connects a kill with the endpoint; empty: nothing does.
struct Tie {
  std::string says;
  std::string at;
};

bool is_down(const Finding& f) {
  return f.id == "connection-refused" || f.id == "unix-socket-refused" ||
         f.id == "upstream-restarting";
}

// A connection that breaks when its process is killed. What breaks off in the middle carries its
// anomaly.
bool is_break(const Finding& f) {
  static constexpr std::array<std::string_view, 5> ids{"closed-before-response",
                                                       "reset-before-response",
                                                       "truncated-headers",
                                                       "truncated-body",
                                                       "malformed-chunking"};
  return std::ranges::find(ids, std::string_view(f.id)) != ids.end();
}

// A group that holds one service alone: what is killed in it is of that service.
bool of_one_service(const HostKill& kill) {
  const bool user_manager = kill.unit.starts_with("user@");
  return !kill.container.empty() || (kill.unit.ends_with(".service") && !user_manager);
}

bool during_the_run(const HostView& view, const HostKill& kill) {
  return kill.age_ms < view.run_ms + 1000;
}

// One that holds whatever was started there: a login, a whole slice, the machine.
bool shared_group(const std::string& cgroup) {
  return cgroup == "/" || cgroup.ends_with(".scope") || cgroup.ends_with(".slice");
}

// A process of the endpoint that shares the killed one's group, and its name or a group of their
// own.
Tie by_group(const HostView& view, const HostKill& kill) {
  const bool alone = of_one_service(kill);
  if (kill.cgroup.empty() || (!alone && shared_group(kill.cgroup) && !during_the_run(view, kill))) {
    return {};
  }
  const auto kin = [&](const HostProcess& process) {
    const bool twin = process.name == kill.name &&
                      (process.user == kill.user || process.user.empty() || kill.user.empty());
    return process.cgroup == kill.cgroup && (twin || alone);
  };
  for (std::size_t i = 0; i < view.endpoint.listeners.size(); ++i) {
    const auto& processes = view.endpoint.listeners[i].processes;
    const auto found = std::ranges::find_if(processes, kin);
    if (found != processes.end()) {
      return {
          fmt::format("it was in one group ({}) with {}, which listens on {}",
                      kill.cgroup,
                      who(*found),
                      view.endpoint.listeners[i].address),
          view.at(fmt::format("listeners/{}/processes/{}/cgroup", i, found - processes.begin()))};
    }
  }
  const auto named = std::ranges::find_if(view.endpoint.named, kin);
  if (named != view.endpoint.named.end()) {
    return {fmt::format("it was in one group ({}) with {}, whose command line names this place",
                        kill.cgroup,
                        who(*named)),
            view.at(fmt::format("named/{}/cgroup", named - view.endpoint.named.begin()))};
  }
  return {};
}

Tie by_process(const HostView& view, const HostKill& kill) {
  const auto& gone = view.endpoint.gone;
  const auto found = std::ranges::find_if(gone, [&](const HostProcess& process) {
    return process.pid == kill.pid && process.name == kill.name;
  });
  return found == gone.end() ? Tie{}
                             : Tie{"it was there when this run began, and is gone",
                                   view.at(fmt::format("gone/{}/pid", found - gone.begin()))};
}

// Nothing listens any more: what is left to tell whose process it was.
Tie by_unit(const HostView& view, const HostKill& kill) {
  const auto& units = view.endpoint.units;
  const auto unit = std::ranges::find(units, kill.unit);
  if (kill.unit.empty() || unit == units.end()) {
    return {};
  }
  return {fmt::format("it belonged to {}, whose unit file names this place", kill.unit),
          view.at(fmt::format("units/{}", unit - units.begin()))};
}

// A server that closes each connection itself does so at any moment: this ties nothing by itself.
Tie by_moment(const HostView& view, const HostKill& kill) {
  const auto& closed = view.endpoint.closed_here_ms;
  const auto same = std::ranges::find_if(
      closed, [&](int age) { return std::abs(age - kill.age_ms) < same_moment_ms; });
  return same == closed.end()
             ? Tie{}
             : Tie{"a connection that this port served was closed from its own side in that moment",
                   view.at(fmt::format("closed_here_ms/{}", same - closed.begin()))};
}

// Whoever served the port closed a connection after that.
bool served_since(const HostView& view, const HostKill& kill) {
  return std::ranges::any_of(view.endpoint.closed_here_ms,
                             [&](int age) { return age < kill.age_ms - same_moment_ms; });
}

Tie tie(const HostView& view, const HostKill& kill) {
  Tie found = by_process(view, kill);
  if (found.says.empty()) {
    found = by_group(view, kill);
  }
  if (found.says.empty() && view.endpoint.listeners.empty()) {
    found = by_unit(view, kill);
  }
  return found;
}

std::string words(const HostKill& kill) {
  return fmt::format(
      "the kernel killed {} (pid {}) for lack of memory {}", kill.name, kill.pid, ago(kill.age_ms));
}

std::vector<Fact> facts(const HostView& view, std::size_t index, const Tie& tie) {
  const HostKill& kill = view.host.kills[index];
  const std::string limit = kill.limited_by.empty()
                                ? std::string(": the machine had no more")
                                : fmt::format(": the limit of {} was met", kill.limited_by);
  std::vector<Fact> out{make_fact(
      "host", words(kill) + limit, view.at_machine(fmt::format("kills/{}/age_ms", index)))};
  if (!tie.says.empty()) {
    out.push_back(make_fact("host", tie.says, tie.at));
  }
  return out;
}

void become(Finding& finding, const HostView& view, std::size_t index, const Tie& tie) {
  const HostKill& kill = view.host.kills[index];
  finding.summary = fmt::format("{}, and {}", words(kill), finding.summary);
  finding.details.push_back(text_detail("symptom", finding.id));
  finding.details.push_back(text_detail("killed", kill.name));
  finding.details.push_back(number_detail("killed_pid", kill.pid));
  finding.details.push_back(number_detail("killed_ms_ago", kill.age_ms));
  finding.id = "oom-killed";
  std::ranges::copy(facts(view, index, tie), std::back_inserter(finding.facts));
}

// It answers now, or fails in another way: the kill may be why it failed before.
void add_past(
    const Seen& seen, const HostView& view, std::size_t index, const Tie& tie, Findings& found) {
  Finding finding = make_finding(
      seen,
      "oom-killed",
      fmt::format("{}: it served {}", words(view.host.kills[index]), view.endpoint.address));
  finding.weight = Finding::Weight::note;
  finding.at_most = Certainty::possible;
  finding.facts = facts(view, index, tie);
  found.push_back(std::move(finding));
}

// Nothing listens, and somebody was killed lately: it may have been the one.
void add_untied(const HostView& view, const Finding& refused, Findings& found) {
  const auto& kills = view.host.kills;
  const auto may_be = [&](const HostKill& k) {
    const bool of_another =
        !k.container.empty() || (!k.unit.empty() && !view.endpoint.units.empty());
    return k.age_ms < untied_ms && !of_another && !served_since(view, k);
  };
  auto kill = std::ranges::find_if(
      kills, [&](const HostKill& k) { return may_be(k) && !by_moment(view, k).says.empty(); });
  kill = kill == kills.end() ? std::ranges::find_if(kills, may_be) : kill;
  if (kill == kills.end()) {
    return;
  }
  Finding finding = refused;
  become(finding, view, static_cast<std::size_t>(kill - kills.begin()), by_moment(view, *kill));
  finding.summary += ": it may have been the one that listened there";
  finding.at_most = Certainty::possible;
  found.push_back(std::move(finding));
}

// The kernel's log is closed, and its counter is not.
bool by_counter(const HostView& view, Finding& finding) {
  for (std::size_t i = 0; i < view.endpoint.memory.size(); ++i) {
    const HostMemory& memory = view.endpoint.memory[i];
    if (!memory.oom_kills || !memory.oom_kills_before ||
        *memory.oom_kills <= *memory.oom_kills_before) {
      continue;
    }
    finding.details.push_back(text_detail("symptom", finding.id));
    finding.summary = fmt::format("the kernel killed a process of {} for lack of memory, and {}",
                                  memory.cgroup,
                                  finding.summary);
    finding.id = "oom-killed";
    finding.facts.push_back(
        make_fact("host",
                  fmt::format("{}: {} kills for lack of memory before, {} after",
                              memory.cgroup,
                              *memory.oom_kills_before,
                              *memory.oom_kills),
                  view.at(fmt::format("memory/{}/oom_kills", i))));
    return true;
  }
  return false;
}

} // namespace

void killed(const Seen& seen, const HostView& view, Findings& found) {
  const auto symptom =
      std::ranges::find_if(found, [](const Finding& f) { return is_down(f) || is_break(f); });
  const bool refused = symptom != found.end() && is_down(*symptom);
  const bool nothing_listens = view.endpoint.listeners.empty();
  for (std::size_t i = 0; i < view.host.kills.size(); ++i) {
    const HostKill& kill = view.host.kills[i];
    const Tie found_tie = kill.age_ms < recent_ms ? tie(view, kill) : Tie{};
    if (found_tie.says.empty()) {
      continue;
    }
    if (symptom != found.end() && (during_the_run(view, kill) || refused)) {
      become(*symptom, view, i, found_tie);
      std::erase_if(found, [](const Finding& f) { return f.id == "listening-elsewhere"; });
    } else {
      add_past(seen, view, i, found_tie, found);
    }
    return;
  }
  if (symptom != found.end() && by_counter(view, *symptom)) {
    return;
  }
  if (refused && nothing_listens && symptom->id != "listening-elsewhere") {
    add_untied(view, Finding(*symptom), found);
  }
}

} // namespace gwdiag::rules
