// SPDX-License-Identifier: Apache-2.0
#include "app/dry_run.hpp"

#include <fmt/format.h>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "evidence/redact.hpp"

namespace gwdiag {

std::string describe_plan(const std::vector<ProbeTarget>& targets, const ProbeSettings& settings) {
  std::string out;
  for (const ProbeTarget& target : targets) {
    const bool proxy = target.role == EndpointRole::proxy;
    const SideSettings& side = proxy ? settings.proxy : settings.upstream;
    const Endpoint& endpoint = target.endpoint;
    out += fmt::format("{} {}\n", proxy ? "proxy   " : "upstream", endpoint.text());
    const bool literal = endpoint.is_ip_literal || endpoint.is_unix() || endpoint.local_shorthand;
    out += literal ? "  no look-up: an address\n" : fmt::format("  look-up of {}\n", endpoint.host);
    out += proxy
               ? "  one connection, one request\n"
               : fmt::format("  one connection and one request for each of at most {} addresses\n",
                             limits::addresses);
    out += fmt::format("  {} {} HTTP/{}, Host: {}\n",
                       side.method,
                       side.path.value_or(endpoint.path),
                       side.http_version,
                       side.host.value_or(endpoint.host_header()));
    for (const auto& [name, value] : side.headers) {
      out += fmt::format("  {}: {}\n", name, escape_peer(redact_header(name, value)));
    }
    if (!side.body.empty()) {
      out += fmt::format("  a body of {} bytes, once\n", side.body.size());
    }
    out += fmt::format("  after a failure at most {} further questions, and {} connections to see "
                       "what the port speaks\n",
                       limits::questions,
                       limits::identify_questions + 1);
  }
  return out + "nothing was sent\n";
}

} // namespace gwdiag
