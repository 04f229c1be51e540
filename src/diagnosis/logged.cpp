// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/logged.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "diagnosis/detail_of.hpp"
#include "diagnosis/judge.hpp"
#include "diagnosis/whose.hpp"
#include "proxies/logged_as.hpp"
#include "proxies/next_upstream.hpp"

namespace gwdiag {

namespace {

using About = RunLine::About;

template <std::size_t count>
bool one_of(std::string_view id, const std::array<std::string_view, count>& ids) {
  return std::ranges::find(ids, id) != ids.end();
}

// Causes inside the upstream that its own logs or the system's name: why it closed, refused or kept
// silent.
constexpr std::array<std::string_view, 6> inside{"worker-killed",
                                                 "oom-killed",
                                                 "memory-pressure",
                                                 "upstream-restarting",
                                                 "accept-queue-full",
                                                 "connection-limit"};

// What such a death looks like from outside.
constexpr std::array<std::string_view, 9> from_outside{"closed-before-response",
                                                       "reset-before-response",
                                                       "response-timeout",
                                                       "connection-refused",
                                                       "unix-socket-refused",
                                                       "truncated-headers",
                                                       "truncated-body",
                                                       "stalled-response",
                                                       "connect-timeout"};

// Candidates that nothing of their own supports.
constexpr std::array<std::string_view, 9> guesses{"wrong-upstream-address",
                                                  "protocol-mismatch",
                                                  "plain-http-to-tls-port",
                                                  "path-blocked",
                                                  "no-live-upstream",
                                                  "stale-address",
                                                  "tls-handshake-failure",
                                                  "unexplained",
                                                  "intermittent"};

// A candidate, or what the proxy's answer alone speaks for.
bool by_guess(const Cause& cause) {
  const bool own =
      std::ranges::any_of(cause.evidence, [](const Fact& fact) { return fact.stage == "log"; });
  return cause.certainty == Certainty::possible && !own &&
         ((cause.subject == Subject::path && one_of(cause.id, guesses)) || cause.upstream < 0);
}

// The line shows the failure, and not why it came to that.
bool shows_only_the_symptom(const RunLine& line, const Cause& cause) {
  return std::ranges::find(cause.details, "symptom", &Detail::key) != cause.details.end() &&
         std::ranges::none_of(line.line.ids,
                              [&](const std::string& id) { return same_family(id, cause.id); });
}

void add_place(const RunLine& line, Cause& cause) {
  cause.details.push_back({"file", line.file, std::nullopt});
  if (line.line.line > 0) {
    cause.details.push_back(number_detail("line", static_cast<double>(line.line.line)));
  }
}

} // namespace

Cause from_line(
    const Scene& scene, const RunLine& line, std::string id, Subject subject, std::string summary) {
  const int upstream = line.upstream >= 0 ? line.upstream : scene.of_upstreams.size() == 1 ? 0 : -1;
  Cause cause = make_cause(scene, std::move(id), subject, upstream, std::move(summary));
  cause.certainty = line.ours ? Certainty::confirmed : Certainty::likely;
  cause.evidence.push_back(line.fact());
  if (scene.proxy.asked && scene.proxy.attempt != nullptr) {
    cause.evidence.push_back(proxy_fact(scene, nullptr));
  }
  add_place(line, cause);
  return cause;
}

namespace {

bool quotes(const Cause& cause, const RunLine& line) {
  return std::ranges::any_of(cause.evidence, [&](const Fact& fact) { return fact.at == line.at; });
}

// A line of this run that shows the same fault at the same upstream: the failure, seen from the
// proxy's place.
bool speaks_for(const RunLine& line, const Cause& cause) {
  return same_upstream(line, cause) && (line.about == About::given || !line.others) &&
         line.line.tie != "before" && !line.line.consequence && !is_of_access_log(line) &&
         shows(line, cause) && (line.besides.empty() || line.about == About::given);
}

// A line that names what follows from the fault ties the proxy to the upstream if it names that.
bool ties(const RunLine& line, const Cause& cause, bool coarse) {
  const bool why = std::ranges::find(cause.details, "seen_as", &Detail::key) != cause.details.end();
  return coarse ? line.about == About::given && line.ours && !why
                : line.about == About::given || line.ours;
}

// One request that met a close of an idle connection looks like any other that was closed on: a
// line that says no more leaves the race what it was.
bool is_inferred(const Cause& cause, const RunLine& line) {
  return cause.id == "keepalive-race" && line.line.ids.front() != cause.id;
}

bool confirm(const Scene& scene, const std::vector<RunLine>& lines, std::vector<Cause>& causes) {
  bool any = false;
  for (Cause& cause : causes) {
    auto found =
        std::ranges::find_if(lines, [&](const RunLine& line) { return speaks_for(line, cause); });
    const bool coarse = found == lines.end();
    if (coarse) {
      found = std::ranges::find_if(lines, [&](const RunLine& line) {
        return line.ours && line.besides.empty() && !is_of_access_log(line) &&
               same_upstream(line, cause) && follows(scene, line, cause);
      });
    }
    if (found == lines.end() || by_guess(cause) || quotes(cause, *found)) {
      continue;
    }
    const bool tied = ties(*found, cause, coarse);
    const bool guessed_why =
        cause.certainty == Certainty::possible && shows_only_the_symptom(*found, cause);
    if (tied && !coarse && shown_to_verify(scene, *found, cause)) {
      cause.certainty = Certainty::confirmed;
    } else if (tied && !guessed_why && !is_inferred(cause, *found) &&
               cause.certainty != Certainty::confirmed) {
      cause.certainty = cause.certainty == Certainty::likely && found->besides.empty()
                            ? Certainty::confirmed
                            : Certainty::likely;
    }
    cause.evidence.insert(cause.evidence.begin(), found->fact());
    add_place(*found, cause);
    any = any || tied || coarse;
  }
  return any;
}

// It takes connections from here, whatever it does then.
bool accepts(const EndpointTrace& upstream) {
  return upstream.main() != nullptr && upstream.main()->tcp.status == StageStatus::ok;
}

// The upstream given takes connections here, and the proxy cannot reach this very address.
bool is_blocked(const Scene& scene, const RunLine& line) {
  return line.about == About::given && is_of_the_way(line.line.ids.front()) &&
         accepts(scene.evidence.upstreams[static_cast<std::size_t>(line.upstream)]);
}

bool is_journal(const RunLine& line) {
  return line.line.product == "systemd" || line.line.product == "kubernetes" ||
         line.line.product == "kernel";
}

// What happened inside the upstream, where its death was seen from outside: one fault, the more
// specific id.
bool refine(const RunLine& line, std::vector<Cause>& causes) {
  const auto seen = std::ranges::find_if(causes, [&](const Cause& cause) {
    const bool about =
        line.about == About::given ? line.upstream == cause.upstream : line.about == About::unnamed;
    return about && one_of(cause.id, from_outside) && cause.upstream >= 0;
  });
  const std::string id = seen == causes.end() ? "" : why(line, *seen);
  if (seen == causes.end() || !(one_of(id, inside) || spoken_wrongly(line, id, *seen)) ||
      leaves_open_why(line, id, *seen)) {
    return false;
  }
  seen->details.push_back(text_detail("seen_as", seen->id));
  seen->id = id;
  seen->summary += fmt::format(", and {} says why: {}", writer(line), lowered(line.line.says));
  seen->evidence.insert(seen->evidence.begin(), line.fact());
  // A journal tells of a whole machine: which of its services restarts, it does not say here.
  const bool of_some_service = id == "upstream-restarting" && is_journal(line);
  seen->certainty = line.line.tie == "before" || of_some_service
                        ? Certainty::possible
                        : std::min(seen->certainty, Certainty::likely);
  add_place(line, *seen);
  return true;
}

// The proxy's line has this upstream close on it, and it answers us well: it ends what the proxy
// asks, or whoever comes from there.
void note_answer_from_here(const Scene& scene, const RunLine& line, Cause& cause) {
  const bool closes = cause.id == "closed-before-response" || cause.id == "reset-before-response";
  if (!closes || cause.upstream < 0 || !line.ours || !scene.all_upstreams_well() ||
      scene.proxy.reaches_again) {
    return;
  }
  cause.summary += fmt::format("; asked from here {} answers: it may shut out the proxy's address, "
                               "or end on what the proxy's request has",
                               cause.endpoint);
  cause.details.push_back(text_detail("from_here", "answers"));
  add_well_facts(scene, cause);
}

bool of_the_rotation(std::string_view id) {
  return id == "no-live-upstream" || id == "health-check-failing";
}

// Either the proxy found no route, or nobody on it.
bool between_route_and_rotation(const RunLine& line) {
  return line.line.ids.size() > 1 && line.line.ids[0] == "no-upstream-configured" &&
         of_the_rotation(line.line.ids[1]);
}

// What a line says that no cause so far stands for; several where it leaves open which.
std::vector<Cause>
unseen(const Scene& scene, const RunLine& line, const std::vector<Cause>& causes) {
  const bool known = std::ranges::any_of(causes, [&](const Cause& cause) {
    return cause.certainty != Certainty::possible &&
           (shows(line, cause) || (same_upstream(line, cause) && follows(scene, line, cause)));
  });
  const bool aside = (!line.besides.empty() && line.about != About::given) ||
                     std::ranges::any_of(causes, [&](const Cause& cause) {
                       return leaves_open_why(line, inner_id(line), cause);
                     });
  // What follows from a failure says no more than that there was one.
  const bool explained = std::ranges::any_of(
      causes, [](const Cause& cause) { return cause.certainty != Certainty::possible; });
  const bool of_another = line.others && line.about != About::given;
  if (known || aside || is_of_access_log(line) || line.line.tie == "before" || of_another ||
      line.about == About::another || (line.line.consequence && explained)) {
    return {};
  }
  if (is_blocked(scene, line)) {
    return blocked(scene, line);
  }
  const bool unnamed = line.about == About::unnamed && scene.all_upstreams_well();
  const bool taken = line.about == About::unnamed && !scene.evidence.upstreams.empty() &&
                     std::ranges::all_of(scene.evidence.upstreams, accepts);
  if ((unnamed || taken) && is_of_the_way(line.line.ids.front())) {
    return {elsewhere(scene, line)};
  }
  const std::string& id = inner_id(line);
  if (of_the_rotation(id) && !may_show(scene.proxy, Fault::no_live_upstream)) {
    return {}; // whom a check leaves out is not asked, and this answer comes of asking
  }
  Cause cause = from_line(scene,
                          line,
                          id,
                          whose(id).value_or(Subject::upstream),
                          fmt::format("{} says: {}", writer(line), lowered(line.line.says)));
  const bool own_word = line.ours && find_profile(line.line.product) != nullptr;
  if (one_of(cause.id, inside) && !own_word) {
    cause.certainty = Certainty::possible; // some process, not necessarily this upstream's
  }
  if (!line.besides.empty() || between_route_and_rotation(line)) {
    cause.certainty = std::min(cause.certainty, Certainty::likely);
  }
  if (id == "upstream-error-status" && scene.proxy.wrote) {
    cause.certainty = Certainty::possible; // such an error is handed on, with its own page
  }
  if (unnamed && one_of(cause.id, from_outside)) {
    cause.certainty =
        std::min(cause.certainty, Certainty::likely); // of a server that may be another
  }
  note_answer_from_here(scene, line, cause);
  return {std::move(cause)};
}

// Both sides had agreed on a version by then.
bool came_to_the_certificate(const std::vector<Cause>& causes) {
  return std::ranges::any_of(causes, [](const Cause& cause) {
    return cause.id.starts_with("tls-cert-") && cause.subject != Subject::proxy &&
           cause.certainty == Certainty::confirmed;
  });
}

// The lines say where it went, and how that ended: nothing is left to guess of its way.
bool tells_the_way(const Cause& cause) {
  return !detail_of(cause, "proxy_runs").empty() ||
         (cause.id == "no-live-upstream" && !detail_of(cause, "proxy_uses").empty());
}

} // namespace

void weigh_logs(const Scene& scene, std::vector<Cause>& causes) {
  if (auto refusal = refused_by_itself(scene)) {
    return put_refusal_first(*std::move(refusal), causes);
  }
  const std::vector<RunLine> lines = lines_of_run(scene.evidence);
  if (lines.empty() || !scene.proxy.fails) {
    return;
  }
  const bool refined =
      std::ranges::any_of(lines, [&](const RunLine& line) { return refine(line, causes); });
  bool explained = confirm(scene, lines, causes) || refined;
  std::vector<Cause> added;
  if (auto cause = explained ? std::nullopt : by_its_own_rules(scene, lines)) {
    added.push_back(std::move(*cause));
  }
  if (auto cause = explained || !added.empty() ? std::nullopt : of_a_subrequest(scene, lines)) {
    added.push_back(std::move(*cause));
  }
  if (!explained && added.empty()) {
    added = other_address(scene, lines, causes);
  }
  for (const RunLine& line : lines) {
    std::vector<Cause> all = causes;
    all.insert(all.end(), added.begin(), added.end());
    if (added.empty() && !explained) {
      added = unseen(scene, line, all);
    }
  }
  explained = explained || std::ranges::any_of(added, [](const Cause& cause) {
                return cause.certainty != Certainty::possible;
              });
  add_kill_by_the_kernel(scene, lines, causes);
  add_failed_start(lines, causes);
  if (picked_a_server(lines)) {
    std::erase_if(causes, [](const Cause& c) { return by_guess(c) && c.id == "no-live-upstream"; });
  }
  if (explained || std::ranges::any_of(added, tells_the_way)) {
    std::erase_if(causes, by_guess);
  }
  if (explained) {
    std::erase_if(causes, [](const Cause& cause) { return cause.id == "intermittent"; });
  }
  std::erase_if(causes, [&](const Cause& cause) { // the same id, now with a line behind it
    return by_guess(cause) && std::ranges::find(added, cause.id, &Cause::id) != added.end();
  });
  if (came_to_the_certificate(causes) || came_to_the_certificate(added)) {
    std::erase_if(causes, [](const Cause& cause) {
      return cause.id == "tls-protocol-mismatch" && cause.certainty != Certainty::confirmed;
    });
  }
  const auto place = explained ? causes.begin()
                               : std::ranges::find(causes, Certainty::possible, &Cause::certainty);
  causes.insert(place, added.begin(), added.end());
  if (explained) {
    std::ranges::stable_sort(causes, std::ranges::greater{}, &Cause::certainty);
  }
}

} // namespace gwdiag
