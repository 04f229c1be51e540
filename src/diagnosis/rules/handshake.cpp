// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <span>

#include <fmt/format.h>

#include "diagnosis/finding.hpp"

namespace gwdiag::rules {

namespace {

struct AlertRow {
  int code;
  const char* id;
};

// TLS alerts that say by themselves what is missing (RFC 8446 section 6.2).
constexpr std::array alert_rows{
    AlertRow{116, "tls-client-cert-required"},
    AlertRow{70, "tls-protocol-mismatch"},
    AlertRow{71, "tls-cipher-mismatch"},
    AlertRow{120, "tls-alpn-mismatch"},
    AlertRow{86, "tls-protocol-mismatch"},
};

constexpr int handshake_failure = 40;
constexpr int unrecognized_name = 112; // RFC 6066 section 3

const TlsAlert* received_alert(const TlsTrace& trace) {
  const auto found = std::ranges::find_if(
      trace.alerts, [](const TlsAlert& a) { return a.received && a.code != 0; });
  return found == trace.alerts.end() ? nullptr : &*found;
}

// A server that asked for a certificate, got none and broke off wants one, whatever its alert, or
// with none (RFC 8446 section 4.4.2.4).
std::string id_of(const TlsTrace& trace, const TlsAlert* alert) {
  const bool broken = trace.error == "closed" || trace.error == "reset";
  if (trace.client_certificate_requested && (alert != nullptr || trace.after_handshake || broken)) {
    return "tls-client-cert-required";
  }
  for (const AlertRow& row : alert_rows) {
    if (alert != nullptr && row.code == alert->code) {
      return row.id;
    }
  }
  return trace.error == "timeout" ? "tls-handshake-timeout" : "tls-handshake-failure";
}

// Another way of asking that came through where this one failed.
bool came_with(const Seen& seen, std::string_view role) {
  const std::size_t index = find_role(seen.trace, role);
  return index < seen.trace.attempts.size() &&
         (role == "plain" ? answered(seen.trace.attempts[index])
                          : tls_came(seen.trace.attempts[index]));
}

Finding plain_http(const Seen& seen) {
  Finding finding = make_finding(
      seen, "tls-to-plain-http-port", fmt::format("{} speaks plain HTTP, not TLS", seen.where()));
  if (seen.upstream < 0) {
    const bool grpc = seen.attempt().scheme == "grpcs";
    finding.summary += fmt::format(": ask {}://{}", grpc ? "grpc" : "http", seen.where());
  }
  finding.fault = Fault::tls_not_spoken;
  const TlsTrace& tls = seen.attempt().tls;
  if (tls.speaks == "http") {
    finding.facts.push_back(make_fact(
        "tls",
        fmt::format("the ClientHello is answered in plain HTTP{}",
                    tls.plain_status ? fmt::format(", status {}", *tls.plain_status) : ""),
        seen.at("tls", "first_bytes")));
  } else {
    finding.facts.push_back(make_fact("tls", tls.because, seen.at("tls", "error")));
  }
  const std::size_t plain = find_role(seen.trace, "plain");
  if (plain < seen.trace.attempts.size() && answered(seen.trace.attempts[plain])) {
    finding.facts.push_back(
        make_fact("http",
                  fmt::format("the same request in plain HTTP is answered with {}",
                              seen.trace.attempts[plain].http.response.status),
                  seen.at_attempt(plain, "http", "http_status")));
  }
  return finding;
}

Finding needs_sni(const Seen& seen, std::string_view role) {
  Finding finding = make_finding(
      seen,
      "sni-required",
      fmt::format("TLS with {} works only with the right server name (SNI)", seen.where()));
  finding.fault = Fault::tls_failure;
  const std::size_t other = find_role(seen.trace, role);
  finding.facts.push_back(
      make_fact("tls",
                fmt::format("{}: {}",
                            seen.attempt().tls.sni.empty() ? "without SNI"
                                                           : "with SNI " + seen.attempt().tls.sni,
                            seen.attempt().tls.because),
                seen.at("tls", "error")));
  finding.facts.push_back(make_fact(
      "tls",
      fmt::format("with SNI {} the handshake succeeds", seen.trace.attempts[other].tls.sni),
      seen.at_attempt(other, "tls", "version")));
  finding.details.push_back(text_detail("sni", seen.trace.attempts[other].tls.sni));
  return finding;
}

std::string summary_of(const Seen& seen, const std::string& id) {
  if (id == "tls-client-cert-required") {
    return fmt::format("{} demands a client certificate", seen.where());
  }
  if (id == "tls-handshake-timeout") {
    return fmt::format("{} does not answer the TLS handshake", seen.where());
  }
  const TlsTrace& tls = seen.attempt().tls;
  const TlsAlert* alert = received_alert(tls);
  if (id == "sni-required") {
    return fmt::format("{} wants a server name (SNI), and none was sent", seen.where());
  }
  if (alert != nullptr && alert->code == unrecognized_name && !tls.sni.empty()) {
    return fmt::format("{} has no site of the name {} (unrecognized_name): it serves another",
                       seen.where(),
                       tls.sni);
  }
  return fmt::format("TLS with {} fails: {}", seen.where(), tls.because);
}

void explained(const Seen& seen, Findings& out) {
  const TlsTrace& tls = seen.attempt().tls;
  if (came_with(seen, "proxy-v1") || came_with(seen, "proxy-v2") ||
      came_with(seen, "no-proxy-header")) {
    return; // the protocol family names it
  }
  // HTTP/2 without TLS, where HTTP/2 is all that was wanted.
  const bool plain_http2 =
      tls.speaks == "http2" && tls.alpn_offered == std::vector<std::string>{"h2"};
  if (tls.speaks == "http" || plain_http2 || came_with(seen, "plain")) {
    out.push_back(plain_http(seen));
    return;
  }
  if (tls.sni.empty() && came_with(seen, "other-sni")) {
    out.push_back(needs_sni(seen, "other-sni"));
    return;
  }
  if (!tls.speaks.empty() && tls.speaks != "tls") {
    Finding finding = make_finding(
        seen, "protocol-mismatch", fmt::format("{} speaks {}, not TLS", seen.where(), tls.speaks));
    finding.fault = Fault::tls_not_spoken;
    finding.details.push_back(text_detail("speaks", tls.speaks));
    finding.facts.push_back(make_fact(
        "tls", "the answer to the ClientHello: " + tls.first_bytes, seen.at("tls", "first_bytes")));
    out.push_back(std::move(finding));
    return;
  }
  const TlsAlert* alert = received_alert(tls);
  const bool no_name = alert != nullptr && alert->code == unrecognized_name && tls.sni.empty() &&
                       find_role(seen.trace, "other-sni") >= seen.trace.attempts.size();
  const std::string id = no_name ? "sni-required" : id_of(tls, alert);
  Finding finding = make_finding(seen, id, summary_of(seen, id));
  finding.fault = Fault::tls_failure;
  if (alert != nullptr) {
    finding.details.push_back(number_detail("alert", alert->code));
    finding.details.push_back(text_detail("alert_name", alert->name));
  }
  finding.facts.push_back(make_fact("tls", tls.because, seen.at("tls", "error")));
  if (tls.client_certificate_requested) {
    finding.facts.push_back(make_fact("tls",
                                      "it asked for a client certificate, and none was sent",
                                      seen.at("tls", "client_certificate_requested")));
  }
  out.push_back(std::move(finding));
}

Finding takes_only(const Seen& seen, const std::string& what, std::string_view field) {
  Finding finding = make_finding(
      seen,
      "tls-cipher-mismatch",
      fmt::format("{} takes only {}, which clients do not offer by default", seen.where(), what));
  finding.weight = Finding::Weight::soft;
  finding.fault = Fault::tls_failure;
  finding.details.push_back(text_detail("cipher", what));
  finding.facts.push_back(
      make_fact("tls",
                fmt::format("it chose {} out of everything that OpenSSL knows", what),
                seen.at("tls", field)));
  return finding;
}

// The answer to the ciphers that the proxy's product offers; none where that says nothing of them.
const Attempt* with_the_proxys_ciphers(const EndpointTrace& trace) {
  const std::size_t index = find_role(trace, "proxy-ciphers");
  if (index >= trace.attempts.size()) {
    return nullptr;
  }
  const Attempt& attempt = trace.attempts[index];
  const bool told = tls_came(attempt) || attempt.tls.error == "alert" ||
                    attempt.tls.error == "closed" || attempt.tls.error == "reset";
  return told ? &attempt : nullptr;
}

Finding shares_no_cipher(const Seen& seen, const Attempt& offer) {
  const TlsTrace& tls = seen.attempt().tls;
  Finding finding =
      make_finding(seen,
                   "tls-cipher-mismatch",
                   fmt::format("{} takes {}, and no cipher that this proxy is known to offer",
                               seen.where(),
                               tls.cipher));
  finding.weight = tls.cipher_unusual ? Finding::Weight::soft : Finding::Weight::note;
  finding.fault = Fault::tls_failure;
  finding.details.push_back(text_detail("cipher", tls.cipher));
  // What else ends it may be another reason (RFC 5246 section 7.2.2; 71 is insufficient_security).
  const TlsAlert* alert = received_alert(offer.tls);
  finding.ends_handshake =
      alert != nullptr && (alert->code == handshake_failure || alert->code == 71);
  finding.at_most = finding.ends_handshake ? Certainty::confirmed : Certainty::possible;
  const auto index = static_cast<std::size_t>(&offer - seen.trace.attempts.data());
  finding.facts.push_back(make_fact(
      "tls", "with those alone: " + offer.tls.because, seen.at_attempt(index, "tls", "error")));
  finding.facts.push_back(make_fact(
      "tls", fmt::format("with every cipher it chooses {}", tls.cipher), seen.at("tls", "cipher")));
  return finding;
}

bool small_group(const TlsTrace& tls) {
  return tls.key_exchange_bits > 0 && tls.key_exchange_bits < 2048;
}

// A handshake that only our own wide offer brought about.
void unusual(const Seen& seen, Findings& out) {
  const TlsTrace& tls = seen.attempt().tls;
  if (tls.version == "TLSv1" || tls.version == "TLSv1.1" || tls.version == "SSLv3") {
    Finding finding = make_finding(seen,
                                   "tls-protocol-mismatch",
                                   fmt::format("{} offers {} at most", seen.where(), tls.version));
    finding.weight = Finding::Weight::soft;
    finding.fault = Fault::tls_failure;
    finding.details.push_back(text_detail("version", tls.version));
    finding.facts.push_back(make_fact(
        "tls",
        fmt::format("{} is what it chose of TLS 1.0 to 1.3; today's clients begin at TLS 1.2",
                    tls.version),
        seen.at("tls", "version")));
    out.push_back(std::move(finding));
    return;
  }
  const Attempt* const offer = with_the_proxys_ciphers(seen.trace);
  if (offer != nullptr && offer->tls.status == StageStatus::failed) {
    out.push_back(shares_no_cipher(seen, *offer));
  } else if (offer == nullptr && tls.cipher_unusual) {
    out.push_back(takes_only(seen, tls.cipher, "cipher"));
  } else if (small_group(tls) && (offer == nullptr || small_group(offer->tls))) {
    out.push_back(takes_only(seen, tls.key_exchange, "key_exchange"));
  }
}

// With TLS 1.2 at most it ends the handshake. Python closes without an alert: then a handshake that
// came through afterwards must show that it was no passing failure.
bool refuses_tls12(const EndpointTrace& trace, std::size_t old) {
  const std::string& error = trace.attempts[old].tls.error;
  const auto later = std::span(trace.attempts).subspan(old + 1);
  return error == "alert" ||
         ((error == "closed" || error == "reset") && std::ranges::any_of(later, tls_came));
}

// A client that knows TLS 1.2 at most fails where ours came through.
void only_tls13(const Seen& seen, Findings& out) {
  const std::size_t old = find_role(seen.trace, "tls12");
  if (old >= seen.trace.attempts.size() || !refuses_tls12(seen.trace, old)) {
    return;
  }
  Finding finding = make_finding(
      seen, "tls-protocol-mismatch", fmt::format("{} takes TLS 1.3 only", seen.where()));
  finding.weight = Finding::Weight::note;
  finding.fault = Fault::tls_failure;
  finding.details.push_back(text_detail("version", "TLSv1.3"));
  if (!seen.attempt().tls.problems.empty()) {
    finding.at_most = Certainty::possible; // a proxy that verifies refuses it for its certificate
  }
  finding.facts.push_back(make_fact("tls",
                                    "with TLS 1.2 at most: " + seen.trace.attempts[old].tls.because,
                                    seen.at_attempt(old, "tls", "error")));
  out.push_back(std::move(finding));
}

// Without SNI the handshake fails, another certificate comes, or the answer is another: what a
// proxy that sends none meets.
void without_sni(const Seen& seen, Findings& out) {
  const std::size_t index = find_role(seen.trace, "no-sni");
  if (index >= seen.trace.attempts.size() || seen.attempt().tls.sni.empty()) {
    return;
  }
  const Attempt& other = seen.trace.attempts[index];
  const auto& ours = seen.attempt().tls.chain;
  const bool fails =
      other.tls.error == "alert" || other.tls.error == "closed" || other.tls.error == "reset";
  const bool other_certificate = !other.tls.chain.empty() && !ours.empty() &&
                                 other.tls.chain.front().fingerprint != ours.front().fingerprint;
  const bool refused = answered(other) && other.http.response.status >= 400 &&
                       seen.attempt().http.response.status < 400;
  if (!fails && !other_certificate && !refused) {
    return;
  }
  Finding finding = make_finding(
      seen,
      "sni-required",
      fmt::format("{} needs the server name (SNI) {}", seen.where(), seen.attempt().tls.sni));
  finding.weight = Finding::Weight::note;
  finding.fault = fails || !other_certificate ? Fault::tls_failure : Fault::tls_unverified;
  finding.details.push_back(text_detail("sni", seen.attempt().tls.sni));
  const char* field = fails ? "error" : other_certificate ? "chain" : "";
  finding.facts.push_back(make_fact(
      "tls",
      fails ? "without SNI: " + other.tls.because
      : other_certificate
          ? "without SNI another certificate is served, for " + other.tls.chain.front().subject
          : fmt::format("without SNI the answer is {}", other.http.response.status),
      fails || other_certificate ? seen.at_attempt(index, "tls", field)
                                 : seen.at_attempt(index, "http", "http_status")));
  out.push_back(std::move(finding));
}

// Asked once more, without a certificate as before, it answered.
bool answers_again(const EndpointTrace& trace) {
  const std::size_t again = find_role(trace, "again");
  return again < trace.attempts.size() && answered(trace.attempts[again]);
}

// A TLS 1.3 server that wants a certificate may close before its alert is read: the handshake of
// TLS 1.2, which holds the certificate within, says whether it is that.
bool wants_certificate(const Seen& seen, Findings& out) {
  const Attempt& attempt = seen.attempt();
  const std::size_t old = find_role(seen.trace, "old-handshake");
  if (!closed_for_a_certificate(attempt) || old >= seen.trace.attempts.size() ||
      answers_again(seen.trace)) {
    return false;
  }
  const TlsTrace& before = seen.trace.attempts[old].tls;
  const bool ended = before.error == "alert" || before.error == "closed" || before.error == "reset";
  if (before.status != StageStatus::failed || !ended) {
    return false;
  }
  const std::string id = "tls-client-cert-required";
  Finding finding = make_finding(seen, id, summary_of(seen, id));
  finding.fault = attempt.http.error == "reset" ? Fault::reset : Fault::closed;
  finding.facts.push_back(make_fact("tls",
                                    "it asked for a client certificate, and none was sent",
                                    seen.at("tls", "client_certificate_requested")));
  finding.facts.push_back(make_fact("http", attempt.http.because, seen.at("http", "error")));
  finding.facts.push_back(make_fact(
      "tls", "with TLS 1.2 at most: " + before.because, seen.at_attempt(old, "tls", "error")));
  if (!before.client_certificate_requested) { // it takes TLS 1.3 only: that tells nothing
    finding.at_most = Certainty::possible;
  }
  out.push_back(std::move(finding));
  return true;
}

} // namespace

void handshake(const Seen& seen, Findings& out) {
  const TlsTrace& tls = seen.attempt().tls;
  if (tls.status == StageStatus::failed && tls.error != "interrupted") {
    explained(seen, out);
  } else if (tls_came(seen.attempt()) && !wants_certificate(seen, out)) {
    unusual(seen, out);
    only_tls13(seen, out);
    without_sni(seen, out);
  }
}

} // namespace gwdiag::rules
