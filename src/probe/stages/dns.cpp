// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "net/resolver.hpp"
#include "probe/side.hpp"

namespace gwdiag {

namespace {

bool wanted_family(const SocketAddress& address, FamilyWish family) {
  return family == FamilyWish::any || address.short_family() == 1 ||
         (family == FamilyWish::ipv4) == (address.short_family() == 4);
}

// Addresses that need no look-up: a literal, a Unix socket, --resolve, the shorthand ":PORT".
bool known_without_asking(Side& side) {
  const Endpoint& endpoint = side.endpoint;
  if (endpoint.is_unix()) {
    if (const auto address = unix_address(endpoint.socket_path)) {
      side.addresses.push_back(*address);
    }
    return true;
  }
  if (endpoint.local_shorthand) {
    side.addresses.push_back(*literal_address("127.0.0.1", "", endpoint.port));
    side.addresses.push_back(*literal_address("::1", "", endpoint.port));
    return true;
  }
  if (const auto address = literal_address(endpoint.host, endpoint.zone, endpoint.port)) {
    side.addresses.push_back(*address);
    return true;
  }
  for (const ProbeSettings::Pin& pin : side.settings->pins) {
    if (equals_ignoring_case(pin.host, endpoint.host) && pin.port == endpoint.port) {
      if (const auto address = literal_address(pin.address, "", endpoint.port)) {
        side.addresses.push_back(*address);
      }
    }
  }
  return !side.addresses.empty();
}

void keep_sources(DnsTrace& trace, const std::vector<DnsAnswer>& answers) {
  for (const DnsAnswer& answer : answers) {
    DnsSource source{answer.source, answer.family, answer.result, answer.addresses, std::nullopt};
    if (answer.has_ttl) {
      source.ttl = answer.ttl;
    }
    trace.sources.push_back(std::move(source));
  }
}

// The system resolver says only that it failed; the sources say how. A family that was not asked
// for does not count.
void refine(DnsTrace& trace, FamilyWish family) {
  const auto any = [&](std::string_view result) {
    return std::ranges::any_of(trace.sources,
                               [&](const DnsSource& s) { return s.result == result; });
  };
  if (trace.error == "servfail" || trace.error == "failure") {
    trace.error = any("servfail")  ? "servfail"
                  : any("refused") ? "refused"
                  : any("timeout") ? "timeout"
                                   : trace.error;
  }
  const bool given = std::ranges::any_of(trace.sources, [&](const DnsSource& s) {
    const bool wanted =
        family == FamilyWish::any || (family == FamilyWish::ipv4) == (s.family == "A");
    return wanted && !s.addresses.empty();
  });
  const bool exists = any("ok") || any("no-data");
  if (given && (trace.error == "nxdomain" || trace.error == "no-address")) {
    trace.error = "differs";
  } else if (trace.error == "nxdomain" && exists && !any("nxdomain")) {
    trace.error = "no-address";
  }
  if (trace.error == "nxdomain" && trace.sources.empty() && family != FamilyWish::any) {
    trace.because += " (only one address family was asked for)";
  }
}

std::string name_server(const std::string& given) {
  const bool bare_ipv6 = std::ranges::count(given, ':') > 1 && given.front() != '[';
  if (bare_ipv6) {
    return "[" + given + "]:53";
  }
  return given.find(':') == std::string::npos ? given + ":53" : given;
}

Task<LookUp> resolve(Side& side, TimePoint until) {
  const Endpoint& endpoint = side.endpoint;
  if (side.settings->resolver.empty()) {
    co_return co_await look_up(
        side.loop, endpoint.host, endpoint.port, side.settings->family, until);
  }
  const std::string server = name_server(side.settings->resolver);
  const auto answers = co_await explain_name(side.loop, endpoint.host, server, until);
  keep_sources(side.trace.dns, hosts_file_answers(endpoint.host)); // it leads others, not us
  keep_sources(side.trace.dns, answers);
  co_return addresses_of(answers, endpoint.port, side.settings->family);
}

} // namespace

Task<void> name_sources(Side& side) {
  const std::string name = side.endpoint.host;
  if (hosts_file_answers(name).empty()) {
    co_return;
  }
  constexpr std::chrono::milliseconds patience{3000};
  const auto answers = co_await explain_name(side.loop, name, "", SteadyClock::now() + patience);
  keep_sources(side.trace.dns, answers);
}

Task<void> dns_stage(Side& side) {
  DnsTrace& trace = side.trace.dns;
  if (!zone_exists(side.endpoint.zone)) {
    trace.status = StageStatus::failed;
    trace.error = "no-interface";
    trace.because = fmt::format("this machine has no interface {}", side.endpoint.zone);
    co_return;
  }
  if (known_without_asking(side)) {
    trace.because = side.endpoint.is_unix() ? "a Unix socket" : "an address, no name";
    const std::size_t known = side.addresses.size();
    std::erase_if(side.addresses,
                  [&](const SocketAddress& a) { return !wanted_family(a, side.settings->family); });
    if (side.addresses.empty() && known > 0) {
      trace.name = side.endpoint.host;
      trace.status = StageStatus::failed;
      trace.error = "no-address";
      trace.because = "an address of the other family than was asked for";
    }
    for (const SocketAddress& address : side.addresses) {
      trace.addresses.push_back(address.host_text());
    }
    co_return;
  }
  trace.name = side.endpoint.host;
  trace.status = StageStatus::failed;
  trace.error = "interrupted";
  const TimePoint start = SteadyClock::now();
  const TimePoint until = start + side.settings->timeout;
  const LookUp found = co_await resolve(side, until);
  trace.elapsed_ms = milliseconds_between(start, SteadyClock::now());
  constexpr std::chrono::milliseconds a_moment{50};
  if (found.timed_out && until > side.loop->hard_end &&
      SteadyClock::now() + a_moment >= side.loop->hard_end) {
    side.loop->interrupt(); // the run's end cut it short, a moment before that end or after it
  }
  side.addresses = found.addresses;
  trace.error = found.error;
  trace.because = found.words;
  for (const SocketAddress& address : found.addresses) {
    trace.addresses.push_back(address.host_text());
  }
  if (!found.addresses.empty()) {
    trace.status = StageStatus::ok;
    co_return;
  }
  if (side.settings->resolver.empty()) {
    const auto answers = co_await explain_name(
        side.loop, side.endpoint.host, "", SteadyClock::now() + side.settings->timeout);
    keep_sources(trace, answers);
    refine(trace, side.settings->family);
  }
}

} // namespace gwdiag
