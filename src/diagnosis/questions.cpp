// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/questions.hpp"

#include <array>

#include "base/request.hpp"
#include "diagnosis/at_once.hpp"
#include "diagnosis/headless.hpp"
#include "diagnosis/host_view.hpp"
#include "diagnosis/inquiry.hpp"
#include "diagnosis/too_often.hpp"
#include "proxies/offers.hpp"

namespace gwdiag {

Question named(std::string role, bool quick) {
  Question question;
  question.role = std::move(role);
  question.quick = quick;
  return question;
}

void ask_again(Inquiry& inquiry) {
  inquiry.add(named("again", false));
}

void ask_proxy_header(Inquiry& inquiry) {
  Question question = named("proxy-v1");
  question.proxy_protocol = 1;
  if (inquiry.asked("proxy-v1")) {
    question.role = "proxy-v2";
    question.proxy_protocol = 2;
  }
  inquiry.add(std::move(question));
}

void identify(Inquiry& inquiry, bool passive) {
  if (!inquiry.trace.identify.asked.empty() || inquiry.rules.identify == IdentifyDepth::off) {
    return;
  }
  Question question = named("identify");
  question.target = inquiry.target;
  question.address = inquiry.attempt().address;
  question.everything = inquiry.rules.identify == IdentifyDepth::full;
  question.passive = passive || inquiry.rules.identify == IdentifyDepth::passive;
  question.no_listening = inquiry.attempt().http.error == "timeout" && !question.passive;
  inquiry.out.push_back(std::move(question));
}

bool with_answer(const Inquiry& inquiry, std::string_view role) {
  const std::size_t index = find_role(inquiry.trace, role);
  return index < inquiry.trace.attempts.size() && answered(inquiry.trace.attempts[index]);
}

namespace {

// Version 2 only where the page for version 1 is not the one that the proxy hands on.
void ask_refused_header(Inquiry& inquiry) {
  const std::size_t first = find_role(inquiry.trace, "proxy-v1");
  if (first < inquiry.trace.attempts.size() &&
      (inquiry.proxy.status != 400 || inquiry.proxy.attempt->http.response.body_hash ==
                                          inquiry.trace.attempts[first].http.response.body_hash)) {
    return;
  }
  ask_proxy_header(inquiry);
}

bool explained(const Findings& findings, const ProxyView& proxy) {
  return std::ranges::any_of(
      findings, [&](const Finding& finding) { return explains(judge(finding, proxy)); });
}

// What is never more than possible ends no search.
bool surely_explained(Findings findings, const ProxyView& proxy) {
  std::erase_if(findings, [](const Finding& f) { return f.at_most == Certainty::possible; });
  return explained(findings, proxy);
}

// By nothing but a certificate, which is refused each time or never: one more answer tells.
bool by_certificate_alone(Findings findings, const ProxyView& proxy) {
  std::erase_if(findings, [](const Finding& f) { return f.fault == Fault::tls_unverified; });
  return !surely_explained(std::move(findings), proxy);
}

// It chose a cipher out of all that there are which this product does not offer: does it take one
// that the product does?
void ask_with_its_ciphers(Inquiry& inquiry) {
  const TlsTrace& tls = inquiry.attempt().tls;
  const ProxyView& proxy = inquiry.proxy;
  if (!proxy.fails || !tls_came(inquiry.attempt()) || tls.version != "TLSv1.2" ||
      proxy.profile == nullptr || proxy.profile->asking == nullptr) {
    return;
  }
  const std::string_view offered = proxy.profile->asking(proxy.version).ciphers;
  if (!offered.empty() && !offers(offered, tls.cipher)) {
    Question question = named("proxy-ciphers", false);
    question.ciphers = offered;
    question.no_request = true;
    inquiry.add(std::move(question));
  }
}

// The proxy fails and this upstream is well when asked our way: is it well when asked the proxy's
// way?
void before_a_failing_proxy(Inquiry& inquiry) {
  const Attempt& attempt = inquiry.attempt();
  ask_other_host(inquiry);
  if (tls_came(attempt)) {
    if (!attempt.tls.sni.empty()) {
      Question question = named("no-sni");
      question.sni = "none";
      inquiry.add(std::move(question));
    }
    if (attempt.tls.version == "TLSv1.3") {
      Question question = named("tls12");
      question.tls12_at_most = true;
      inquiry.add(std::move(question));
    }
  }
  if (attempt.http.request.version == "1.1") {
    Question question = named("http10");
    question.http_version = "1.0";
    inquiry.add(std::move(question));
  }
}

// What each source of names says, where the proxy and we may have asked different ones.
void ask_name_sources(Inquiry& inquiry) {
  const DnsTrace& dns = inquiry.trace.dns;
  const bool elsewhere = inquiry.attempt().tcp.status != StageStatus::ok || inquiry.proxy.fails;
  if (dns.name.empty() || dns.name == "localhost" || !dns.sources.empty() || !elsewhere ||
      inquiry.round > 0) {
    return;
  }
  Question question = named("name-sources");
  question.target = inquiry.target;
  question.address = inquiry.attempt().address;
  inquiry.out.push_back(std::move(question));
}

Findings own_findings(const Inquiry& inquiry) {
  const std::size_t first = inquiry.evidence.has_proxy ? 1 : 0;
  return examine(inquiry.trace,
                 static_cast<int>(inquiry.target - first),
                 inquiry.evidence.expectations,
                 inquiry.evidence.started_at);
}

bool framed(const HttpTrace& http) {
  return http.protocol.name == "http2" || http.protocol.name == "grpc";
}

// Another protocol than HTTP/1 was asked in: does the silence pass, and is the port an HTTP one?
void about_application(Inquiry& inquiry) {
  const HttpTrace& http = inquiry.attempt().http;
  const bool silent = http.error == "closed" || http.error == "reset" || http.error == "timeout";
  // uwsgi and SCGI answer as HTTP does: is it the application's 400, or an HTTP server's?
  const bool refused = answered(inquiry.attempt()) && http.response.status == 400;
  // nginx says 400 to an HTTP/2 preface on a TLS port too: what does it say to a GET?
  const bool in_http1 = framed(http) && http.speaks == "http" && !tls_came(inquiry.attempt());
  if (!refused && !in_http1 && (!silent || !http.response.first_bytes.empty())) {
    return;
  }
  if (silent && http.error != "timeout" && !inquiry.asked("again")) {
    ask_again(inquiry);
  }
  if (with_answer(inquiry, "again")) {
    return;
  }
  if (framed(http) && silent && inquiry.asked("plain") && !with_answer(inquiry, "plain")) {
    identify(inquiry); // a TLS port may say nothing to either
    return;
  }
  Question question = named("plain");
  question.scheme = "http";
  inquiry.add(std::move(question));
}

// Another answer to another way of asking: is it that, or one turn in some that fails? Asked twice
// more and at once, as two turns in a row do not; and our own way once more, which a limit on how
// often may be asked refuses by now.
void confirm_difference(Inquiry& inquiry) {
  const auto differs = [&](std::string_view role) {
    const std::size_t index = find_role(inquiry.trace, role);
    if (index >= inquiry.trace.attempts.size()) {
      return false;
    }
    const Attempt& other = inquiry.trace.attempts[index];
    const bool told = (answered(other) && !asked_too_often(other)) || broke_off(other);
    return told && status_class(other) != status_class(inquiry.attempt());
  };
  if (differs("http10") && differs("other-host")) {
    ask_again(inquiry); // first: the budget does not reach for everything
  }
  for (const std::string suffix : {"-again", "-again-2"}) {
    for (const std::string role : {"http10", "other-host"}) {
      if (!differs(role)) {
        continue;
      }
      Question question = named(role + suffix);
      if (role == "http10") {
        question.http_version = "1.0";
      } else {
        question.host = inquiry.trace.attempts[find_role(inquiry.trace, role)].http.request.host;
      }
      inquiry.add(std::move(question));
    }
  }
  if (differs("http10") || differs("other-host")) {
    ask_again(inquiry);
  }
}

// The proxy gave up waiting, and this upstream is quick: always, or in this turn?
void ask_for_the_slow_turn(Inquiry& inquiry) {
  constexpr double long_wait_ms = 900;
  const double answer = inquiry.attempt().timing.answer_ms();
  if (inquiry.proxy.fails && inquiry.proxy.elapsed_ms > long_wait_ms &&
      answer < inquiry.proxy.elapsed_ms / 2) {
    ask_again(inquiry);
    inquiry.add(named("again-2", false));
  }
}

// The upstream answered.
void about_answer(Inquiry& inquiry) {
  const Attempt& attempt = inquiry.attempt();
  const HttpTrace& http = attempt.http;
  if (inquiry.gave_up_on(attempt)) {
    return; // the time explains it, and further questions would take as long
  }
  if (inquiry.proxy.fails && attempt.tcp.retransmits.value_or(0) > 0) {
    ask_again(inquiry); // one segment that was lost, or many?
    inquiry.add(named("again-2", false));
  }
  ask_with_its_ciphers(inquiry);
  const Attempt* const proxy = inquiry.proxy.attempt;
  if (proxy != nullptr && hands_on_no_head(proxy->http.response)) {
    ask_again(inquiry); // another port's bytes, or the upstream's at another turn?
    inquiry.add(named("again-2", false));
  }
  confirm_difference(inquiry);
  const bool other_class = inquiry.proxy.status / 100 != attempt.http.response.status / 100;
  const bool too_often = asked_too_often(attempt) || (proxy != nullptr && asked_too_often(*proxy));
  if (!too_often &&
      (other_class || attempt.http.response.status >= 500 || refused_alike(inquiry))) {
    ask_other_host(inquiry);
  }
  if (inquiry.proxy.fails && attempt.http.response.status == 400 && http.speaks.empty()) {
    ask_proxy_header(inquiry);
  }
  if (inquiry.proxy.status == 400 && attempt.http.response.status < 400) {
    ask_refused_header(inquiry); // what a server says to a line that is no request
  }
  const bool version_refused = inquiry.proxy.status == 426; // RFC 9110 section 15.5.22
  if (inquiry.proxy.asked && (inquiry.proxy.fails || version_refused) &&
      attempt.http.response.status < 500 && !explained(own_findings(inquiry), inquiry.proxy)) {
    ask_for_the_slow_turn(inquiry);
    before_a_failing_proxy(inquiry);
    if (inquiry.round > 0 && inquiry.proxy_may_send_a_header()) {
      ask_refused_header(inquiry);
    }
    if (inquiry.round > 0) {
      ask_again(inquiry);
    }
  }
}

// It fails behind the PROXY header that it was to get: is it well without? True: first of all.
bool ask_without_header(Inquiry& inquiry) {
  const Attempt& attempt = inquiry.attempt();
  const bool at_issue = attempt.http.status != StageStatus::skipped &&
                        attempt_fails(attempt, inquiry.evidence.expectations);
  const bool refused = answered(attempt) && attempt.http.response.status == 400;
  if (!inquiry.rules.proxy_header || attempt.tcp.status != StageStatus::ok ||
      (!at_issue && !refused && attempt.tls.status != StageStatus::failed)) {
    return false;
  }
  Question question = named("no-proxy-header");
  question.no_proxy_header = true;
  return inquiry.add(std::move(question)) || with_answer(inquiry, "no-proxy-header");
}

void about_upstream(Inquiry& inquiry) {
  const Attempt& attempt = inquiry.attempt();
  ask_name_sources(inquiry);
  const std::size_t first = inquiry.evidence.has_proxy ? 1 : 0;
  const int upstream = static_cast<int>(inquiry.target - first);
  if ((refused(attempt) && being_started(inquiry.evidence, upstream)) ||
      (answered(attempt) && has_turned(inquiry.evidence, upstream))) {
    ask_again(inquiry);
  }
  if (ask_without_header(inquiry)) {
    return;
  }
  doubt_the_header(inquiry);
  if (attempt.tcp.status != StageStatus::ok || one_silent_of_many(inquiry.evidence, attempt)) {
    return;
  }
  if (attempt.tls.status == StageStatus::failed) {
    after_handshake(inquiry);
    return;
  }
  const HttpTrace& http = attempt.http;
  if (!http.protocol.name.empty()) {
    about_application(inquiry);
    return;
  }
  if (http.status == StageStatus::skipped || http.error == "interrupted" || http.error == "tls") {
    return;
  }
  if (!answered(attempt)) {
    if (http.response.first_bytes.empty()) {
      after_silence(inquiry);
    } else if (http.error == "incomplete") {
      after_stall(inquiry);
    } else if (http.speaks.empty() && http.error == "invalid") {
      // Few bytes may be the refusal of many protocols; text may have come before the request did.
      identify(inquiry, http.response.first_bytes.size() >= 8);
    }
    return;
  }
  about_answer(inquiry);
}

// "The plain HTTP request was sent to an HTTPS port": its own page, or one that it hands on?
bool says_it_wants_tls(const Attempt& attempt) {
  return attempt.http.speaks == "tls" && attempt.http.response.has_head && !tls_came(attempt);
}

bool with_good_answer(const Inquiry& inquiry, std::string_view role) {
  const std::size_t index = find_role(inquiry.trace, role);
  return index < inquiry.trace.attempts.size() &&
         !attempt_fails(inquiry.trace.attempts[index], inquiry.evidence.expectations);
}

// Bytes of another protocol: its own, or handed on?
void ask_whose_bytes(Inquiry& inquiry) {
  const HttpTrace& http = inquiry.proxy.attempt->http;
  if (!http.speaks.empty() && !framed(http) && !http.response.has_head &&
      inquiry.trace.identify.asked.empty() && inquiry.rules.identify != IdentifyDepth::off) {
    Question question = named("identify");
    question.target = inquiry.target;
    question.address = inquiry.attempt().address;
    question.passive = http.speaks != "tls"; // an alert may be its own: does it speak TLS?
    inquiry.out.push_back(std::move(question));
  }
}

// A failure that nothing seen explains is asked for again; long waits are not repeated.
void about_proxy(Inquiry& inquiry) {
  constexpr double worth_repeating_ms = 5000;
  constexpr double worth_asking_often_ms = 1000;
  const ProxyView& proxy = inquiry.proxy;
  if (proxy.attempt != nullptr && says_it_wants_tls(*proxy.attempt)) {
    Question question = named("as-tls");
    question.scheme = "https";
    question.no_request = true;
    inquiry.add(std::move(question));
  }
  if (!proxy.fails || proxy.attempt == nullptr ||
      proxy.attempt->http.status == StageStatus::skipped || proxy.elapsed_ms > worth_repeating_ms) {
    return;
  }
  if (inquiry.evidence.upstreams.empty() && framed(proxy.attempt->http)) {
    about_application(inquiry);
    return;
  }
  bool any = false;
  bool certificate = false;
  for (std::size_t i = 0; i < inquiry.evidence.upstreams.size(); ++i) {
    const Findings findings = examine(inquiry.evidence.upstreams[i],
                                      static_cast<int>(i),
                                      inquiry.evidence.expectations,
                                      inquiry.evidence.started_at);
    any = any || surely_explained(findings, proxy);
    certificate = by_certificate_alone(findings, proxy);
  }
  if (any && certificate && inquiry.evidence.upstreams.size() == 1) {
    ask_again(inquiry);
  }
  if (any || inquiry.evidence.upstreams.empty()) {
    return;
  }
  const bool met_again = proxy.elapsed_ms < worth_asking_often_ms && inquiry.asked("again") &&
                         !with_good_answer(inquiry, "again");
  ask_again(inquiry);
  const bool own_503 =
      proxy.wrote && proxy.status == 503; // Varnish's says Retry-After of any fault
  if (met_again &&
      (own_503 || !asked_too_often(*proxy.attempt))) { // each time, or some turns of some in a row?
    inquiry.add(named("again-2"));
    inquiry.add(named("again-3"));
  }
  const bool tcp_only = inquiry.trace.scheme != "http" && inquiry.trace.scheme != "https";
  if (proxy.status == 0 && !tcp_only && inquiry.trace.socket_path.empty()) {
    inquiry.add(named(
        "reference",
        false)); // no valid answer, and no upstream that explains it: what does another client get?
  }
  ask_whose_bytes(inquiry);
}

} // namespace

bool one_silent_of_many(const Evidence& evidence, const Attempt& attempt) {
  return evidence.upstreams.size() > limits::questioned_pool &&
         attempt.tcp.status == StageStatus::ok &&
         (attempt.tls.error == "timeout" || attempt.http.error == "timeout");
}

namespace {

// Turns of one server are told apart by asking twice in a row: nothing else may take a turn
// between.
bool takes_turns(const Question& question) {
  return question.role == "again-2" || question.role == "again-3" ||
         question.role.ends_with("-again") || question.role.ends_with("-again-2");
}

void one_side_at_a_time(std::vector<Question>& questions, bool has_proxy) {
  const auto of_proxy = [&](const Question& q) { return has_proxy && q.target == 0; };
  const auto first = std::ranges::find_if(questions, takes_turns);
  if (first == questions.end()) {
    return;
  }
  const bool side = of_proxy(*first);
  std::erase_if(questions, [&](const Question& q) { return of_proxy(q) != side; });
}

} // namespace

std::vector<Question>
next_questions(const Evidence& evidence, const QuestionRules& rules, int round) {
  std::vector<Question> out;
  if (!rules.may_repeat) {
    return out;
  }
  if (auto alone = ask_alone(evidence)) { // nothing else may be under way
    out.push_back(*std::move(alone));
    return out;
  }
  const ProxyView proxy = view_proxy(evidence);
  const std::size_t first = evidence.has_proxy ? 1 : 0;
  if (evidence.has_proxy && evidence.proxy.main() != nullptr) {
    Inquiry inquiry{evidence.proxy, evidence, proxy, rules, 0, round, out};
    about_proxy(inquiry);
  }
  for (std::size_t i = 0; i < evidence.upstreams.size(); ++i) {
    if (evidence.upstreams[i].main() != nullptr) {
      Inquiry inquiry{evidence.upstreams[i], evidence, proxy, rules, first + i, round, out};
      about_upstream(inquiry);
    }
  }
  one_side_at_a_time(out, evidence.has_proxy);
  return out;
}

} // namespace gwdiag
