// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/scene.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "diagnosis/cached.hpp"
#include "diagnosis/failed_call.hpp"
#include "diagnosis/host_view.hpp"
#include "diagnosis/load_view.hpp"

namespace gwdiag {

namespace {

bool bad(const Finding& finding) {
  return finding.weight == Finding::Weight::hard || finding.id == "upstream-error-status";
}

// A gateway error of the proxy's own, at the time for which it waits by default: it gave up.
std::string gave_up(const ProxyView& proxy, const Judged* judged) {
  if (proxy.profile == nullptr || proxy.profile->limits == nullptr || !proxy.wrote ||
      judged == nullptr) {
    return "";
  }
  const auto fault = judged->finding.fault;
  const Limits limits = proxy.profile->limits(proxy.version);
  const bool connecting = fault == Fault::connect_timeout;
  const auto limit = connecting                       ? limits.connect_timeout_s
                     : fault == Fault::answer_timeout ? limits.answer_timeout_s
                                                      : std::nullopt;
  constexpr double second_ms = 1000;
  constexpr double about = 0.02;
  const double waited_s = proxy.elapsed_ms / second_ms;
  if (!limit || waited_s < *limit * (1 - about) || waited_s > *limit * (1 + about)) {
    return "";
  }
  return fmt::format(", which is how long it waits {} by default{}",
                     connecting ? "for a connect" : "for an answer",
                     connecting ? "" : " (" + limits.timeout_directive + ")");
}

const EndpointTrace& trace_of(const Scene& scene, int upstream) {
  return upstream < 0 ? scene.evidence.proxy
                      : scene.evidence.upstreams[static_cast<std::size_t>(upstream)];
}

} // namespace

bool established(const EndpointTrace& trace) {
  const Attempt* attempt = trace.main();
  if (trace.dns.status == StageStatus::failed) {
    return trace.dns.error != "interrupted" && trace.dns.error != "no-interface";
  }
  return attempt != nullptr && !ended_by_us(*attempt);
}

bool kept_out(const EndpointTrace& trace) {
  const Attempt* attempt = trace.main();
  return attempt != nullptr && attempt->tcp.error == "permission";
}

bool Scene::upstream_bad(std::size_t index) const {
  return std::ranges::any_of(of_upstreams[index], bad);
}

bool Scene::all_upstreams_well() const {
  const auto well = [&](const EndpointTrace& trace) {
    const Attempt* attempt = trace.main();
    const bool http = attempt != nullptr && attempt->http.response.has_head;
    return attempt != nullptr && answered(*attempt) &&
           (!http || expected_status(attempt->http.response.status, evidence.expectations));
  };
  return !of_upstreams.empty() && std::ranges::all_of(evidence.upstreams, well) &&
         std::ranges::none_of(of_upstreams,
                              [](const Findings& f) { return std::ranges::any_of(f, bad); });
}

namespace {

// A proxy that answers connects as a user of its own, under rules of its own: that ours may not is
// no fault.
void forgive_our_user(Scene& scene) {
  if (!scene.proxy.asked || scene.proxy.fails || !established(scene.evidence.proxy)) {
    return;
  }
  for (std::size_t i = 0; i < scene.of_upstreams.size(); ++i) {
    if (kept_out(scene.evidence.upstreams[i])) {
      std::erase_if(scene.of_upstreams[i], [](const Finding& f) {
        return f.id == "unix-socket-permission" || f.id == "connect-not-permitted";
      });
    }
  }
}

} // namespace

Scene set_scene(const Evidence& evidence) {
  Scene scene{evidence, view_proxy(evidence), {}, {}};
  if (evidence.has_proxy) {
    scene.of_proxy = examine(evidence.proxy, -1, evidence.expectations, evidence.started_at);
    examine_host(evidence, scene.proxy, -1, scene.of_proxy);
  }
  for (std::size_t i = 0; i < evidence.upstreams.size(); ++i) {
    scene.of_upstreams.push_back(examine(
        evidence.upstreams[i], static_cast<int>(i), evidence.expectations, evidence.started_at));
    examine_host(evidence, scene.proxy, static_cast<int>(i), scene.of_upstreams.back());
  }
  forgive_our_user(scene);
  return scene;
}

Cause make_cause(
    const Scene& scene, std::string id, Subject subject, int upstream, std::string summary) {
  Cause cause;
  cause.id = std::move(id);
  cause.subject = subject;
  cause.upstream = upstream;
  cause.endpoint = trace_of(scene, upstream).endpoint;
  cause.summary = std::move(summary);
  return cause;
}

std::string answer_in_words(const ProxyView& proxy) {
  if (proxy.status > 0) {
    const std::string call = proxy.attempt == nullptr ? "" : failed_call(proxy.attempt->http);
    return fmt::format("{} answers {}{}{} after {}",
                       proxy.title(),
                       proxy.status,
                       call.empty() ? "" : " with " + call,
                       proxy.stopped_short ? " and stops short of the end," : "",
                       seconds(proxy.elapsed_ms));
  }
  if (proxy.error == "closed" || proxy.error == "reset") {
    return fmt::format("{} {} the connection without an answer after {}",
                       proxy.title(),
                       proxy.error == "reset" ? "resets" : "closes",
                       seconds(proxy.elapsed_ms));
  }
  return proxy.damaged
             ? fmt::format("{} answers with bytes that are no valid response", proxy.title())
             : fmt::format("{} gives no answer", proxy.title());
}

namespace {

// The proxy answers what the upstream of the finding answers, page and all.
bool answers_the_same(const Scene& scene, const Judged& judged) {
  if (judged.finding.upstream < 0 || scene.proxy.attempt == nullptr) {
    return false;
  }
  const auto upstream = static_cast<std::size_t>(judged.finding.upstream);
  const Attempt* const ours = scene.evidence.upstreams[upstream].main();
  const Http1Response& theirs = scene.proxy.attempt->http.response;
  const auto call = scene.proxy.attempt->http.protocol.grpc_status;
  // Asked the way that the proxy asks, it answered so.
  if (const auto status = std::ranges::find(judged.finding.details, "http_status", &Detail::key);
      status != judged.finding.details.end() && status->number == scene.proxy.status) {
    return true;
  }
  if (ours != nullptr && call.value_or(0) != 0 && ours->http.protocol.grpc_status == call) {
    return true;
  }
  return ours != nullptr && theirs.body_bytes > 0 && same_page(ours->http.response, theirs);
}

} // namespace

Fact proxy_fact(const Scene& scene, const Judged* judged) {
  const ProxyView& proxy = scene.proxy;
  const std::string at = proxy.attempt == nullptr ? "/proxy/stages"
                         : proxy.status > 0       ? "/proxy/stages/http/http_status"
                                                  : "/proxy/stages/http/status";
  std::string words = answer_in_words(proxy);
  const bool call = proxy.attempt != nullptr && !failed_call(proxy.attempt->http).empty();
  const bool same = judged != nullptr && (!proxy.fails || call) && judged->fit == Fit::agrees &&
                    answers_the_same(scene, *judged);
  if (proxy.wrote && !same) {
    words += ", on a page of its own";
  }
  bool supports = true;
  if (const auto cached = proxy_cached(scene)) {
    words += fmt::format(", {}: that does not show how the upstream is", in_words(*cached));
  } else if (judged != nullptr && proxy.fails && !same) {
    supports = judged->fit != Fit::contradicts;
    words += gave_up(proxy, judged);
    if (judged->fit == Fit::agrees && proxy.profile != nullptr) {
      words += fmt::format(": what {} gives for this", proxy.title());
    } else if (judged->fit == Fit::contradicts) {
      words += ": not what this fault gives by itself";
    }
  } else if (same || (judged != nullptr && judged->finding.id == "script-not-found" &&
                      judged->fit == Fit::agrees)) {
    words += ": it hands the upstream's answer on";
  } else if (judged != nullptr) {
    words += ": it does not meet this fault, or hides it";
    supports = false;
  }
  return make_fact("http", words, at, supports);
}

Cause to_cause(const Scene& scene, const Judged& judged, Certainty certainty) {
  const Finding& finding = judged.finding;
  Cause cause = make_cause(scene, finding.id, finding.subject, finding.upstream, finding.summary);
  cause.certainty = std::min(certainty, finding.at_most);
  cause.details = finding.details;
  cause.evidence = finding.facts;
  if (scene.proxy.asked && finding.upstream >= 0 && scene.proxy.attempt != nullptr) {
    // A single request is no load: its answer says nothing about one.
    const bool by_one_request = !by_load(finding.details);
    cause.evidence.push_back(proxy_fact(scene, by_one_request ? &judged : nullptr));
  }
  return cause;
}

} // namespace gwdiag
