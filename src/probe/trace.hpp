// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/tls_facts.hpp"
#include "wire/http1.hpp"
#include "wire/protocol_trace.hpp"

// What one run saw, as plain data. All text that came from a peer is already escaped
// (base/text.hpp). An optional without a value was not measured.
namespace gwdiag {

enum class StageStatus { skipped, ok, warning, failed };

struct StageResult {
  StageStatus status = StageStatus::skipped;
  std::string because; // why it was skipped, or what failed in words
  std::optional<double> elapsed_ms;
};

struct DnsSource {
  std::string source; // "system", "hosts", "10.0.0.2:53"
  std::string family; // "A", "AAAA"
  std::string result; // "ok", "nxdomain", "no-data", "servfail", "refused", "timeout", "error"
  std::vector<std::string> addresses;
  std::optional<std::uint32_t> ttl;
};

struct DnsTrace : StageResult {
  std::string name;                   // empty for a literal address or a Unix socket
  std::vector<std::string> addresses; // what is used, in order
  // "nxdomain", "no-address", "servfail", "refused", "timeout", "failure", "differs" (the system
  // resolver knows no address, one of the sources does), "no-interface" (of an IPv6 zone),
  // "interrupted"
  std::string error;
  std::vector<DnsSource> sources;
};

struct TcpTrace : StageResult {
  std::string address; // "10.0.0.5:8080", "[::1]:80", "unix:/run/x.sock"
  int family = 0;      // 4, 6, 1 for Unix
  // "refused", "timeout", "host-unreachable", "network-unreachable", "permission", "missing"
  // (socket file), "not-socket", "queue-full" (EAGAIN on a Unix socket), "reset",
  // "no-local-address", "descriptors", "no-ipv4", "no-ipv6" (this machine has none), "no-zone" (a
  // link-local address without its interface), "other", "interrupted"
  std::string error;
  int error_number = 0; // errno
  std::optional<double> rtt_ms;
  std::optional<unsigned> retransmits;
  std::string local; // our own end of the connection; a log of the peer may name it
  // Of a Unix socket: "open" when everybody may connect, "restricted" when its mode or that of a
  // directory above keeps some out; and whose it is: "root:root 0700". Empty: no file, or not seen.
  std::string socket_access, socket_owner;
};

struct TlsTrace : StageResult {
  std::string version; // "TLSv1.3"
  std::string cipher;
  bool cipher_unusual = false; // OpenSSL's default list does not have it
  std::string key_exchange;    // group, when known
  int key_exchange_bits = 0;   // of an ephemeral DH key; 0: not DH
  std::string alpn;            // what the peer chose
  std::vector<std::string> alpn_offered;
  std::string sni; // sent; empty: none
  std::vector<TlsAlert> alerts;
  std::vector<Certificate> chain; // as served, leaf first
  std::vector<CertificateProblem> problems;
  std::string verified_name;   // the name the certificate was compared with
  bool hello_answered = false; // a ServerHello came
  bool client_certificate_requested = false;
  bool after_handshake =
      false; // the failure came as an alert after our Finished (TLS 1.3 client certificates)
  bool resumed = false;
  // "timeout", "closed", "reset", "alert", "not-tls", "no-shared-version", "no-shared-cipher",
  // "bad-message", "other"
  std::string error;
  std::string first_bytes;         // what came instead of a ServerHello, escaped
  std::string speaks;              // the protocol of first_bytes, when known: "http", "ssh", …
  std::optional<int> plain_status; // status of a plain HTTP answer to our ClientHello
};

struct RequestTrace {
  std::string method = "GET";
  std::string target = "/"; // path and query
  std::string host;
  std::string version = "1.1";
  std::string connection;          // "close", "keep-alive", ""
  bool credentials = false;        // Authorization, Cookie or the like went with it
  std::optional<bool> conditional; // If-None-Match or the like did; older evidence does not say
};

struct HttpTrace : StageResult {
  RequestTrace request;
  bool request_sent = false; // wholly handed to the kernel
  Http1Response response;
  Ended ended = Ended::complete;
  // "closed" (no byte, FIN), "reset" (no byte, RST), "timeout" (no byte), "send-timeout" (peer does
  // not read), "invalid" (bytes that are no valid response), "incomplete" (valid start, no end),
  // "tls" (alert instead of an answer), "interrupted"; empty when a response came whole
  std::string error;
  bool close_during_send = false; // the peer closed or reset before the request was sent
  bool reset_behind = false;      // RST right behind a complete answer to a request with a body
  // Of a request with a body, head included: all of it, and what was handed to the kernel; of what
  // was handed over whole, what the peer had acknowledged when its answer's head was there.
  std::optional<std::uint64_t> request_bytes, sent_bytes;
  std::string speaks; // what these or the answer's bytes are, when not HTTP
  std::string speaks_why;
  ProtocolTrace protocol; // where another protocol than HTTP/1 carries the answer
};

// One connection that is left idle, and how it ends.
struct IdleTrace {
  std::string how;     // "fin", "rst", "open" (it stood until the watch ended); empty: not watched
  double idle_ms = 0;  // from the connect, or from the end of an answer
  double limit_ms = 0; // how long it was to be watched
  std::string says;    // what the peer sent before it closed, escaped

  bool operator==(const IdleTrace&) const = default;
};

// --keepalive: how long the upstream keeps a connection that nothing is asked on.
struct KeepaliveTrace {
  IdleTrace after_request;        // one that has carried a request
  IdleTrace fresh;                // one that has not
  std::string because;            // why none could be watched after a request
  std::optional<double> stated_s; // Keep-Alive: timeout= of the answer (RFC 2068 section 19.7.1)

  bool measured() const { return !after_request.how.empty() || !fresh.how.empty(); }

  bool operator==(const KeepaliveTrace&) const = default;
};

// Requests that were under way at once; times from the start of a connection to the first byte of
// its answer.
struct LoadStep {
  struct Failure {
    std::string how; // the status, or "connect: refused", "tls: reset", "closed", "timeout", …
    std::size_t count = 0;
  };

  std::size_t at_once = 0;
  std::size_t requests = 0; // more than `at_once` where one follows the other
  std::size_t answered = 0; // with a status below 500
  double median_ms = 0;     // of those that were answered
  double upper_quartile_ms = 0;
  double slowest_ms = 0;
  std::size_t late_connects = 0; // connected, and no sooner than a lost SYN is sent again
  std::vector<Failure> failures;
};

// --load: in rising numbers until some fail or one is slow, and one by one before and after.
struct LoadTrace {
  std::vector<LoadStep> steps;
  std::string because; // why there are none

  bool measured() const { return !steps.empty() || !because.empty(); }
};

struct TimingTrace : StageResult {
  std::optional<double> connect_ms;
  std::optional<double> tls_ms;
  std::optional<double> first_byte_ms;    // from the request's end to the answer's first byte
  std::optional<double> head_ms;          // from there to the head's end, where pieces came apart
  std::optional<double> total_ms;         // from the attempt's start to its end
  std::optional<double> longest_pause_ms; // between two pieces of the answer
  std::optional<double> stalled_ms;       // silence before the end of an incomplete answer

  // What a client waits for before it knows the status; 0: no answer.
  double answer_ms() const { return head_ms.value_or(first_byte_ms.value_or(0)); }

  struct Sample {
    double first_byte_ms = 0;
    int http_status = 0;
    std::string error;
    std::string by; // who answered, when the answer says (probe/given_by.hpp)
    std::string body_hash;
  };

  std::vector<Sample> samples;
  KeepaliveTrace keepalive;
  LoadTrace load;
};

struct Attempt {
  std::string address;
  int family = 0;
  // "main", "address", "connect-only", "again", "no-sni", "other-sni", "other-host",
  // "other-scheme", "as-tls", "http10", "proxy-v1", "proxy-v2", "spoilt-header", "no-proxy-header",
  // "plain",
  // "small-segments", "old-tls", "default-tls", "slow-request", "sample", "keepalive", "fresh" (no
  // request is sent), …
  std::string role = "main";
  std::string scheme = "http";
  double started_ms = 0; // since the run began
  TcpTrace tcp;
  TlsTrace tls;
  HttpTrace http;
  TimingTrace timing;
};

struct IdentifyTrace : StageResult {
  std::string speaks;
  std::string why;
  std::string
      unasked; // what it sent by itself, as no HTTP server does, of no protocol known; escaped
  std::vector<std::string> asked; // "listen", "tls", "http2", "fastcgi", "ajp", "proxy-protocol", …
};

struct Layer {
  std::string product; // profile name: "nginx"
  std::string version;
  bool wrote_answer = false;
  std::string because; // "its own error page"
};

// TLS was asked for and came about.
inline bool tls_came(const Attempt& attempt) {
  return attempt.tls.status == StageStatus::ok || attempt.tls.status == StageStatus::warning;
}

// A valid answer came whole: HTTP, or what a tcp or tls endpoint gives in its place.
inline bool answered(const Attempt& attempt) {
  if (attempt.scheme == "tcp") {
    return attempt.tcp.status == StageStatus::ok;
  }
  if (attempt.scheme == "tls") {
    return tls_came(attempt);
  }
  return attempt.http.response.has_head && attempt.http.error.empty();
}

// The connection ended in place of an answer, or before its end.
inline bool broke_off(const Attempt& attempt) {
  return attempt.http.error == "closed" || attempt.http.error == "reset";
}

struct EndpointTrace {
  std::string endpoint;        // text, without userinfo
  std::string role;            // "proxy", "upstream"
  std::string scheme = "http"; // the scheme that was used in the end
  bool scheme_given = true;    // false: nobody typed one, and http or https was our own choice
  std::string host, path;      // facts for rules and commands
  int port = 0;
  std::string socket_path;
  std::vector<Layer> layers;
  DnsTrace dns;
  std::vector<Attempt> attempts; // in the order they were started
  std::size_t counts = 0;        // index of the attempt that counts (stages in JSON)
  IdentifyTrace identify;
  unsigned requests_sent = 0;
  unsigned connections_opened = 0;
  std::vector<std::string> notes; // "no IPv6 on this machine"
  bool interrupted = false;       // the deadline or a signal came before the end

  const Attempt* main() const { return counts < attempts.size() ? &attempts[counts] : nullptr; }

  const Attempt* with_role(std::string_view role_name) const {
    for (const Attempt& attempt : attempts) {
      if (attempt.role == role_name) {
        return &attempt;
      }
    }
    return nullptr;
  }
};

} // namespace gwdiag
