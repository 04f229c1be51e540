// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/diagnose.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "diagnosis/handed_over.hpp"
#include "diagnosis/local_reason.hpp"
#include "diagnosis/logged.hpp"
#include "diagnosis/pool.hpp"
#include "diagnosis/scene.hpp"
#include "diagnosis/statement.hpp"
#include "diagnosis/too_often.hpp"

namespace gwdiag {

namespace {

// Nobody was told which proxy: the upstreams of a route stand for it.
Status without_proxy(const Scene& scene) {
  std::size_t bad = 0;
  std::size_t known = 0;
  for (std::size_t i = 0; i < scene.of_upstreams.size(); ++i) {
    known += established(scene.evidence.upstreams[i]) ? 1U : 0U;
    bad += scene.upstream_bad(i) ? 1U : 0U;
  }
  if (known == 0) {
    return Status::inconclusive;
  }
  return bad == 0                           ? Status::healthy
         : bad == scene.of_upstreams.size() ? Status::unhealthy
                                            : Status::degraded;
}

// Credentials went to the proxy alone, as they do unless --upstream-header says otherwise: an
// upstream that asks for some, or sends to where they are asked for, was asked something else.
bool asks_for_credentials(const Attempt& theirs, const Attempt& ours) {
  const int status = ours.http.response.status;
  return theirs.http.request.credentials && !ours.http.request.credentials &&
         (status == 401 || status == 403 || (status >= 300 && status < 400));
}

// The contract: two answers below 500 in different classes are a difference worth saying.
bool classes_differ(const Scene& scene, std::size_t i) {
  const EndpointTrace& upstream = scene.evidence.upstreams[i];
  const Attempt* theirs = scene.proxy.attempt;
  const Attempt* ours = upstream.main();
  if (theirs == nullptr || ours == nullptr || !answered(*theirs) || !answered(*ours) ||
      !scene.evidence.expectations.expect_status.empty() ||
      theirs->http.status == StageStatus::skipped || ours->http.status == StageStatus::skipped) {
    return false;
  }
  if (asks_for_credentials(*theirs, *ours)) {
    return false;
  }
  if (upstream.scheme == "fcgi" && upstream.path == "/") {
    return false; // php-fpm's own pages were asked for, no page of the application
  }
  if (upstream.scheme == "ajp" && ours->http.response.status == 403) {
    return false; // the connector wants a secret, which the proxy has and we have not
  }
  const int wanted = theirs->http.response.status / 100;
  const std::size_t other = find_role(upstream, "other-host");
  const bool with_its_host = other < upstream.attempts.size() &&
                             answered(upstream.attempts[other]) &&
                             !asked_too_often(upstream.attempts[other]) &&
                             upstream.attempts[other].http.response.status / 100 == wanted;
  return ours->http.response.status / 100 != wanted && !with_its_host;
}

// RFC 9110 sections 15.5.14 and 15.5.15, RFC 6585 section 5. nginx and Apache say it of headers
// with 400 (ngx_http_special_response.c, NGX_HTTP_REQUEST_HEADER_TOO_LARGE; server/protocol.c).
bool too_large(const Http1Response& response) {
  const auto says = [&](std::string_view words) {
    return response.body.find(words) != std::string::npos;
  };
  return refuses_size(response.status) ||
         (response.status == 400 && (says("Request Header Or Cookie Too Large") ||
                                     says("request header field exceeds server limit")));
}

// The product that wrote the page stands behind the proxy as well: its page may be handed on.
bool same_product_behind(const Scene& scene, std::size_t i) {
  return std::ranges::any_of(scene.evidence.upstreams[i].layers, [&](const Layer& layer) {
    return scene.proxy.profile != nullptr && find_profile(layer.product) == scene.proxy.profile;
  });
}

bool wrote_it_alone(const Scene& scene, std::size_t i) {
  return scene.proxy.wrote && !same_product_behind(scene, i);
}

// A part of the request went to the proxy alone.
bool asked_with_less(const Attempt& theirs, const Attempt& ours) {
  return theirs.http.request.credentials && !ours.http.request.credentials;
}

std::string too_large_sentence(const Scene& scene, std::size_t i) {
  const Attempt& theirs = *scene.proxy.attempt;
  const Attempt& ours = *scene.evidence.upstreams[i].main();
  const int status = theirs.http.response.status;
  const std::string what = status == 413 ? "body is" : status == 414 ? "target is" : "headers are";
  const bool less = asked_with_less(theirs, ours);
  return fmt::format("{} answers {}: the request's {} larger than {} takes; the upstream {} {}{}",
                     scene.proxy.title(),
                     status,
                     what,
                     wrote_it_alone(scene, i) ? "it"
                     : less                   ? "it or its upstream"
                                              : "it, or one on the way,",
                     less ? "was asked without the credentials and answers"
                          : "takes it and answers",
                     ours.http.response.status,
                     less ? " (--upstream-header sends them there too)" : "");
}

bool limits_the_rate(const Scene& scene, std::size_t i) {
  return (asked_too_often(*scene.proxy.attempt) && !scene.proxy.wrote) ||
         asked_too_often(*scene.evidence.upstreams[i].main());
}

// "https://HOST/PATH" for "/PATH": the same request, by https.
bool redirects_to_https(const EndpointTrace& upstream, const Attempt& attempt) {
  const auto location = attempt.http.response.header("Location");
  constexpr std::string_view https = "https://";
  if (upstream.scheme != "http" || attempt.http.response.status / 100 != 3 || !location ||
      !location->starts_with(https)) {
    return false;
  }
  const std::size_t path = location->find('/', https.size());
  return (path == std::string_view::npos ? "/" : location->substr(path)) ==
         std::string_view(attempt.http.request.target);
}

// What the difference looks like; `kind` has a step of its own in the advice, empty: none.
struct Difference {
  std::string sentence;
  std::string kind;
};

Difference describe_difference(const Scene& scene, std::size_t i) {
  const ProxyView& proxy = scene.proxy;
  const Attempt& upstream = *scene.evidence.upstreams[i].main();
  const Http1Response& theirs = proxy.attempt->http.response;
  const Http1Response& ours = upstream.http.response;
  const bool given = proxy.attempt->http.request.credentials;
  const auto location = theirs.header("Location");
  if (limits_the_rate(scene, i)) {
    return {fmt::format("the proxy answers {} and the upstream {}: there is a limit on how often "
                        "it may be asked, and both were asked at once",
                        theirs.status,
                        ours.status),
            ""};
  }
  if (theirs.status / 100 == 3 && location) {
    return {fmt::format("the proxy redirects to {} and the upstream answers {}: ask the proxy "
                        "there",
                        *location,
                        ours.status),
            "redirect"};
  }
  if (ours.status == 101 && theirs.status != 101) {
    return {fmt::format("the upstream switches protocols (101) and the proxy answers {}: Upgrade "
                        "and Connection end at a proxy that is not told to hand them on (RFC 9110 "
                        "section 7.8)",
                        theirs.status),
            "upgrade"};
  }
  if (too_large(theirs)) {
    return {too_large_sentence(scene, i), ""};
  }
  if (theirs.status == 401 && theirs.header("WWW-Authenticate")) {
    return {fmt::format(
                "the proxy {} (401) and the upstream answers {}: {}",
                given ? "does not take the credentials that it was sent" : "asks for credentials",
                ours.status,
                given ? "ask with others (--header @FILE)" : "give them with --header @FILE"),
            "credentials"};
  }
  if (const std::string sentence = handed_over(proxy, ours); !sentence.empty()) {
    return {sentence, "handed-over"};
  }
  if (theirs.status >= 400 && wrote_it_alone(scene, i)) {
    return {fmt::format("{} answers {} by itself: the request never went to an upstream",
                        proxy.title(),
                        theirs.status),
            theirs.status == 403 ? "refused" : ""};
  }
  if (theirs.status < 400 && ours.status == 404) {
    return {fmt::format("the proxy answers {}, the upstream 404 to {}: if the proxy rewrites the "
                        "path, say --upstream-path",
                        theirs.status,
                        upstream.http.request.target),
            "path"};
  }
  // What frameworks do that are told to take https only (Rails' force_ssl, Django's
  // SECURE_SSL_REDIRECT).
  if (theirs.status < 400 && redirects_to_https(scene.evidence.upstreams[i], upstream)) {
    return {fmt::format("the proxy answers {}, the upstream redirects the same request to https "
                        "({}): it may go by an X-Forwarded-Proto that the proxy adds",
                        theirs.status,
                        ours.status),
            "forwarded"};
  }
  if (theirs.status < 400 && ours.status == 400 && ours.body.contains("SSL certificate")) {
    return {fmt::format("the proxy answers {}, the upstream {} to us: it wants a client "
                        "certificate, which the proxy may have",
                        theirs.status,
                        ours.status),
            "client-certificate"};
  }
  if (theirs.status < 400 && (ours.status == 401 || ours.status == 403)) {
    return {fmt::format("the proxy answers {}, the upstream {} to us: it may let in only what the "
                        "proxy adds (a header, a certificate, its own address)",
                        theirs.status,
                        ours.status),
            "admitted"};
  }
  return {fmt::format("the proxy answers {}, the upstream {} to the same request{}",
                      theirs.status,
                      ours.status,
                      asked_with_less(*proxy.attempt, upstream) ? " without the credentials" : ""),
          ""};
}

// Another application answers: it may also stand where the name led before.
std::optional<Cause> stale_cause(const Scene& scene, const Cause& other, std::size_t i) {
  const EndpointTrace& upstream = scene.evidence.upstreams[i];
  if (other.id != "wrong-upstream-address" || upstream.dns.name.empty()) {
    return std::nullopt;
  }
  Cause cause = other;
  cause.id = "stale-address";
  cause.summary = fmt::format(
      "{}: the proxy may hold an address that {} no longer has", other.summary, upstream.dns.name);
  cause.confidence = 0.25;
  return cause;
}

std::vector<Cause> class_causes(const Scene& scene, std::size_t i) {
  const int theirs = scene.proxy.status;
  const Http1Response& direct = scene.evidence.upstreams[i].main()->http.response;
  const Http1Response& through = scene.proxy.attempt->http.response;
  if (const auto said = statement_of(scene); said && theirs >= 400) {
    std::vector<Cause> causes = to_causes(scene, *said, Subject::path, static_cast<int>(i));
    for (Cause& cause : causes) {
      cause.confidence = 0.3;
    }
    return causes;
  }
  // 401, 403, 407 and 429 are what a proxy refuses with by itself.
  static constexpr std::array elsewhere{400, 404, 405, 410, 421};
  const bool large = too_large(through);
  const bool proxy_refuses =
      !scene.proxy.wrote && std::ranges::find(elsewhere, theirs) != elsewhere.end();
  const bool often = limits_the_rate(scene, i);
  const Difference difference = describe_difference(scene, i);
  Cause cause = make_cause(scene,
                           often           ? "connection-limit"
                           : large         ? "request-too-large"
                           : proxy_refuses ? "wrong-upstream-address"
                                           : "unexplained",
                           large && wrote_it_alone(scene, i) ? Subject::proxy : Subject::path,
                           static_cast<int>(i),
                           difference.sentence);
  if (!difference.kind.empty()) {
    cause.details.push_back(text_detail("difference", difference.kind));
  }
  if (const auto location = through.header("Location"); location && difference.kind == "redirect") {
    cause.details.push_back(text_detail("location", std::string(*location)));
  }
  cause.evidence = {make_fact("http",
                              fmt::format("through the proxy: {}", theirs),
                              "/proxy/stages/http/http_status"),
                    make_fact("http",
                              fmt::format("asked directly: {}", direct.status),
                              fmt::format("/upstreams/{}/stages/http/http_status", i))};
  cause.confidence = 0.3;
  std::vector<Cause> causes{std::move(cause)};
  if (auto stale = stale_cause(scene, causes.front(), i)) {
    causes.push_back(std::move(*stale));
  }
  return causes;
}

// A proxy that finds the request too large never asked: what ails the upstream comes behind that.
// Not where something else than the upstream is accused, or is sure.
void put_limit_first(const Scene& scene, std::vector<Cause>& causes) {
  const auto stands = [](const Cause& cause) {
    return cause.subject != Subject::upstream || cause.certainty == Certainty::confirmed;
  };
  if (causes.empty() || scene.proxy.wrote_behind || scene.proxy.attempt == nullptr ||
      !too_large(scene.proxy.attempt->http.response) || std::ranges::any_of(causes, stands)) {
    return;
  }
  for (std::size_t i = 0; i < scene.of_upstreams.size(); ++i) {
    if (!classes_differ(scene, i) || !wrote_it_alone(scene, i)) {
      return;
    }
  }
  std::vector<Cause> first = class_causes(scene, 0);
  for (Cause& cause : causes) {
    cause.certainty = Certainty::possible;
    cause.confidence = 0.25;
    first.push_back(std::move(cause));
  }
  causes = std::move(first);
}

Status decide(const Scene& scene, std::vector<Cause>& causes) {
  if (!scene.proxy.asked) {
    return without_proxy(scene);
  }
  if (!established(scene.evidence.proxy)) {
    // Nobody knows of the proxy: what ails the upstreams weighs as where it was not asked.
    return causes.empty()                              ? Status::inconclusive
           : without_proxy(scene) == Status::unhealthy ? Status::unhealthy
                                                       : Status::degraded;
  }
  if (scene.proxy.fails) {
    return Status::unhealthy;
  }
  const bool sampled = samples_fail(scene, causes);
  bool differs = false;
  for (std::size_t i = 0; i < scene.of_upstreams.size(); ++i) {
    differs = differs || classes_differ(scene, i);
  }
  if (auto refusal = differs ? refused_by_itself(scene) : std::nullopt) {
    put_refusal_first(*std::move(refusal), causes);
  } else {
    put_limit_first(scene, causes);
  }
  for (std::size_t i = 0; causes.empty() && i < scene.of_upstreams.size(); ++i) {
    if (classes_differ(scene, i)) {
      auto told = told_of_answer(scene);
      causes = told ? std::vector{std::move(*told)} : class_causes(scene, i);
    }
  }
  return causes.empty() ? Status::healthy : sampled ? Status::unhealthy : Status::degraded;
}

// "; it speaks FastCGI, and so, evidently, does the proxy"
std::string other_protocol(const Scene& scene) {
  for (const Finding& finding : scene.of_upstreams.front()) {
    if (finding.weight == Finding::Weight::hard) {
      return "; asked our way it fails (" + finding.summary +
             "), and the proxy evidently asks another way";
    }
  }
  return "";
}

std::string not_looked_at(const EndpointTrace& trace) {
  const std::string reason = !kept_out(trace)            ? local_reason(trace)
                             : trace.socket_path.empty() ? "this machine forbids the connect"
                                                         : "this run's user may not open it";
  return fmt::format(
      "; {} was not looked at{}{}", trace.endpoint, reason.empty() ? " to the end" : ": ", reason);
}

// Only what was seen is called well.
std::string healthy_sentence(const Scene& scene) {
  const auto& upstreams = scene.evidence.upstreams;
  const auto seen =
      static_cast<std::size_t>(std::ranges::count_if(upstreams, [](const EndpointTrace& trace) {
        return established(trace) && !kept_out(trace);
      }));
  const std::string missing =
      seen == upstreams.size() ? ""
      : upstreams.size() == 1  ? not_looked_at(upstreams.front())
                               : fmt::format("; {} of {} upstreams were not looked at to the end",
                                            upstreams.size() - seen,
                                            upstreams.size());
  if (!scene.proxy.asked) {
    return (upstreams.size() == 1 ? fmt::format("{} is well", upstreams.front().endpoint)
                                  : fmt::format("{} upstreams are well", seen)) +
           missing;
  }
  const std::string proxy = scene.proxy.status > 0 ? fmt::format("the proxy answers {} in {}",
                                                                 scene.proxy.status,
                                                                 seconds(scene.proxy.elapsed_ms))
                                                   : std::string("the proxy takes connections");
  const bool http = upstreams.size() == 1 && upstreams.front().main() != nullptr &&
                    answered(*upstreams.front().main()) &&
                    upstreams.front().main()->http.response.has_head;
  if (upstreams.size() == 1 && seen == 1 && !http) {
    return proxy + ", and its upstream takes connections" + other_protocol(scene);
  }
  if (http && scene.proxy.attempt != nullptr &&
      asks_for_credentials(*scene.proxy.attempt, *upstreams.front().main())) {
    return fmt::format("{}, and its upstream answers {}: the credentials went to the proxy alone "
                       "(--upstream-header sends them there too)",
                       proxy,
                       upstreams.front().main()->http.response.status);
  }
  if (http && upstreams.front().scheme == "ajp" &&
      upstreams.front().main()->http.response.status == 403 && scene.proxy.status < 400) {
    return proxy + ", and its upstream answers 403 to us: its connector may want the secret that "
                   "the proxy has";
  }
  const bool own_host =
      http && upstreams.front().main()->http.response.status >= 400 && scene.proxy.status < 400;
  const bool both_refuse = http && scene.proxy.status >= 400 &&
                           scene.evidence.expectations.expect_status.empty() &&
                           upstreams.front().main()->http.response.status == scene.proxy.status;
  const std::string so_does =
      own_host      ? ", and so does its upstream when asked with the proxy's Host"
      : both_refuse ? ", and so does its upstream (--expect-status says what is well)"
                    : ", and so does its upstream";
  const std::string theirs = seen == 0 ? ""
                             : upstreams.size() == 1
                                 ? so_does
                                 : fmt::format(", and {} upstreams are well", seen);
  return proxy + theirs + missing;
}

std::string first_local_reason(const Evidence& evidence) {
  std::string reason = evidence.has_proxy ? local_reason(evidence.proxy) : "";
  for (std::size_t i = 0; reason.empty() && i < evidence.upstreams.size(); ++i) {
    reason = local_reason(evidence.upstreams[i]);
  }
  return reason;
}

std::string summarize(const Verdict& verdict, const Scene& scene) {
  if (!verdict.causes.empty()) {
    return verdict.causes.front().summary;
  }
  if (verdict.status == Status::inconclusive) {
    const std::string reason = first_local_reason(scene.evidence);
    return !reason.empty() ? "nothing could be established from here: " + reason
           : scene.evidence.interrupted
               ? fmt::format("nothing could be established before the end ({})",
                             scene.evidence.interrupted_by)
               : "nothing could be established from here";
  }
  return healthy_sentence(scene);
}

void mark_ignored(Verdict& verdict, const Evidence& evidence) {
  for (Cause& cause : verdict.causes) {
    cause.ignored =
        std::ranges::any_of(evidence.expectations.ignored, [&](const std::string& entry) {
          const std::size_t equals = entry.find('=');
          return entry.substr(0, equals) == cause.id &&
                 (equals == std::string::npos || entry.substr(equals + 1) == cause.endpoint);
        });
  }
}

int exit_code(const Verdict& verdict, const Evidence& evidence) {
  const bool all_ignored =
      !verdict.causes.empty() && std::ranges::all_of(verdict.causes, &Cause::ignored);
  switch (verdict.status) {
  case Status::healthy:
    return 0;
  case Status::degraded:
    return evidence.expectations.fail_on_degraded && !all_ignored ? 1 : 0;
  case Status::unhealthy:
    return all_ignored ? 0 : 1;
  case Status::inconclusive:
    return 3;
  }
  return 3;
}

} // namespace

int signal_code(const std::string& name) {
  return name == "SIGINT" ? 130 : name == "SIGTERM" ? 143 : name == "SIGHUP" ? 129 : 0;
}

Verdict diagnose(const Evidence& evidence) {
  const Scene scene = set_scene(evidence);
  Verdict verdict;
  verdict.causes = find_causes(scene);
  verdict.status = decide(scene, verdict.causes);
  if (verdict.status == Status::healthy || verdict.status == Status::inconclusive) {
    verdict.causes.clear();
  }
  verdict.partial = evidence.interrupted;
  mark_ignored(verdict, evidence);
  verdict.summary = summarize(verdict, scene);
  verdict.first_divergence = verdict.status == Status::healthy ? "" : find_divergence(scene);
  verdict.comparison = compare_sides(scene);
  verdict.ruled_out = rule_out(scene, verdict.causes);
  if (verdict.status != Status::healthy) {
    verdict.not_checked = list_not_checked(scene);
    verdict.decide_by = tell_apart(scene, verdict.causes);
  }
  const int signal = signal_code(evidence.interrupted_by);
  verdict.exit_code = signal != 0 ? signal : exit_code(verdict, evidence);
  return verdict;
}

} // namespace gwdiag
