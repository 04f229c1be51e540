// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "diagnosis/host_view.hpp"

namespace gwdiag::rules {

namespace {

// Each request needs two descriptors, the client's and the upstream's. One that came or went
// between the failure and the look is allowed for.
bool used_up(const HostProcess& process) {
  constexpr std::uint64_t most_left = 2;
  return process.open_files && process.open_files_limit && *process.open_files_limit > 0 &&
         *process.open_files + most_left > *process.open_files_limit;
}

// How a proxy without descriptors looks from outside: it accepts late, never, or breaks off.
bool is_symptom(const Finding& finding) {
  static constexpr std::array<std::string_view, 6> ids{"response-timeout",
                                                       "connect-timeout",
                                                       "accept-queue-full",
                                                       "closed-before-response",
                                                       "reset-before-response",
                                                       "tls-handshake-timeout"};
  return std::ranges::find(ids, std::string_view(finding.id)) != ids.end();
}

bool is_closed(const Finding& finding) {
  return finding.id == "closed-before-response" || finding.id == "reset-before-response";
}

// A connection that nobody takes, or that is closed as soon as it is taken (libuv's
// uv__emfile_trick): accept() has no number left for it.
void of_upstream(const HostView& view, Findings& found) {
  const auto symptom = std::ranges::find_if(found, is_symptom);
  for (std::size_t i = 0; symptom != found.end() && i < view.endpoint.listeners.size(); ++i) {
    const HostSocket& socket = view.endpoint.listeners[i];
    const auto full = std::ranges::find_if(socket.processes, used_up);
    if (full == socket.processes.end() || (socket.queue.value_or(0) == 0 && !is_closed(*symptom))) {
      continue;
    }
    symptom->facts.push_back(make_fact("host",
                                       fmt::format("{} has {} files open, its limit is {}",
                                                   who(*full),
                                                   *full->open_files,
                                                   *full->open_files_limit),
                                       view.at(fmt::format("listeners/{}/processes/{}/open_files",
                                                           i,
                                                           full - socket.processes.begin()))));
    symptom->summary += fmt::format(
        ": {} has every file open that it may, and none is left for a connection", who(*full));
    symptom->details.push_back(text_detail("symptom", symptom->id));
    symptom->details.push_back(text_detail("resource", "file descriptors"));
    symptom->details.push_back(number_detail("process", full->pid));
    symptom->details.push_back(
        number_detail("open_files_limit", static_cast<double>(*full->open_files_limit)));
    symptom->id = "connection-limit";
    symptom->at_most = std::min(symptom->at_most, Certainty::likely);
    return;
  }
}

} // namespace

// The processes that listen, against the number of files that each may have open.
void descriptors(const Seen& seen, const HostView& view, Findings& found) {
  if (seen.upstream >= 0) {
    of_upstream(view, found);
    return;
  }
  if (!view.proxy_fails) {
    return;
  }
  for (std::size_t i = 0; i < view.endpoint.listeners.size(); ++i) {
    const auto& processes = view.endpoint.listeners[i].processes;
    const auto full = std::ranges::find_if(processes, used_up);
    if (full == processes.end()) {
      continue;
    }
    Finding finding =
        make_finding(seen,
                     "proxy-resources-exhausted",
                     fmt::format("{} of the proxy has {} of the {} files open that it "
                                 "may: nothing is left for a connection",
                                 who(*full),
                                 *full->open_files,
                                 *full->open_files_limit));
    finding.at_most = Certainty::likely;
    finding.details = {
        text_detail("resource", "file descriptors"),
        number_detail("process", full->pid),
        number_detail("open_files", static_cast<double>(*full->open_files)),
        number_detail("open_files_limit", static_cast<double>(*full->open_files_limit))};
    finding.facts.push_back(make_fact(
        "host",
        fmt::format("{}: {} files open, its limit is {}",
                    who(*full),
                    *full->open_files,
                    *full->open_files_limit),
        view.at(fmt::format("listeners/{}/processes/{}/open_files", i, full - processes.begin()))));
    const auto symptom = std::ranges::find_if(found, is_symptom);
    if (symptom != found.end()) {
      finding.details.push_back(text_detail("symptom", symptom->id));
      std::ranges::copy(symptom->facts, std::back_inserter(finding.facts));
      finding.fault = symptom->fault;
      *symptom = std::move(finding);
    } else {
      found.insert(found.begin(), std::move(finding));
    }
    return;
  }
}

} // namespace gwdiag::rules
