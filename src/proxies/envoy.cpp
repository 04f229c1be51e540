// SPDX-License-Identifier: Apache-2.0
#include "proxies/catalogue.hpp"
#include "proxies/prediction.hpp"

// Envoy, from its sources and documentation: no test ran it. Older releases answer 503 where newer
// ones answer 502 for a protocol error (router.cc onUpstreamReset).
namespace gwdiag {
namespace {

using namespace answers;

constexpr FaultTable fault_table() {
  using enum Fault;
  return {{
      {name_unresolved, error(503)},
      {connect_refused, error(503)},
      {connect_timeout, error(503)},
      {unreachable, error(503)},
      {tls_failure, error(503)},
      {tls_unverified, error(503)},
      {tls_not_spoken, error(503)},
      // UC
      {closed, error(503)},
      {reset, error(503)},
      // UT
      {answer_timeout, error(504)},
      {send_timeout, unknown},
      {stalled_head, error(504)},
      {truncated_head, error(503)},
      {stalled_body, cuts},
      {truncated_body, cuts},
      {head_too_big, error(502, 503)},
      {too_many_headers, error(502, 503)},
      {no_live_upstream, error(503)},
      // UPE
      {early_response, unknown},
      {garbage, error(502, 503)},
  }};
}

constexpr AnomalyTable anomaly_table() {
  using enum Anomaly;
  return {{
      {not_http, error(502, 503)},
      {no_status_line, error(502, 503)},
      {leading_blank_line, unknown},
      {bad_version, error(502, 503)},
      {unsupported_version, unknown},
      {later_minor_version, unknown},
      {status_not_three_digits, error(502, 503)},
      {status_out_of_range, unknown},
      {status_line_junk, error(502, 503)},
      {status_without_space, passes},
      {bare_lf, passes},
      {obs_fold, passes.or_error(502, 503)},
      {space_before_colon, error(502, 503)},
      {no_colon, error(502, 503)},
      {empty_name, error(502, 503)},
      {bad_name_character, error(502, 503)},
      {nul_in_value, error(502, 503)},
      {bare_cr, unknown},
      {control_in_value, error(502, 503)},
      {status_line_in_head, error(502, 503)},
      // balsa_parser.cc policy
      {duplicate_content_length_same, error(502, 503)},
      {duplicate_content_length_different, error(502, 503)},
      {bad_content_length, unknown},
      // allow_chunked_length false
      {content_length_with_chunked, error(502, 503)},
      {duplicate_transfer_encoding, error(502, 503)},
      {unknown_transfer_encoding, error(502, 503)},
      {transfer_encoding_http10, unknown},
      {bad_chunk_size, cuts.or_error(502, 503)},
      {bad_chunk_end, cuts.or_error(502, 503)},
      {chunk_bare_lf, unknown},
      {loose_chunk_line, unknown},
      {bad_trailer, unknown},
      // max_response_headers_kb 60, 80 for HTTP/1
      {large_head, error(502, 503)},
      {large_line, passes},
      // max_headers_count 100
      {many_headers, error(502, 503)},
      {truncated_head, error(503)},
      {truncated_body, cuts},
      {stalled_head, error(504)},
      {stalled_body, cuts},
      {unexpected_101, error(502, 503)},
      {too_many_interim, unknown},
      {unexpected_interim, passes},
      {body_not_allowed, unknown},
      {excess_body, passes},
      {broken_content_encoding, passes_raw},
  }};
}

constexpr FaultTable faults = fault_table();
constexpr AnomalyTable anomaly_answers = anomaly_table();
static_assert(in_order(faults) && in_order(anomaly_answers));

Asking asking(std::string_view) {
  Asking asking;
  asking.http_version = "1.1";
  asking.host = HostRule::client_host; // unless host_rewrite_* or auto_host_rewrite
  asking.sni = SniRule::none;          // unless sni or auto_host_sni
  asking.verify = VerifyRule::none;    // unless a validation_context is given
  return asking;
}

Limits limits(std::string_view) {
  Limits limits;
  limits.head_bytes = 80 * 1024; // max_response_headers_kb of HTTP/1
  limits.header_count = 100;     // max_headers_count
  limits.directive = "max_response_headers_kb";
  limits.connect_timeout_s = 5;
  limits.answer_timeout_s = 15; // the route's timeout covers the whole answer
  limits.timeout_directive = "timeout";
  return limits;
}

Reuse reuse(std::string_view) {
  return {Reuse::Default::on,
          3600,
          "common_http_protocol_options.idle_timeout",
          ""}; // config/core/v3/protocol.proto
}

Outcome on_fault(Fault fault, std::string_view) {
  return predict(faults, fault, {}, "");
}

Outcome on_anomaly(Anomaly anomaly, std::string_view) {
  return predict(anomaly_answers, anomaly, {}, "");
}

} // namespace

const Profile& envoy_profile() {
  static const Profile profile{
      .name = "envoy",
      .title = "Envoy",
      .verified = false,
      .sends_proxy_header = true,
      .asking = asking,
      .limits = limits,
      .reuse = reuse,
      .on_fault = on_fault,
      .on_anomaly = on_anomaly,
      .words = {.config_check = "grep -rn {upstream} /etc/envoy/",
                .error_log = "journalctl -u envoy",
                .reload = "",
                .pass_directive = "load_assignment"},
  };
  return profile;
}

} // namespace gwdiag
