// SPDX-License-Identifier: Apache-2.0
#include "proxies/catalogue.hpp"
#include "proxies/offers.hpp"
#include "proxies/prediction.hpp"

// Squid as an accelerator, with cache_peer originserver. Measured against 5.7.
namespace gwdiag {
namespace {

using namespace answers;

constexpr FaultTable fault_table() {
  using enum Fault;
  return {{
      {name_unresolved, error(502, 503)},
      {connect_refused, error(502, 503)},
      {connect_timeout, error(502, 503, 504)},
      {unreachable, error(502, 503)},
      {tls_failure, error(502, 503, 504)},
      {tls_unverified, error(502, 503)},
      {tls_not_spoken, error(503)},
      {closed, error(502)},
      {reset, error(502)},
      {answer_timeout, error(504)},
      {send_timeout, error(502)},
      {stalled_head, error(504)},
      // with a status line the head counts as ended: an empty 200
      {truncated_head, error(502).or_passes()},
      {stalled_body, cuts},
      {truncated_body, cuts},
      {head_too_big, error(502)},
      {too_many_headers, passes},
      {no_live_upstream, error(502, 503)},
      // as HTTP/0.9, wrapped in a 200 of its own
      {early_response, passes},
      {garbage, passes},
  }};
}

constexpr AnomalyTable anomaly_table() {
  using enum Anomaly;
  return {{
      // as HTTP/0.9, with X-Transformed-From
      {not_http, passes},
      {no_status_line, passes},
      // as HTTP/0.9: the head is in the body
      {leading_blank_line, passes},
      {bad_version, passes.or_error(502)},
      {unsupported_version, passes},
      {later_minor_version, passes},
      {status_not_three_digits, error(502)},
      {status_out_of_range, error(502)},
      {status_line_junk, error(502).or_passes().or_passes_raw()},
      {status_without_space, passes},
      // relaxed_header_parser
      {bare_lf, passes},
      {obs_fold, passes},
      {space_before_colon, passes},
      {no_colon, error(502)},
      {empty_name, error(502)},
      {bad_name_character, error(502)},
      {nul_in_value, error(502)},
      // refused before the line end
      {bare_cr, passes.or_error(502)},
      {control_in_value, passes_raw},
      {status_line_in_head, error(502)},
      {duplicate_content_length_same, passes},
      {duplicate_content_length_different, error(502)},
      {bad_content_length, error(502).or_passes()},
      {content_length_with_chunked, passes.or_cuts()},
      {duplicate_transfer_encoding, error(502)},
      // identity passes
      {unknown_transfer_encoding, error(502).or_passes()},
      {transfer_encoding_http10, passes},
      {bad_chunk_size, cuts},
      {bad_chunk_end, cuts},
      {chunk_bare_lf, cuts},
      {loose_chunk_line, cuts.or_passes()},
      {bad_trailer, passes},
      {large_head, error(502)},
      {large_line, passes},
      {many_headers, passes},
      {truncated_head, error(502).or_passes()},
      {truncated_body, cuts},
      {stalled_head, error(504)},
      {stalled_body, cuts},
      {unexpected_101, error(502)},
      {too_many_interim, passes},
      {unexpected_interim, passes},
      // the bytes go to the client, after 204 and 304 too
      {body_not_allowed, passes_raw},
      {excess_body, passes},
      {broken_content_encoding, passes_raw},
  }};
}

constexpr FaultTable faults = fault_table();
constexpr AnomalyTable anomaly_answers = anomaly_table();
static_assert(in_order(faults) && in_order(anomaly_answers));

Asking asking(std::string_view) {
  Asking asking;
  asking.ciphers = openssl_ciphers;
  asking.http_version = "1.1";
  asking.host = HostRule::client_host;
  asking.sni = SniRule::upstream_host;
  asking.verify = VerifyRule::full;
  asking.matches_names_only = true; // src/ssl/support.cc: check_domain over GEN_DNS
  asking.connection = "keep-alive";
  return asking;
}

Limits limits(std::string_view) {
  Limits limits;
  limits.head_bytes = 65535; // reply_header_max_size 64 KB: measured to the byte
  limits.directive = "reply_header_max_size";
  limits.connect_timeout_s = 30; // peer_connect_timeout
  limits.answer_timeout_s = 900;
  limits.timeout_directive = "read_timeout";
  return limits;
}

Reuse reuse(std::string_view) {
  return {Reuse::Default::on, 60, "server_idle_pconn_timeout", ""}; // cf.data.pre
}

Outcome on_fault(Fault fault, std::string_view) {
  return predict(faults, fault, {}, "");
}

Outcome on_anomaly(Anomaly anomaly, std::string_view) {
  return predict(anomaly_answers, anomaly, {}, "");
}

} // namespace

const Profile& squid_profile() {
  static const Profile profile{
      .name = "squid",
      .title = "Squid",
      .verified = true,
      .asking = asking,
      .limits = limits,
      .reuse = reuse,
      .on_fault = on_fault,
      .on_anomaly = on_anomaly,
      .words = {.config_check = "grep -n {upstream} /etc/squid/squid.conf",
                .error_log = "/var/log/squid/cache.log",
                .reload = "squid -k parse && systemctl reload squid",
                .pass_directive = "cache_peer"},
  };
  return profile;
}

} // namespace gwdiag
