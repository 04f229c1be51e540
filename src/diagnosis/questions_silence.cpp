// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/request.hpp"
#include "diagnosis/inquiry.hpp"

namespace gwdiag {

namespace {

// Over a network, where a path has an MTU of its own.
bool over_a_path(const Attempt& attempt) {
  return attempt.family != 1 && !on_loopback(attempt);
}

// Do only full-sized segments get lost? True when that was asked just now, or its answer makes the
// control the next question: silence that passed by itself is none of the path's.
bool segments_tell(Inquiry& inquiry) {
  if (!over_a_path(inquiry.attempt())) {
    return false;
  }
  Question question = named("small-segments");
  question.small_segments = true;
  if (inquiry.add(std::move(question))) {
    return true;
  }
  if (with_answer(inquiry, "small-segments")) {
    inquiry.add(named("again"));
    return true;
  }
  return false;
}

// TLS 1.3 has a server judge our certificate after its own end of the handshake, and its alert may
// get lost with the close; TLS 1.2 has it judged within. True when that was asked just now, or
// told.
bool certificate_tells(Inquiry& inquiry) {
  if (!closed_for_a_certificate(inquiry.attempt())) {
    return false;
  }
  Question question = named("old-handshake");
  question.tls12_at_most = true;
  question.no_request = true;
  if (inquiry.add(std::move(question))) {
    return true;
  }
  const std::size_t old = find_role(inquiry.trace, "old-handshake");
  return old < inquiry.trace.attempts.size() &&
         inquiry.trace.attempts[old].tls.client_certificate_requested &&
         !tls_came(inquiry.trace.attempts[old]);
}

// Parsers of uwsgi and of SCGI close on "GET ": a packet longer than they take, a length without
// digits. Nothing else showed what the port speaks: the same request in these protocols, and once
// more our way where one of them is answered.
void ask_in_application_protocols(Inquiry& inquiry) {
  const IdentifyTrace& identified = inquiry.trace.identify;
  const bool may = inquiry.rules.identify == IdentifyDepth::safe ||
                   inquiry.rules.identify == IdentifyDepth::full;
  if (!may || identified.asked.empty() || !identified.speaks.empty() ||
      inquiry.attempt().scheme != "http") {
    return;
  }
  for (const char* scheme : {"uwsgi", "scgi"}) {
    const std::string role = fmt::format("as-{}", scheme);
    Question question = named(role);
    question.scheme = scheme;
    if (inquiry.add(std::move(question))) {
      return;
    }
    if (with_answer(inquiry, role)) {
      inquiry.add(named("again-2"));
      return;
    }
  }
}

} // namespace

// Silence after the request: does it pass, is it the Host, a missing header, another protocol? One
// step at a time.
void after_silence(Inquiry& inquiry) {
  const std::string& error = inquiry.attempt().http.error;
  if (certificate_tells(inquiry)) {
    return;
  }
  if (error != "timeout" && !inquiry.asked("again")) {
    ask_again(inquiry);
    ask_other_host(inquiry);
    return;
  }
  if (with_answer(inquiry, "again")) {
    return;
  }
  if (with_answer(inquiry, "other-host")) { // still silent to ours, twice in a row, or in turns?
    inquiry.add(named("again-2"));
    inquiry.add(named("again-3"));
    return;
  }
  if (error == "timeout" && segments_tell(inquiry)) {
    return;
  }
  const bool slow =
      error == "timeout"; // each further silence is waited for: one version of the header has to do
  if (!inquiry.asked("proxy-v1") ||
      (!slow && !inquiry.asked("proxy-v2") && !with_answer(inquiry, "proxy-v1"))) {
    ask_proxy_header(inquiry);
    return;
  }
  if (!with_answer(inquiry, "proxy-v1") && !with_answer(inquiry, "proxy-v2")) {
    identify(inquiry);
    if (!slow) {
      ask_in_application_protocols(inquiry);
    }
  } else if (!inquiry.asked("again")) {
    inquiry.add(named("again")); // was it the header, or has the hang passed?
  }
}

// A header made the difference, or anything that comes first does, as to a server that looks for
// the path in the first line.
void doubt_the_header(Inquiry& inquiry) {
  for (const int version : {1, 2}) {
    const std::size_t index = find_role(inquiry.trace, fmt::format("proxy-v{}", version));
    if (index < inquiry.trace.attempts.size() &&
        better_answered(inquiry.trace.attempts[index], inquiry.attempt())) {
      Question question = named("spoilt-header");
      question.proxy_protocol = version;
      question.spoilt_header = true;
      inquiry.add(std::move(question));
      return;
    }
  }
}

void after_handshake(Inquiry& inquiry) {
  const TlsTrace& tls = inquiry.attempt().tls;
  const bool nameless = tls.error == "not-tls" && tls.speaks.empty(); // as of an HTTP/0.9 reader
  const bool silent =
      nameless || tls.error == "closed" || tls.error == "reset" || tls.error == "timeout";
  const Attempt* proxy = inquiry.proxy.attempt;
  if ((tls.error == "not-tls" && !nameless) || tls.client_certificate_requested ||
      tls.after_handshake) {
    return;
  }
  if (tls.sni.empty() && proxy != nullptr && is_name(host_of(proxy->http.request.host))) {
    Question question = named("other-sni");
    question.sni = host_of(proxy->http.request.host);
    inquiry.add(std::move(question));
  }
  if (silent && !inquiry.asked("plain")) {
    Question question = named("plain");
    question.scheme = "http";
    inquiry.add(std::move(question));
    return;
  }
  if (tls.error == "timeout" && !with_answer(inquiry, "plain") && segments_tell(inquiry)) {
    return;
  }
  if (silent && !nameless && !with_answer(inquiry, "plain")) {
    ask_proxy_header(inquiry);
  }
}

void after_stall(Inquiry& inquiry) {
  if (inquiry.attempt().http.ended == Ended::stall) {
    segments_tell(inquiry);
  }
}

} // namespace gwdiag
