// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <ranges>

#include <fmt/format.h>

#include "base/text.hpp"
#include "diagnosis/cached.hpp"
#include "diagnosis/detail_of.hpp"
#include "diagnosis/host_view.hpp"
#include "diagnosis/load_view.hpp"
#include "diagnosis/local_reason.hpp"
#include "diagnosis/pool.hpp"
#include "diagnosis/questions.hpp"
#include "diagnosis/race.hpp"
#include "diagnosis/scene.hpp"

namespace gwdiag {

namespace {

struct Observation {
  const char* id;
  bool (*seen)(const Attempt& attempt);
  const char* because;
  const char* at;
};

bool connected(const Attempt& a) {
  return a.tcp.status == StageStatus::ok;
}

// The handshake also ends well where a certificate was not to be verified.
bool sound_certificate(const Attempt& a) {
  return a.tls.status == StageStatus::ok && a.tls.problems.empty();
}

bool whole(const Attempt& a) {
  return answered(a);
}

// A successful observation rules out what it contradicts, as seen from here.
constexpr std::array observations{
    Observation{"connection-refused", connected, "it accepts connections", "tcp/status"},
    Observation{"connect-timeout", connected, "it accepts connections", "tcp/status"},
    Observation{"tls-handshake-failure", tls_came, "the handshake succeeds", "tls/version"},
    Observation{"tls-cert-expired", sound_certificate, "its certificate verifies", "tls/chain"},
    Observation{"closed-before-response", whole, "it answers", "http/http_status"},
    Observation{"response-timeout", whole, "it answers", "timing/first_byte_ms"},
};

// Every time that it was asked so, at each of its addresses: one address that refuses, or one
// sample that was not answered, is an observation too.
bool seen_throughout(const EndpointTrace& trace, const Observation& row) {
  static constexpr std::array<std::string_view, 5> alike{
      "main", "address", "again", "again-2", "sample"};
  const Attempt* counted = trace.main();
  return counted != nullptr && row.seen(*counted) &&
         std::ranges::all_of(trace.attempts, [&](const Attempt& attempt) {
           const bool connects = attempt.role == "connect-only" && row.seen == connected;
           const bool same =
               std::ranges::find(alike, std::string_view(attempt.role)) != alike.end();
           return !(connects || same) || attempt.scheme != counted->scheme || row.seen(attempt);
         });
}

constexpr std::array stages{"dns", "tcp", "tls", "http"};

// 0: not reached, 1: came through, 2: failed.
int stage_result(const EndpointTrace& trace, std::size_t stage, const Expectations& expected) {
  const Attempt* attempt = trace.main();
  const auto result = [](StageStatus status) {
    return status == StageStatus::skipped ? 0 : status == StageStatus::failed ? 2 : 1;
  };
  if (stage == 0) {
    return result(trace.dns.status);
  }
  if (attempt == nullptr) {
    return 0;
  }
  if (stage == 1) {
    return result(attempt->tcp.status);
  }
  if (stage == 2) {
    return result(attempt->tls.status);
  }
  const int http = result(attempt->http.status);
  return http == 1 && !expected_status(attempt->http.response.status, expected) ? 2 : http;
}

std::string class_of(int status) {
  return fmt::format("{}xx", status / 100);
}

void compare_status(std::vector<Comparison>& out, const Scene& scene, std::size_t i) {
  const Attempt* theirs = scene.proxy.attempt;
  const Attempt* ours = scene.evidence.upstreams[i].main();
  if (theirs == nullptr || ours == nullptr || !answered(*theirs) || !answered(*ours)) {
    return;
  }
  const int a = theirs->http.response.status;
  const int b = ours->http.response.status;
  if (a != b) {
    out.push_back({"http_status",
                   std::to_string(a),
                   std::to_string(b),
                   fmt::format("the proxy answers {}, the upstream {}{}",
                               a,
                               b,
                               class_of(a) == class_of(b) ? "" : ": another class"),
                   static_cast<int>(i)});
  }
  if (theirs->timing.first_byte_ms && ours->timing.first_byte_ms) {
    out.push_back({"first_byte_ms",
                   fmt::format("{:.1f}", *theirs->timing.first_byte_ms),
                   fmt::format("{:.1f}", *ours->timing.first_byte_ms),
                   fmt::format("first byte after {} through the proxy, {} from the upstream",
                               seconds(*theirs->timing.first_byte_ms),
                               seconds(*ours->timing.first_byte_ms)),
                   static_cast<int>(i)});
  }
}

void list_silent_logs(const Evidence& evidence, std::vector<NotChecked>& out) {
  for (const LogTrace& log : evidence.logs) {
    const bool tied = std::ranges::any_of(log.entries, [](const LoggedLine& line) {
      return !line.ids.empty() && !line.tie.empty() && line.tie != "before";
    });
    if (!tied) {
      out.push_back({log.file, "no line of this run's time shows a cause", ""});
    }
  }
}

} // namespace

std::vector<Comparison> compare_sides(const Scene& scene) {
  std::vector<Comparison> out;
  for (std::size_t i = 0; scene.proxy.asked && i < scene.evidence.upstreams.size(); ++i) {
    compare_status(out, scene, i);
    if (auto idle = compare_idle(scene, i)) {
      out.push_back(std::move(*idle));
    }
    if (auto load = compare_load(scene, i)) {
      out.push_back(std::move(*load));
    }
  }
  if (auto cached = compare_cache(scene)) {
    out.push_back(std::move(*cached));
  }
  std::ranges::copy(compare_members(scene), std::back_inserter(out));
  return out;
}

std::vector<RuledOut> rule_out(const Scene& scene, const std::vector<Cause>& causes) {
  std::vector<RuledOut> out;
  for (std::size_t i = 0; i < scene.evidence.upstreams.size() && i < 8; ++i) {
    const EndpointTrace& trace = scene.evidence.upstreams[i];
    const bool divided = scene.upstream_bad(i);
    const auto named = [&](std::string_view id) {
      return std::ranges::any_of(causes, [&](const Cause& c) { return c.id == id; });
    };
    if (auto load = no_growth(scene, i); load && !named(load->id)) {
      out.push_back(std::move(*load));
    }
    for (const Observation& row : observations) {
      if (!divided && !named(row.id) && seen_throughout(trace, row)) {
        out.push_back({row.id,
                       fmt::format("{}: {}, from here", trace.endpoint, row.because),
                       fmt::format("/upstreams/{}/stages/{}", i, row.at)});
      }
    }
  }
  return out;
}

std::vector<NotChecked> list_not_checked(const Scene& scene) {
  std::vector<NotChecked> out;
  const std::string proxy =
      scene.proxy.profile == nullptr ? "the proxy" : scene.proxy.profile->title;
  if (scene.proxy.asked && scene.evidence.upstreams.empty()) {
    out.push_back({"the upstream", "none was given: name it as the second argument", ""});
  }
  constexpr std::size_t most_named = 3;
  for (const EndpointTrace& trace : scene.evidence.upstreams) {
    const std::string reason = local_reason(trace);
    if (!reason.empty() && out.size() < most_named) {
      out.push_back({trace.endpoint, reason, ""});
    }
  }
  if (scene.proxy.asked) {
    if (scene.evidence.logs.empty()) {
      out.push_back({fmt::format("the error log of {}", proxy), "not given", "--log"});
    }
    out.push_back({fmt::format("the configuration of {}", proxy), "not read by this version", ""});
  }
  list_unread(scene.evidence, out);
  list_silent_logs(scene.evidence, out);
  const auto silent =
      std::ranges::find_if(scene.evidence.upstreams, [&](const EndpointTrace& trace) {
        return trace.main() != nullptr && one_silent_of_many(scene.evidence, *trace.main());
      });
  if (silent != scene.evidence.upstreams.end()) {
    out.push_back({"what the silent upstreams speak or wait for",
                   fmt::format("not asked of a pool this large: check one alone, such as {}",
                               silent->endpoint),
                   ""});
  }
  return out;
}

namespace {

bool on_this_machine(const EndpointTrace& trace) {
  return !trace.socket_path.empty() || on_loopback(trace);
}

// Proxy and upstream are here: there is no other place to probe from, and the proxy's log tells.
bool ask_the_log(const Scene& scene, DecideBy& decide) {
  const Evidence& evidence = scene.evidence;
  const std::string log =
      scene.proxy.profile == nullptr ? "" : scene.proxy.profile->words.error_log;
  if (!log.starts_with('/') || !evidence.logs.empty() || evidence.upstreams.empty() ||
      !on_this_machine(evidence.proxy) ||
      !std::ranges::all_of(evidence.upstreams, on_this_machine)) {
    return false;
  }
  decide.action = fmt::format("let the error log of {} name the address that it asked, and how "
                              "that ended",
                              scene.proxy.title());
  decide.more = {" --log " + log};
  return true;
}

// A loopback of the proxy's own, or a rule of this machine: who listens on the proxy's port tells.
bool ask_the_host(const Scene& scene, const std::vector<Cause>& causes, DecideBy& decide) {
  const Evidence& evidence = scene.evidence;
  const bool open = detail_of(causes.front(), "proxy_runs") == "unknown";
  if (!open || !evidence.host.empty()) {
    return false;
  }
  decide.action = fmt::format("see on this machine whether {} itself listens here, or runs in a "
                              "container with a network of its own",
                              scene.proxy.title());
  for (const LogTrace& log : evidence.logs | std::views::take(8)) {
    decide.more.push_back(" --log " + shell_quote(log.file));
  }
  decide.more.emplace_back(" --host-evidence");
  return true;
}

} // namespace

std::vector<DecideBy> tell_apart(const Scene& scene, const std::vector<Cause>& causes) {
  std::vector<DecideBy> out;
  if (causes.size() < 2 || causes.front().certainty != Certainty::possible ||
      causes.front().id == "some-upstreams-failing") { // that and its reason are one fact
    return out;
  }
  DecideBy decide;
  for (const Cause& cause : causes) {
    const bool listed = std::ranges::find(decide.between, cause.id) != decide.between.end();
    // What clients meet at the proxy itself was seen: it is beside the question.
    const bool beside = cause.subject == Subject::proxy &&
                        (cause.id == "some-upstreams-failing" ||
                         cause.id == "address-family-broken" || cause.id.starts_with("tls-cert-"));
    if (cause.certainty == Certainty::possible && !listed && !beside && decide.between.size() < 4) {
      decide.between.push_back(cause.id);
    }
  }
  if (decide.between.size() > 1 &&
      (ask_the_log(scene, decide) || ask_the_host(scene, causes, decide))) {
    out.push_back(std::move(decide));
    return out;
  }
  const bool has_upstream = !scene.evidence.upstreams.empty();
  const int about = std::max(0, causes.front().upstream);
  decide.action = has_upstream
                      ? "probe the upstream from the proxy's own machine and judge both together"
                      : "name the upstream, or probe it from the proxy's machine";
  if (has_upstream) {
    decide.runs = DecideBy::Runs::probe;
    decide.upstream = about;
  }
  if (decide.between.size() > 1) {
    out.push_back(std::move(decide));
  }
  return out;
}

std::string find_divergence(const Scene& scene) {
  if (!scene.proxy.asked) {
    return "";
  }
  for (std::size_t i = 0; i < scene.evidence.upstreams.size(); ++i) {
    const EndpointTrace& upstream = scene.evidence.upstreams[i];
    if (!local_reason(upstream).empty()) {
      continue; // our own way ends there, not the upstream's
    }
    for (std::size_t stage = 0; stage < stages.size(); ++stage) {
      const int theirs = stage_result(scene.evidence.proxy, stage, scene.evidence.expectations);
      const int ours = stage_result(upstream, stage, scene.evidence.expectations);
      if ((theirs == 2) != (ours == 2) && theirs + ours != 0) {
        return stages.at(stage);
      }
      if (theirs == 2 || ours == 2) {
        break;
      }
    }
  }
  return "";
}

} // namespace gwdiag
