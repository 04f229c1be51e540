// SPDX-License-Identifier: Apache-2.0
// The proxy's line says that it cannot connect to the very address that takes connections here.
#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>

#include "diagnosis/host_view.hpp"
#include "diagnosis/logged.hpp"
#include "endpoint/host.hpp"

namespace gwdiag {

namespace {

// Where the proxy runs, beside the network that this run connects from: "here", "elsewhere",
// "unknown".
using Place = std::string_view;

struct ProcessName {
  std::string_view product, process;
};

// Products whose processes do not begin with their name.
constexpr std::array process_names{ProcessName{"apache", "httpd"},
                                   ProcessName{"varnish", "cache-main"},
                                   ProcessName{"trafficserver", "[TS_MAIN]"}};

// Who listens here on behalf of what runs in a container.
constexpr std::array<std::string_view, 4> forwarders{
    "docker-proxy", "rootlessport", "slirp4netns", "gvproxy"};

bool is_of(const HostProcess& process, std::string_view product) {
  return process.name.starts_with(product) ||
         std::ranges::any_of(process_names, [&](const ProcessName& row) {
           return row.product == product && row.process == process.name;
         });
}

bool is_forwarder(const HostProcess& process) {
  return std::ranges::find(forwarders, std::string_view(process.name)) != forwarders.end();
}

// "10.0.0.5" of "10.0.0.5:8080", "::1" of "[::1]:8080".
std::string host_of_address(const std::string& address) {
  return logged_address(address).host;
}

// The line has the address as a word of its own.
bool names_address(std::string_view text, std::string_view address) {
  const auto part = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.';
  };
  for (std::size_t at = text.find(address); at != std::string_view::npos && !address.empty();
       at = text.find(address, at + 1)) {
    const std::size_t end = at + address.size();
    if ((at == 0 || !part(text[at - 1])) && (end >= text.size() || !part(text[end]))) {
      return true;
    }
  }
  return false;
}

// Whoever connects to an address of the own machine comes from that very address, and to one of the
// loopback from another one of it: a proxy that sees us under an address of a network which it does
// not have itself is not here.
bool seen_from_afar(const Scene& scene, const RunLine& line) {
  const Attempt* const attempt = scene.proxy.attempt;
  if (attempt == nullptr || on_loopback(*attempt)) {
    return false;
  }
  const std::string local = host_of_address(attempt->tcp.local);
  return line.ours && !local.empty() && local != host_of_address(attempt->tcp.address) &&
         names_address(line.line.text, local);
}

std::optional<std::size_t> listener_of(const HostView& view, std::string_view product) {
  const auto& listeners = view.endpoint.listeners;
  const auto found = std::ranges::find_if(listeners, [&](const HostSocket& socket) {
    return std::ranges::any_of(socket.processes,
                               [&](const HostProcess& process) { return is_of(process, product); });
  });
  return found == listeners.end()
             ? std::nullopt
             : std::optional(static_cast<std::size_t>(found - listeners.begin()));
}

bool forwards(const HostSocket& socket) {
  return std::ranges::any_of(socket.processes, is_forwarder);
}

// What the machines show, where both were looked at; else what the proxy saw of us.
Place place_of_proxy(const Scene& scene, const RunLine& line) {
  const auto proxy = host_view(scene.evidence, -1);
  const auto upstream = host_view(scene.evidence, line.upstream);
  if (!proxy || !upstream) {
    return seen_from_afar(scene, line) ? "elsewhere" : "unknown";
  }
  if (proxy->machine != upstream->machine ||
      std::ranges::any_of(proxy->endpoint.listeners, forwards)) {
    return "elsewhere";
  }
  return listener_of(*proxy, line.line.product) ? "here" : "unknown";
}

// An address of the loopback: of the same network, or of one of its own.
std::vector<Cause> on_a_loopback(const Scene& scene, const RunLine& line, const char* answers) {
  const Place place = place_of_proxy(scene, line);
  const auto there = host_view(scene.evidence, line.upstream);
  const std::string says = lowered(line.line.says);
  // It may have been down for the moment in which the proxy asked.
  const bool likely =
      scene.all_upstreams_well() && (place != "here" || (there && listened_throughout(*there)));
  std::vector<Cause> causes;
  const auto add = [&](const char* id, std::string summary) {
    Cause cause = from_line(scene, line, id, Subject::path, std::move(summary));
    cause.certainty = likely && place != "unknown" ? Certainty::likely : Certainty::possible;
    cause.details.push_back(text_detail("fails_with", line.line.ids.front()));
    cause.details.push_back(text_detail("proxy_runs", std::string(place)));
    causes.push_back(std::move(cause));
  };
  if (place != "here") {
    add("wrong-upstream-address",
        fmt::format("{} {} here and not where the proxy runs, which {} a loopback of its own: {}",
                    line.line.upstream,
                    answers,
                    place == "elsewhere" ? "has" : "may have",
                    says));
  }
  if (place != "elsewhere") {
    add("path-blocked",
        fmt::format("{} {} here and not for the proxy{}: {}; a rule of this machine may keep the "
                    "proxy's user out",
                    line.line.upstream,
                    answers,
                    place == "here" ? ", which runs in the same network" : "",
                    says));
  }
  if (const auto view = host_view(scene.evidence, -1); place == "here" && view) {
    const std::size_t index = listener_of(*view, line.line.product).value_or(0);
    causes.front().evidence.push_back(make_fact("host",
                                                listening(view->endpoint.listeners[index]),
                                                view->at(fmt::format("listeners/{}", index))));
  }
  return causes;
}

} // namespace

std::vector<Cause> blocked(const Scene& scene, const RunLine& line) {
  const EndpointTrace& upstream = scene.evidence.upstreams[static_cast<std::size_t>(line.upstream)];
  const char* answers = scene.all_upstreams_well() ? "answers" : "takes connections";
  if (on_loopback(upstream)) {
    return on_a_loopback(scene, line, answers);
  }
  Cause cause = from_line(scene,
                          line,
                          "path-blocked",
                          Subject::path,
                          fmt::format("{} {} here and not where the proxy runs: {}",
                                      line.line.upstream,
                                      answers,
                                      lowered(line.line.says)));
  // It may have been down for that moment, and the more so where it has a fault of its own.
  cause.certainty = scene.all_upstreams_well() ? Certainty::likely : Certainty::possible;
  cause.details.push_back(text_detail("fails_with", line.line.ids.front()));
  return {std::move(cause)};
}

} // namespace gwdiag
