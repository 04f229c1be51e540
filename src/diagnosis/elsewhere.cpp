// SPDX-License-Identifier: Apache-2.0
// The proxy's lines name another server than the one that was given, or none.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "diagnosis/logged.hpp"
#include "proxies/logged_as.hpp"
#include "proxies/next_upstream.hpp"

namespace gwdiag {

namespace {

using About = RunLine::About;

bool asked_alike(const Attempt& attempt) {
  static constexpr std::array<std::string_view, 5> roles{
      "main", "again", "again-2", "again-3", "sample"};
  return std::ranges::find(roles, std::string_view(attempt.role)) != roles.end();
}

// The answer that shows that the proxy has somewhere else to ask: the same request, answered well.
const Attempt* well_answered(const Scene& scene) {
  const auto& attempts = scene.evidence.proxy.attempts;
  const auto found = std::ranges::find_if(attempts, [&](const Attempt& attempt) {
    return asked_alike(attempt) && !attempt_fails(attempt, scene.evidence.expectations);
  });
  return found == attempts.end() ? nullptr : &*found;
}

// The proxy's line names one that fails, and it answers well from another: a pool of which part
// fails.
Cause part_of_a_pool(const Scene& scene, const RunLine& line, const std::string& named) {
  const Attempt& well = *well_answered(scene);
  const auto index = &well - scene.evidence.proxy.attempts.data();
  Cause cause = from_line(scene,
                          line,
                          "some-upstreams-failing",
                          Subject::path,
                          fmt::format("{} fails, and the proxy has another that answers: {}",
                                      named,
                                      lowered(line.line.says)));
  cause.certainty = line.ours ? Certainty::likely : Certainty::possible;
  cause.evidence.push_back(
      make_fact("http",
                fmt::format("asked again it answers {}", well.http.response.status),
                fmt::format("/proxy/attempts/{}/http/http_status", index)));
  return cause;
}

// How sure a line makes that the proxy talks to somebody else, and not to a pool of which the given
// upstream is a member that was not drawn.
Certainty surely_elsewhere(const Scene& scene, const std::vector<RunLine>& lines) {
  if (scene.proxy.profile != nullptr && tries_next_upstream(scene.proxy.profile->name)) {
    return Certainty::confirmed; // the member that is well would have answered
  }
  const auto failed = std::ranges::count_if(
      scene.evidence.proxy.attempts, [](const Attempt& attempt) { return asked_alike(attempt); });
  const auto another = [](const RunLine& line) {
    return line.about == About::another && !line.others;
  };
  const auto first = std::ranges::find_if(lines, another);
  const bool several = std::ranges::any_of(lines, [&](const RunLine& line) {
    return another(line) && address_text(logged_address(line.line.upstream)) !=
                                address_text(logged_address(first->line.upstream));
  });
  return failed > 1 && !several ? Certainty::likely : Certainty::possible;
}

// What was seen at an upstream given would be written like that, or the answer had begun: the line
// leaves it open which of the two addresses the answer is from.
bool may_be_the_given(const Scene& scene, const RunLine& line, const std::vector<Cause>& causes) {
  const bool alike = std::ranges::any_of(causes, [&](const Cause& cause) {
    return cause.certainty != Certainty::possible &&
           (shows(line, cause) || follows(scene, line, cause));
  });
  // A gateway that was given as the upstream writes such lines of what stands behind it.
  const bool answers = std::ranges::any_of(scene.evidence.upstreams, [](const EndpointTrace& u) {
    return u.main() != nullptr && u.main()->http.response.has_head;
  });
  const bool begun = scene.proxy.stopped_short || scene.proxy.damaged;
  return alike || (!scene.all_upstreams_well() && (!line.ours || begun || answers));
}

// Our request went to another address: what was seen at the upstreams given is not what it met.
void went_elsewhere(std::vector<Cause>& causes) {
  for (Cause& cause : causes) {
    if (cause.upstream >= 0) {
      cause.certainty = Certainty::possible;
    }
  }
}

// "be" of "http://be/": what nginx calls a group whose members are all out.
std::string_view group_in(std::string_view upstream) {
  const std::size_t scheme = upstream.find("://");
  const std::string_view rest =
      scheme == std::string_view::npos ? upstream : upstream.substr(scheme + 3);
  return rest.substr(0, rest.find_first_of(":/"));
}

// A group that has nobody left for our request has members besides the one that could not be
// reached. The addresses of localhost are such a group as well, and one server.
const RunLine* empty_group(const std::vector<RunLine>& lines) {
  const auto found = std::ranges::find_if(lines, [](const RunLine& line) {
    return line.ours && !line.others && line.line.ids.size() == 1 &&
           line.line.ids.front() == "no-live-upstream" &&
           group_in(line.line.upstream) != "localhost";
  });
  return found == lines.end() ? nullptr : &*found;
}

// "*7" of "31#31: *7 connect() failed": nginx numbers its connections; empty for other lines.
std::string_view connection_of(const RunLine& line) {
  const std::string_view text = line.line.text;
  const std::size_t at = text.find(": *");
  return line.line.product != "nginx" || at == std::string_view::npos
             ? ""
             : text.substr(at + 2, text.find(' ', at + 2) - at - 2);
}

// The request that met `failing` found nobody else, and `line` is of another one: whom that met was
// out of the rotation by then.
bool left_out_by_then(const std::vector<RunLine>& lines,
                      const RunLine& failing,
                      const RunLine& line) {
  const std::string_view request = connection_of(failing);
  return !request.empty() && !connection_of(line).empty() && connection_of(line) != request &&
         std::ranges::any_of(lines, [&](const RunLine& other) {
           return other.ours && other.line.ids.size() == 1 &&
                  other.line.ids.front() == "no-live-upstream" && connection_of(other) == request;
         });
}

// One member fails, and the given upstream, which is well, may be one that the proxy has left out
// since it failed some seconds ago: surely in the group only where a line names it.
std::vector<Cause> out_of_rotation(const Scene& scene,
                                   const std::vector<RunLine>& lines,
                                   const RunLine& failing,
                                   const RunLine& empty) {
  const std::string talks = address_text(logged_address(failing.line.upstream));
  const std::string& given = scene.evidence.upstreams.front().endpoint;
  const bool known = std::ranges::any_of(lines, [&](const RunLine& line) {
    return line.about == About::given && line.line.product == empty.line.product;
  });
  Cause out = from_line(scene,
                        empty,
                        "no-live-upstream",
                        Subject::path,
                        fmt::format("{} fails, and the proxy has no other in rotation: {}, which "
                                    "answers here, {} out of it",
                                    talks,
                                    given,
                                    known ? "is" : "may be"));
  out.certainty = known ? Certainty::likely : Certainty::possible;
  out.evidence.push_back(failing.fact());
  out.details.push_back(text_detail("proxy_uses", talks));
  out.details.push_back(text_detail("fails_with", failing.line.ids.front()));
  if (known) {
    return {std::move(out)};
  }
  Cause other =
      from_line(scene,
                failing,
                "wrong-upstream-address",
                Subject::path,
                fmt::format("the proxy talks to {}, and {} may be none of its servers: {}",
                            talks,
                            given,
                            lowered(failing.line.says)));
  other.certainty = Certainty::possible;
  other.details = out.details;
  return {std::move(out), std::move(other)};
}

} // namespace

std::vector<Cause>
other_address(const Scene& scene, const std::vector<RunLine>& lines, std::vector<Cause>& causes) {
  if (scene.of_upstreams.empty()) {
    return {};
  }
  const auto found = std::ranges::find_if(lines, [](const RunLine& line) {
    return line.about == About::another && !line.others && !line.line.consequence &&
           line.besides.empty() && (line.ours || !is_of_access_log(line));
  });
  const auto given = [&](const RunLine& line) {
    return line.about == About::given && line.line.tie != "before" &&
           !left_out_by_then(lines, *found, line);
  };
  if (found == lines.end() || std::ranges::any_of(lines, given)) {
    return {};
  }
  if (may_be_the_given(scene, *found, causes)) {
    return {};
  }
  const LoggedAddress address = logged_address(found->line.upstream);
  const EndpointTrace& upstream = scene.evidence.upstreams.front();
  const bool renamed = !upstream.dns.name.empty() && address.port == upstream.port;
  const std::string talks = address_text(address);
  if (well_answered(scene) != nullptr) {
    Cause cause = part_of_a_pool(scene, *found, talks);
    cause.details.push_back(text_detail("fails_with", found->line.ids.front()));
    return {std::move(cause)};
  }
  if (const RunLine* empty = empty_group(lines)) {
    return out_of_rotation(scene, lines, *found, *empty);
  }
  Cause cause =
      from_line(scene,
                *found,
                renamed ? "stale-address" : "wrong-upstream-address",
                Subject::path,
                renamed ? fmt::format("the proxy talks to {}, an address that {} does not have: {}",
                                      talks,
                                      upstream.host,
                                      lowered(found->line.says))
                        : fmt::format("the proxy talks to {}, not to {}: {}",
                                      talks,
                                      upstream.endpoint,
                                      lowered(found->line.says)));
  // Whether it is the same service by another address, only a failure to connect tells.
  if (renamed || !is_of_the_way(found->line.ids.front())) {
    cause.certainty = std::min(cause.certainty, Certainty::likely);
  }
  cause.certainty = std::min(cause.certainty, surely_elsewhere(scene, lines));
  if (found->ours && cause.certainty != Certainty::possible) {
    went_elsewhere(causes);
  }
  cause.details.push_back(text_detail("proxy_uses", talks));
  cause.details.push_back(text_detail("fails_with", found->line.ids.front()));
  return {std::move(cause)};
}

Cause elsewhere(const Scene& scene, const RunLine& line) {
  const std::string& id = line.line.ids.front();
  if (well_answered(scene) != nullptr) {
    return part_of_a_pool(
        scene, line, line.line.upstream.empty() ? "a server" : line.line.upstream);
  }
  const bool refused = id == "connection-refused" || id.starts_with("unix-socket-");
  Cause cause = from_line(scene,
                          line,
                          refused ? "wrong-upstream-address" : "path-blocked",
                          Subject::path,
                          fmt::format("{} {} here, and the proxy does not reach its server: {}",
                                      scene.evidence.upstreams.front().endpoint,
                                      scene.all_upstreams_well() ? "answers" : "takes connections",
                                      lowered(line.line.says)));
  // A product that has one word for every step may have failed at a later one.
  const bool at_the_connect = refused && !logs_as(line.line.product, Fault::garbage, id);
  if (!at_the_connect && refused) {
    cause.summary += ", which it writes of a failed handshake and of HTTP/2 as well";
  }
  cause.certainty = at_the_connect && line.ours && scene.all_upstreams_well() ? Certainty::likely
                                                                              : Certainty::possible;
  cause.details.push_back(text_detail("fails_with", id));
  return cause;
}

} // namespace gwdiag
