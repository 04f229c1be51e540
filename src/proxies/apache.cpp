// SPDX-License-Identifier: Apache-2.0
#include "proxies/catalogue.hpp"
#include "proxies/offers.hpp"
#include "proxies/prediction.hpp"

// Apache httpd with mod_proxy_http. Measured against Debian 12's 2.4.
namespace gwdiag {
namespace {

using namespace answers;

constexpr std::string_view debian_version = "2.4.71";

constexpr FaultTable fault_table() {
  using enum Fault;
  return {{
      {name_unresolved, error(500)}, // ap_proxy_determine_connection
      {connect_refused, error(503)}, // and for `retry` seconds after it, without a connect
      {connect_timeout, error(503)},
      {unreachable, error(503)},
      {tls_failure, error(500, 502)}, // AH00898 "Error during SSL Handshake with remote server"
      {tls_unverified, error(500)},
      {tls_not_spoken, error(500)},
      {closed, error(502).or_closes()}, // closes silently for a later request of a client
                                        // connection (AH01102)
      {reset, error(502, 503).or_closes()},
      {answer_timeout,
       error(502)}, // ap_proxy_http_process_response takes a timeout as a failed read
      {send_timeout, error(504)},
      {stalled_head, error(502)},
      {truncated_head, error(502)},
      {stalled_body, cuts},
      {truncated_body, cuts},
      {head_too_big,
       error(502)}, // one line above responsefieldsize; the head as a whole has no limit
      {too_many_headers, passes},
      {no_live_upstream, error(503)},
      {early_response, error(502).or_passes()},
      {garbage, error(502).or_passes()}, // with a line end in it, it is taken as HTTP/0.9
  }};
}

constexpr AnomalyTable anomaly_table() {
  using enum Anomaly;
  return {{
      {not_http, error(502).or_passes()},
      {no_status_line,
       passes.or_cuts().or_error(502)}, // HTTP/0.9: status 200, the bytes are the body
      {leading_blank_line, passes.or_error(502)},
      {bad_version, passes}, // as HTTP/0.9
      {unsupported_version, error(502)},
      {later_minor_version, passes},
      {status_not_three_digits, passes}, // four digits are cut to three, the others are HTTP/0.9
      {status_out_of_range, passes_raw},
      {status_line_junk, passes.or_error(502)},
      {status_without_space, passes},
      {bare_lf, passes},
      {obs_fold, passes.or_error(500, 502)}, // refused as the first line of the head
      {space_before_colon, error(500)},      // AH02429, on the way out to the client
      {no_colon, error(502)},                // ProxyBadHeader IsError
      {empty_name, error(500)},
      {bad_name_character, error(500, 502)}, // AH02429
      {nul_in_value, error(502, 500)},
      {bare_cr, error(500).or_passes()},          // before the line end it is trimmed
      {control_in_value, error(500).or_passes()}, // AH02430
      {status_line_in_head, passes},              // AH01100
      {duplicate_content_length_same, passes.or_error(502)},
      {duplicate_content_length_different,
       passes.or_passes_raw().or_cuts()}, // the first one counts
      {bad_content_length, error(502).or_passes()},
      {content_length_with_chunked, passes.or_error(502)},
      {duplicate_transfer_encoding, passes},
      {unknown_transfer_encoding, passes},
      {transfer_encoding_http10, passes},
      {bad_chunk_size, error(502).or_cuts()}, // in the first chunk an error, later a cut
      {bad_chunk_end, cuts},
      {chunk_bare_lf, error(502).or_cuts()},
      {loose_chunk_line, passes.or_error(502)},
      {bad_trailer, cuts.or_passes()},
      {large_head, passes},
      {large_line, error(502)}, // responsefieldsize 8192
      {many_headers, passes},
      {truncated_head, error(502)},
      {truncated_body, cuts},
      {stalled_head, error(502)},
      {stalled_body, cuts},
      {unexpected_101, error(502)},   // "Unexpected Upgrade"
      {too_many_interim, error(502)}, // AP_MAX_INTERIM_RESPONSES 10
      {unexpected_interim, passes},
      {body_not_allowed, passes},
      {excess_body, passes},
      {broken_content_encoding, passes_raw},
  }};
}

constexpr FaultTable faults = fault_table();
constexpr AnomalyTable anomaly_answers = anomaly_table();
static_assert(in_order(faults) && in_order(anomaly_answers));

constexpr std::array<Change<Fault>, 1> fault_changes{{
    {Fault::name_unresolved, "", "2.4.59", error(502)},
}};

// The modules for application protocols.
constexpr std::array<ApplicationRow, 36> applications{{
    {"fcgi", Fault::closed, error(503)},
    {"fcgi", Fault::reset, error(503)},
    {"fcgi", Fault::answer_timeout, error(504)},
    {"fcgi", Fault::stalled_head, error(504)},
    {"fcgi", Fault::truncated_head, error(503).or_passes()},
    {"fcgi", Fault::garbage, error(503).or_passes()},
    {"fcgi", Fault::head_too_big, error(500)}, // a long line alone: the head has no limit
    {"uwsgi", Fault::closed, error(500)},
    {"uwsgi", Fault::reset, error(500)},
    {"uwsgi", Fault::answer_timeout, error(500)},
    {"uwsgi", Fault::stalled_head, error(500)},
    {"uwsgi", Fault::garbage, error(502)},
    {"uwsgi", Fault::truncated_body, cuts.or_passes()},
    {"uwsgi", Fault::head_too_big, passes},
    {"scgi", Fault::closed, error(500)},
    {"scgi", Fault::reset, error(500)},
    {"scgi", Fault::answer_timeout, error(504)},
    {"scgi", Fault::stalled_head, error(504)},
    {"scgi", Fault::garbage, error(500)},
    {"scgi", Fault::truncated_body, passes},
    {"scgi", Fault::head_too_big, error(500)},
    {"ajp", Fault::closed, error(503)},
    {"ajp", Fault::reset, error(503)},
    {"ajp", Fault::answer_timeout, error(503)},
    {"ajp", Fault::stalled_head, error(503)},
    {"ajp", Fault::truncated_head, error(503)},
    {"ajp", Fault::garbage, error(503).or_passes()},
    {"ajp", Fault::truncated_body, error(503).or_cuts()},
    {"h2c", Fault::closed, error(503, 502)},
    {"h2c", Fault::reset, error(502, 503)},
    {"h2c", Fault::answer_timeout, error(503)},
    {"h2c", Fault::stalled_head, error(503)},
    {"h2c", Fault::truncated_head, error(503)},
    {"h2c", Fault::garbage, error(503, 502).or_passes()},
    {"h2c", Fault::truncated_body, passes.or_cuts()},
    {"h2c", Fault::stalled_body, passes.or_cuts()},
}};

Asking asking(std::string_view) {
  Asking asking;
  asking.ciphers = openssl_ciphers;
  asking.http_version = "1.1";
  asking.host = HostRule::upstream_authority; // ProxyPreserveHost off
  asking.sni = SniRule::upstream_host;        // ssl_engine_io.c, not for an address
  asking.verify =
      VerifyRule::name_and_dates; // SSLProxyVerify none, SSLProxyCheckPeerName and Expire on
  asking.intermediates = 0;       // ssl_engine_kernel.c counts the authority as well
  asking.depth_directive = "SSLProxyVerifyDepth 1";
  asking.connection = "Keep-Alive";
  return asking;
}

Limits limits(std::string_view) {
  Limits limits;
  limits.line_bytes = 8191; // responsefieldsize 8192: measured, the line without its end
  // Measured over both, without its end: server/util_script.c reads a line into MAX_STRING_LEN and
  // takes the rest for a line of its own.
  limits.script_line_bytes = 8189;
  limits.directive = "responsefieldsize";
  limits.connect_timeout_s = 60;
  limits.answer_timeout_s = 60; // ProxyTimeout, else Timeout; Debian's apache2.conf has Timeout 300
  limits.timeout_directive = "ProxyTimeout";
  return limits;
}

Reuse reuse(std::string_view) {
  return {Reuse::Default::on, std::nullopt, "ttl", ""}; // mod_proxy.xml: ttl has no default
}

Outcome on_fault(Fault fault, std::string_view version) {
  return predict(faults, fault, fault_changes, version_or(version, debian_version));
}

Outcome on_anomaly(Anomaly anomaly, std::string_view) {
  return predict(anomaly_answers, anomaly, {}, debian_version);
}

std::optional<Outcome> on_application(std::string_view scheme, Fault fault) {
  return predict_application(applications, scheme, fault);
}

} // namespace

const Profile& apache_profile() {
  static const Profile profile{
      .name = "apache",
      .title = "Apache httpd",
      .verified = true,
      .asking = asking,
      .limits = limits,
      .reuse = reuse,
      .on_fault = on_fault,
      .on_anomaly = on_anomaly,
      .on_application = on_application,
      .words = {.config_check = "grep -rn {upstream} /etc/apache2/",
                .error_log = "/var/log/apache2/error.log",
                .reload = "apachectl configtest && systemctl reload apache2",
                .pass_directive = "ProxyPass"},
  };
  return profile;
}

} // namespace gwdiag
