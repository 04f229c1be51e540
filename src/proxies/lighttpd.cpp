// SPDX-License-Identifier: Apache-2.0
#include "proxies/catalogue.hpp"
#include "proxies/prediction.hpp"

// lighttpd with mod_proxy. Measured against 1.4.69; it reads the whole answer before it sends
// (stream-response-body 0).
namespace gwdiag {
namespace {

using namespace answers;

constexpr FaultTable fault_table() {
  using enum Fault;
  return {{
      // resolved at start
      {name_unresolved, unknown},
      {connect_refused, error(503)},
      {connect_timeout, error(503)},
      {unreachable, error(503)},
      // mod_proxy speaks no TLS
      {tls_failure, unknown},
      {tls_unverified, unknown},
      {tls_not_spoken, unknown},
      // gw_backend.c: response not received
      {closed, error(500)},
      {reset, error(500)},
      // only with read-timeout, which is off by default
      {answer_timeout, error(504)},
      {send_timeout, error(504)},
      {stalled_head, error(504)},
      {truncated_head, error(500, 502)},
      // after read-timeout the request falls to the static files
      {stalled_body, error(404).or_cuts()},
      // a chunked body ends as if it were whole
      {truncated_body, cuts.or_passes()},
      {head_too_big, error(502)},
      {too_many_headers, passes},
      {no_live_upstream, error(503)},
      // 502 when a line end is among the bytes
      {early_response, passes},
      {garbage, error(500, 502)},
  }};
}

constexpr AnomalyTable anomaly_table() {
  using enum Anomaly;
  return {{
      {not_http, error(500, 502)},
      {no_status_line, error(500, 502)},
      {leading_blank_line, error(502)},
      {bad_version, error(502)},
      {unsupported_version, error(502)},
      {later_minor_version, error(502)},
      {status_not_three_digits, error(502)},
      // 600 to 999 pass
      {status_out_of_range, passes_raw.or_error(502)},
      {status_line_junk, error(502).or_passes()},
      {status_without_space, passes},
      {bare_lf, passes},
      // the folded line is dropped, the first one of a head goes through
      {obs_fold, passes.or_passes_raw()},
      // dropped
      {space_before_colon, passes},
      // dropped
      {no_colon, passes},
      {empty_name, passes},
      {bad_name_character, passes_raw},
      {nul_in_value, passes_raw},
      {bare_cr, passes_raw},
      {control_in_value, passes_raw},
      {status_line_in_head, passes},
      {duplicate_content_length_same, passes},
      // the first one counts
      {duplicate_content_length_different, passes.or_cuts()},
      {bad_content_length, passes_raw.or_passes().or_cuts()},
      {content_length_with_chunked, passes},
      {duplicate_transfer_encoding, passes},
      // taken as chunked; a body that is none is lost
      {unknown_transfer_encoding, passes},
      {transfer_encoding_http10, passes},
      // ended before the damage as if it were whole
      {bad_chunk_size, passes},
      {bad_chunk_end, passes},
      // an empty body
      {chunk_bare_lf, passes},
      {loose_chunk_line, passes},
      {bad_trailer, passes},
      {large_head, error(502)},
      {large_line, passes},
      {many_headers, passes},
      {truncated_head, error(500, 502)},
      {truncated_body, cuts.or_passes()},
      {stalled_head, error(504)},
      {stalled_body, error(404).or_cuts()},
      {unexpected_101, passes_raw.or_error(404)},
      {too_many_interim, passes},
      {unexpected_interim, passes},
      {body_not_allowed, passes},
      {excess_body, passes},
      {broken_content_encoding, passes_raw},
  }};
}

constexpr FaultTable faults = fault_table();
constexpr AnomalyTable anomaly_answers = anomaly_table();
static_assert(in_order(faults) && in_order(anomaly_answers));

// The modules for application protocols.
constexpr std::array<ApplicationRow, 8> applications{{
    {"fcgi", Fault::garbage, error(500).or_passes()},
    {"fcgi", Fault::truncated_body, error(500)},
    {"fcgi", Fault::stalled_body, error(504)},
    {"uwsgi", Fault::garbage, error(500)},
    {"scgi", Fault::garbage, error(500)},
    {"ajp", Fault::garbage, error(500)},
    {"ajp", Fault::truncated_body, passes.or_cuts()},
    {"ajp", Fault::stalled_body, error(403).or_cuts()},
}};

Asking asking(std::string_view) {
  Asking asking;
  asking.http_version = "1.1";
  asking.host = HostRule::client_host;
  asking.sni = SniRule::none;
  asking.verify = VerifyRule::none;
  asking.connection = "close";
  return asking;
}

Limits limits(std::string_view) {
  Limits limits;
  limits.head_bytes = 65535; // http-header-glue.c MAX_HTTP_RESPONSE_FIELD: measured to the byte
  limits.connect_timeout_s = 8;
  limits.timeout_directive = "read-timeout"; // off by default
  return limits;
}

Reuse reuse(std::string_view) {
  return {Reuse::Default::off, std::nullopt, "", ""}; // mod_proxy.c: asks with Connection: close
}

Outcome on_fault(Fault fault, std::string_view) {
  return predict(faults, fault, {}, "");
}

Outcome on_anomaly(Anomaly anomaly, std::string_view) {
  return predict(anomaly_answers, anomaly, {}, "");
}

std::optional<Outcome> on_application(std::string_view scheme, Fault fault) {
  return predict_application(applications, scheme, fault);
}

} // namespace

const Profile& lighttpd_profile() {
  static const Profile profile{
      .name = "lighttpd",
      .title = "lighttpd",
      .verified = true,
      .asking = asking,
      .limits = limits,
      .reuse = reuse,
      .on_fault = on_fault,
      .on_anomaly = on_anomaly,
      .on_application = on_application,
      .words = {.config_check = "grep -rn {upstream} /etc/lighttpd/",
                .error_log = "/var/log/lighttpd/error.log",
                .reload =
                    "lighttpd -tt -f /etc/lighttpd/lighttpd.conf && systemctl reload lighttpd",
                .pass_directive = "proxy.server"},
  };
  return profile;
}

} // namespace gwdiag
