// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/limits.hpp"
#include "evidence/archive.hpp"
#include "evidence/evidence.hpp"

// Every field of probe/trace.hpp under its JSON name, once; an archive writes or reads it. A text,
// list or flag at its default is left out: absent means not measured.
namespace gwdiag::archive {

inline constexpr std::size_t many = 256; // names, alerts, notes, addresses of one endpoint
inline constexpr std::size_t many_samples = 10000;
inline constexpr std::size_t many_upstreams = 10000;

inline constexpr std::array<Name<StageStatus>, 4> stage_statuses{{
    {"skipped", StageStatus::skipped},
    {"ok", StageStatus::ok},
    {"warning", StageStatus::warning},
    {"failed", StageStatus::failed},
}};

inline constexpr std::array<Name<Framing>, 4> framings{{
    {"none", Framing::none},
    {"content-length", Framing::content_length},
    {"chunked", Framing::chunked},
    {"to-close", Framing::to_close},
}};

inline constexpr std::array<Name<Ended>, 7> endings{{
    {"complete", Ended::complete},
    {"fin", Ended::fin},
    {"close-notify", Ended::close_notify},
    {"rst", Ended::rst},
    {"stall", Ended::stall},
    {"timeout", Ended::timeout},
    {"limit", Ended::limit},
}};

template <typename A, typename T> using In = typename A::template Field<T>;

template <typename A> void stage_fields(A& a, In<A, StageResult>& t) {
  a.choice("status", t.status, stage_statuses);
  a.text("because", t.because);
  a.measured("elapsed_ms", t.elapsed_ms);
}

template <typename A> void fields(A& a, In<A, DnsSource>& t) {
  a.text("source", t.source);
  a.text("family", t.family);
  a.text("result", t.result);
  a.texts("addresses", t.addresses, many);
  a.measured("ttl", t.ttl);
}

template <typename A> void fields(A& a, In<A, DnsTrace>& t) {
  stage_fields<A>(a, t);
  a.text("name", t.name);
  a.texts("addresses", t.addresses, many);
  a.text("error", t.error);
  a.list("sources", t.sources, many);
}

template <typename A> void fields(A& a, In<A, TcpTrace>& t) {
  stage_fields<A>(a, t);
  a.text("address", t.address);
  a.number("family", t.family);
  a.text("local", t.local);
  a.text("error", t.error);
  a.number("error_number", t.error_number);
  a.measured("rtt_ms", t.rtt_ms);
  a.measured("retransmits", t.retransmits);
  a.text("socket_access", t.socket_access);
  a.text("socket_owner", t.socket_owner);
}

template <typename A> void fields(A& a, In<A, Certificate>& t) {
  a.text("subject", t.subject);
  a.text("issuer", t.issuer);
  a.texts("names", t.names, 1024);
  a.text("not_before", t.not_before);
  a.text("not_after", t.not_after);
  a.text("key", t.key);
  a.number("key_bits", t.key_bits);
  a.text("signature", t.signature);
  a.flag("self_issued", t.self_issued);
  a.text("fingerprint", t.fingerprint);
}

template <typename A> void fields(A& a, In<A, TlsAlert>& t) {
  a.number_always("code", t.code);
  a.text("name", t.name);
  a.flag_always("received", t.received);
}

template <typename A> void fields(A& a, In<A, CertificateProblem>& t) {
  a.text_always("id", t.id);
  a.text("what", t.what);
  a.number_always("depth", t.depth);
}

template <typename A> void fields(A& a, In<A, TlsTrace>& t) {
  stage_fields<A>(a, t);
  a.text("version", t.version);
  a.text("cipher", t.cipher);
  a.flag("cipher_unusual", t.cipher_unusual);
  a.text("key_exchange", t.key_exchange);
  a.number("key_exchange_bits", t.key_exchange_bits);
  a.text("alpn", t.alpn);
  a.texts("alpn_offered", t.alpn_offered, many);
  a.text("sni", t.sni);
  a.list("alerts", t.alerts, many);
  a.list("chain", t.chain, limits::certificates);
  a.list("problems", t.problems, many);
  a.text("verified_name", t.verified_name);
  a.flag("hello_answered", t.hello_answered);
  a.flag("client_certificate_requested", t.client_certificate_requested);
  a.flag("after_handshake", t.after_handshake);
  a.flag("resumed", t.resumed);
  a.text("error", t.error);
  a.text("first_bytes", t.first_bytes);
  a.text("speaks", t.speaks);
  a.measured("plain_status", t.plain_status);
}

template <typename A> void fields(A& a, In<A, RequestTrace>& t) {
  a.text_always("method", t.method);
  a.text_always("target", t.target);
  a.text("host", t.host);
  a.text_always("version", t.version);
  a.text("connection", t.connection);
  a.flag("credentials", t.credentials);
  a.known("conditional", t.conditional);
}

template <typename A> void fields(A& a, In<A, Header>& t) {
  a.text_always("name", t.name);
  a.text_always("value", t.value);
}

template <typename A> void response_fields(A& a, In<A, Http1Response>& t) {
  a.flag("has_head", t.has_head);
  a.text("version", t.version);
  a.number("http_status", t.status);
  a.text("reason", t.reason);
  a.list("headers", t.headers, limits::kept_headers);
  a.number("header_count", t.header_count);
  a.number("head_bytes", t.head_bytes);
  a.number("longest_line", t.longest_line);
  a.choice("framing", t.framing, framings, t.has_head || t.framing != Framing::none);
  a.measured("content_length", t.content_length);
  if (A::reading || t.has_head || t.body_bytes != 0) {
    a.number_always("body_bytes", t.body_bytes);
  }
  a.number("total_bytes", t.total_bytes);
  a.text("body", t.body);
  a.text("body_hash", t.body_hash);
  a.numbers("interim", t.interim, many);
  a.text("first_bytes", t.first_bytes);
  a.anomalies("anomalies", t.anomalies, many);
}

template <typename A> void fields(A& a, In<A, ProtocolTrace>& t) {
  a.text_always("name", t.name);
  a.text("script", t.script);
  a.text("fault", t.fault);
  a.text("what", t.what);
  a.number("offset", t.offset);
  a.text("end", t.end);
  a.measured("app_status", t.app_status);
  a.text("errors", t.errors);
  a.number("errors_bytes", t.errors_bytes);
  a.text("code", t.code);
  a.text("goaway", t.goaway);
  a.measured("last_stream", t.last_stream);
  a.text("debug", t.debug);
  a.text("settings", t.settings);
  a.measured("grpc_status", t.grpc_status);
  a.text("grpc_message", t.grpc_message);
}

template <typename A> void fields(A& a, In<A, HttpTrace>& t) {
  const bool reached = t.status != StageStatus::skipped || t.request_sent;
  stage_fields<A>(a, t);
  a.object("request",
           t.request,
           reached || !t.request.host.empty() || t.request.target != "/" ||
               t.request.method != "GET" || t.request.version != "1.1" ||
               !t.request.connection.empty());
  a.flag("request_sent", t.request_sent);
  response_fields<A>(a, t.response);
  a.choice("ended", t.ended, endings, reached || t.ended != Ended::complete);
  a.text("error", t.error);
  a.flag("close_during_send", t.close_during_send);
  a.flag("reset_behind", t.reset_behind);
  a.measured("request_bytes", t.request_bytes);
  a.measured("sent_bytes", t.sent_bytes);
  a.text("speaks", t.speaks);
  a.text("speaks_why", t.speaks_why);
  a.object("protocol", t.protocol, !(t.protocol == ProtocolTrace{}));
}

template <typename A> void fields(A& a, In<A, TimingTrace::Sample>& t) {
  a.number_always("first_byte_ms", t.first_byte_ms);
  a.number("http_status", t.http_status);
  a.text("error", t.error);
  a.text("by", t.by);
  a.text("body_hash", t.body_hash);
}

template <typename A> void fields(A& a, In<A, IdleTrace>& t) {
  a.text_always("how", t.how);
  a.number_always("idle_ms", t.idle_ms);
  a.number_always("limit_ms", t.limit_ms);
  a.text("says", t.says);
}

template <typename A> void fields(A& a, In<A, KeepaliveTrace>& t) {
  a.object("after_request", t.after_request, !(t.after_request == IdleTrace{}));
  a.object("fresh", t.fresh, !(t.fresh == IdleTrace{}));
  a.text("because", t.because);
  a.measured("stated_s", t.stated_s);
}

template <typename A> void fields(A& a, In<A, LoadStep::Failure>& t) {
  a.text_always("how", t.how);
  a.number_always("count", t.count);
}

template <typename A> void fields(A& a, In<A, LoadStep>& t) {
  a.number_always("at_once", t.at_once);
  a.number_always("requests", t.requests);
  a.number_always("answered", t.answered);
  a.number_always("median_ms", t.median_ms);
  a.number_always("upper_quartile_ms", t.upper_quartile_ms);
  a.number_always("slowest_ms", t.slowest_ms);
  a.number("late_connects", t.late_connects);
  a.list("failures", t.failures, many);
}

template <typename A> void fields(A& a, In<A, LoadTrace>& t) {
  a.list("steps", t.steps, many);
  a.text("because", t.because);
}

template <typename A> void fields(A& a, In<A, TimingTrace>& t) {
  stage_fields<A>(a, t);
  a.measured("connect_ms", t.connect_ms);
  a.measured("tls_ms", t.tls_ms);
  a.measured("first_byte_ms", t.first_byte_ms);
  a.measured("head_ms", t.head_ms);
  a.measured("total_ms", t.total_ms);
  a.measured("longest_pause_ms", t.longest_pause_ms);
  a.measured("stalled_ms", t.stalled_ms);
  a.list("samples", t.samples, many_samples);
  a.object("keepalive", t.keepalive, !(t.keepalive == KeepaliveTrace{}));
  a.object("load", t.load, t.load.measured());
}

template <typename A> void fields(A& a, In<A, IdentifyTrace>& t) {
  stage_fields<A>(a, t);
  a.text("speaks", t.speaks);
  a.text("why", t.why);
  a.text("unasked", t.unasked);
  a.texts("asked", t.asked, many);
}

// The four stages that belong to one connection.
template <typename A> void connection_fields(A& a, In<A, Attempt>& t) {
  a.object("tcp", t.tcp);
  a.object("tls", t.tls);
  a.object("http", t.http);
  a.object("timing", t.timing);
}

template <typename A> void fields(A& a, In<A, Attempt>& t) {
  a.text("address", t.address);
  a.number("family", t.family);
  a.text_always("role", t.role);
  a.text_always("scheme", t.scheme);
  a.number_always("started_ms", t.started_ms);
  connection_fields<A>(a, t);
}

template <typename A> void fields(A& a, In<A, Layer>& t) {
  a.text("product", t.product);
  a.text("version", t.version);
  a.flag("wrote_answer", t.wrote_answer);
  a.text("because", t.because);
}

// What an endpoint has besides its stages and attempts.
template <typename A> void endpoint_fields(A& a, In<A, EndpointTrace>& t) {
  a.text_always("endpoint", t.endpoint);
  a.text("role", t.role);
  a.text_always("scheme", t.scheme);
  if (A::reading || !t.scheme_given) { // absent in older evidence, as it is where one was typed
    a.flag_always("scheme_given", t.scheme_given);
  }
  a.text("host", t.host);
  a.text("path", t.path);
  a.number("port", t.port);
  a.text("socket_path", t.socket_path);
  a.list("layers", t.layers, many);
  a.number_always("requests_sent", t.requests_sent);
  a.number_always("connections_opened", t.connections_opened);
  a.texts("notes", t.notes, many);
  a.flag("interrupted", t.interrupted);
}

template <typename A> void fields(A& a, In<A, LoggedLine>& t) {
  a.number("line", t.line);
  a.number_always("count", t.count);
  a.text("at", t.at);
  a.text("last_at", t.last_at);
  a.text("tie", t.tie);
  a.texts("ids", t.ids, 16);
  a.flag("consequence", t.consequence);
  a.text("product", t.product);
  a.text("says", t.says);
  a.text("upstream", t.upstream);
  a.text("text", t.text);
}

template <typename A> void fields(A& a, In<A, LogTrace>& t) {
  a.text_always("file", t.file);
  a.text("because", t.because);
  a.number_always("lines", t.lines);
  a.number_always("bytes", t.bytes);
  a.list("entries", t.entries, many);
}

template <typename A> void fields(A& a, In<A, Expectations>& t) {
  a.number_always("slow_ms", t.slow_ms);
  a.number_always("answer_timeout_ms", t.answer_timeout_ms);
  a.number_always("timeout_ms", t.timeout_ms);
  a.numbers("expect_status", t.expect_status, 600);
  a.text("as_product", t.as_product);
  a.text("as_version", t.as_version);
  a.texts("ignored", t.ignored, many);
  a.flag("fail_on_degraded", t.fail_on_degraded);
}

// What belongs to the run as a whole.
template <typename A> void run_fields(A& a, In<A, Evidence>& t) {
  a.text("started_at", t.started_at);
  a.number_always("elapsed_ms", t.elapsed_ms);
  a.text_always("vantage", t.vantage);
  a.list("logs", t.logs, many);
  a.object("expectations", t.expectations);
  a.texts("notes", t.notes, 4096);
  a.flag("interrupted", t.interrupted);
  a.text("interrupted_by", t.interrupted_by);
}

} // namespace gwdiag::archive
