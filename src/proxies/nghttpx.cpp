// SPDX-License-Identifier: Apache-2.0
#include "proxies/catalogue.hpp"
#include "proxies/prediction.hpp"

// nghttpx with an HTTP/1 backend. Measured against 1.52.0.
namespace gwdiag {
namespace {

using namespace answers;

constexpr FaultTable fault_table() {
  using enum Fault;
  return {{
      {name_unresolved, error(502)},
      {connect_refused, error(502)},
      {connect_timeout, error(504, 502)},
      {unreachable, error(502)},
      {tls_failure, error(502, 504)},
      {tls_unverified, error(502)},
      {tls_not_spoken, error(502)},
      {closed, error(502)},
      {reset, error(502)},
      {answer_timeout, error(504)},
      {send_timeout, error(504)},
      {stalled_head, error(504)},
      {truncated_head, error(502)},
      {stalled_body, cuts},
      {truncated_body, cuts.or_closes().or_passes()},
      {head_too_big, error(502)},
      {too_many_headers, error(502)},
      {no_live_upstream, error(502, 503)},
      {early_response, passes},
      {garbage, error(502)},
  }};
}

constexpr AnomalyTable anomaly_table() {
  using enum Anomaly;
  return {{
      {not_http, error(502)},
      {no_status_line, error(502)},
      {leading_blank_line, passes},
      {bad_version, error(502)},
      // HTTP/0.9 passes
      {unsupported_version, error(502).or_passes()},
      {later_minor_version, error(502)},
      {status_not_three_digits, error(502)},
      {status_out_of_range, passes_raw},
      // controls in the reason pass
      {status_line_junk, error(502).or_passes()},
      {status_without_space, passes},
      // llhttp
      {bare_lf, error(502).or_passes()},
      // refused as the first line of the head
      {obs_fold, passes.or_error(502)},
      // refused where it is Content-Length
      {space_before_colon, passes_raw.or_error(502)},
      {no_colon, error(502)},
      // dropped
      {empty_name, passes},
      // a space inside the name passes
      {bad_name_character, error(502).or_passes_raw()},
      {nul_in_value, error(502)},
      {bare_cr, error(502)},
      {control_in_value, error(502)},
      {status_line_in_head, error(502)},
      {duplicate_content_length_same, error(502)},
      {duplicate_content_length_different, error(502)},
      {bad_content_length, error(502).or_closes()},
      {content_length_with_chunked, error(502)},
      {duplicate_transfer_encoding, passes},
      {unknown_transfer_encoding, passes},
      {transfer_encoding_http10, passes},
      {bad_chunk_size, closes.or_cuts()},
      {bad_chunk_end, closes.or_cuts().or_passes()},
      {chunk_bare_lf, closes.or_cuts()},
      {loose_chunk_line, closes.or_cuts().or_passes()},
      {bad_trailer, closes.or_passes_raw().or_cuts()},
      {large_head, error(502)},
      {large_line, passes},
      {many_headers, passes},
      {truncated_head, error(502)},
      {truncated_body, cuts.or_closes().or_passes()},
      {stalled_head, error(504)},
      {stalled_body, cuts},
      {unexpected_101, passes_raw},
      {too_many_interim, passes},
      {unexpected_interim, passes},
      // 204 with a length or chunks is refused
      {body_not_allowed, passes.or_error(502)},
      {excess_body, passes},
      {broken_content_encoding, passes_raw},
  }};
}

constexpr FaultTable faults = fault_table();
constexpr AnomalyTable anomaly_answers = anomaly_table();
static_assert(in_order(faults) && in_order(anomaly_answers));

// Another protocol than HTTP/1.1 (proto=h2).
constexpr std::array<ApplicationRow, 6> applications{{
    {"h2c", Fault::closed, error(502).or_closes()},
    {"h2c", Fault::reset, error(502).or_closes()},
    {"h2c", Fault::answer_timeout, error(502)},
    {"h2c", Fault::stalled_head, error(502)},
    {"h2c", Fault::garbage, error(502).or_closes()},
    {"h2c", Fault::truncated_body, closes.or_cuts()},
}};

std::optional<Outcome> on_application(std::string_view scheme, Fault fault) {
  return predict_application(applications, scheme, fault);
}

// --client-ciphers: Mozilla's intermediate list.
constexpr std::string_view ciphers =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:"
    "DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384";

Asking asking(std::string_view) {
  Asking asking;
  asking.ciphers = ciphers;
  asking.http_version = "1.1";
  asking.host = HostRule::client_host; // --no-host-rewrite is the default for HTTP/1 clients
  asking.sni = SniRule::upstream_host;
  asking.verify = VerifyRule::full;
  asking.matches_names_only = true; // measured: of an address that is named as well
  return asking;
}

Limits limits(std::string_view) {
  Limits limits;
  limits.head_bytes = 65535; // --response-header-field-buffer 64K, names and values alone
  limits.header_count = 500; // --max-response-header-fields
  limits.directive = "--response-header-field-buffer";
  limits.connect_timeout_s = 30;
  limits.answer_timeout_s = 60;
  limits.timeout_directive = "--backend-read-timeout";
  return limits;
}

Reuse reuse(std::string_view) {
  return {
      Reuse::Default::on, 2, "--backend-keep-alive-timeout", ""}; // --backend-keep-alive-timeout
}

Outcome on_fault(Fault fault, std::string_view) {
  return predict(faults, fault, {}, "");
}

Outcome on_anomaly(Anomaly anomaly, std::string_view) {
  return predict(anomaly_answers, anomaly, {}, "");
}

} // namespace

const Profile& nghttpx_profile() {
  static const Profile profile{
      .name = "nghttpx",
      .title = "nghttpx",
      .verified = true,
      .asking = asking,
      .limits = limits,
      .reuse = reuse,
      .on_fault = on_fault,
      .on_anomaly = on_anomaly,
      .on_application = on_application,
      .words = {.config_check = "grep -n {upstream} /etc/nghttpx/nghttpx.conf",
                .error_log = "/var/log/nghttpx/error.log",
                .reload = "systemctl reload nghttpx",
                .pass_directive = "backend"},
  };
  return profile;
}

} // namespace gwdiag
