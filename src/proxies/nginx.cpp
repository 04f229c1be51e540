// SPDX-License-Identifier: Apache-2.0
#include "proxies/nginx.hpp"

#include "proxies/catalogue.hpp"
#include "proxies/offers.hpp"
#include "proxies/prediction.hpp"

// nginx's ngx_http_proxy_module. Measured against 1.22.1; `changes` are from the project's history.
namespace gwdiag {
namespace {

using namespace answers;

constexpr std::string_view debian_version = "1.22.1";

constexpr FaultTable fault_table() {
  using enum Fault;
  return {{
      {name_unresolved, error(502)}, // "could not be resolved", ngx_http_upstream.c
      {connect_refused, error(502)},
      {connect_timeout,
       error(504, 502)}, // 502 when the kernel gives up before proxy_connect_timeout
      {unreachable, error(502)},
      {tls_failure, error(502, 504)}, // 504 for a handshake that stalls
      {tls_unverified, error(502)},
      {tls_not_spoken, error(502, 504)},
      {closed, error(502)},
      {reset, error(502)},
      {answer_timeout, error(504)},
      {send_timeout, error(504)},
      {stalled_head, error(504)},
      {truncated_head, error(502).or_passes_raw()},
      {stalled_body, cuts},
      {truncated_body, cuts},
      {head_too_big, error(502)},
      {too_many_headers, passes}, // no limit of its own: the buffer is the limit
      {no_live_upstream, error(502)},
      // ngx_http_upstream_send_request: a write that fails comes before the read
      {early_response, error(502).or_passes()},
      // taken as HTTP/0.9; closed without a byte where the peer sends little and stays connected
      {garbage, passes_raw.or_closes()},
  }};
}

constexpr AnomalyTable anomaly_table() {
  using enum Anomaly;
  return {{
      {not_http,
       passes_raw.or_closes()}, // ngx_http_proxy_process_status_line: HTTP/0.9 for an HTTP/1 client
      {no_status_line, passes_raw.or_closes()},
      {leading_blank_line, passes_raw},
      {bad_version, passes_raw.or_passes()},
      {unsupported_version, passes.or_passes_raw()}, // HTTP/0.9 goes through as it is
      {later_minor_version, passes},
      {status_not_three_digits, passes_raw},
      {status_out_of_range, passes_raw},
      {status_line_junk, passes_raw.or_passes()},
      {status_without_space, passes},
      {bare_lf, passes},
      {obs_fold, error(502)},
      {space_before_colon, error(502)},
      {no_colon,
       passes.or_error(
           502)}, // one word passes as a name without a value, a line with spaces is refused
      {empty_name, error(502)},
      {bad_name_character,
       passes_raw.or_error(502)}, // controls and spaces are refused, "(" or "@" are not looked at
      {nul_in_value, error(502)},
      {bare_cr, error(502).or_passes()}, // CR CR LF passes
      {control_in_value, passes_raw},
      {status_line_in_head, passes},
      {duplicate_content_length_same, passes},
      {duplicate_content_length_different, passes.or_cuts()}, // the last one counts
      {bad_content_length, passes},
      {content_length_with_chunked,
       passes.or_closes()}, // the body is read as chunks and closes when it is none
      {duplicate_transfer_encoding, passes},
      {unknown_transfer_encoding,
       passes.or_closes()}, // any value with "chunked" in it is taken as chunked
      {transfer_encoding_http10, passes},
      {bad_chunk_size, cuts.or_closes().or_passes()},
      {bad_chunk_end, cuts.or_closes()},
      {chunk_bare_lf, passes},
      {loose_chunk_line, passes},
      {bad_trailer, passes},
      {large_head, error(502)},
      {large_line, error(502)},
      {many_headers, passes},
      {truncated_head, error(502).or_passes_raw()},
      {truncated_body, cuts},
      {stalled_head, error(504)},
      {stalled_body, cuts},
      {unexpected_101, passes_raw},
      {too_many_interim,
       passes_raw.or_closes()}, // the first 1xx is the final answer to it, the rest is body
      {unexpected_interim, passes_raw.or_closes()},
      {body_not_allowed, passes},
      {excess_body, passes},
      {broken_content_encoding, passes_raw},
  }};
}

constexpr FaultTable faults = fault_table();
constexpr AnomalyTable anomaly_answers = anomaly_table();
static_assert(in_order(faults) && in_order(anomaly_answers));

constexpr std::array<Change<Anomaly>, 9> changes{{
    // 1.23.0: "upstream sent duplicate header line", invalid Content-Length, both lengths, unknown
    // Transfer-Encoding
    {Anomaly::duplicate_content_length_same, "1.23.0", "", error(502)},
    {Anomaly::duplicate_content_length_different, "1.23.0", "", error(502)},
    {Anomaly::bad_content_length, "1.23.0", "", error(502)},
    {Anomaly::content_length_with_chunked, "1.23.0", "", error(502)},
    {Anomaly::duplicate_transfer_encoding, "1.23.0", "", error(502)},
    {Anomaly::unknown_transfer_encoding, "1.23.0", "", error(502)},
    // 1.21.1: spaces and controls in header names; before that such names were passed on
    {Anomaly::space_before_colon, "", "1.21.1", passes_raw.or_error(502)},
    {Anomaly::bad_name_character, "", "1.21.1", passes_raw.or_error(502)},
    // 1.29.4: a chunk's size line must end in CRLF
    {Anomaly::chunk_bare_lf, "1.29.4", "", cuts.or_closes()},
}};

// The modules for application protocols.
constexpr std::array<ApplicationRow, 6> applications{{
    {"fcgi", Fault::garbage, error(502)},
    {"fcgi", Fault::truncated_body, cuts.or_passes()},
    {"uwsgi", Fault::garbage, error(502)},
    {"scgi", Fault::garbage, error(502)},
    {"h2c", Fault::garbage, error(502).or_passes()}, // a connection's own field passes
    {"h2c", Fault::truncated_body, cuts.or_closes()},
}};

// ngx_http_grpc_module.c: "upstream sent unexpected :status"; 103 passes since 1.29.0.
bool refuses_http2_interim(int status, std::string_view version) {
  return status != 103 || compare_versions(version_or(version, debian_version), "1.29.0") < 0;
}

std::optional<Outcome> on_application(std::string_view scheme, Fault fault) {
  return predict_application(applications, scheme, fault);
}

} // namespace

// proxy_http_version is 1.0 with "Connection: close" before 1.29.7 (ngx_http_proxy_headers), 1.1
// without it since.
Asking nginx_asking(std::string_view version) {
  Asking asking;
  asking.ciphers = openssl_ciphers;
  const bool modern = compare_versions(version_or(version, debian_version), "1.29.7") >= 0;
  asking.http_version = modern ? "1.1" : "1.0";
  asking.connection = modern ? "" : "close";
  asking.host = HostRule::upstream_authority; // $proxy_host: without the default port
  asking.sni = SniRule::none;                 // proxy_ssl_server_name off
  asking.verify = VerifyRule::none;           // proxy_ssl_verify off
  asking.matches_names_only = true;           // ngx_event_openssl.c: X509_check_host alone
  asking.intermediates = 1;
  asking.depth_directive = "proxy_ssl_verify_depth 1";
  // proxy_ssl_protocols has TLSv1 and TLSv1.1 before 1.27.3, which Debian's OpenSSL refuses by its
  // own policy, and TLSv1.3 only from 1.23.4 on.
  asking.minimum_tls = "TLSv1.2";
  if (compare_versions(version_or(version, debian_version), "1.23.4") < 0) {
    asking.maximum_tls = "TLSv1.2";
  }
  return asking;
}

Limits nginx_limits(std::string_view) {
  Limits limits;
  // One memory page, ngx_pagesize. Measured on 1.22.1 with 4 KiB pages: 4095 bytes pass whole, 4096
  // lose the body, 4097 are "upstream sent too big header" and 502.
  limits.head_bytes = 4095;
  limits.directive = "proxy_buffer_size";
  limits.connect_timeout_s = 60;
  limits.answer_timeout_s = 60;
  limits.timeout_directive = "proxy_read_timeout";
  return limits;
}

// ngx_http_upstream_keepalive_module.c: 60 s; `keepalive` is set by default since 1.29.7.
Reuse nginx_reuse(std::string_view version) {
  const bool modern = compare_versions(version_or(version, debian_version), "1.29.7") >= 0;
  return {modern ? Reuse::Default::on : Reuse::Default::off,
          60,
          "keepalive_timeout",
          "keepalive in the upstream block"};
}

Outcome nginx_on_fault(Fault fault, std::string_view) {
  return predict(faults, fault, {}, debian_version);
}

Outcome nginx_on_anomaly(Anomaly anomaly, std::string_view version) {
  return predict(anomaly_answers, anomaly, changes, version_or(version, debian_version));
}

const Profile& nginx_profile() {
  static const Profile profile{
      .name = "nginx",
      .title = "nginx",
      .verified = true,
      .asking = nginx_asking,
      .limits = nginx_limits,
      .reuse = nginx_reuse,
      .on_fault = nginx_on_fault,
      .on_anomaly = nginx_on_anomaly,
      .on_application = on_application,
      .refuses_http2_interim = refuses_http2_interim,
      .words = {.config_check = "nginx -T | grep -n {upstream}",
                .error_log = "/var/log/nginx/error.log",
                .reload = "nginx -t && systemctl reload nginx",
                .pass_directive = "proxy_pass"},
  };
  return profile;
}

} // namespace gwdiag
