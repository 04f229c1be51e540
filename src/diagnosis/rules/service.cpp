// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "diagnosis/host_view.hpp"

namespace gwdiag::rules {

namespace {

std::string in_words(const HostUnit& unit) {
  std::string words = fmt::format("{} is {}", unit.name, unit.state);
  if (!unit.substate.empty() && unit.substate != unit.state) {
    words += fmt::format(" ({})", unit.substate);
  }
  if (!unit.result.empty() && unit.result != "success") {
    words += fmt::format(", its last end: {}", unit.result);
    if (unit.main_status.value_or(0) > 0) {
      words += fmt::format(", {}", *unit.main_status);
    }
  }
  const auto restarts = unit.restarts.value_or(0);
  if (restarts > 0) {
    words += fmt::format("; systemd restarted it {} time{}", restarts, restarts == 1 ? "" : "s");
  }
  return words;
}

void become(Finding& finding, const char* id, const std::string& unit, const std::string& why) {
  finding.details.push_back(text_detail("symptom", finding.id));
  finding.details.push_back(text_detail("unit", unit));
  finding.summary = why + finding.summary;
  finding.id = id;
}

} // namespace

// Nothing listens: what systemd says of the services whose files name this place. One that the
// kernel killed for lack of memory is told by the same id as a kill in the kernel's log; one that
// systemd waits to start again (RestartSec) ends as often as it is started.
void service(const Seen& /*seen*/, const HostView& view, Findings& found) {
  const auto refused = std::ranges::find_if(found, is_refusal);
  if (refused == found.end() || !view.endpoint.listeners.empty()) {
    return;
  }
  const auto& units = view.endpoint.unit_states;
  for (std::size_t i = 0; i < units.size() && i < 3; ++i) {
    refused->facts.push_back(
        make_fact("host", in_words(units[i]), view.at(fmt::format("unit_states/{}/state", i))));
  }
  const auto killed = std::ranges::find(units, "oom-kill", &HostUnit::result);
  const auto again = std::ranges::find(units, "auto-restart", &HostUnit::substate);
  if (killed != units.end() && killed->state != "active") {
    become(*refused,
           "oom-killed",
           killed->name,
           fmt::format("the kernel killed {} for lack of memory, and ", killed->name));
  } else if (again != units.end()) {
    become(*refused,
           "upstream-restarting",
           again->name,
           fmt::format("systemd is about to start {} once more, and ", again->name));
  }
}

} // namespace gwdiag::rules
