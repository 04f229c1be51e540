// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "probe/trace.hpp"
#include "wire/anomaly.hpp"

// What is known of a proxy product: who wrote this page, how it asks, what it tolerates, which
// status it gives for which failure. Facts only; the rules judge.
namespace gwdiag {

// A failure as the proxy meets it at its upstream.
enum class Fault {
  name_unresolved, // at run time
  connect_refused, // also a Unix socket that is missing or refused
  connect_timeout,
  unreachable,    // host or network unreachable, connect not permitted
  tls_failure,    // handshake fails
  tls_unverified, // the certificate does not verify, in front of a proxy that verifies
  tls_not_spoken, // the proxy starts TLS, the peer answers plain text
  closed,         // accepted, closed in order before the first byte
  reset,          // accepted, reset before the first byte
  answer_timeout, // no first byte in time
  send_timeout,   // the request is not read
  stalled_head,   // head begun, then silence
  truncated_head,
  stalled_body,
  truncated_body,
  head_too_big, // larger than the limit of this product
  too_many_headers,
  no_live_upstream, // every member is out of rotation
  early_response,   // answers and closes before it has read the request's body
  garbage, // answer that is no HTTP at all, or none of the application protocol that is spoken
  count_
};

// What a proxy does with it.
struct Outcome {
  enum class Kind {
    error,      // answers one of `statuses` itself
    passes,     // hands the response on as if all were well (possibly cleaned)
    passes_raw, // hands the broken bytes on: the client sees the fault itself
    cuts,       // has sent the head already: the body is cut, the status is the upstream's
    closes,     // closes the client's connection without an answer
    unknown,
  };
  Kind kind = Kind::unknown;
  std::vector<int> statuses; // for error: each status this product is known to give
  bool also_closes = false;  // or closes the client's connection instead
  // What it does with other forms of the same input: nginx passes "X-A" without a colon and refuses
  // "X A". With Kind::error among them `statuses` are that error's.
  std::vector<Kind> also;
};

enum class HostRule { upstream_authority, client_host, unknown };
enum class SniRule { none, upstream_host, client_host, unknown };
enum class VerifyRule { none, name_and_dates, chain_and_dates, full, unknown };

struct Asking {
  std::string http_version = "1.1";
  HostRule host = HostRule::unknown;
  SniRule sni = SniRule::unknown;
  VerifyRule verify = VerifyRule::unknown;
  bool takes_common_name = true;   // of a certificate without alternative names
  bool matches_names_only = false; // an address among a certificate's names counts for nothing
  std::optional<std::size_t> intermediates; // of a chain that it verifies, at most, by default
  std::string depth_directive;              // what sets that: "SSLProxyVerifyDepth 1"
  std::string connection;                   // value of Connection sent to the upstream, "" for none
  std::string minimum_tls = "TLSv1.2";
  std::string maximum_tls;  // "" for the newest
  std::string_view ciphers; // of TLS 1.2, offered by default, by OpenSSL's names; "": not known
  std::string_view ciphers_of_some; // and what only some builds of this version may offer
};

struct Limits {
  std::optional<std::size_t> head_bytes; // of the response head, by default
  std::optional<std::size_t> line_bytes;
  std::optional<std::size_t> header_count;
  std::optional<std::size_t> script_line_bytes; // of a header line that came over FastCGI or SCGI
  std::string directive;                        // what sets head_bytes: "proxy_buffer_size"
  std::optional<double> connect_timeout_s;
  std::optional<double> answer_timeout_s;
  std::string timeout_directive; // "proxy_read_timeout"
};

// Whether and how long it keeps connections to its upstreams for further requests, by default.
struct Reuse {
  enum class Default { unknown, off, on };
  Default by_default = Default::unknown;
  std::optional<double> idle_s; // where it reuses them; none: without an end
  std::string directive;        // what sets the time: "keepalive_timeout"
  std::string turned_on_by;     // where it is off by default
};

struct ProfileWords {
  std::string config_check;   // "nginx -T | grep -n {upstream}"
  std::string error_log;      // "/var/log/nginx/error.log"
  std::string reload;         // "nginx -t && systemctl reload nginx"
  std::string pass_directive; // "proxy_pass"
};

struct Profile {
  std::string name;  // "nginx": the word for --as and `layers`
  std::string title; // "nginx", "Apache httpd"
  // A product that no test could run for real is described only: a verdict that rests on it is
  // `possible` at most.
  bool verified = false;
  bool sends_proxy_header = false; // it can put a PROXY protocol header before its requests
  Asking (*asking)(std::string_view version) = nullptr;
  Limits (*limits)(std::string_view version) = nullptr;
  Reuse (*reuse)(std::string_view version) = nullptr;
  Outcome (*on_fault)(Fault fault, std::string_view version) = nullptr;
  Outcome (*on_anomaly)(Anomaly anomaly, std::string_view version) = nullptr;
  // Where the module for an application protocol, by its scheme, does otherwise than on_fault; none
  // where it does not, or where there is no such module.
  std::optional<Outcome> (*on_application)(std::string_view scheme, Fault fault) = nullptr;
  // Its module for HTTP/2 to an upstream refuses this interim status with 502; none: it takes all.
  bool (*refuses_http2_interim)(int status, std::string_view version) = nullptr;
  // What it answers where a 304 came for a request without a condition; 0: it hands that on.
  int refuses_unasked_304 = 0;
  ProfileWords words;
};

// What this product does with a fault of an upstream that it speaks to in `scheme` ("http", "fcgi",
// …).
Outcome
outcome_of(const Profile& profile, std::string_view scheme, Fault fault, std::string_view version);

std::span<const Profile* const> profiles();
const Profile*
find_profile(std::string_view name); // by name, ignoring case, a few aliases; null if unknown

// Who was on the path of this answer and who wrote it, innermost author last; `wrote_answer` on at
// most one.
std::vector<Layer> recognise(const Http1Response& response);

// Negative if a < b, as version numbers ("1.9" < "1.22.1"); a part that is missing is zero, and an
// empty version sorts before every other. Where a profile takes a version, the empty one is Debian
// 12's.
int compare_versions(std::string_view a, std::string_view b);

} // namespace gwdiag
