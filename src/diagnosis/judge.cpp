// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/judge.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace gwdiag {

namespace {

constexpr double shortest_timeout_ms = 900; // a second is the shortest in use
constexpr double clock_slack =
    0.93; // a timeout of 2 s may fire a little sooner than our own watch says

bool gateway_status(int status) {
  return status == 500 || (status >= 502 && status <= 504) || (status >= 520 && status <= 530);
}

bool answers_one_of(const ProxyView& proxy, const Outcome& outcome) {
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

bool shows_any(const ProxyView& proxy, const Outcome& outcome) {
  return shows(proxy, outcome, outcome.kind) || (outcome.also_closes && closed(proxy)) ||
         std::ranges::any_of(outcome.also,
                             [&](Outcome::Kind kind) { return shows(proxy, outcome, kind); });
}

// Without a profile: any gateway error fits any failure of the upstream.
Fit without_profile(const ProxyView& proxy) {
  return gateway_status(proxy.status) || proxy.damaged || proxy.stopped_short ||
                 !proxy.error.empty()
             ? Fit::open
             : Fit::contradicts;
}

std::optional<double> detail(const Finding& finding, std::string_view key) {
  const auto found = std::ranges::find(finding.details, key, &Detail::key);
  return found == finding.details.end() ? std::nullopt : found->number;
}

Fit from_outcome(const Outcome& outcome, const ProxyView& proxy) {
  if (outcome.kind == Outcome::Kind::unknown) {
    return without_profile(proxy);
  }
  return shows_any(proxy, outcome) ? Fit::agrees : Fit::contradicts;
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
  if (proxy.profile == nullptr || proxy.profile->on_fault == nullptr) {
    return proxy.status == 504 || proxy.status == 502 || proxy.status == 503;
  }
  const Outcome outcome = proxy.profile->on_fault(Fault::answer_timeout, proxy.version);
  return outcome.kind == Outcome::Kind::unknown ? gateway_status(proxy.status)
                                                : shows_any(proxy, outcome);
}

// Slow answers explain a failure only if the proxy stopped waiting before they came.
Fit judge_pace(const Finding& finding, const ProxyView& proxy) {
  const double first_byte = detail(finding, "first_byte_ms").value_or(0);
  const bool sooner =
      proxy.elapsed_ms < first_byte && first_byte * clock_slack > proxy.elapsed_ms - 50;
  const bool waited = proxy.elapsed_ms > shortest_timeout_ms;
  if (sooner && waited && gave_up(proxy)) {
    return proxy.profile != nullptr ? Fit::agrees : Fit::open;
  }
  // Timers that tick once a second, and an upstream that is as slow as the proxy is patient.
  const bool about_as_long = first_byte > 1000 && first_byte > proxy.elapsed_ms * 0.6;
  if (about_as_long && gave_up(proxy)) {
    return Fit::open;
  }
  return finding.weight == Finding::Weight::note ? Fit::none : Fit::contradicts;
}

bool dates(const std::string& id) {
  return id == "tls-cert-expired" || id == "tls-cert-not-yet-valid" || id == "clock-wrong";
}

// Does this proxy look at that of a certificate?
Fit judge_certificate(const Finding& finding, const ProxyView& proxy) {
  if (proxy.profile == nullptr || proxy.profile->asking == nullptr) {
    return without_profile(proxy);
  }
  const VerifyRule rule = proxy.profile->asking(proxy.version).verify;
  const bool name = finding.id == "tls-cert-name-mismatch";
  const bool looks = rule == VerifyRule::full || (rule == VerifyRule::chain_and_dates && !name) ||
                     (rule == VerifyRule::name_and_dates && (name || dates(finding.id)));
  if (rule == VerifyRule::unknown) {
    return without_profile(proxy);
  }
  if (!looks) {
    return Fit::contradicts;
  }
  return from_outcome(proxy.profile->on_fault(Fault::tls_unverified, proxy.version), proxy);
}

Fit judge_sni(const Finding& finding, const ProxyView& proxy) {
  if (proxy.profile == nullptr || proxy.profile->asking == nullptr) {
    return without_profile(proxy);
  }
  const Asking asking = proxy.profile->asking(proxy.version);
  if (asking.sni == SniRule::upstream_host) {
    return Fit::contradicts;
  }
  const bool only_certificate = finding.fault == Fault::tls_unverified;
  if (only_certificate && asking.verify == VerifyRule::none) {
    return Fit::contradicts;
  }
  return from_outcome(proxy.profile->on_fault(*finding.fault, proxy.version), proxy);
}

// A product that offers TLS 1.2 at most meets an upstream that takes TLS 1.3 only.
Fit judge_newest(const ProxyView& proxy) {
  if (proxy.profile == nullptr || proxy.profile->asking == nullptr) {
    return without_profile(proxy);
  }
  const std::string maximum = proxy.profile->asking(proxy.version).maximum_tls;
  if (maximum.empty() || maximum == "TLSv1.3") {
    return Fit::contradicts;
  }
  return from_outcome(proxy.profile->on_fault(Fault::tls_failure, proxy.version), proxy);
}

// Sizes against the product's own limits.
Fit judge_size(const Finding& finding, const ProxyView& proxy) {
  const double head = detail(finding, "head_bytes").value_or(0);
  const double line = detail(finding, "longest_line").value_or(0);
  const double count = detail(finding, "header_count").value_or(0);
  if (proxy.profile == nullptr || proxy.profile->limits == nullptr) {
    return without_profile(proxy);
  }
  const Limits limits = proxy.profile->limits(proxy.version);
  const bool over = (limits.head_bytes && head > static_cast<double>(*limits.head_bytes)) ||
                    (limits.line_bytes && line > static_cast<double>(*limits.line_bytes)) ||
                    (limits.header_count && count > static_cast<double>(*limits.header_count));
  const bool smaller_than_default =
      !over && limits.head_bytes && head > 0 && head * 4 > static_cast<double>(*limits.head_bytes);
  if (!over) {
    return smaller_than_default ? Fit::contradicts : Fit::none;
  }
  const Outcome outcome = proxy.profile->on_fault(
      count > 0 ? Fault::too_many_headers : Fault::head_too_big, proxy.version);
  return outcome.kind == Outcome::Kind::passes ? Fit::contradicts : from_outcome(outcome, proxy);
}

// Another Host, an answer that names another protocol, an error of the upstream's own: the proxy
// hands the status on.
Fit judge_status(const Finding& finding, const ProxyView& proxy) {
  const auto status = detail(finding, "http_status");
  if (!status) {
    return proxy.fails ? without_profile(proxy) : Fit::open;
  }
  if (static_cast<int>(*status) == proxy.status) {
    // A page of the proxy's own with the same number need not be the upstream's.
    const bool own = proxy.attempt != nullptr && standard_page(proxy.attempt->http.response);
    return finding.id == "upstream-error-status" && own ? Fit::open : Fit::agrees;
  }
  return Fit::contradicts;
}

constexpr double at_once_ms = 250; // no timeout in use is shorter

// A fault that a proxy notices only by waiting.
bool takes_time(const Finding& finding) {
  return finding.fault == Fault::connect_timeout || finding.fault == Fault::answer_timeout ||
         finding.fault == Fault::stalled_head || finding.id == "tls-handshake-timeout";
}

// RFC 9110 section 15.6.5: 504 says that no answer came in time; these faults show without a wait.
bool shows_at_once(const Finding& finding) {
  const bool early = detail(finding, "after_ms").value_or(0) < at_once_ms;
  return finding.fault == Fault::connect_refused || finding.fault == Fault::garbage ||
         ((finding.fault == Fault::closed || finding.fault == Fault::reset) && early);
}

// A head below 500 cannot come from an upstream that gave none.
bool came_through(const ProxyView& proxy) {
  return proxy.profile == nullptr && proxy.status > 0 && proxy.status < 500;
}

bool before_any_answer(const Finding& finding) {
  static constexpr std::array faults{Fault::name_unresolved,
                                     Fault::connect_refused,
                                     Fault::connect_timeout,
                                     Fault::unreachable,
                                     Fault::tls_failure,
                                     Fault::tls_not_spoken,
                                     Fault::closed,
                                     Fault::reset,
                                     Fault::answer_timeout};
  return finding.fault && std::ranges::find(faults, *finding.fault) != faults.end();
}

// A status that this product keeps for an empty rotation.
bool shows_only_ejection(const ProxyView& proxy) {
  return shows_any(proxy, proxy.profile->on_fault(Fault::no_live_upstream, proxy.version)) &&
         !shows_any(proxy, proxy.profile->on_fault(Fault::connect_refused, proxy.version));
}

bool asks_in_http10(const ProxyView& proxy) {
  return proxy.profile == nullptr || proxy.profile->asking == nullptr ||
         proxy.profile->asking(proxy.version).http_version == "1.0";
}

bool starts_with(const std::string& text, std::string_view part) {
  return text.starts_with(part);
}

} // namespace

bool standard_page(const Http1Response& response) {
  return std::ranges::any_of(recognise(response), &Layer::wrote_answer);
}

bool may_show(const ProxyView& proxy, Fault fault) {
  if (!proxy.wrote || proxy.profile == nullptr || !proxy.profile->verified ||
      proxy.profile->on_fault == nullptr) {
    return true;
  }
  const Outcome outcome = proxy.profile->on_fault(fault, proxy.version);
  return outcome.kind != Outcome::Kind::unknown && answers_one_of(proxy, outcome);
}

bool explains(const Judged& judged) {
  return judged.fit == Fit::agrees ||
         (judged.fit == Fit::open && judged.finding.weight != Finding::Weight::note);
}

Judged judge(const Finding& finding, const ProxyView& proxy, const Evidence&) {
  Judged judged{finding, Fit::open, proxy.profile != nullptr && proxy.profile->verified, ""};
  if (!proxy.asked) {
    judged.fit = finding.weight == Finding::Weight::note ? Fit::none : Fit::open;
    return judged;
  }
  const bool modelled = proxy.profile != nullptr && proxy.profile->on_fault != nullptr &&
                        proxy.profile->on_anomaly != nullptr;
  if (finding.id == "stalled-response" && !finding.anomaly) {
    const double total = proxy.attempt == nullptr ? 0 : proxy.attempt->timing.total_ms.value_or(0);
    judged.fit = proxy.stopped_short && total >= shortest_timeout_ms ? Fit::agrees : Fit::none;
  } else if (finding.id == "protocol-mismatch" && finding.weight == Finding::Weight::note &&
             !asks_in_http10(proxy)) {
    judged.fit = Fit::none; // it does not ask that way
  } else if (finding.id == "slow-response" || finding.id == "proxy-timeout-too-short") {
    judged.fit = judge_pace(finding, proxy);
  } else if (starts_with(finding.id, "tls-cert-") || finding.id == "clock-wrong") {
    judged.fit = judge_certificate(finding, proxy);
  } else if (finding.id == "tls-protocol-mismatch" && finding.weight == Finding::Weight::note) {
    judged.fit = judge_newest(proxy);
  } else if (finding.id == "sni-required" && finding.weight == Finding::Weight::note) {
    judged.fit = judge_sni(finding, proxy);
  } else if (finding.id == "header-buffer-exceeded" || finding.id == "header-too-large" ||
             finding.id == "too-many-headers") {
    judged.fit = judge_size(finding, proxy);
  } else if (finding.id == "dns-sources-differ") {
    judged.fit = proxy.fails
                     ? Fit::open
                     : Fit::none; // it may lead the proxy elsewhere; by itself it explains nothing
  } else if (!finding.fault && !finding.anomaly) {
    judged.fit = judge_status(finding, proxy);
  } else if (!modelled) {
    judged.fit = without_profile(proxy);
  } else {
    judged.fit =
        finding.anomaly
            ? from_message(proxy.profile->on_anomaly(*finding.anomaly, proxy.version), proxy)
            : from_outcome(proxy.profile->on_fault(*finding.fault, proxy.version), proxy);
  }
  const bool fits = judged.fit == Fit::agrees || judged.fit == Fit::open;
  const bool too_soon = takes_time(finding) && proxy.status > 0 && proxy.elapsed_ms < at_once_ms;
  const bool waited = proxy.error == "timeout" || (proxy.profile == nullptr && proxy.status == 504);
  const bool too_late =
      (waited && shows_at_once(finding)) || (came_through(proxy) && before_any_answer(finding));
  if (fits && (too_soon || too_late)) {
    judged.fit = Fit::contradicts;
  }
  if (judged.fit == Fit::contradicts && modelled && finding.weight == Finding::Weight::hard &&
      proxy.wrote && shows_only_ejection(proxy)) {
    judged.fit = Fit::open; // it may have taken this upstream out of rotation for the fault
  }
  if (judged.fit == Fit::contradicts && finding.weight == Finding::Weight::note &&
      finding.anomaly == Anomaly::unexpected_interim) {
    judged.fit = Fit::none;
  }
  // Whatever the upstream did later: the proxy had given up by then.
  const auto after = detail(finding, "after_ms");
  if (judged.fit == Fit::contradicts && after && proxy.elapsed_ms > 200 &&
      *after > proxy.elapsed_ms && gave_up(proxy) &&
      (finding.id == "closed-before-response" || finding.id == "reset-before-response")) {
    judged.finding.id = "response-timeout";
    judged.finding.summary = fmt::format("{}, and {} stopped waiting after {}",
                                         finding.summary,
                                         proxy.title(),
                                         seconds(proxy.elapsed_ms));
    judged.fit = Fit::agrees;
  }
  return judged;
}

} // namespace gwdiag
