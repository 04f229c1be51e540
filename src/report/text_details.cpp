// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <fmt/format.h>

#include "diagnosis/load_view.hpp"
#include "report/sections.hpp"

namespace gwdiag {

namespace {

constexpr std::size_t key_width = 14;
constexpr std::size_t longest_body = 400; // columns; JSON has more

// One "key  value" line of a section; nothing when there is no value.
void fact(Page& page, std::string_view key, const std::string& value) {
  if (!value.empty()) {
    page.item("    " + padded(key, key_width), value);
  }
}

void measured(Page& page, std::string_view key, const std::optional<double>& ms) {
  if (ms) {
    fact(page, key, duration_text(*ms));
  }
}

std::string joined(const std::vector<std::string>& parts) { return fmt::format("{}", fmt::join(parts, ", ")); }

// "1 request", "2 requests".
std::string counted(unsigned number, std::string_view what) {
  return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

void write_dns(Page& page, const DnsTrace& dns) {
  if (dns.name.empty() && dns.sources.empty()) {
    return;
  }
  fact(page, "dns", dns.name + (dns.error.empty() ? "" : ": " + dns.error) +
                        (dns.addresses.empty() ? "" : ": " + joined(dns.addresses)));
  for (const DnsSource& source : dns.sources) {
    fact(page, "", fmt::format("{} {}: {}{}{}", source.source, source.family, source.result,
                               source.addresses.empty() ? "" : ", " + joined(source.addresses),
                               source.ttl ? fmt::format(", ttl {}", *source.ttl) : ""));
  }
}

void write_tcp(Page& page, const TcpTrace& tcp) {
  if (tcp.status == StageStatus::skipped) {
    return;
  }
  std::string text = tcp.error.empty() ? "connected" : tcp.error;
  if (tcp.elapsed_ms) {
    text += fmt::format(" in {}", duration_text(*tcp.elapsed_ms));
  }
  if (tcp.rtt_ms) {
    text += fmt::format(", round trip {}", duration_text(*tcp.rtt_ms));
  }
  if (tcp.retransmits) {
    text += fmt::format(", {} retransmits", *tcp.retransmits);
  }
  fact(page, "tcp", text);
}

void write_certificate(Page& page, const Certificate& certificate, std::size_t depth) {
  fact(page, fmt::format("certificate {}", depth),
       fmt::format("{}, issued by {}, {} to {}, {}", certificate.subject, certificate.issuer, certificate.not_before,
                   certificate.not_after, certificate.key));
  fact(page, "", joined(certificate.names));
}

void write_tls(Page& page, const TlsTrace& tls) {
  if (tls.status == StageStatus::skipped) {
    return;
  }
  std::vector<std::string> parts;
  for (const std::string* part : {&tls.version, &tls.cipher, &tls.key_exchange, &tls.error, &tls.because}) {
    if (!part->empty()) {
      parts.push_back(*part);
    }
  }
  parts.push_back(tls.sni.empty() ? "no SNI" : "SNI " + tls.sni);
  if (!tls.alpn.empty()) {
    parts.push_back("ALPN " + tls.alpn);
  }
  fact(page, "tls", joined(parts));
  for (const TlsAlert& alert : tls.alerts) {
    fact(page, "alert", fmt::format("{} ({}), {}", alert.name, alert.code, alert.received ? "received" : "sent"));
  }
  for (std::size_t i = 0; i < tls.chain.size(); ++i) {
    write_certificate(page, tls.chain[i], i);
  }
  for (const CertificateProblem& problem : tls.problems) {
    fact(page, "problem", fmt::format("{}: {}", problem.id, problem.what));
  }
  fact(page, "sent instead", tls.first_bytes);
}

void write_response(Page& page, const HttpTrace& http) {
  const Http1Response& response = http.response;
  if (response.status != 0) {
    fact(page,
         "answer",
         fmt::format("{}{} {}",
                     http.protocol.name.empty() ? "HTTP/" + response.version + " " : "status ",
                     response.status,
                     response.reason));
  } else {
    fact(page, "first bytes", response.first_bytes);
  }
  for (const Header& header : response.headers) {
    fact(page, "", fmt::format("{}: {}", header.name, header.value));
  }
  if (response.total_bytes != 0) {
    fact(page, "sizes", fmt::format("head {} bytes, body {} bytes, {} in all", response.head_bytes,
                                    response.body_bytes, response.total_bytes));
  }
  for (const FoundAnomaly& anomaly : response.anomalies) {
    const AnomalyInfo& known = info(anomaly.anomaly);
    fact(page, "anomaly", fmt::format("{} at byte {}: {}{}", known.id, anomaly.offset, known.what,
                                      anomaly.detail.empty() ? "" : ": " + anomaly.detail));
  }
  fact(page, "body", cut(response.body, longest_body));
}

// What HTTP/2 and gRPC say beside the answer.
void write_frames(Page& page, const ProtocolTrace& protocol) {
  fact(page, "settings", protocol.settings);
  if (!protocol.goaway.empty()) {
    fact(page,
         "goaway",
         fmt::format("{}, last stream {}{}{}",
                     protocol.goaway,
                     protocol.last_stream.value_or(0),
                     protocol.debug.empty() ? "" : ": ",
                     protocol.debug));
  }
  if (protocol.grpc_status) {
    fact(page,
         "grpc-status",
         fmt::format("{}{}{}",
                     *protocol.grpc_status,
                     protocol.grpc_message.empty() ? "" : ": ",
                     protocol.grpc_message));
  }
}

void write_http(Page& page, const HttpTrace& http) {
  if (http.status == StageStatus::skipped) {
    return;
  }
  const ProtocolTrace& protocol = http.protocol;
  const std::string way =
      protocol.name.empty() ? "HTTP/" + http.request.version : "in " + protocol.name;
  fact(page,
       "asked",
       fmt::format("{} {} {}{}{}",
                   http.request.method,
                   http.request.target,
                   way,
                   http.request.host.empty() ? "" : ", Host ",
                   http.request.host));
  fact(page, "script", protocol.script);
  write_response(page, http);
  fact(page, "ended", std::string(to_string(http.ended)) + (http.error.empty() ? "" : ", " + http.error));
  fact(page,
       "protocol",
       protocol.end + (protocol.end.empty() || protocol.what.empty() ? "" : ", ") + protocol.what);
  write_frames(page, protocol);
  fact(page, "error stream", cut(protocol.errors, longest_body));
  fact(page, "speaks", http.speaks + (http.speaks_why.empty() ? "" : ": " + http.speaks_why));
}

std::string idle_text(const IdleTrace& idle) {
  if (idle.how.empty()) {
    return "";
  }
  const std::string time = duration_text(idle.idle_ms);
  return idle.how == "open" ? fmt::format("still open after {}", time)
                            : fmt::format("closed after {}, {}{}",
                                          time,
                                          idle.how == "rst" ? "RST" : "FIN",
                                          idle.says.empty() ? "" : ", having sent " + idle.says);
}

void write_keepalive(Page& page, const KeepaliveTrace& keepalive) {
  fact(page, "idle", idle_text(keepalive.after_request) + keepalive.because);
  fact(page, "idle, fresh", idle_text(keepalive.fresh));
  if (keepalive.stated_s) {
    fact(page, "idle, stated", fmt::format("Keep-Alive: timeout={:.0f}", *keepalive.stated_s));
  }
}

void write_load(Page& page, const LoadTrace& load) {
  for (const LoadStep& step : load.steps) {
    fact(page, &step == &load.steps.front() ? "load" : "", load_in_words(step));
  }
  fact(page, "load", load.because);
}

void write_timing(Page& page, const TimingTrace& timing) {
  measured(page, "first byte", timing.first_byte_ms);
  measured(page, "longest pause", timing.longest_pause_ms);
  measured(page, "silence", timing.stalled_ms);
  measured(page, "total", timing.total_ms);
  if (!timing.samples.empty()) {
    std::vector<std::string> shown;
    for (const TimingTrace::Sample& sample : timing.samples) {
      const std::string outcome = sample.error.empty() ? fmt::to_string(sample.http_status) : sample.error;
      shown.push_back(fmt::format("{} {}", outcome, duration_text(sample.first_byte_ms)));
    }
    fact(page, "samples", joined(shown));
  }
  write_keepalive(page, timing.keepalive);
  write_load(page, timing.load);
}

void write_attempt(Page& page, const Attempt& attempt, bool counts) {
  page.item("  ", fmt::format("{} {}{}, at {}", attempt.role, attempt.address, counts ? " (the one that counts)" : "",
                              duration_text(attempt.started_ms)));
  write_tcp(page, attempt.tcp);
  write_tls(page, attempt.tls);
  write_http(page, attempt.http);
  write_timing(page, attempt.timing);
}

} // namespace

void write_background(Page& page, const Verdict& verdict) {
  if (const Cause* cause = leading_cause(verdict); cause != nullptr && !cause->explanation.empty()) {
    page.heading("What it means");
    page.item("  ", cause->explanation);
  }
  if (!verdict.ruled_out.empty()) {
    page.heading("Ruled out");
  }
  for (const RuledOut& out : verdict.ruled_out) {
    page.item("  ", fmt::format("{}: {}", out.id, out.because));
  }
  if (!verdict.comparison.empty()) {
    page.heading("Compared");
  }
  for (const Comparison& one : verdict.comparison) {
    page.item("  ", fmt::format("{}: proxy {}, upstream {}{}", one.aspect, one.proxy.empty() ? "-" : one.proxy,
                                one.upstream.empty() ? "-" : one.upstream, one.says.empty() ? "" : ": " + one.says));
  }
}

void write_endpoint(Page& page, const EndpointTrace& trace) {
  page.heading(page.glyphs(fmt::format("{} {}", trace.role.empty() ? "endpoint" : trace.role, trace.endpoint)));
  for (const Layer& layer : trace.layers) {
    fact(page, "layer", fmt::format("{}{}{}{}", layer.product, layer.version.empty() ? "" : " " + layer.version,
                                    layer.wrote_answer ? ", wrote the answer" : "",
                                    layer.because.empty() ? "" : ": " + layer.because));
  }
  write_dns(page, trace.dns);
  for (std::size_t i = 0; i < trace.attempts.size(); ++i) {
    write_attempt(page, trace.attempts[i], trace.attempts.size() > 1 && i == trace.counts);
  }
  if (!trace.identify.speaks.empty() || !trace.identify.asked.empty()) {
    fact(page, "identify", fmt::format("{}{}; asked: {}", trace.identify.speaks.empty() ? "unknown" : trace.identify.speaks,
                                       trace.identify.why.empty() ? "" : ": " + trace.identify.why,
                                       joined(trace.identify.asked)));
    fact(page, "unasked", trace.identify.unasked);
  }
  fact(page, "sent", fmt::format("{} on {}", counted(trace.requests_sent, "request"),
                                 counted(trace.connections_opened, "connection")));
  for (const std::string& note : trace.notes) {
    fact(page, "note", note);
  }
}

} // namespace gwdiag
