// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "diagnosis/at_once.hpp"
#include "diagnosis/buffering.hpp"
#include "diagnosis/cached.hpp"
#include "diagnosis/fit.hpp"
#include "diagnosis/load_view.hpp"
#include "diagnosis/logged.hpp"
#include "diagnosis/pool.hpp"
#include "diagnosis/race.hpp"
#include "diagnosis/scene.hpp"
#include "diagnosis/second_fault.hpp"
#include "diagnosis/statement.hpp"

namespace gwdiag {

namespace {

std::string speaks_of(const Finding& finding) {
  const auto found = std::ranges::find(finding.details, "speaks", &Detail::key);
  return found == finding.details.end() ? "" : found->text;
}

// The upstream was asked in a way that is not its own, and the proxy evidently knows the right one:
// it answers well.
bool only_our_way_of_asking(const Finding& finding, const ProxyView& proxy) {
  // Nobody said how, and what the proxy answers is not what we got for our guess.
  if (finding.our_choice) {
    return proxy.status != static_cast<int>(detail(finding, "http_status").value_or(0));
  }
  static constexpr std::array<std::string_view, 3> ways{
      "proxy-protocol-expected", "plain-http-to-tls-port", "tls-to-plain-http-port"};
  static constexpr std::array<std::string_view, 5> applications{
      "fastcgi", "uwsgi", "scgi", "ajp", "http2"};
  const bool way = std::ranges::find(ways, std::string_view(finding.id)) != ways.end();
  const std::string speaks = speaks_of(finding);
  const bool application =
      finding.id == "protocol-mismatch" &&
      std::ranges::find(applications, std::string_view(speaks)) != applications.end();
  return proxy.status > 0 && proxy.status < 400 && (way || application);
}

// Certificates that a proxy in front has shown to accept are no fault there; what is wrong with
// their dates is.
bool fault_behind_a_good_answer(const Finding& finding, const ProxyView& proxy) {
  if (only_our_way_of_asking(finding, proxy)) {
    return false;
  }
  if (finding.weight == Finding::Weight::hard) {
    return true;
  }
  if (finding.id == "proxy-protocol-unexpected") {
    return judge(finding, proxy).fit == Fit::agrees;
  }
  if (finding.id == "protocol-mismatch" && finding.weight == Finding::Weight::note) {
    const auto status = std::ranges::find(finding.details, "http_status", &Detail::key);
    return status != finding.details.end() &&
           proxy.status == static_cast<int>(status->number.value_or(0));
  }
  if (finding.id == "host-rejected" && proxy.attempt != nullptr) {
    const auto served = std::ranges::find(finding.details, "served_host", &Detail::key);
    const bool proxy_serves = served != finding.details.end() && proxy.status < 400;
    return !proxy_serves;
  }
  if (finding.weight == Finding::Weight::soft) {
    return true;
  }
  if (finding.id == "too-many-headers" && !finding.anomaly) {
    return false; // fewer than most proxies take
  }
  static constexpr std::array<std::string_view, 7> always{"oom-killed",
                                                          "memory-pressure",
                                                          "tls-cert-expired",
                                                          "tls-cert-not-yet-valid",
                                                          "header-too-large",
                                                          "too-many-headers",
                                                          "clock-wrong"};
  return std::ranges::find(always, std::string_view(finding.id)) != always.end();
}

int rank(const Judged& judged) {
  const int fit = judged.fit == Fit::agrees ? 0 : judged.fit == Fit::open ? 1 : 2;
  if ((judged.refused_head || judged.finding.ends_handshake) && judged.fit == Fit::agrees) {
    return -1; // a proxy that ends there never came to the body, or to the certificate
  }
  const int weight = judged.finding.weight == Finding::Weight::hard   ? 0
                     : judged.finding.weight == Finding::Weight::soft ? 1
                                                                      : 2;
  return fit * 3 + weight;
}

// The same bytes, body and all, from both sides: the proxy handed this upstream's answer on.
bool same_answer(const Scene& scene, int upstream) {
  const Attempt* ours = scene.evidence.upstreams[static_cast<std::size_t>(upstream)].main();
  const Attempt* theirs = scene.proxy.attempt;
  constexpr std::uint64_t telling = 32; // "Bad Gateway" is in everybody's mouth
  return ours != nullptr && theirs != nullptr && ours->http.response.body_bytes >= telling &&
         same_page(ours->http.response, theirs->http.response) &&
         !standard_page(theirs->http.response);
}

Certainty certainty_of(const Scene& scene, const Judged& judged) {
  if (judged.finding.id == "upstream-error-status" && judged.fit == Fit::agrees) {
    return same_answer(scene, judged.finding.upstream) ? Certainty::confirmed : Certainty::likely;
  }
  const bool weak = judged.finding.weight == Finding::Weight::note && !judged.grounded;
  if (judged.fit == Fit::agrees && !weak) {
    return judged.grounded || scene.proxy.profile == nullptr || !judged.finding.fault
               ? Certainty::likely
               : Certainty::possible;
  }
  if (judged.fit == Fit::open && judged.finding.weight == Finding::Weight::hard) {
    const bool described_only =
        scene.proxy.profile != nullptr && !scene.proxy.profile->verified && scene.proxy.wrote;
    return described_only ? Certainty::possible : Certainty::likely;
  }
  return Certainty::possible;
}

// Where the ciphers end the handshake, the proxy has seen no certificate of that upstream.
void doubt_certificates(std::vector<Judged>& all) {
  for (const Judged& one : all) {
    if (!one.finding.ends_handshake || one.fit != Fit::agrees) {
      continue;
    }
    for (Judged& other : all) {
      if (other.finding.upstream == one.finding.upstream &&
          other.finding.fault == Fault::tls_unverified) {
        other.finding.at_most = Certainty::possible;
      }
    }
  }
}

std::vector<Judged> judge_all(const Scene& scene) {
  std::vector<Judged> all;
  for (const Findings& findings : scene.of_upstreams) {
    for (const Finding& finding : findings) {
      Judged judged = judge(finding, scene.proxy);
      if (judged.fit != Fit::none) {
        all.push_back(std::move(judged));
      }
    }
  }
  std::ranges::stable_sort(all, {}, rank);
  doubt_certificates(all);
  return all;
}

void add(std::vector<Cause>& causes, Cause cause) {
  const auto same = std::ranges::find_if(
      causes, [&](const Cause& c) { return c.id == cause.id && c.upstream == cause.upstream; });
  if (same == causes.end()) {
    causes.push_back(std::move(cause));
    return;
  }
  for (Fact& fact : cause.evidence) { // the same fault at another place of the message
    const bool known =
        std::ranges::any_of(same->evidence, [&](const Fact& f) { return f.at == fact.at; });
    if (!known && same->evidence.size() < 8) {
      same->evidence.push_back(std::move(fact));
    }
  }
}

// A property of the certificate or the message, there whenever the proxy asks.
bool about_what_was_served(const Finding& finding) {
  return finding.anomaly.has_value() || finding.id.starts_with("tls-") ||
         finding.id == "sni-required" || finding.id == "header-buffer-exceeded" ||
         finding.id == "header-too-large" || finding.id == "clock-wrong" ||
         finding.id == "dns-sources-differ" || finding.id == "upstream-error-status";
}

// What was seen may be a fault, and another than the one that the gateway speaks of.
void contradict(const Statement& said, std::vector<Judged>& judged) {
  for (Judged& one : judged) {
    if (one.fit == Fit::open && disagrees(said, one.finding)) {
      one.fit = Fit::contradicts;
    }
  }
  std::ranges::stable_sort(judged, {}, rank);
}

// Some of an endpoint's addresses fail, or one address family.
bool about_addresses(const Finding& finding) {
  return finding.id == "some-upstreams-failing" || finding.id == "address-family-broken";
}

// What clients meet at the proxy itself, whatever else is wrong: an address that fails beside the
// one that was asked, a certificate that they refuse. Neither accounts for the answer.
void add_own_of_proxy(const Scene& scene, std::vector<Cause>& causes) {
  for (const Finding& finding : scene.of_proxy) {
    if (about_addresses(finding) || finding.id.starts_with("tls-cert-")) {
      add(causes, to_cause(scene, {finding, Fit::open, false}, Certainty::possible));
    }
  }
}

// A cache answered for the upstream: that does not speak against what was seen there.
void note_cache(const Scene& scene, const Finding& finding, Cause& cause) {
  const auto cached = proxy_cached(scene);
  if (!cached ||
      (finding.weight != Finding::Weight::hard && finding.id != "upstream-error-status")) {
    return;
  }
  cause.summary += fmt::format("; the proxy answers {}", in_words(*cached));
  cause.certainty = std::min(Certainty::likely, finding.at_most);
  cause.details.push_back(text_detail("cached_by", cached->by));
  if (cached->age_s) {
    cause.details.push_back(number_detail("cache_age_s", *cached->age_s));
  }
}

// Whoever verifies refuses it, and it will not get better by itself: a fault of its own, beside
// whatever explains the failure.
bool out_of_date(const Finding& finding) {
  return finding.id == "tls-cert-expired" || finding.id == "tls-cert-not-yet-valid";
}

// That it fails now and then is no riddle: a broken message may meet a proxy before or after its
// own head has left, and an upstream may be just as slow as the proxy is patient.
bool comes_and_goes(const Judged& one) {
  const bool message = one.finding.anomaly && one.finding.weight != Finding::Weight::note;
  const bool pace =
      one.finding.fault == Fault::answer_timeout && !one.finding.anomaly &&
      (one.finding.id == "proxy-timeout-too-short" || one.finding.id == "slow-response");
  // A body that ends without a word is a whole one to some turns of a proxy, and a cut one to
  // others.
  const bool cut = one.finding.fault == Fault::truncated_body && one.fit == Fit::agrees;
  return message || cut || (pace && one.fit == Fit::open);
}

// Where no scheme was given and the upstream failed in plain HTTP before it answered in TLS, the
// proxy that fails may have asked as we did at first.
void lead_with_plain_request(const Scene& scene, std::vector<Cause>& causes) {
  const auto plain = std::ranges::find(causes, "plain-http-to-tls-port", &Cause::id);
  if (plain == causes.end() || plain->upstream < 0 ||
      std::ranges::any_of(
          causes, [](Certainty c) { return c != Certainty::possible; }, &Cause::certainty)) {
    return;
  }
  const EndpointTrace& upstream =
      scene.evidence.upstreams[static_cast<std::size_t>(plain->upstream)];
  const Attempt* const ours = upstream.main();
  if (ours == nullptr || ours->role != "other-scheme") {
    return;
  }
  const Attempt& first = upstream.attempts.front();
  const Fault fault = first.http.error == "reset" ? Fault::reset : Fault::closed;
  if (first.scheme != "http" || (first.http.error != "reset" && first.http.error != "closed") ||
      !may_show(scene.proxy, fault)) {
    return; // answered, as with "sent to HTTPS port": a proxy hands that on
  }
  plain->evidence.push_back(
      make_fact("http",
                fmt::format("asked in plain HTTP, as no scheme was given: {}", first.http.because),
                fmt::format("/upstreams/{}/attempts/0/http/error", plain->upstream)));
  std::rotate(causes.begin(), plain, plain + 1);
}

// It takes TLS 1.3 only, and this product speaks that unless it is told not to.
bool only_for_old_tls(const Judged& one) {
  return takes_newest_tls_only(one.finding) && one.fit == Fit::contradicts;
}

// The proxy fails: what explains that, then what does not.
std::vector<Cause> of_failure(const Scene& scene) {
  std::vector<Cause> causes;
  if (scene.proxy.attempt != nullptr && scene.proxy.attempt->tcp.status == StageStatus::ok &&
      find_loop(scene, causes)) {
    return causes;
  }
  auto judged = judge_all(scene);
  const auto said = statement_of(scene);
  const auto borne_out = [&](const Judged& one) {
    return said && one.fit != Fit::contradicts && agrees(*said, one.finding);
  };
  if (said) {
    contradict(*said, judged);
    std::ranges::stable_partition(judged, borne_out);
  }
  const bool explained = std::ranges::any_of(
      judged, [&](const Judged& one) { return explains(one) || borne_out(one); });
  std::vector<Cause> last;
  for (const Judged& one : judged) {
    const bool contradicts = one.fit == Fit::contradicts;
    // What this proxy should not mind is said when nothing else explains the failure: its
    // configuration may differ.
    if (contradicts && one.finding.weight != Finding::Weight::hard && !out_of_date(one.finding) &&
        (explained || !about_what_was_served(one.finding))) {
      if (is_next(one, judged, scene.proxy)) {
        last.push_back(to_cause(scene, one, Certainty::possible));
        last.back().summary += fmt::format(
            ", a second fault: {} refuses that once it waits long enough", scene.proxy.title());
      }
      continue;
    }
    const bool same = borne_out(one); // seen, and the gateway says the same of its side
    const Certainty certainty = certainty_of(scene, one);
    Cause cause = to_cause(scene, one, same ? std::max(certainty, Certainty::likely) : certainty);
    if (same) {
      cause.evidence.push_back(said->fact);
    }
    add(only_for_old_tls(one) ? last : causes, std::move(cause));
  }
  if (!explained) {
    // In front of a proxy that says nothing of itself even what few mind may be what it minds, and
    // a pace that others bear what it did not wait for.
    const bool picky = std::ranges::any_of(judged, [](const Judged& one) {
      return one.fit == Fit::open && (one.finding.anomaly || comes_and_goes(one));
    });
    auto candidates = find_candidates(scene, picky || std::ranges::any_of(judged, fits));
    if (std::ranges::any_of(judged, comes_and_goes)) {
      std::erase_if(candidates, [](const Cause& c) { return c.id == "intermittent"; });
    }
    // An own failure of the proxy, or of the way to it, comes before a fault that does not fit.
    const bool own =
        said || (!candidates.empty() && (candidates.front().certainty != Certainty::possible ||
                                         candidates.front().id == "unix-socket-permission"));
    causes.insert(own ? causes.begin() : causes.end(), candidates.begin(), candidates.end());
  }
  causes.insert(causes.end(), last.begin(), last.end());
  add_own_of_proxy(scene, causes);
  lead_with_plain_request(scene, causes);
  return causes;
}

// A page that says that the port speaks something else came through the proxy: it is the upstream's
// page, and the fault is there.
void add_handed_on(const Scene& scene, std::vector<Cause>& causes) {
  const Attempt* theirs = scene.proxy.attempt;
  if (theirs == nullptr || theirs->http.speaks.empty() || !theirs->http.response.has_head) {
    return;
  }
  const auto& of_proxy = scene.evidence.proxy.attempts;
  const std::size_t as_tls = find_role(scene.evidence.proxy, "as-tls");
  if (as_tls < of_proxy.size() && tls_came(of_proxy[as_tls])) {
    return; // its own page: its own port was asked so
  }
  for (std::size_t i = 0; i < scene.evidence.upstreams.size(); ++i) {
    const auto& attempts = scene.evidence.upstreams[i].attempts;
    const auto same = std::ranges::find_if(attempts, [&](const Attempt& a) {
      return a.http.speaks == theirs->http.speaks &&
             a.http.response.body_hash == theirs->http.response.body_hash;
    });
    if (same == attempts.end()) {
      continue;
    }
    const bool tls = theirs->http.speaks == "tls";
    Cause cause = make_cause(scene,
                             tls ? "plain-http-to-tls-port" : "protocol-mismatch",
                             Subject::upstream,
                             static_cast<int>(i),
                             fmt::format("{} speaks {}, and the proxy asks it in plain HTTP",
                                         same->address,
                                         tls ? "TLS" : theirs->http.speaks));
    cause.certainty = Certainty::confirmed;
    cause.details = {text_detail("speaks", theirs->http.speaks)};
    cause.evidence = {
        make_fact("http",
                  "the proxy hands on the same page that the upstream answers to plain HTTP",
                  "/proxy/stages/http/speaks"),
        make_fact(
            "http",
            same->http.speaks_why,
            fmt::format("/upstreams/{}/attempts/{}/http/speaks", i, same - attempts.begin()))};
    causes.push_back(std::move(cause));
  }
}

// The proxy answers: faults that it tolerates, does not meet or hides.
std::vector<Cause> of_success(const Scene& scene) {
  std::vector<Cause> causes;
  add_handed_on(scene, causes);
  if (!causes.empty()) {
    return causes;
  }
  for (const Findings& findings : scene.of_upstreams) {
    for (const Finding& finding : findings) {
      if (auto certificate = wants_its_certificate(scene, finding)) {
        add(causes, *std::move(certificate));
        continue;
      }
      if (!fault_behind_a_good_answer(finding, scene.proxy)) {
        continue;
      }
      Judged judged = judge(finding, scene.proxy);
      Cause cause = to_cause(
          scene, judged, judged.fit == Fit::agrees ? Certainty::likely : Certainty::possible);
      note_cache(scene, finding, cause);
      add(causes, std::move(cause));
    }
  }
  for (const Finding& finding : scene.of_proxy) {
    const bool known =
        std::ranges::any_of(causes, [&](const Cause& c) { return c.id == finding.id; });
    // What the proxy's own answer is made of is no fault of the pair, unless it is late
    // or not to be had at each of its addresses.
    const bool some = about_addresses(finding);
    // Under load the way through the proxy meets what its upstream meets.
    const bool load =
        by_load(finding.details) && std::ranges::none_of(causes, by_load, &Cause::details);
    if (!known && (finding.weight == Finding::Weight::hard || some || load ||
                   finding.id == "slow-response")) {
      const Certainty certainty = load ? Certainty::possible : Certainty::likely;
      add(causes, to_cause(scene, {finding, Fit::open, false}, certainty));
    }
  }
  if (auto headless = answer_without_a_head(scene); headless && causes.empty()) {
    causes.push_back(*std::move(headless));
  }
  std::ranges::copy(races_ahead(scene), std::back_inserter(causes));
  return causes;
}

// Nobody asked the proxy: each upstream stands for itself.
std::vector<Cause> of_upstreams_alone(const Scene& scene) {
  std::vector<Cause> causes;
  for (const Judged& judged : judge_all(scene)) {
    if (judged.finding.weight == Finding::Weight::note &&
        judged.finding.id.starts_with("tls-cert-") == false) {
      continue;
    }
    const bool sure = judged.finding.weight == Finding::Weight::hard;
    add(causes, to_cause(scene, judged, sure ? Certainty::likely : Certainty::possible));
  }
  return causes;
}

// "intermittent" and "unexplained" never stand beside a cause that explains.
void drop_empty_words(std::vector<Cause>& causes) {
  const bool explained = std::ranges::any_of(
      causes, [](const Cause& c) { return c.id != "intermittent" && c.id != "unexplained"; });
  if (explained && causes.front().id != "intermittent") {
    std::erase_if(causes,
                  [](const Cause& c) { return c.id == "intermittent" || c.id == "unexplained"; });
  }
}

void number(std::vector<Cause>& causes) {
  double likely = 0.9;
  double possible = 0.4;
  for (Cause& cause : causes) {
    if (cause.certainty == Certainty::confirmed) {
      cause.confidence = 0.97;
    } else if (cause.certainty == Certainty::likely) {
      cause.confidence = likely;
      likely = std::max(0.5, likely - 0.05);
    } else {
      cause.confidence = possible;
      possible = std::max(0.05, possible - 0.05);
    }
  }
}

} // namespace

std::vector<Cause> find_causes(const Scene& scene) {
  std::vector<Cause> causes;
  if (!scene.proxy.asked) {
    causes = of_upstreams_alone(scene);
  } else if (!established(scene.evidence.proxy)) {
    causes = of_upstreams_alone(scene);
  } else if (scene.proxy.fails) {
    causes = of_failure(scene);
    weigh_logs(scene, causes);
    quote_unknown_errors(scene, causes);
  } else {
    causes = of_success(scene);
    show_hidden(scene, causes);
    add_missing_script(scene, causes);
    if (auto cause = one_at_a_time(scene)) {
      causes.push_back(*std::move(cause));
    }
    add_samples(scene, causes);
  }
  note_buffering(scene, causes);
  add_pool(scene, causes);
  drop_empty_words(causes);
  count_alike(scene, causes);
  number(causes);
  return causes;
}

} // namespace gwdiag
