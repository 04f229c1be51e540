// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "base/text.hpp"
#include "probe/attempt.hpp"
#include "wire/banner.hpp"

namespace gwdiag {

namespace {

std::string words(const TlsFacts& facts, double elapsed_ms) {
  const auto alert = std::ranges::find_if(facts.alerts, &TlsAlert::received);
  if (alert != facts.alerts.end()) {
    return fmt::format("the peer sent alert {} ({})", alert->code, alert->name);
  }
  if (facts.error == "not-tls") {
    return fmt::format("the answer to the ClientHello is no TLS: {}",
                       escape_peer(facts.raw_first_bytes, 40));
  }
  if (facts.error == "timeout") {
    return fmt::format("no answer to the ClientHello within {:.1f} s", elapsed_ms / 1000);
  }
  if (facts.error == "closed") {
    return "the peer closed the connection during the handshake";
  }
  if (facts.error == "reset") {
    return "the peer reset the connection during the handshake";
  }
  return facts.library_error;
}

// What speaks plain text where TLS was begun: its protocol, and the status if it is HTTP.
void note_plain_answer(const TlsFacts& facts, TlsTrace& trace) {
  if (facts.error != "not-tls") {
    return;
  }
  trace.first_bytes = escape_peer(facts.raw_first_bytes, 120);
  trace.speaks = speaks(facts.raw_first_bytes).speaks;
  if (facts.raw_first_bytes.starts_with("HTTP/1.") && facts.raw_first_bytes.size() >= 12) {
    const long long status = parse_number(std::string_view(facts.raw_first_bytes).substr(9, 3));
    trace.speaks = "http";
    if (status > 0) {
      trace.plain_status = static_cast<int>(status);
    }
  }
}

void copy(const TlsFacts& facts, TlsTrace& trace) {
  trace.version = facts.version;
  trace.cipher = facts.cipher;
  trace.cipher_unusual = !facts.cipher_by_default;
  trace.key_exchange = facts.key_exchange;
  trace.key_exchange_bits = facts.key_exchange_bits;
  trace.alpn = escape_peer(facts.alpn, 64);
  trace.alerts = facts.alerts;
  trace.hello_answered = facts.hello_answered;
  trace.client_certificate_requested = facts.client_certificate_requested;
}

} // namespace

Task<bool> tls_stage(Channel& channel, const AttemptPlan& plan, Waits waits, TlsTrace& trace) {
  trace.sni = plan.tls_wish.sni;
  trace.alpn_offered = plan.tls_wish.alpn;
  trace.verified_name = plan.verify_name;
  trace.status = StageStatus::failed;
  trace.error = "interrupted";
  channel.tls.emplace(plan.tls_context, plan.tls_wish);
  const TimePoint start = SteadyClock::now();
  co_await channel.tls->handshake(channel.socket, start + waits.timeout);
  const double elapsed = milliseconds_between(start, SteadyClock::now());
  trace.elapsed_ms = elapsed;
  const TlsFacts& facts = channel.tls->facts();
  copy(facts, trace);
  trace.chain = channel.tls->chain();
  if (!facts.established) {
    trace.error = facts.error;
    if (facts.error == "timeout" && elapsed + 1 < static_cast<double>(waits.timeout.count())) {
      trace.error = "interrupted";
    }
    trace.because = words(facts, elapsed);
    note_plain_answer(facts, trace);
    co_return false;
  }
  trace.error.clear();
  trace.problems = channel.tls->verify(plan.verify_name);
  trace.status = trace.problems.empty() || plan.insecure ? StageStatus::ok : StageStatus::warning;
  if (!trace.problems.empty()) {
    trace.because = trace.problems.front().what;
  }
  co_return true;
}

// RFC 8446 section 4.4.2.4: a TLS 1.3 server that wants a certificate says so after our Finished.
void note_late_alert(const TlsFacts& facts, TlsTrace& trace) {
  copy(facts, trace);
  trace.status = StageStatus::failed;
  trace.after_handshake = true;
  trace.error = facts.error;
  trace.because = words(facts, 0);
}

} // namespace gwdiag
