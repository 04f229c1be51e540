// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <vector>

#include "evidence/redact.hpp"

namespace gwdiag {

namespace {

// "--password", "-token", "API_KEY": whatever redact_text would take for a secret's name in front of "=".
bool announces_secret(const std::string& argument) {
  const std::string assigned = argument + "=x";
  return argument.find('=') == std::string::npos && argument.starts_with('-') &&
         redact_text(assigned) != assigned;
}

// curl's and mysql's habit: "-u user:password"
bool credentials(const std::string& before, const std::string& argument) {
  return before == "-u" && argument.find(':') != std::string::npos;
}

void redact_arguments(std::vector<std::string>& arguments) {
  std::string before;
  for (std::string& argument : arguments) {
    const std::string original = argument;
    const bool secret = (announces_secret(before) && !argument.starts_with('-')) || credentials(before, argument);
    argument = secret ? std::string(redacted_mark) : redact_text(argument);
    before = original;
  }
}

void redact_processes(std::vector<HostProcess>& processes) {
  for (HostProcess& process : processes) {
    redact_arguments(process.arguments);
  }
}

void redact_sockets(std::vector<HostSocket>& sockets) {
  for (HostSocket& socket : sockets) {
    redact_processes(socket.processes);
  }
}

} // namespace

void redact_host(HostTrace& host) {
  for (HostEndpoint& endpoint : host.endpoints) {
    endpoint.endpoint = redact_text(endpoint.endpoint);
    for (auto* sockets : {&endpoint.listeners, &endpoint.elsewhere, &endpoint.nearby}) {
      redact_sockets(*sockets);
    }
    redact_processes(endpoint.named);
    redact_processes(endpoint.gone);
  }
  for (std::string& endpoint : host.not_here) {
    endpoint = redact_text(endpoint);
  }
}

} // namespace gwdiag
