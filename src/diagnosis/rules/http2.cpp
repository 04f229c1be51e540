// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "diagnosis/failed_call.hpp"
#include "diagnosis/finding.hpp"

namespace gwdiag::rules {

namespace {

const char* title(const ProtocolTrace& protocol) {
  return protocol.name == "grpc" ? "gRPC" : "HTTP/2";
}

Fault met_as(const std::string& error) {
  return error == "closed"    ? Fault::closed
         : error == "reset"   ? Fault::reset
         : error == "timeout" ? Fault::answer_timeout
                              : Fault::garbage;
}

// HTTP/1 where the handshake did not end in h2: that neither side insisted is the fault.
bool agreed_on_nothing(const Seen& seen, const std::string& speaks) {
  const Attempt& attempt = seen.attempt();
  return speaks == "http" && tls_came(attempt) && attempt.tls.alpn != "h2";
}

void speaks_other(const Seen& seen,
                  const std::string& speaks,
                  const std::string& why,
                  const std::string& at,
                  Findings& out) {
  const Attempt& attempt = seen.attempt();
  const char* asked = title(attempt.http.protocol);
  const std::string says = speaks == "http" ? "HTTP/1" : speaks;
  const bool alpn = agreed_on_nothing(seen, speaks);
  const bool tls = speaks == "tls";
  Finding finding = make_finding(
      seen,
      tls    ? "plain-http-to-tls-port"
      : alpn ? "tls-alpn-mismatch"
             : "protocol-mismatch",
      tls ? fmt::format("{} speaks TLS, and is asked in plain {}", seen.where(), asked)
      : alpn
          ? fmt::format("{} does not take h2 in the handshake and answers in HTTP/1", seen.where())
          : fmt::format("{} speaks {}, not {}", seen.where(), says, asked));
  finding.fault = met_as(attempt.http.error);
  finding.details.push_back(text_detail("speaks", speaks));
  finding.details.push_back(text_detail("asked", attempt.http.protocol.name));
  const bool later = at.find("/identify/") != std::string::npos;
  finding.facts.push_back(make_fact(later ? "identify" : "http", why, at));
  if (alpn) {
    finding.facts.push_back(make_fact("tls",
                                      attempt.tls.alpn.empty()
                                          ? "offered h2, it chooses no protocol"
                                          : "offered h2, it chooses " + attempt.tls.alpn,
                                      seen.at("tls", "alpn")));
  }
  if (!attempt.http.because.empty()) {
    finding.facts.push_back(make_fact("http", attempt.http.because, seen.at("http", "error")));
  }
  out.push_back(std::move(finding));
}

// The same port, asked in plain HTTP/1, gave a response.
bool answers_http(const Seen& seen, Findings& out) {
  const std::size_t index = find_role(seen.trace, "plain");
  if (answered(seen.attempt()) || index >= seen.trace.attempts.size()) {
    return false;
  }
  const HttpTrace& plain = seen.trace.attempts[index].http;
  if (!plain.speaks.empty() && plain.speaks != "http2") {
    speaks_other(seen,
                 plain.speaks,
                 "asked in HTTP/1.1: " + plain.speaks_why,
                 seen.at_attempt(index, "http", "speaks"),
                 out);
    return true;
  }
  if (plain.response.has_head) {
    speaks_other(seen,
                 "http",
                 fmt::format("asked in HTTP/1.1 it answers {}", plain.response.status),
                 seen.at_attempt(index, "http", "http_status"),
                 out);
  }
  return plain.response.has_head;
}

struct Row {
  std::string_view fault; // of the trace
  const char* id;
  Fault met;
};

// With a head these are the message family's.
constexpr std::array rows{
    Row{"cut", "truncated-headers", Fault::truncated_head},
    Row{"stalled", "stalled-response", Fault::stalled_head},
    Row{"reset", "http2-protocol-error", Fault::reset},
    Row{"goaway", "http2-protocol-error", Fault::reset},
};

void breaks_protocol(const Seen& seen, Findings& out) {
  const ProtocolTrace& protocol = seen.attempt().http.protocol;
  const auto* row = std::ranges::find(rows, std::string_view(protocol.fault), &Row::fault);
  Finding finding = make_finding(
      seen,
      row != rows.end() ? row->id : "http2-protocol-error",
      fmt::format("{}, asked in {}: {}", seen.where(), title(protocol), protocol.what));
  finding.fault = seen.attempt().http.response.has_head ? Fault::truncated_body
                  : row != rows.end()                   ? row->met
                                                        : Fault::garbage;
  if (protocol.fault == "stalled") {
    finding.anomaly = Anomaly::stalled_head;
  }
  finding.details.push_back(text_detail("protocol", protocol.name));
  finding.details.push_back(text_detail("fault", protocol.fault));
  if (!protocol.code.empty()) {
    finding.details.push_back(text_detail("code", protocol.code));
  }
  finding.details.push_back(number_detail("offset", static_cast<double>(protocol.offset)));
  finding.facts.push_back(make_fact("http",
                                    fmt::format("{}, at byte {}", protocol.what, protocol.offset),
                                    seen.at("http", "protocol/fault")));
  if (!protocol.debug.empty()) {
    finding.facts.push_back(
        make_fact("http", "its GOAWAY says: " + protocol.debug, seen.at("http", "protocol/debug")));
  }
  out.push_back(std::move(finding));
}

void call_failed(const Seen& seen, Findings& out) {
  const HttpTrace& http = seen.attempt().http;
  const std::string call = failed_call(http);
  if (!answered(seen.attempt()) || http.response.status >= 500 || call.empty()) {
    return;
  }
  const std::string& words = http.protocol.grpc_message;
  Finding finding = make_finding(
      seen,
      "upstream-error-status",
      fmt::format(
          "{} itself answers {}{}{}", seen.where(), call, words.empty() ? "" : ": ", words));
  finding.weight = Finding::Weight::soft;
  finding.details.push_back(number_detail("http_status", http.response.status));
  finding.details.push_back(number_detail("grpc_status", *http.protocol.grpc_status));
  finding.facts.push_back(make_fact(
      "http", "asked directly, it answers " + call, seen.at("http", "protocol/grpc_status")));
  out.push_back(std::move(finding));
}

// grpc/doc/health-checking.md: HealthCheckResponse with its one field, as one message.
bool says_not_serving(const HttpTrace& http) {
  return http.protocol.name == "grpc" && http.protocol.grpc_status.value_or(0) == 0 &&
         http.request.target == "/grpc.health.v1.Health/Check" &&
         http.response.body == R"(\x00\x00\x00\x00\x02\x08\x02)";
}

// The server answers, and says of itself that it takes no calls: who checks its health sends none.
void not_serving(const Seen& seen, Findings& out) {
  if (!answered(seen.attempt()) || !says_not_serving(seen.attempt().http)) {
    return;
  }
  Finding finding = make_finding(
      seen,
      "upstream-error-status",
      fmt::format("{} itself answers the health check with NOT_SERVING", seen.where()));
  finding.weight = Finding::Weight::soft;
  finding.fault = Fault::no_live_upstream;
  finding.details.push_back(text_detail("health", "NOT_SERVING"));
  finding.facts.push_back(make_fact("http",
                                    "asked directly for its health, it says NOT_SERVING "
                                    "(grpc.health.v1)",
                                    seen.at("http", "body")));
  out.push_back(std::move(finding));
}

} // namespace

void http2(const Seen& seen, Findings& out) {
  const HttpTrace& http = seen.attempt().http;
  if (answers_http(seen, out)) {
    return;
  }
  if (!http.speaks.empty()) {
    speaks_other(seen, http.speaks, http.speaks_why, seen.at("http", "speaks"), out);
    return;
  }
  const IdentifyTrace& identified = seen.trace.identify;
  if (!answered(seen.attempt()) && !identified.speaks.empty() && identified.speaks != "http2") {
    speaks_other(seen, identified.speaks, identified.why, seen.at("identify", "speaks"), out);
    return;
  }
  const std::string& fault = http.protocol.fault;
  const bool of_message = http.response.has_head && (fault == "cut" || fault == "stalled");
  if (!fault.empty() && !of_message) {
    breaks_protocol(seen, out);
    return;
  }
  call_failed(seen, out);
  not_serving(seen, out);
}

} // namespace gwdiag::rules
