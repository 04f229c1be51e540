// SPDX-License-Identifier: Apache-2.0
#include "proxies/catalogue.hpp"
#include "proxies/offers.hpp"
#include "proxies/prediction.hpp"

// HAProxy in HTTP mode. Measured against 2.6.12.
namespace gwdiag {
namespace {

using namespace answers;

constexpr std::string_view debian_version = "2.6.12";

constexpr FaultTable fault_table() {
  using enum Fault;
  return {{
      {name_unresolved, error(503)}, // a server without an address is in maintenance
      {connect_refused, error(503)},
      {connect_timeout, error(503)},
      {unreachable, error(503)},
      {tls_failure,
       error(503, 502)}, // part of the connect; an alert after TLS 1.3's handshake is 502
      {tls_unverified, error(503)},
      {tls_not_spoken, error(503)},
      {closed,
       error(502).or_closes()}, // closes silently on a reused server connection (abort_keep_alive)
      {reset, error(502, 503).or_closes()}, // 503 when the reset is seen while connecting
      {answer_timeout, error(504)},
      {send_timeout, closes},
      {stalled_head, error(504)},
      {truncated_head, error(502)},
      {stalled_body, cuts.or_passes()},
      {truncated_body, cuts.or_passes()},
      {head_too_big, error(502)},
      {too_many_headers, error(502)}, // tune.http.maxhdr
      {no_live_upstream, error(503)},
      {early_response, closes.or_passes()},
      {garbage, error(502)},
  }};
}

constexpr AnomalyTable anomaly_table() {
  using enum Anomaly;
  return {{
      {not_http, error(502).or_passes_raw()},
      {no_status_line, error(502).or_passes_raw()},
      {leading_blank_line, passes}, // src/h1.c skips CR and LF before the status line
      {bad_version, error(502)},
      {unsupported_version,
       passes.or_passes_raw()}, // digit dot digit is enough; HTTP/0.9 is handed on
      {later_minor_version, passes},
      {status_not_three_digits, passes_raw.or_error(502)}, // any digits pass, letters do not
      {status_out_of_range, passes_raw},
      {status_line_junk, error(502).or_passes()}, // a tab or two spaces between the words pass
      {status_without_space, passes},
      {bare_lf, passes},
      {obs_fold, passes.or_error(502)}, // refused as the first line of the head
      {space_before_colon, error(502)},
      {no_colon, error(502)},
      {empty_name, error(502)},
      {bad_name_character, error(502)},
      {nul_in_value, passes_raw},
      {bare_cr, error(502)},
      {control_in_value, passes_raw.or_error(502)},
      {status_line_in_head, error(502)},
      {duplicate_content_length_same, passes},
      {duplicate_content_length_different, error(502)},
      {bad_content_length, error(502)},
      {content_length_with_chunked,
       passes.or_error(502)}, // the length is dropped, the body must be chunks
      {duplicate_transfer_encoding, error(502)},
      {unknown_transfer_encoding, error(502).or_passes()},
      {transfer_encoding_http10, passes_raw},
      {bad_chunk_size, error(502).or_cuts()}, // cut when the damage is behind the first buffer
      {bad_chunk_end, error(502).or_cuts()},
      {chunk_bare_lf, passes},
      {loose_chunk_line, passes.or_error(502)},
      {bad_trailer, error(502).or_cuts().or_passes()},
      {large_head, error(502)},
      {large_line, passes.or_error(502)}, // only the whole head has a limit
      {many_headers, error(502)},
      {truncated_head, error(502)},
      {truncated_body, cuts.or_passes()},
      {stalled_head, error(504)},
      {stalled_body, cuts.or_passes()},
      {unexpected_101, error(502)},
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

constexpr std::array<Change<Anomaly>, 2> changes{{
    {Anomaly::nul_in_value, "2.9.3", "", error(502)}, // h1.c: NUL, CR and LF are refused in values
    {Anomaly::chunk_bare_lf, "2.8", "", passes.or_error(502).or_cuts()}, // refused by 3.x
}};

// The modules for application protocols.
constexpr std::array<ApplicationRow, 5> applications{{
    {"fcgi", Fault::garbage, error(502).or_passes()},
    {"h2c", Fault::closed, error(502, 503)}, // 503 before the peer's SETTINGS
    {"h2c", Fault::reset, error(502, 503)},
    {"h2c", Fault::answer_timeout, error(504, 503)},
    {"h2c", Fault::garbage, error(502, 503)},
}};

Asking asking(std::string_view version) {
  Asking asking;
  asking.ciphers = openssl_ciphers;
  asking.http_version = "1.1";
  asking.host = HostRule::client_host;
  // sni-auto came with 3.3; before, SNI is sent only where the server line has `sni`.
  const bool modern = compare_versions(version_or(version, debian_version), "3.3") >= 0;
  asking.sni = modern ? SniRule::client_host : SniRule::none;
  asking.verify = VerifyRule::chain_and_dates; // ssl-server-verify required
  return asking;
}

Limits limits(std::string_view) {
  Limits limits;
  // tune.bufsize 16384 less tune.maxrewrite 1024, less what the message's own index takes: 2.6.12
  // passes 15213 bytes in 17 lines and 15276 in two, and no more.
  limits.head_bytes = 15213;
  limits.header_count = 100; // the 101st line is refused with tune.http.maxhdr 101
  limits.directive = "tune.bufsize";
  limits.timeout_directive = "timeout server"; // none by default
  return limits;
}

Reuse reuse(std::string_view) {
  // No time ends them: each pool-purge-delay (5 s) closes half of those beyond what was lately in
  // use (src/server.c, srv_cleanup_idle_conns); 2.6.12 used some again after 20 s.
  return {Reuse::Default::on, std::nullopt, "", ""};
}

Outcome on_fault(Fault fault, std::string_view) {
  return predict(faults, fault, {}, debian_version);
}

Outcome on_anomaly(Anomaly anomaly, std::string_view version) {
  return predict(anomaly_answers, anomaly, changes, version_or(version, debian_version));
}

std::optional<Outcome> on_application(std::string_view scheme, Fault fault) {
  return predict_application(applications, scheme, fault);
}

} // namespace

const Profile& haproxy_profile() {
  static const Profile profile{
      .name = "haproxy",
      .title = "HAProxy",
      .verified = true,
      .sends_proxy_header = true,
      .asking = asking,
      .limits = limits,
      .reuse = reuse,
      .on_fault = on_fault,
      .on_anomaly = on_anomaly,
      .on_application = on_application,
      .words = {.config_check = "grep -n {upstream} /etc/haproxy/haproxy.cfg",
                .error_log = "/var/log/haproxy.log",
                .reload = "haproxy -c -f /etc/haproxy/haproxy.cfg && systemctl reload haproxy",
                .pass_directive = "server"},
  };
  return profile;
}

} // namespace gwdiag
