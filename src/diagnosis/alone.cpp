// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "diagnosis/failed_call.hpp"
#include "diagnosis/path_rows.hpp"
#include "diagnosis/scene.hpp"
#include "diagnosis/statement.hpp"

namespace gwdiag {

namespace {

struct Row {
  Fault fault;
  const char* id;
  const char* says;
  bool at_once; // this fault shows without a wait
};

constexpr std::array rows{
    Row{Fault::connect_refused, "connection-refused", "its upstream may refuse connections", true},
    Row{Fault::closed, "closed-before-response", "its upstream may close without an answer", true},
    Row{Fault::no_live_upstream, "no-live-upstream", "it may have no live upstream", true},
    Row{Fault::answer_timeout, "response-timeout", "its upstream may not answer in time", false},
    Row{Fault::connect_timeout, "connect-timeout", "its upstream may not be reachable", false},
};

Cause guess(const Scene& scene, const char* id, const std::string& says) {
  Cause cause = make_cause(
      scene, id, Subject::upstream, -1, fmt::format("{}; {}", answer_in_words(scene.proxy), says));
  cause.evidence.push_back(proxy_fact(scene, nullptr));
  return cause;
}

// Gateways give a gRPC client UNAVAILABLE for what is 502, 503 or 504 to others
// (grpc/doc/http-grpc-status-mapping.md).
bool gateway_call(const ProxyView& proxy) {
  return proxy.attempt != nullptr && says_unavailable(proxy.attempt->http);
}

bool outcome_has(const ProxyView& proxy, Fault fault) {
  if (gateway_call(proxy)) {
    return may_show(proxy, fault);
  }
  if (proxy.profile == nullptr || proxy.profile->on_fault == nullptr) {
    return fault == Fault::answer_timeout || fault == Fault::connect_timeout
               ? proxy.status == 504
               : proxy.status == 502 || proxy.status == 503;
  }
  const Outcome outcome = proxy.meets(fault);
  return std::ranges::find(outcome.statuses, proxy.status) != outcome.statuses.end();
}

// A status below 500 that is a failure all the same: of a gRPC call, or by --expect-status.
void add_unwanted(const Scene& scene, std::vector<Cause>& causes) {
  const ProxyView& proxy = scene.proxy;
  if (proxy.attempt == nullptr || !answered(*proxy.attempt)) {
    return;
  }
  if (!failed_call(proxy.attempt->http).empty()) {
    causes.push_back(guess(
        scene, "upstream-error-status", "the call may have failed in the application itself"));
    return;
  }
  if (expected_status(proxy.status, scene.evidence.expectations)) {
    return;
  }
  if (proxy.wrote && proxy.status == 404) {
    causes.push_back(
        guess(scene, "no-upstream-configured", "it may have no route for this request"));
  }
  causes.push_back(guess(scene, "upstream-error-status", "the answer may be the upstream's own"));
}

} // namespace

std::vector<Cause> from_proxy_alone(const Scene& scene) {
  if (const auto said = statement_of(scene)) {
    return to_causes(scene, *said, Subject::upstream, -1);
  }
  std::vector<Cause> causes;
  const bool call = gateway_call(scene.proxy);
  if (scene.proxy.attempt == nullptr || (scene.proxy.status < 500 && !call)) {
    for (const Finding& finding : scene.of_proxy) {
      if (finding.weight != Finding::Weight::hard) {
        continue;
      }
      causes.push_back(to_cause(scene, {finding, Fit::open, false}, Certainty::likely));
    }
    if (causes.empty()) {
      add_unwanted(scene, causes);
    }
  } else {
    for (const Row& row : rows) {
      const bool in_time = row.at_once == (scene.proxy.elapsed_ms < 900);
      const bool tried_again =
          row.fault == Fault::connect_refused && refused_after_retries(scene.proxy);
      if ((in_time || tried_again) && outcome_has(scene.proxy, row.fault)) {
        causes.push_back(guess(scene, row.id, row.says));
      }
    }
    if (gives_up_without_trying(scene.proxy)) {
      std::ranges::stable_partition(causes,
                                    [](const Cause& c) { return c.id == "no-live-upstream"; });
    }
    if (call) {
      add_unwanted(scene, causes);
    } else if (!scene.proxy.wrote) {
      causes.push_back(
          guess(scene, "upstream-error-status", "the answer may be the upstream's own"));
    }
  }
  if (causes.empty()) {
    causes.push_back(guess(scene,
                           "unexplained",
                           scene.evidence.upstreams.empty()
                               ? "no upstream was given to compare with"
                               : "no upstream could be looked at to compare with"));
  }
  return causes;
}

} // namespace gwdiag
