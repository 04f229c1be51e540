// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/judge.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "diagnosis/fit.hpp"
#include "diagnosis/load_view.hpp"

namespace gwdiag {

namespace {

constexpr double at_once_ms = 250; // no timeout in use is shorter

// A fault that a proxy notices only by waiting.
bool takes_time(const Finding& finding) {
  return finding.fault == Fault::connect_timeout || finding.fault == Fault::answer_timeout ||
         finding.fault == Fault::send_timeout || finding.fault == Fault::stalled_head ||
         finding.id == "tls-handshake-timeout";
}

// RFC 9110 section 15.6.5: 504 says that no answer came in time; these faults show without a wait.
// So does a certificate: the handshake got that far.
bool shows_at_once(const Finding& finding) {
  const bool early = detail(finding, "after_ms").value_or(0) < at_once_ms;
  return finding.fault == Fault::connect_refused || finding.fault == Fault::garbage ||
         finding.fault == Fault::tls_unverified ||
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
                                     Fault::answer_timeout,
                                     Fault::send_timeout};
  return finding.fault && std::ranges::find(faults, *finding.fault) != faults.end();
}

// The client sees the same damage, or an interim answer that the proxy took for the whole one.
bool came_through_raw(const Finding& finding, const ProxyView& proxy) {
  if (finding.anomaly && proxy.damaged && proxy.attempt != nullptr &&
      proxy.attempt->http.response.find(*finding.anomaly) != nullptr) {
    return true;
  }
  const auto interim = detail(finding, "interim");
  if (!interim || proxy.attempt == nullptr || proxy.attempt->http.response.has_head) {
    return false;
  }
  const auto& seen = proxy.attempt->http.response.interim;
  return std::ranges::find(seen, static_cast<int>(*interim)) != seen.end();
}

// What is wrong with the message leaves whoever takes it waiting for its end.
bool ends_in_silence(const Finding& finding) {
  return finding.anomaly && *finding.anomaly != Anomaly::stalled_body &&
         finding.fault == Fault::stalled_body;
}

bool over_http2(const ProxyView& proxy) {
  static constexpr std::array<std::string_view, 3> schemes{"h2c", "grpc", "grpcs"};
  return std::ranges::find(schemes, std::string_view(proxy.upstream_scheme)) != schemes.end();
}

// RFC 9110 section 15.2 has a proxy pass it on or drop it; one that does neither fails at once.
Fit judge_http2_interim(const Finding& finding, const ProxyView& proxy) {
  const auto refuses = proxy.profile->refuses_http2_interim;
  const int status = static_cast<int>(detail(finding, "interim").value_or(0));
  return refuses != nullptr && refuses(status, proxy.version) && proxy.wrote && proxy.status == 502
             ? Fit::agrees
             : Fit::none;
}

// The enum has what a head may show before what a body may.
bool refuses_the_head(Anomaly anomaly, const ProxyView& proxy) {
  const Outcome outcome = proxy.profile->on_anomaly(anomaly, proxy.version);
  return anomaly < Anomaly::bad_chunk_size && outcome.kind == Outcome::Kind::error &&
         outcome.also.empty() && !proxy.asks_an_application();
}

// A status that this product keeps for an empty rotation.
bool shows_only_ejection(const ProxyView& proxy) {
  return shows_any(proxy, proxy.meets(Fault::no_live_upstream)) &&
         !shows_any(proxy, proxy.meets(Fault::connect_refused));
}

// A proxy that gave up sooner than an answer is called slow: what is too short is its patience. An
// upstream that is slow now and then is slow all the same.
void name_the_patience(const ProxyView& proxy, Judged& judged) {
  Finding& finding = judged.finding;
  const bool at_times =
      std::ranges::find(finding.details, "intermittent", &Detail::key) != finding.details.end();
  if (finding.id == "slow-response" && judged.fit == Fit::agrees && !at_times && proxy.fails &&
      !by_load(finding.details) && proxy.elapsed_ms < detail(finding, "slow_ms").value_or(0)) {
    finding.id = "proxy-timeout-too-short";
    finding.summary +=
        fmt::format(", and {} gives up after {}", proxy.title(), seconds(proxy.elapsed_ms));
  }
}

} // namespace

bool standard_page(const Http1Response& response) {
  return std::ranges::any_of(recognise(response), &Layer::wrote_answer);
}

bool explains(const Judged& judged) {
  const Finding::Weight weight = judged.finding.weight;
  if (judged.finding.our_choice) {
    return false;
  }
  // Its certificate does not verify either, or the handshake may have ended for another reason.
  const bool either =
      (takes_newest_tls_only(judged.finding) || judged.finding.id == "tls-cipher-mismatch") &&
      judged.finding.at_most == Certainty::possible;
  const bool sure = judged.grounded && !either;
  return (judged.fit == Fit::agrees && (weight != Finding::Weight::note || sure)) ||
         (judged.fit == Fit::open && weight == Finding::Weight::hard);
}

bool fits(const Judged& judged) {
  return judged.fit == Fit::agrees ||
         (judged.fit == Fit::open && judged.finding.weight != Finding::Weight::note);
}

Judged judge(const Finding& finding, const ProxyView& proxy) {
  Judged judged{finding, Fit::open, proxy.profile != nullptr && proxy.profile->verified};
  if (!proxy.asked) {
    judged.fit = finding.weight == Finding::Weight::note ? Fit::none : Fit::open;
    return judged;
  }
  const bool modelled = proxy.profile != nullptr && proxy.profile->on_fault != nullptr &&
                        proxy.profile->on_anomaly != nullptr;
  if (came_through_raw(finding, proxy)) {
    judged.fit = Fit::agrees;
    judged.grounded = true;
  } else if (const auto fit = fit_by_kind(finding, proxy)) {
    judged.fit = *fit;
  } else if (!modelled) {
    judged.fit = without_profile(proxy);
  } else if (finding.anomaly == Anomaly::unexpected_interim && over_http2(proxy)) {
    judged.fit = judge_http2_interim(finding, proxy);
  } else {
    judged.fit =
        finding.anomaly && !(proxy.asks_an_application() && finding.fault)
            ? from_message(proxy.profile->on_anomaly(*finding.anomaly, proxy.version), proxy)
            : from_outcome(proxy.meets(*finding.fault), proxy);
    if (judged.fit == Fit::contradicts && ends_in_silence(finding)) {
      judged.fit = from_outcome(proxy.meets(Fault::stalled_body), proxy);
    }
    judged.refused_head = judged.fit == Fit::agrees && finding.anomaly && proxy.profile->verified &&
                          refuses_the_head(*finding.anomaly, proxy);
  }
  const bool fits = judged.fit == Fit::agrees || judged.fit == Fit::open;
  const bool too_soon = takes_time(finding) && proxy.status > 0 && proxy.elapsed_ms < at_once_ms;
  const bool waited = proxy.error == "timeout" ||
                      ((proxy.profile == nullptr || some_page(proxy)) && proxy.status == 504);
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
  name_the_patience(proxy, judged);
  return judged;
}

} // namespace gwdiag
