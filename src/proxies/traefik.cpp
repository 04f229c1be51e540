// SPDX-License-Identifier: Apache-2.0
#include "proxies/catalogue.hpp"
#include "proxies/prediction.hpp"

// Traefik over Go's net/http, from its sources: no test ran it. What is neither a net.Error nor
// io.EOF is a 500 (pkg/proxy/httputil/proxy.go ComputeStatusCode).
namespace gwdiag {
namespace {

using namespace answers;

constexpr FaultTable fault_table() {
  using enum Fault;
  return {{
      {name_unresolved, error(502)},
      {connect_refused, error(502)},
      {connect_timeout, error(504)},
      {unreachable, error(502)},
      {tls_failure, error(500, 502)},
      {tls_unverified, error(500)},
      {tls_not_spoken, error(500, 502)},
      {closed, error(502)},
      {reset, error(502)},
      // only with responseHeaderTimeout
      {answer_timeout, error(504)},
      {send_timeout, unknown},
      {stalled_head, error(504)},
      {truncated_head, error(500, 502)},
      // no read timeout: the silence is handed on
      {stalled_body, cuts.or_passes_raw()},
      {truncated_body, cuts},
      {head_too_big, error(500)},
      {too_many_headers, passes},
      {no_live_upstream, error(503)},
      {early_response, unknown},
      {garbage, error(500)},
  }};
}

constexpr AnomalyTable anomaly_table() {
  using enum Anomaly;
  return {{
      {not_http, error(500)},
      {no_status_line, error(500)},
      {leading_blank_line, error(500)},
      {bad_version, error(500)},
      {unsupported_version, passes},
      {later_minor_version, passes},
      {status_not_three_digits, error(500)},
      {status_out_of_range, passes_raw.or_closes()},
      {status_line_junk, error(500).or_passes()},
      {status_without_space, passes},
      {bare_lf, passes},
      // refused as the first line of the head
      {obs_fold, passes.or_error(500)},
      // textproto refuses such names since Go 1.20
      {space_before_colon, error(500)},
      {no_colon, error(500)},
      {empty_name, error(500).or_passes()},
      {bad_name_character, error(500)},
      {nul_in_value, error(500)},
      {bare_cr, error(500).or_passes()},
      {control_in_value, error(500)},
      {status_line_in_head, error(500)},
      {duplicate_content_length_same, passes},
      {duplicate_content_length_different, error(500)},
      {bad_content_length, error(500)},
      {content_length_with_chunked, passes},
      {duplicate_transfer_encoding, error(500)},
      {unknown_transfer_encoding, error(500)},
      {transfer_encoding_http10, passes},
      {bad_chunk_size, cuts},
      {bad_chunk_end, cuts},
      {chunk_bare_lf, passes.or_cuts()},
      {loose_chunk_line, passes},
      {bad_trailer, passes.or_cuts()},
      // Go takes 10 MiB
      {large_head, passes},
      {large_line, passes},
      {many_headers, passes},
      {truncated_head, error(500, 502)},
      {truncated_body, cuts},
      {stalled_head, error(504)},
      {stalled_body, cuts.or_passes_raw()},
      {unexpected_101, error(500, 502)},
      // net/http takes five
      {too_many_interim, error(500, 502)},
      {unexpected_interim, passes},
      {body_not_allowed, passes},
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
  asking.host = HostRule::client_host; // passHostHeader true
  asking.sni = SniRule::upstream_host;
  asking.verify = VerifyRule::full;
  asking.takes_common_name = false; // crypto/x509, VerifyHostname
  return asking;
}

Limits limits(std::string_view) {
  Limits limits;
  limits.head_bytes = std::size_t{10} << 20;          // Go's default
  limits.connect_timeout_s = 30;                      // dialTimeout
  limits.timeout_directive = "responseHeaderTimeout"; // none by default
  return limits;
}

Reuse reuse(std::string_view) {
  return {Reuse::Default::on,
          90,
          "forwardingTimeouts.idleConnTimeout",
          ""}; // pkg/config/dynamic/http_config.go
}

Outcome on_fault(Fault fault, std::string_view) {
  return predict(faults, fault, {}, "");
}

Outcome on_anomaly(Anomaly anomaly, std::string_view) {
  return predict(anomaly_answers, anomaly, {}, "");
}

} // namespace

const Profile& traefik_profile() {
  static const Profile profile{
      .name = "traefik",
      .title = "Traefik",
      .verified = false,
      .asking = asking,
      .limits = limits,
      .reuse = reuse,
      .on_fault = on_fault,
      .on_anomaly = on_anomaly,
      .words = {.config_check = "grep -rn {upstream} /etc/traefik/",
                .error_log = "journalctl -u traefik",
                .reload = "",
                .pass_directive = "loadBalancer.servers"},
  };
  return profile;
}

} // namespace gwdiag
