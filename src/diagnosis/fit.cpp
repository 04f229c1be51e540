// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/fit.hpp"

#include <algorithm>
#include <array>

namespace gwdiag {

namespace {

// Gateways give a gRPC client the error of a gateway as the status of its call.
bool calls_unavailable(const ProxyView& proxy) {
  return proxy.attempt != nullptr && says_unavailable(proxy.attempt->http);
}

bool answers_one_of(const ProxyView& proxy, const Outcome& outcome) {
  if (calls_unavailable(proxy)) {
    return std::ranges::any_of(outcome.statuses, [](int s) { return s >= 502 && s <= 504; });
  }
  return std::ranges::find(outcome.statuses, proxy.status) != outcome.statuses.end();
}

bool closed(const ProxyView& proxy) {
  return proxy.error == "closed" || proxy.error == "reset";
}

bool shows(const ProxyView& proxy, const Outcome& outcome, Outcome::Kind kind) {
  switch (kind) {
  case Outcome::Kind::error:
    return answers_one_of(proxy, outcome);
  case Outcome::Kind::passes:
    return !proxy.fails;
  case Outcome::Kind::passes_raw:
    return proxy.damaged || proxy.stopped_short || (!proxy.fails && proxy.status > 0);
  case Outcome::Kind::cuts:
    return proxy.stopped_short;
  case Outcome::Kind::closes:
    return closed(proxy);
  case Outcome::Kind::unknown:
    return false;
  }
  return false;
}

} // namespace

bool gateway_status(int status) {
  return status == 500 || (status >= 502 && status <= 504) || (status >= 520 && status <= 530);
}

bool shows_any(const ProxyView& proxy, const Outcome& outcome) {
  return shows(proxy, outcome, outcome.kind) || (outcome.also_closes && closed(proxy)) ||
         std::ranges::any_of(outcome.also,
                             [&](Outcome::Kind kind) { return shows(proxy, outcome, kind); });
}

// Without a profile: any gateway error fits any failure of the upstream.
Fit without_profile(const ProxyView& proxy) {
  return gateway_status(proxy.status) || calls_unavailable(proxy) || proxy.damaged ||
                 proxy.stopped_short || !proxy.error.empty()
             ? Fit::open
             : Fit::contradicts;
}

std::optional<double> detail(const Finding& finding, std::string_view key) {
  const auto found = std::ranges::find(finding.details, key, &Detail::key);
  return found == finding.details.end() ? std::nullopt : found->number;
}

// A failure has the product's status on the product's page. What error_page, handle_errors or
// vcl_backend_error write may have any (nginx: "error_page 502 =503"; Varnish: beresp.status).
bool some_page(const ProxyView& proxy) {
  return !proxy.wrote && proxy.error.empty() && proxy.status >= 502 && proxy.status <= 504 &&
         !proxy.damaged && !proxy.stopped_short;
}

Fit from_outcome(const Outcome& outcome, const ProxyView& proxy) {
  if (outcome.kind == Outcome::Kind::unknown) {
    return without_profile(proxy);
  }
  const bool refuses = outcome.kind == Outcome::Kind::error ||
                       std::ranges::find(outcome.also, Outcome::Kind::error) != outcome.also.end();
  return shows_any(proxy, outcome)     ? Fit::agrees
         : refuses && some_page(proxy) ? Fit::open
                                       : Fit::contradicts;
}

// Products refuse the forms of one anomaly with different statuses: a refusal with another one
// leaves it open.
Fit from_message(const Outcome& outcome, const ProxyView& proxy) {
  const Fit fit = from_outcome(outcome, proxy);
  const bool may_refuse =
      outcome.kind == Outcome::Kind::error ||
      std::ranges::find(outcome.also, Outcome::Kind::error) != outcome.also.end();
  return fit == Fit::contradicts && may_refuse && proxy.wrote && gateway_status(proxy.status) &&
                 proxy.status != 504
             ? Fit::open
             : fit;
}

// A proxy that gave up waiting shows what it shows for an unanswered request, whatever came later.
bool gave_up(const ProxyView& proxy) {
  if (proxy.error == "timeout") {
    return true;
  }
  if (some_page(proxy)) {
    return true;
  }
  if (proxy.profile == nullptr || proxy.profile->on_fault == nullptr) {
    return proxy.status == 504 || proxy.status == 502 || proxy.status == 503;
  }
  const Outcome outcome = proxy.meets(Fault::answer_timeout);
  return outcome.kind == Outcome::Kind::unknown ? gateway_status(proxy.status)
                                                : shows_any(proxy, outcome);
}

bool may_show(const ProxyView& proxy, Fault fault) {
  if (!proxy.wrote || proxy.profile == nullptr || !proxy.profile->verified ||
      proxy.profile->on_fault == nullptr) {
    return true;
  }
  const Outcome outcome = proxy.meets(fault);
  return outcome.kind != Outcome::Kind::unknown && answers_one_of(proxy, outcome);
}

// What a proxy meets that does not reach the upstream it should.
constexpr std::array of_the_way{Fault::connect_refused,
                                Fault::connect_timeout,
                                Fault::unreachable,
                                Fault::closed,
                                Fault::reset,
                                Fault::garbage,
                                Fault::answer_timeout,
                                Fault::tls_not_spoken,
                                Fault::tls_failure,
                                Fault::tls_unverified,
                                Fault::no_live_upstream};

bool hands_on_an_error(const ProxyView& proxy) {
  const bool gateways = proxy.status != 500 && gateway_status(proxy.status); // an operator's page
  if (proxy.wrote || proxy.status < 500 || gateways) {
    return false;
  }
  if (proxy.profile == nullptr || !proxy.profile->verified || proxy.profile->on_fault == nullptr) {
    return !gateway_status(proxy.status);
  }
  return std::ranges::none_of(of_the_way, [&](Fault fault) {
    const Outcome outcome = proxy.meets(fault);
    return outcome.kind != Outcome::Kind::unknown && answers_one_of(proxy, outcome);
  });
}

} // namespace gwdiag
