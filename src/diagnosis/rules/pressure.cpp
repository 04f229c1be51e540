// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "diagnosis/host_view.hpp"

namespace gwdiag::rules {

namespace {

constexpr double nearly_full = 0.9;    // of a group's limit, without pages of files
constexpr double nearly_none = 0.05;   // of the machine's memory
constexpr double stalled_percent = 20; // of the time, some process
constexpr double halted_percent = 10;  // of the time, all of them

Finding say(const Seen& seen, std::string summary, std::string fact, std::string at) {
  Finding finding = make_finding(seen, "memory-pressure", std::move(summary));
  finding.weight = Finding::Weight::note;
  finding.at_most = Certainty::possible;
  finding.facts.push_back(make_fact("host", std::move(fact), std::move(at)));
  return finding;
}

bool stalls(const std::optional<double>& some, const std::optional<double>& full) {
  return some.value_or(0) >= stalled_percent || full.value_or(0) >= halted_percent;
}

std::string stall_words(const std::optional<double>& some, const std::optional<double>& full) {
  return fmt::format(
      "during the last 10 s some process waited for memory {:.0f} % of the time, and all {:.0f} %",
      some.value_or(0),
      full.value_or(0));
}

bool of_group(const Seen& seen, const HostView& view, std::size_t index, Findings& found) {
  const HostMemory& memory = view.endpoint.memory[index];
  const std::string group = memory.limited_by.empty() ? memory.cgroup : memory.limited_by;
  const std::string whose = view.endpoint.listeners.empty() ? view.endpoint.address
                                                            : who(view.endpoint.listeners.front());
  if (memory.used_bytes && memory.limit_bytes && *memory.limit_bytes > 0) {
    const auto limit = static_cast<double>(*memory.limit_bytes);
    const auto files =
        static_cast<double>(std::min(memory.file_bytes.value_or(0), *memory.used_bytes));
    const double held = static_cast<double>(*memory.used_bytes) - files;
    if (held / limit >= nearly_full) {
      Finding finding =
          say(seen,
              fmt::format("the memory of {} is nearly used up: {} of {}",
                          whose,
                          in_bytes(held),
                          in_bytes(limit)),
              fmt::format("{} holds {} of the {} that it may have, pages of files left out",
                          group,
                          in_bytes(held),
                          in_bytes(limit)),
              view.at(fmt::format("memory/{}/used_bytes", index)));
      finding.details = {number_detail("used_bytes", held), number_detail("limit_bytes", limit)};
      found.push_back(std::move(finding));
      return true;
    }
  }
  if (stalls(memory.stalled_some, memory.stalled_full)) {
    found.push_back(
        say(seen,
            fmt::format("{} stalls on memory", whose),
            fmt::format("{}: {}", group, stall_words(memory.stalled_some, memory.stalled_full)),
            view.at(fmt::format("memory/{}", index))));
    return true;
  }
  return false;
}

void of_machine(const Seen& seen, const HostView& view, Findings& found) {
  const HostTrace& host = view.host;
  if (host.memory_total.value_or(0) > 0 && host.memory_available &&
      static_cast<double>(*host.memory_available) <
          nearly_none * static_cast<double>(*host.memory_total)) {
    found.push_back(
        say(seen,
            fmt::format("the machine of {} has hardly any memory left", view.endpoint.address),
            fmt::format("{} of {} are available",
                        in_bytes(static_cast<double>(*host.memory_available)),
                        in_bytes(static_cast<double>(*host.memory_total))),
            view.at_machine("memory_available")));
  } else if (stalls(host.stalled_some, host.stalled_full)) {
    found.push_back(say(seen,
                        fmt::format("the machine of {} stalls on memory", view.endpoint.address),
                        stall_words(host.stalled_some, host.stalled_full),
                        view.at_machine(host.stalled_some ? "stalled_some" : "stalled_full")));
  }
}

} // namespace

void pressure(const Seen& seen, const HostView& view, Findings& found) {
  if (std::ranges::find(found, "oom-killed", &Finding::id) != found.end()) {
    return; // the same lack, further on
  }
  for (std::size_t i = 0; i < view.endpoint.memory.size(); ++i) {
    if (of_group(seen, view, i, found)) {
      return;
    }
  }
  of_machine(seen, view, found);
}

} // namespace gwdiag::rules
