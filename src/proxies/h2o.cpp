// SPDX-License-Identifier: Apache-2.0
#include "proxies/catalogue.hpp"
#include "proxies/offers.hpp"
#include "proxies/prediction.hpp"

// h2o with proxy.reverse.url. Measured against 2.2.5. Debian's build aborts the whole process on an
// assertion for some damaged heads (http1client.c on_error_before_head): the client sees its
// connection closed.
namespace gwdiag {
namespace {

using namespace answers;

constexpr FaultTable fault_table() {
  using enum Fault;
  return {{
      {name_unresolved, error(502)},
      {connect_refused, error(502)},
      {connect_timeout, error(502)},
      {unreachable, error(502)},
      {tls_failure, error(502)},
      {tls_unverified, error(502)},
      {tls_not_spoken, error(502)},
      {closed, error(502)},
      {reset, error(502)},
      // it knows no 504
      {answer_timeout, error(502)},
      {send_timeout, error(502)},
      {stalled_head, error(502)},
      {truncated_head, error(502)},
      {stalled_body, cuts},
      // ended between two chunks it counts as whole
      {truncated_body, cuts.or_passes()},
      {head_too_big, error(502)},
      {too_many_headers, error(502)},
      {no_live_upstream, error(502)},
      {early_response, error(502).or_passes()},
      {garbage, error(502)},
  }};
}

constexpr AnomalyTable anomaly_table() {
  using enum Anomaly;
  return {{
      {not_http, error(502)},
      {no_status_line, error(502)},
      {leading_blank_line, error(502)},
      {bad_version, error(502)},
      // picohttpparser takes HTTP/1 alone
      {unsupported_version, error(502)},
      {later_minor_version, passes},
      {status_not_three_digits, error(502)},
      {status_out_of_range, passes_raw},
      {status_line_junk, error(502)},
      // "HTTP/1.1 200" and nothing behind it: picohttpparser wants the space
      {status_without_space, error(502)},
      {bare_lf, passes},
      // the folded line goes out with an empty name
      {obs_fold, passes_raw.or_error(502)},
      {space_before_colon, error(502)},
      {no_colon, error(502)},
      {empty_name, error(502)},
      {bad_name_character, error(502)},
      {nul_in_value, error(502)},
      {bare_cr, error(502)},
      {control_in_value, error(502)},
      {status_line_in_head, error(502)},
      {duplicate_content_length_same, error(502)},
      {duplicate_content_length_different, error(502)},
      {bad_content_length, closes.or_error(502)},
      // both are handed on
      {content_length_with_chunked, passes_raw.or_passes()},
      {duplicate_transfer_encoding, passes.or_closes()},
      // identity passes
      {unknown_transfer_encoding, closes.or_passes()},
      {transfer_encoding_http10, passes},
      {bad_chunk_size, cuts.or_passes()},
      {bad_chunk_end, cuts},
      {chunk_bare_lf, passes},
      {loose_chunk_line, passes.or_cuts()},
      {bad_trailer, passes},
      {large_head, passes},
      {large_line, passes},
      // 100 fields, lib/common/http1client.c
      {many_headers, error(502)},
      {truncated_head, error(502)},
      {truncated_body, cuts.or_passes()},
      {stalled_head, error(502)},
      {stalled_body, cuts},
      {unexpected_101, passes_raw},
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
constexpr std::array<ApplicationRow, 11> applications{{
    {"fcgi", Fault::connect_refused, error(503)},
    {"fcgi", Fault::connect_timeout, error(503)},
    {"fcgi", Fault::closed, error(503)},
    {"fcgi", Fault::reset, error(503)},
    {"fcgi", Fault::answer_timeout, error(503)},
    {"fcgi", Fault::stalled_head, error(503)},
    {"fcgi", Fault::truncated_head, error(503)},
    {"fcgi", Fault::stalled_body, error(503)},
    {"fcgi", Fault::truncated_body, error(503)},
    {"fcgi", Fault::head_too_big, error(503)},
    {"fcgi", Fault::garbage, error(503).or_passes()},
}};

Asking asking(std::string_view) {
  Asking asking;
  asking.ciphers = openssl_ciphers;
  asking.http_version = "1.1";
  asking.host = HostRule::upstream_authority; // proxy.preserve-host OFF
  asking.sni = SniRule::upstream_host;
  asking.verify = VerifyRule::chain_and_dates; // proxy.ssl.verify-peer ON
  asking.connection = "keep-alive";
  return asking;
}

Limits limits(std::string_view) {
  Limits limits;
  limits.header_count = 100;
  limits.connect_timeout_s = 30;
  limits.answer_timeout_s = 30;
  limits.timeout_directive = "proxy.timeout.io";
  return limits;
}

Reuse reuse(std::string_view) {
  return {Reuse::Default::on, 2, "proxy.timeout.keepalive", ""}; // lib/core/proxy.c
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

const Profile& h2o_profile() {
  static const Profile profile{
      .name = "h2o",
      .title = "H2O",
      .verified = true,
      .asking = asking,
      .limits = limits,
      .reuse = reuse,
      .on_fault = on_fault,
      .on_anomaly = on_anomaly,
      .on_application = on_application,
      .words = {.config_check = "grep -n {upstream} /etc/h2o/h2o.conf",
                .error_log = "/var/log/h2o/error.log",
                .reload = "systemctl reload h2o",
                .pass_directive = "proxy.reverse.url"},
  };
  return profile;
}

} // namespace gwdiag
