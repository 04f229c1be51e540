// SPDX-License-Identifier: Apache-2.0
#include "proxies/catalogue.hpp"
#include "proxies/prediction.hpp"

// Traffic Server with remap rules. Measured against 9.2.9 without a cache.
namespace gwdiag {
namespace {

using namespace answers;

constexpr FaultTable fault_table() {
  using enum Fault;
  return {{
      // "Cannot find server."
      {name_unresolved, error(500)},
      {connect_refused, error(502)},
      {connect_timeout, error(502, 504)},
      {unreachable, error(502)},
      {tls_failure, error(502)},
      // refused only with verify.server.policy ENFORCED; 9.2 ships PERMISSIVE
      {tls_unverified, error(502).or_passes()},
      {tls_not_spoken, error(502)},
      {closed, error(502)},
      {reset, error(502)},
      {answer_timeout, error(504)},
      {send_timeout, error(504)},
      {stalled_head, error(504)},
      // after a whole header line it counts as ended
      {truncated_head, error(502).or_passes()},
      {stalled_body, cuts},
      {truncated_body, cuts.or_closes().or_passes()},
      {head_too_big, error(502)},
      {too_many_headers, passes},
      {no_live_upstream, error(500, 502)},
      {early_response, passes.or_error(502)},
      {garbage, error(502)},
  }};
}

constexpr AnomalyTable anomaly_table() {
  using enum Anomaly;
  return {{
      {not_http, error(502)},
      {no_status_line, error(502)},
      {leading_blank_line, error(502)},
      {bad_version, error(502).or_passes()},
      {unsupported_version, passes},
      {later_minor_version, passes},
      // letters are refused
      {status_not_three_digits, passes_raw.or_error(502)},
      // 000 is refused
      {status_out_of_range, passes_raw.or_error(502)},
      {status_line_junk, error(502).or_passes()},
      {status_without_space, passes},
      {bare_lf, passes},
      {obs_fold, passes},
      {space_before_colon, passes},
      // dropped
      {no_colon, passes.or_error(502)},
      {empty_name, passes},
      // "@" passes
      {bad_name_character, error(502).or_passes_raw()},
      {nul_in_value, error(502)},
      {bare_cr, error(502).or_passes_raw()},
      {control_in_value, error(502)},
      {status_line_in_head, passes},
      {duplicate_content_length_same, passes.or_error(502)},
      {duplicate_content_length_different, error(502)},
      // a number that is too large goes through
      {bad_content_length, error(502).or_passes_raw().or_cuts()},
      {content_length_with_chunked, passes.or_closes()},
      {duplicate_transfer_encoding, passes.or_error(400)},
      // "Invalid HTTP Request", though the response is meant
      {unknown_transfer_encoding, error(400)},
      {transfer_encoding_http10, passes},
      {bad_chunk_size, cuts.or_closes().or_passes()},
      {bad_chunk_end, cuts.or_closes()},
      {chunk_bare_lf, cuts.or_closes()},
      {loose_chunk_line, passes},
      {bad_trailer, passes_raw},
      {large_head, passes.or_error(502)},
      {large_line, passes},
      {many_headers, passes},
      {truncated_head, error(502).or_passes()},
      {truncated_body, cuts.or_closes().or_passes()},
      {stalled_head, error(504)},
      {stalled_body, cuts},
      {unexpected_101, passes_raw},
      // 100 and 103 are swallowed, another 1xx is taken as final
      {too_many_interim, passes.or_passes_raw()},
      {unexpected_interim, passes_raw},
      {body_not_allowed, passes},
      {excess_body, passes},
      {broken_content_encoding, passes_raw},
  }};
}

constexpr FaultTable faults = fault_table();
constexpr AnomalyTable anomaly_answers = anomaly_table();
static_assert(in_order(faults) && in_order(anomaly_answers));

// proxy.config.ssl.client.cipher_suite: nothing with SHA-1.
constexpr std::string_view ciphers =
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:DHE-DSS-AES256-GCM-SHA384:"
    "DHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES256-CCM8:ECDHE-ECDSA-AES256-CCM:"
    "DHE-RSA-AES256-CCM8:DHE-RSA-AES256-CCM:ECDHE-ECDSA-CHACHA20-POLY1305:"
    "ECDHE-RSA-CHACHA20-POLY1305:DHE-RSA-CHACHA20-POLY1305:ECDHE-ECDSA-ARIA256-GCM-SHA384:"
    "ECDHE-ARIA256-GCM-SHA384:DHE-DSS-ARIA256-GCM-SHA384:DHE-RSA-ARIA256-GCM-SHA384:"
    "ECDHE-ECDSA-AES256-SHA384:ECDHE-RSA-AES256-SHA384:DHE-RSA-AES256-SHA256:"
    "DHE-DSS-AES256-SHA256:ECDHE-ECDSA-CAMELLIA256-SHA384:ECDHE-RSA-CAMELLIA256-SHA384:"
    "DHE-RSA-CAMELLIA256-SHA256:DHE-DSS-CAMELLIA256-SHA256:AES256-GCM-SHA384:AES256-CCM8:"
    "AES256-CCM:ARIA256-GCM-SHA384:AES256-SHA256:CAMELLIA256-SHA256:"
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:DHE-DSS-AES128-GCM-SHA256:"
    "DHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES128-CCM8:ECDHE-ECDSA-AES128-CCM:"
    "DHE-RSA-AES128-CCM8:DHE-RSA-AES128-CCM:ECDHE-ECDSA-ARIA128-GCM-SHA256:"
    "ECDHE-ARIA128-GCM-SHA256:DHE-DSS-ARIA128-GCM-SHA256:DHE-RSA-ARIA128-GCM-SHA256:"
    "ECDHE-ECDSA-AES128-SHA256:ECDHE-RSA-AES128-SHA256:DHE-RSA-AES128-SHA256:"
    "DHE-DSS-AES128-SHA256:ECDHE-ECDSA-CAMELLIA128-SHA256:ECDHE-RSA-CAMELLIA128-SHA256:"
    "DHE-RSA-CAMELLIA128-SHA256:DHE-DSS-CAMELLIA128-SHA256:AES128-GCM-SHA256:AES128-CCM8:"
    "AES128-CCM:ARIA128-GCM-SHA256:AES128-SHA256:CAMELLIA128-SHA256";

Asking asking(std::string_view) {
  Asking asking;
  asking.ciphers = ciphers;
  asking.http_version = "1.1";
  asking.host = HostRule::upstream_authority; // pristine_host_hdr 0
  asking.sni = SniRule::upstream_host;        // sni_policy host: the Host header after the remap
  asking.verify = VerifyRule::none; // verify.server.policy PERMISSIVE in 9.2: it is logged only
  asking.matches_names_only = true; // measured: "SNI (127.0.0.1) not in certificate"
  return asking;
}

Limits limits(std::string_view) {
  Limits limits;
  limits.head_bytes = 131072; // http.response_header_max_size in 9.2: measured to the byte
  limits.directive = "proxy.config.http.response_header_max_size";
  limits.connect_timeout_s = 30;
  limits.answer_timeout_s = 30;
  limits.timeout_directive = "proxy.config.http.transaction_no_activity_timeout_out";
  return limits;
}

Reuse reuse(std::string_view) {
  return {Reuse::Default::on,
          120,
          "proxy.config.http.keep_alive_no_activity_timeout_out",
          ""}; // RecordsConfig.cc
}

Outcome on_fault(Fault fault, std::string_view) {
  return predict(faults, fault, {}, "");
}

Outcome on_anomaly(Anomaly anomaly, std::string_view) {
  return predict(anomaly_answers, anomaly, {}, "");
}

} // namespace

const Profile& trafficserver_profile() {
  static const Profile profile{
      .name = "trafficserver",
      .title = "Apache Traffic Server",
      .verified = true,
      .sends_proxy_header = true,
      .asking = asking,
      .limits = limits,
      .reuse = reuse,
      .on_fault = on_fault,
      .on_anomaly = on_anomaly,
      .words = {.config_check = "grep -n {upstream} /etc/trafficserver/remap.config",
                .error_log = "/var/log/trafficserver/error.log",
                .reload = "traffic_ctl config reload",
                .pass_directive = "map"},
  };
  return profile;
}

} // namespace gwdiag
