// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/request.hpp"
#include "diagnosis/local_reason.hpp"
#include "diagnosis/path_rows.hpp"
#include "diagnosis/race.hpp"
#include "diagnosis/scene.hpp"
#include "diagnosis/statement.hpp"
#include "diagnosis/too_often.hpp"
#include "endpoint/host.hpp"

namespace gwdiag {

namespace {

Cause candidate(const Scene& scene, std::string id, Subject subject, std::string summary) {
  const int upstream = scene.of_upstreams.empty() ? -1 : 0;
  Cause cause = make_cause(scene, std::move(id), subject, upstream, std::move(summary));
  cause.evidence.push_back(proxy_fact(scene, nullptr));
  return cause;
}

} // namespace

void add_well_facts(const Scene& scene, Cause& cause) {
  for (std::size_t i = 0; i < scene.of_upstreams.size() && i < 3; ++i) {
    const Attempt* attempt = scene.evidence.upstreams[i].main();
    if (attempt != nullptr && answered(*attempt)) {
      cause.evidence.push_back(make_fact("http",
                                         fmt::format("asked directly, {} answers {}",
                                                     scene.evidence.upstreams[i].endpoint,
                                                     attempt->http.response.status),
                                         fmt::format("/upstreams/{}/stages/http/http_status", i)));
    }
  }
}

namespace {

// What libcurl got where we got no valid answer.
void add_second_opinion(const Scene& scene, std::vector<Cause>& causes) {
  const EndpointTrace& proxy = scene.evidence.proxy;
  const std::size_t index = find_role(proxy, "reference");
  if (index >= proxy.attempts.size() || causes.empty()) {
    return;
  }
  const Attempt& attempt = proxy.attempts[index];
  const bool took = attempt.http.error.empty();
  causes.front().evidence.push_back(make_fact(
      "http",
      took ? fmt::format("{}, status {}", attempt.http.because, attempt.http.response.status)
           : attempt.http.because,
      fmt::format("/proxy/attempts/{}/http/because", index),
      !took));
}

// What its own machine shows of the proxy explains whatever it answers.
bool proxy_exhausted(const Scene& scene, std::vector<Cause>& causes) {
  const auto found = std::ranges::find(scene.of_proxy, "proxy-resources-exhausted", &Finding::id);
  if (found == scene.of_proxy.end()) {
    return false;
  }
  Cause cause = to_cause(scene, {*found, Fit::agrees, true}, Certainty::confirmed);
  cause.evidence.push_back(proxy_fact(scene, nullptr));
  causes.push_back(std::move(cause));
  return true;
}

// The proxy's own port cannot be reached, or does not do what it should: every client meets that.
bool proxy_itself(const Scene& scene, std::vector<Cause>& causes) {
  const Attempt* attempt = scene.proxy.attempt;
  const bool no_answer = attempt == nullptr || attempt->http.status == StageStatus::skipped ||
                         attempt->tls.status == StageStatus::failed;
  const bool certificate = attempt != nullptr && attempt->tls.status == StageStatus::warning &&
                           expected_status(scene.proxy.status, scene.evidence.expectations);
  if (!no_answer && !certificate) {
    return false;
  }
  for (const Finding& finding : scene.of_proxy) {
    if (finding.weight != Finding::Weight::hard) {
      continue;
    }
    causes.push_back(to_cause(scene, {finding, Fit::agrees, true}, Certainty::confirmed));
  }
  return !causes.empty();
}

// One server that was asked one thing twice says the same twice; evidence of two machines may hold
// two servers at 127.0.0.1.
bool same_place(const EndpointTrace& a, const EndpointTrace& b) {
  const Attempt* one = a.main();
  const Attempt* two = b.main();
  return one != nullptr && two != nullptr && one->address == two->address &&
         one->scheme == two->scheme && one->http.request.host == two->http.request.host &&
         one->http.request.target == two->http.request.target &&
         one->http.error == two->http.error &&
         one->http.response.status == two->http.response.status;
}

} // namespace

bool find_loop(const Scene& scene, std::vector<Cause>& causes) {
  for (std::size_t i = 0; i < scene.evidence.upstreams.size(); ++i) {
    if (!same_place(scene.evidence.proxy, scene.evidence.upstreams[i])) {
      continue;
    }
    Cause cause = make_cause(
        scene,
        "proxy-loop",
        Subject::upstream,
        static_cast<int>(i),
        fmt::format("the upstream {} is the proxy itself", scene.evidence.upstreams[i].endpoint));
    cause.certainty = Certainty::likely;
    cause.evidence.push_back(make_fact("tcp",
                                       "both names lead to the same address and port",
                                       fmt::format("/upstreams/{}/stages/tcp/address", i)));
    cause.evidence.push_back(proxy_fact(scene, nullptr));
    causes.push_back(std::move(cause));
    return true;
  }
  return false;
}

namespace {

// It failed, and one of the samples did not.
bool changed_in_samples(const Scene& scene, std::vector<Cause>& causes) {
  if (scene.proxy.attempt == nullptr) {
    return false;
  }
  const auto& samples = scene.proxy.attempt->timing.samples;
  const auto good = std::ranges::find_if(samples, [&](const TimingTrace::Sample& s) {
    return s.error.empty() && expected_status(s.http_status, scene.evidence.expectations);
  });
  if (good == samples.end()) {
    return false;
  }
  Cause cause = candidate(scene,
                          "intermittent",
                          Subject::path,
                          fmt::format("the proxy fails now and then: one of {} samples is {}",
                                      samples.size(),
                                      good->http_status));
  cause.certainty = Certainty::likely;
  cause.evidence.push_back(
      make_fact("timing",
                fmt::format("a sample is answered with {}", good->http_status),
                fmt::format("/proxy/stages/timing/samples/{}", good - samples.begin())));
  causes.push_back(std::move(cause));
  return true;
}

// Asked again it answered well, at the first time or a later one.
bool changed(const Scene& scene, std::vector<Cause>& causes) {
  const EndpointTrace& proxy = scene.evidence.proxy;
  static constexpr std::array roles{"again", "again-2", "again-3", "alone"};
  const auto well = [&](const char* role) {
    const std::size_t index = find_role(proxy, role);
    return index < proxy.attempts.size() &&
           !attempt_fails(proxy.attempts[index], scene.evidence.expectations);
  };
  const auto* const role = std::ranges::find_if(roles, well);
  if (role == roles.end()) {
    return changed_in_samples(scene, causes);
  }
  const std::size_t again = find_role(proxy, *role);
  Cause cause = candidate(
      scene,
      "intermittent",
      Subject::path,
      fmt::format("the proxy fails now and then: {}, then {}",
                  scene.proxy.status > 0 ? std::to_string(scene.proxy.status) : scene.proxy.error,
                  proxy.attempts[again].http.response.status));
  cause.certainty = Certainty::likely;
  cause.evidence.push_back(
      make_fact("http",
                fmt::format("asked {} it answers {}",
                            role == roles.begin() ? "once more" : "more than once",
                            proxy.attempts[again].http.response.status),
                fmt::format("/proxy/attempts/{}/http/http_status", again)));
  auto race = race_met(scene);
  if (race) {
    race->evidence.insert(race->evidence.end(), cause.evidence.begin(), cause.evidence.end());
  }
  if (!race || race->certainty == Certainty::possible) {
    causes.push_back(std::move(cause));
  }
  if (race) {
    causes.push_back(std::move(*race));
  }
  return true;
}

// The upstream was asked in the protocol that the proxy hands on.
bool is_asked_in(const EndpointTrace& upstream, std::string_view protocol) {
  static constexpr std::array<std::string_view, 3> http2{"h2c", "grpc", "grpcs"};
  const Attempt* main = upstream.main();
  const bool scheme = std::ranges::find(http2, std::string_view(upstream.scheme)) != http2.end();
  return protocol == "http2" &&
         (scheme || (main != nullptr && main->http.protocol.name == "http2"));
}

// Bytes of another protocol come through the proxy: it hands on what it took for HTTP/0.9. Where
// the upstream is known to speak that, only the proxy asks it wrongly; else they are somebody
// else's.
bool hands_on_another_protocol(const Scene& scene, std::vector<Cause>& causes) {
  const Attempt* attempt = scene.proxy.attempt;
  if (attempt == nullptr || attempt->http.speaks.empty() || attempt->http.response.has_head) {
    return false;
  }
  const bool itself = !scene.evidence.proxy.identify.speaks.empty();
  if (itself || !scene.all_upstreams_well()) {
    return false;
  }
  const EndpointTrace& upstream = scene.evidence.upstreams.front();
  const bool its_own = is_asked_in(upstream, attempt->http.speaks);
  Cause cause = candidate(
      scene,
      its_own ? "protocol-mismatch" : "wrong-upstream-address",
      its_own ? Subject::upstream : Subject::path,
      its_own
          ? fmt::format("{} speaks HTTP/2, and the proxy asks it in HTTP/1: what it hands on is "
                        "HTTP/2",
                        upstream.endpoint)
          : fmt::format("the proxy hands on {}: it talks to another port than the upstream's",
                        attempt->http.speaks));
  cause.certainty = Certainty::likely;
  cause.details.push_back(text_detail("speaks", attempt->http.speaks));
  cause.evidence.push_back(
      make_fact("http", attempt->http.speaks_why, "/proxy/stages/http/speaks"));
  add_well_facts(scene, cause);
  causes.push_back(std::move(cause));
  return true;
}

// A socket that its owner alone may open refuses a proxy that runs as somebody else.
bool closed_to_others(const EndpointTrace& upstream) {
  return upstream.main() != nullptr && upstream.main()->tcp.socket_access == "restricted";
}

Cause permission(const Scene& scene, std::size_t i) {
  const TcpTrace& tcp = scene.evidence.upstreams[i].main()->tcp;
  Cause cause = make_cause(
      scene,
      "unix-socket-permission",
      Subject::path,
      static_cast<int>(i),
      fmt::format("the socket {} is not open to everybody: the proxy's user may not be allowed",
                  scene.evidence.upstreams[i].socket_path));
  cause.evidence.push_back(proxy_fact(scene, nullptr));
  cause.evidence.push_back(make_fact("tcp",
                                     "we may open it; it is " + tcp.socket_owner,
                                     fmt::format("/upstreams/{}/stages/tcp/socket_owner", i)));
  return cause;
}

// Such a socket takes our connects, and what is seen behind it does not explain the failure: it may
// be a second fault, which the proxy has not come to.
void add_permission(const Scene& scene, std::vector<Cause>& causes) {
  const auto& upstreams = scene.evidence.upstreams;
  const auto closed = std::ranges::find_if(upstreams, closed_to_others);
  const bool known = std::ranges::any_of(
      causes, [](const Cause& cause) { return cause.id == "unix-socket-permission"; });
  if (closed != upstreams.end() && !known && may_show(scene.proxy, Fault::connect_refused)) {
    causes.push_back(permission(scene, static_cast<std::size_t>(closed - upstreams.begin())));
  }
}

// The proxy may put a PROXY header before its requests: asked so, the upstream fails in a way that
// this product answers like that.
void add_proxy_header(const Scene& scene, std::vector<Cause>& causes) {
  if (std::ranges::find(causes, "plain-http-to-tls-port", &Cause::id) != causes.end()) {
    return; // one fault, the more specific id
  }
  for (const Findings& findings : scene.of_upstreams) {
    for (const Finding& finding : findings) {
      if (finding.id == "proxy-protocol-unexpected" && finding.fault &&
          may_show(scene.proxy, *finding.fault)) {
        std::erase_if(causes, [](const Cause& c) { return c.id == "protocol-mismatch"; });
        causes.push_back(to_cause(scene, {finding, Fit::open, false}, Certainty::possible));
      }
    }
  }
}

// Does this product answer so for any failure on the way to an upstream?
bool fits_a_way(const ProxyView& proxy) {
  for (int i = 0; i < static_cast<int>(Fault::count_); ++i) {
    if (may_show(proxy, static_cast<Fault>(i))) {
      return true;
    }
  }
  return false;
}

// What the proxy says itself comes first where it names a service's own leg or its own state; that
// an upstream fails which is well from here it can only say of another one, or of the way.
bool add_statement(const Scene& scene, const Statement& said, std::vector<Cause>& causes) {
  for (Cause& cause : to_causes(scene, said, Subject::path, 0)) {
    add_well_facts(scene, cause);
    causes.push_back(std::move(cause));
  }
  return said.names_a_leg();
}

bool verifies_when_told(const ProxyView& proxy) {
  return proxy.profile != nullptr && proxy.profile->asking != nullptr &&
         proxy.profile->asking(proxy.version).verify == VerifyRule::none;
}

void paths(const Scene& scene, std::vector<Cause>& causes) {
  const auto said = statement_of(scene);
  const bool of_upstream = said && said->leg != Leg::none && !said->ids.front().starts_with("cdn-");
  if (said && !of_upstream && !add_statement(scene, *said, causes)) {
    return;
  }
  if (!said && !fits_a_way(scene.proxy)) {
    return;
  }
  const auto& upstreams = scene.evidence.upstreams;
  const auto restricted = std::ranges::find_if(upstreams, closed_to_others);
  if (restricted != upstreams.end() && may_show(scene.proxy, Fault::connect_refused)) {
    causes.push_back(permission(scene, static_cast<std::size_t>(restricted - upstreams.begin())));
  }
  const std::size_t first = causes.size();
  for (const PathRow& row : path_rows(scene, faults_of(said ? said->leg : Leg::none))) {
    Cause cause = candidate(scene, std::string(row.id), row.subject, row.summary);
    if (of_upstream) {
      cause.evidence.push_back(said->fact);
    }
    add_well_facts(scene, cause);
    causes.push_back(std::move(cause));
  }
  if (auto name = name_of_a_preserved_host(scene)) {
    // Behind the best fit where the product verifies only when told to.
    const bool told = verifies_when_told(scene.proxy) && causes.size() > first;
    causes.insert(causes.begin() + static_cast<std::ptrdiff_t>(first + (told ? 1 : 0)),
                  *std::move(name));
  }
  if (auto chain =
          scene.proxy.attempt == nullptr ? std::nullopt : chain_longer_than_verified(scene)) {
    // A name that is compared without being told goes before it.
    const bool named = causes.size() > first && causes[first].id == "tls-cert-name-mismatch" &&
                       !is_address(host_of(scene.proxy.attempt->http.request.host));
    const bool told = verifies_when_told(scene.proxy) && causes.size() > first;
    causes.insert(causes.begin() + static_cast<std::ptrdiff_t>(first + (named || told ? 1 : 0)),
                  *std::move(chain));
  }
  if (of_upstream && causes.empty()) {
    add_statement(scene, *said, causes);
  }
  add_proxy_header(scene, causes);
}

} // namespace

namespace {

bool not_to_be_seen(const EndpointTrace& upstream) {
  return !local_reason(upstream).empty();
}

// Whoever answers behind the proxy says when to come back, and the upstream was asked beside it.
void add_limit_of_the_rate(const Scene& scene, std::vector<Cause>& causes) {
  const EndpointTrace& proxy = scene.evidence.proxy;
  const std::size_t alone = find_role(proxy, "alone");
  const bool refuted = alone < proxy.attempts.size() &&
                       attempt_fails(proxy.attempts[alone], scene.evidence.expectations);
  if (scene.proxy.wrote || scene.proxy.attempt == nullptr || refuted ||
      !asked_too_often(*scene.proxy.attempt)) {
    return;
  }
  Cause cause = candidate(scene,
                          "connection-limit",
                          Subject::path,
                          fmt::format("the proxy answers {} and says when to come back: there may "
                                      "be a limit on how often it is asked, and both sides were",
                                      scene.proxy.status));
  add_well_facts(scene, cause);
  causes.insert(causes.begin(), std::move(cause));
}

// This machine has no address of the upstream's family: a proxy that runs here has none either.
void add_missing_family(const Scene& scene, std::vector<Cause>& causes) {
  for (std::size_t i = 0; i < scene.evidence.upstreams.size(); ++i) {
    const EndpointTrace& upstream = scene.evidence.upstreams[i];
    const std::string error = upstream.main() == nullptr ? "" : upstream.main()->tcp.error;
    if ((error != "no-ipv4" && error != "no-ipv6") || !may_show(scene.proxy, Fault::unreachable)) {
      continue;
    }
    Cause cause = make_cause(scene,
                             "network-unreachable",
                             Subject::path,
                             static_cast<int>(i),
                             local_reason(upstream) +
                                 ": if the proxy runs here, it cannot reach the upstream either");
    cause.evidence = {make_fact("tcp",
                                upstream.main()->tcp.because,
                                fmt::format("/upstreams/{}/stages/tcp/error", i)),
                      proxy_fact(scene, nullptr)};
    causes.insert(causes.begin(), std::move(cause));
    return;
  }
}

} // namespace

std::vector<Cause> find_candidates(const Scene& scene, bool may_be) {
  std::vector<Cause> causes;
  if (proxy_exhausted(scene, causes) || proxy_itself(scene, causes) || changed(scene, causes) ||
      hands_on_another_protocol(scene, causes)) {
    add_second_opinion(scene, causes);
    return causes;
  }
  if (std::ranges::all_of(scene.evidence.upstreams, not_to_be_seen)) { // or none was given
    causes = from_proxy_alone(scene);
    add_missing_family(scene, causes);
    return causes;
  }
  if (scene.all_upstreams_well()) {
    const bool no_gateway_error = scene.proxy.status == 0 || scene.proxy.stopped_short;
    if (no_gateway_error) { // not an error that a proxy writes: its own port is what fails
      for (const Finding& finding : scene.of_proxy) {
        if (finding.weight != Finding::Weight::hard) {
          continue;
        }
        const Certainty certainty =
            may_be || still_waits(scene.proxy) ? Certainty::possible : Certainty::likely;
        causes.push_back(to_cause(scene, {finding, Fit::open, false}, certainty));
      }
    }
    if (causes.empty() || still_waits(scene.proxy)) {
      paths(scene, causes);
    }
    add_limit_of_the_rate(scene, causes);
  }
  add_permission(scene, causes);
  if (const auto said = statement_of(scene); said && causes.empty()) {
    causes = to_causes(scene, *said, Subject::upstream, 0);
  }
  if (causes.empty()) {
    causes.push_back(
        candidate(scene,
                  "unexplained",
                  Subject::path,
                  answer_in_words(scene.proxy) +
                      (std::ranges::all_of(scene.evidence.upstreams, established)
                           ? ", and nothing seen explains it"
                       : std::ranges::any_of(scene.evidence.upstreams, not_to_be_seen)
                           ? ", and an upstream could not be looked at from here"
                           : ", and the upstream had not answered when the run ended")));
  }
  add_second_opinion(scene, causes);
  return causes;
}

} // namespace gwdiag
