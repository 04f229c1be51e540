// SPDX-License-Identifier: Apache-2.0
#include "proxies/catalogue.hpp"
#include "proxies/prediction.hpp"

// Caddy's reverse_proxy over Go's net/http. Measured against 2.6.2 (Go 1.19).
namespace gwdiag {
namespace {

using namespace answers;

constexpr std::string_view debian_version = "2.6.2";

constexpr FaultTable fault_table() {
  using enum Fault;
  return {{
      {name_unresolved, error(502)},
      {connect_refused, error(502)},
      {connect_timeout, error(502)}, // statusError does not see the timeout inside a DialError
      {unreachable, error(502)},
      {tls_failure, error(502, 504)},
      {tls_unverified, error(502)},
      {tls_not_spoken, error(502, 504)},
      {closed, error(502)},
      {reset, error(502)},
      {answer_timeout, error(504)}, // only with response_header_timeout, which is off by default
      {send_timeout, error(502)},
      {stalled_head, error(504)},
      {truncated_head, error(502)},
      {stalled_body, passes_raw.or_cuts()}, // no read timeout by default: the silence is handed on
      {truncated_body,
       cuts.or_passes()}, // chunked or to the end of the connection: ended as if it were whole
      {head_too_big, error(502)},
      {too_many_headers, passes},
      {no_live_upstream, error(503)},
      {early_response, passes.or_error(502)},
      {garbage, error(502, 504)},
  }};
}

constexpr AnomalyTable anomaly_table() {
  using enum Anomaly;
  return {{
      {not_http, error(502, 504)}, // net/http: malformed HTTP response
      {no_status_line, error(502, 504)},
      {leading_blank_line, error(502)},
      {bad_version, error(502)},
      {unsupported_version, passes}, // ParseHTTPVersion takes any digit dot digit
      {later_minor_version, passes},
      {status_not_three_digits, error(502)},
      {status_out_of_range,
       passes_raw.or_closes()}, // below 100 WriteHeader panics, above 599 it is handed on
      {status_line_junk,
       error(502).or_passes()}, // more than one space and controls in the reason pass
      {status_without_space, passes},
      {bare_lf, passes},
      {obs_fold, passes.or_error(502)}, // refused as the first line of the head
      {space_before_colon, passes},     // the header is dropped
      {no_colon, error(502)},
      {empty_name, passes},         // dropped
      {bad_name_character, passes}, // dropped
      {nul_in_value, passes_raw},
      {bare_cr, passes},
      {control_in_value, passes_raw.or_error(502)},
      {status_line_in_head, error(502)},
      {duplicate_content_length_same, passes.or_error(502)},
      {duplicate_content_length_different, error(502)},
      {bad_content_length, error(502).or_passes()}, // an empty value counts as none
      {content_length_with_chunked, passes},
      {duplicate_transfer_encoding, error(502)},
      {unknown_transfer_encoding, error(502)},
      {transfer_encoding_http10, passes},
      {bad_chunk_size, passes.or_cuts()}, // what came before it, ended as if it were whole
      {bad_chunk_end, passes.or_cuts()},
      {chunk_bare_lf, passes},
      {loose_chunk_line, passes},
      {bad_trailer, passes},
      {large_head, passes}, // max_response_header 10 MiB
      {large_line, passes},
      {many_headers, passes},
      {truncated_head, error(502)},
      {truncated_body, cuts.or_passes()},
      {stalled_head, error(504)},
      {stalled_body, passes_raw.or_cuts()},
      {unexpected_101, passes},       // an empty 200
      {too_many_interim, error(502)}, // net/http takes five
      {unexpected_interim, passes},
      {body_not_allowed, passes},
      {excess_body, passes},
      {broken_content_encoding,
       passes.or_passes_raw()}, // gzip is decoded when the client did not ask: empty body
  }};
}

constexpr FaultTable faults = fault_table();
constexpr AnomalyTable anomaly_answers = anomaly_table();
static_assert(in_order(faults) && in_order(anomaly_answers));

// Newer releases are built with a Go that refuses bad header names and report a timed-out dial as
// 504.
constexpr std::array<Change<Fault>, 1> fault_changes{{
    {Fault::connect_timeout, "2.7", "", error(504, 502)},
}};
constexpr std::array<Change<Anomaly>, 6> anomaly_changes{{
    {Anomaly::space_before_colon, "2.7", "", error(502)},
    {Anomaly::empty_name, "2.7", "", error(502).or_passes()},
    {Anomaly::bare_cr, "2.7", "", error(502).or_passes()},
    {Anomaly::bad_name_character, "2.7", "", error(502)},
    {Anomaly::nul_in_value, "2.7", "", error(502).or_passes_raw()},
    {Anomaly::control_in_value, "2.7", "", error(502).or_passes_raw()},
}};

// The modules for application protocols.
constexpr std::array<ApplicationRow, 7> applications{{
    {"fcgi", Fault::garbage, error(502).or_passes()},
    {"fcgi", Fault::truncated_body, passes.or_cuts()},
    {"fcgi", Fault::head_too_big, passes},
    {"h2c", Fault::reset, error(502, 504)}, // what says that nothing was done is asked again
    {"h2c", Fault::garbage, error(502).or_passes()},
    {"h2c", Fault::truncated_body, passes.or_cuts()},
    {"h2c", Fault::stalled_body, passes.or_cuts()},
}};

// crypto/tls of Go 1.19, with which Debian 12 builds it. From Go 1.22 on the exchange of keys by RSA
// is left out, and later 3DES, unless a build's go.mod names an older Go (GODEBUG tlsrsakex, tls3des).
constexpr std::string_view ciphers =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:"
    "ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA:ECDHE-ECDSA-AES256-SHA:ECDHE-RSA-AES256-SHA";
constexpr std::string_view old_ciphers =
    "AES128-GCM-SHA256:AES256-GCM-SHA384:AES128-SHA:AES256-SHA:ECDHE-RSA-DES-CBC3-SHA:"
    "DES-CBC3-SHA";

Asking asking(std::string_view version) {
  Asking asking;
  asking.ciphers = ciphers;
  asking.ciphers_of_some = old_ciphers;
  asking.http_version = "1.1";
  // From 2.11 on a TLS upstream gets its own name as Host; the scheme is not known here, plain HTTP
  // is the common case.
  asking.host = HostRule::client_host;
  asking.sni = SniRule::upstream_host;
  asking.verify = VerifyRule::full;
  if (compare_versions(version_or(version, debian_version), "2.11") >= 0) {
    asking.host = HostRule::unknown;
  }
  asking.takes_common_name = false; // crypto/x509, VerifyHostname
  return asking;
}

Limits limits(std::string_view) {
  Limits limits;
  limits.head_bytes = std::size_t{10} << 20;
  limits.directive = "max_response_header";
  limits.connect_timeout_s = 3;                         // dial_timeout
  limits.timeout_directive = "response_header_timeout"; // none by default
  return limits;
}

Reuse reuse(std::string_view) {
  return {Reuse::Default::on, 120, "keepalive", ""}; // reverseproxy/httptransport.go
}

Outcome on_fault(Fault fault, std::string_view version) {
  return predict(faults, fault, fault_changes, version_or(version, debian_version));
}

Outcome on_anomaly(Anomaly anomaly, std::string_view version) {
  return predict(anomaly_answers, anomaly, anomaly_changes, version_or(version, debian_version));
}

std::optional<Outcome> on_application(std::string_view scheme, Fault fault) {
  return predict_application(applications, scheme, fault);
}

} // namespace

const Profile& caddy_profile() {
  static const Profile profile{
      .name = "caddy",
      .title = "Caddy",
      .verified = true,
      .sends_proxy_header = true,
      .asking = asking,
      .limits = limits,
      .reuse = reuse,
      .on_fault = on_fault,
      .on_anomaly = on_anomaly,
      .on_application = on_application,
      .words = {.config_check = "grep -n {upstream} /etc/caddy/Caddyfile",
                .error_log = "journalctl -u caddy",
                .reload = "caddy validate --config /etc/caddy/Caddyfile && systemctl reload caddy",
                .pass_directive = "reverse_proxy"},
  };
  return profile;
}

} // namespace gwdiag
