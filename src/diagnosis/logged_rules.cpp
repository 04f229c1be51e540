// SPDX-License-Identifier: Apache-2.0
// What a proxy's own log says of its own doing in front of an upstream that is well.
#include <algorithm>

#include <fmt/format.h>

#include "diagnosis/logged.hpp"
#include "diagnosis/whose.hpp"
#include "logs/failed_start.hpp"

namespace gwdiag {

namespace {

bool names(const RunLine& line, std::string_view id) {
  return std::ranges::find(line.line.ids, id) != line.line.ids.end();
}

// "web" of "web/app1"; empty where the name has no such form.
std::string group_of(const std::string& server) {
  const std::size_t slash = server.find('/');
  return slash == std::string::npos || server.find(':') != std::string::npos
             ? ""
             : server.substr(0, slash);
}

// The line of this run, of the same product, that says that a group has nobody left.
const RunLine* empty_rotation(const std::vector<RunLine>& lines, const RunLine& check) {
  const auto found = std::ranges::find_if(lines, [&](const RunLine& line) {
    return line.line.ids.front() == "no-live-upstream" && !line.others &&
           line.line.product == check.line.product;
  });
  return found == lines.end() ? nullptr : &*found;
}

// HAProxy's access log names the group in the server's place; other lines name none.
bool of_one_group(const RunLine& empty, const RunLine& check) {
  const std::string group = group_of(check.line.upstream);
  const std::size_t nobody = empty.line.text.find("/<NOSRV>");
  return nobody == std::string::npos || group.empty() ||
         empty.line.text.substr(0, nobody).ends_with(" " + group);
}

// The check fails, and the same upstream answers well: it asks for something else.
std::optional<Cause> failing_check(const Scene& scene, const std::vector<RunLine>& lines) {
  const auto check = std::ranges::find_if(lines, [](const RunLine& line) {
    return names(line, "health-check-failing") && line.about != RunLine::About::another;
  });
  if (check == lines.end() || !may_show(scene.proxy, Fault::no_live_upstream)) {
    return std::nullopt;
  }
  const RunLine* empty = empty_rotation(lines, *check);
  const bool long_ago = check->line.tie == "before";
  const bool unlinked = empty == nullptr && long_ago && !gives_up_without_trying(scene.proxy);
  if (unlinked || (empty != nullptr && !of_one_group(*empty, *check))) {
    return std::nullopt;
  }
  Cause cause = from_line(scene,
                          *check,
                          "health-check-failing",
                          Subject::proxy,
                          fmt::format("{} answers well, and {} says of its health check: {}",
                                      scene.evidence.upstreams.front().endpoint,
                                      writer(*check),
                                      lowered(check->line.says)));
  // A server error may be the application's word on its own health.
  const bool refused = check->line.ids.front() == "health-check-failing";
  const bool tied = empty != nullptr || !long_ago;
  cause.certainty = refused && tied ? Certainty::likely : Certainty::possible;
  if (empty != nullptr) {
    cause.evidence.push_back(empty->fact());
  }
  return cause;
}

// The proxy's line for our request says that it took the answer for invalid or forbidden, and what
// the upstream gives is valid.
std::optional<Cause> forbidden_answer(const Scene& scene, const std::vector<RunLine>& lines) {
  const auto refusal = std::ranges::find_if(lines, [](const RunLine& line) {
    return names(line, "response-refused-by-proxy") && line.line.ids.size() > 1 &&
           line.line.ids.front() != "response-refused-by-proxy" &&
           line.line.ids.front() != "response-too-large" && line.line.tie != "before" &&
           !line.others && line.about != RunLine::About::another;
  });
  const auto about_message = [](const Finding& f) {
    return f.anomaly || f.id == "header-buffer-exceeded" || f.id == "header-too-large" ||
           f.id == "too-many-headers";
  };
  const bool any = std::ranges::any_of(scene.of_upstreams, [&](const Findings& findings) {
    return std::ranges::any_of(findings, about_message);
  });
  if (refusal == lines.end() || any) {
    return std::nullopt;
  }
  Cause cause =
      from_line(scene,
                *refusal,
                "response-refused-by-proxy",
                Subject::proxy,
                fmt::format("{} gives a valid answer, and the proxy refuses the one that it gets: "
                            "a rule for responses",
                            scene.evidence.upstreams.front().endpoint));
  // It may get another answer than we do.
  cause.certainty = refusal->ours ? Certainty::likely : Certainty::possible;
  return cause;
}

} // namespace

std::optional<Cause> by_its_own_rules(const Scene& scene, const std::vector<RunLine>& lines) {
  if (!scene.all_upstreams_well()) {
    return std::nullopt;
  }
  auto cause = failing_check(scene, lines);
  return cause ? cause : forbidden_answer(scene, lines);
}

void add_kill_by_the_kernel(const Scene& scene,
                            const std::vector<RunLine>& lines,
                            std::vector<Cause>& causes) {
  const auto closed = std::ranges::find_if(causes, [](const Cause& cause) {
    return cause.id == "connection-refused" || cause.id == "unix-socket-refused";
  });
  const auto kill = std::ranges::find_if(lines, [](const RunLine& line) {
    return line.line.product == "kernel" && names(line, "oom-killed") &&
           line.line.tie != "before" && !line.others;
  });
  if (closed == causes.end() || closed->upstream < 0 || kill == lines.end() ||
      std::ranges::find(causes, "oom-killed", &Cause::id) != causes.end()) {
    return;
  }
  Cause cause = from_line(scene,
                          *kill,
                          "oom-killed",
                          Subject::upstream,
                          fmt::format("{} says: {}; it may have been the one that listened at {}",
                                      writer(*kill),
                                      lowered(kill->line.says),
                                      closed->endpoint));
  cause.certainty = Certainty::possible;
  cause.details.push_back(text_detail("symptom", closed->id));
  causes.push_back(std::move(cause));
}

void add_failed_start(const std::vector<RunLine>& lines, std::vector<Cause>& causes) {
  const auto refuses = [](const Cause& cause) {
    return cause.upstream >= 0 &&
           (cause.id == "connection-refused" || cause.id.starts_with("unix-socket-"));
  };
  const auto said = std::ranges::find_if(
      lines.rbegin(), lines.rend(), [](const RunLine& line) { return failed_start(line.line); });
  const auto seen = std::ranges::find_if(causes, refuses);
  if (said == lines.rend() || std::ranges::count_if(causes, refuses) != 1) {
    return;
  }
  Fact fact = said->fact();
  fact.fact = "before this run, " + fact.fact;
  seen->evidence.push_back(std::move(fact));
  seen->summary +=
      fmt::format("; before this run {} said: {}", writer(*said), lowered(said->line.says));
}

bool picked_a_server(const std::vector<RunLine>& lines) {
  return std::ranges::any_of(lines, [](const RunLine& line) {
    return line.ours && !line.line.upstream.empty() &&
           (names(line, "connection-refused") || names(line, "connect-timeout")) &&
           line.line.ids.front() != "no-live-upstream";
  });
}

std::optional<Cause> told_of_answer(const Scene& scene) {
  const std::vector<RunLine> lines = lines_of_run(scene.evidence);
  const auto found = std::ranges::find_if(lines, [](const RunLine& line) {
    const std::string& id = line.line.ids.front();
    return line.ours && !line.others && line.besides.empty() &&
           line.about != RunLine::About::another && line.line.product != "access-log" &&
           (id == "script-not-found" || whose(id) == Subject::proxy);
  });
  if (found == lines.end() || scene.proxy.status < 400 || scene.proxy.fails) {
    return std::nullopt;
  }
  const std::string& id = found->line.ids.front();
  return from_line(scene,
                   *found,
                   id,
                   whose(id).value_or(Subject::upstream),
                   fmt::format("{} says: {}", writer(*found), lowered(found->line.says)));
}

} // namespace gwdiag
