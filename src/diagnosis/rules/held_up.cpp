// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "diagnosis/host_view.hpp"

namespace gwdiag::rules {

namespace {

// A state in which a process answers nobody. `looks`: in so many of them it has to be seen; a
// moment's wait for a disk is nothing.
struct Row {
  std::string_view state;
  unsigned looks;
  const char* says;
};

constexpr std::array rows{
    Row{"stopped", 1, "is stopped (state T: SIGSTOP, SIGTSTP or a shell's ^Z)"},
    Row{"traced", 2, "is held by a debugger (state t)"},
    Row{"frozen", 1, "is frozen with its control group (docker pause, systemctl freeze)"},
    Row{"disk", 2, "waits for a disk or a network file system and cannot be interrupted (state D)"},
};

const Row* row_of(const HostProcess& process) {
  const auto* const row = std::ranges::find(rows, std::string_view(process.state), &Row::state);
  return row != rows.end() && process.state_looks >= row->looks ? row : nullptr;
}

// What a server looks like that takes no connection, or reads none.
bool is_symptom(const Finding& finding) {
  static constexpr std::array<std::string_view, 6> ids{"response-timeout",
                                                       "stalled-response",
                                                       "accept-queue-full",
                                                       "connect-timeout",
                                                       "request-send-timeout",
                                                       "tls-handshake-timeout"};
  return std::ranges::find(ids, std::string_view(finding.id)) != ids.end();
}

// A master that has workers serves nobody itself.
bool has_workers(const HostSocket& socket, const HostProcess& process) {
  return std::ranges::find(socket.processes, process.pid, &HostProcess::parent) !=
         socket.processes.end();
}

struct Held {
  const Row* row = nullptr;
  std::size_t first = 0; // index of the process
  std::size_t held = 0, serving = 0;
};

Held held_of(const HostSocket& socket) {
  Held found;
  for (std::size_t i = 0; i < socket.processes.size(); ++i) {
    if (has_workers(socket, socket.processes[i])) {
      continue;
    }
    ++found.serving;
    if (const Row* row = row_of(socket.processes[i])) {
      found.first = found.held == 0 ? i : found.first;
      found.row = found.held == 0 ? row : found.row;
      ++found.held;
    }
  }
  return found;
}

} // namespace

// Why a server is silent: its process cannot run. Of several that serve all must be held, or it is
// no more than a fact beside the finding.
void held_up(const Seen& /*seen*/, const HostView& view, Findings& found) {
  const auto symptom = std::ranges::find_if(found, is_symptom);
  for (std::size_t i = 0; symptom != found.end() && i < view.endpoint.listeners.size(); ++i) {
    const HostSocket& socket = view.endpoint.listeners[i];
    const Held held = held_of(socket);
    if (held.row == nullptr) {
      continue;
    }
    const HostProcess& process = socket.processes[held.first];
    const bool all = held.held == held.serving && socket.process_count <= socket.processes.size();
    symptom->facts.push_back(make_fact(
        "host",
        fmt::format("{} {}{}",
                    who(process),
                    held.row->says,
                    held.serving > 1 ? fmt::format("; that holds {} of the {} that serve {}",
                                                   held.held,
                                                   held.serving,
                                                   socket.address)
                                     : std::string()),
        view.at(fmt::format("listeners/{}/processes/{}/state", i, held.first))));
    if (all) {
      symptom->summary +=
          fmt::format(": {}, which serves {}, {}", who(process), socket.address, held.row->says);
      symptom->details.push_back(text_detail("process_state", process.state));
      symptom->details.push_back(number_detail("process", process.pid));
      if (!process.container.empty()) {
        symptom->details.push_back(text_detail("container", process.container));
      }
    }
    return;
  }
}

} // namespace gwdiag::rules
