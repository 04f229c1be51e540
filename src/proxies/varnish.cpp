// SPDX-License-Identifier: Apache-2.0
#include "proxies/catalogue.hpp"
#include "proxies/prediction.hpp"

// Varnish with the built-in VCL. Measured against 7.1.1, in pass mode and with the cache; what it
// does with a damaged body depends on how much of it came before the head was delivered.
namespace gwdiag {
namespace {

using namespace answers;

constexpr FaultTable fault_table() {
  using enum Fault;
  return {{
      // .host is resolved when the VCL is loaded
      {name_unresolved, unknown},
      {connect_refused, error(503)},
      {connect_timeout, error(503)},
      {unreachable, error(503)},
      // it speaks no TLS to backends
      {tls_failure, unknown},
      {tls_unverified, unknown},
      {tls_not_spoken, unknown},
      {closed, error(503)},
      {reset, error(503)},
      {answer_timeout, error(503)},
      {send_timeout, error(503)},
      {stalled_head, error(503)},
      {truncated_head, error(503)},
      {stalled_body, cuts.or_error(503)},
      {truncated_body, cuts.or_error(503)},
      {head_too_big, error(503)},
      // 500 where the backend's headers fit and Varnish's own do not
      {too_many_headers, error(503, 500)},
      {no_live_upstream, error(503)},
      {early_response, error(503).or_passes()},
      {garbage, error(503)},
  }};
}

constexpr AnomalyTable anomaly_table() {
  using enum Anomaly;
  return {{
      {not_http, error(503)},
      {no_status_line, error(503)},
      {leading_blank_line, passes},
      {bad_version, error(503)},
      // HTTP/2.0 and above pass, HTTP/0.9 does not
      {unsupported_version, passes.or_error(503)},
      {later_minor_version, passes},
      {status_not_three_digits, error(503)},
      // 600 to 999 pass
      {status_out_of_range, passes_raw.or_error(503)},
      // a tab or two spaces between the words pass
      {status_line_junk, error(503).or_passes()},
      {status_without_space, passes},
      {bare_lf, passes},
      // refused as the first line of the head
      {obs_fold, passes.or_error(503)},
      {space_before_colon, error(503)},
      {no_colon, error(503)},
      {empty_name, error(503)},
      {bad_name_character, error(503)},
      {nul_in_value, error(503)},
      {bare_cr, error(503)},
      {control_in_value, error(503)},
      {status_line_in_head, error(503)},
      {duplicate_content_length_same, passes.or_error(503)},
      // the first one counts
      {duplicate_content_length_different, passes.or_cuts().or_error(503)},
      {bad_content_length, error(503).or_passes()},
      {content_length_with_chunked, error(503)},
      // "chunked, chunked" in one line is refused
      {duplicate_transfer_encoding, passes.or_error(503)},
      {unknown_transfer_encoding, error(503)},
      {transfer_encoding_http10, passes},
      // before the first chunk it can end as an empty body
      {bad_chunk_size, cuts.or_error(503).or_passes()},
      {bad_chunk_end, cuts.or_error(503).or_passes()},
      // refused after a chunk extension
      {chunk_bare_lf, passes.or_cuts().or_error(503)},
      {loose_chunk_line, error(503).or_passes().or_cuts()},
      // any trailer: cache_http1_vfp.c wants the end there
      {bad_trailer, cuts.or_error(503)},
      {large_head, error(503)},
      {large_line, error(503)},
      {many_headers, error(503, 500)},
      {truncated_head, error(503)},
      {truncated_body, cuts.or_error(503)},
      {stalled_head, error(503)},
      {stalled_body, cuts.or_error(503)},
      {unexpected_101, error(503)},
      // the first 1xx is an error: cache_http1_fetch.c
      {too_many_interim, error(503)},
      {unexpected_interim, error(503)},
      // 204 with a length is refused; 304 only when nothing was asked conditionally
      {body_not_allowed, passes.or_error(503)},
      {excess_body, passes},
      // gzip is unpacked for a client that did not ask for it, before or after the head has left
      {broken_content_encoding, cuts.or_passes_raw().or_error(503)},
  }};
}

constexpr FaultTable faults = fault_table();
constexpr AnomalyTable anomaly_answers = anomaly_table();
static_assert(in_order(faults) && in_order(anomaly_answers));

Asking asking(std::string_view) {
  Asking asking;
  asking.http_version = "1.1";
  asking.host = HostRule::client_host; // .host_header only replaces a missing Host
  asking.sni = SniRule::none;
  asking.verify = VerifyRule::none;
  return asking;
}

Limits limits(std::string_view) {
  Limits limits;
  limits.head_bytes = 32768; // http_resp_size 32k: measured to the byte
  limits.line_bytes = 8192;  // http_resp_hdr_len 8k
  // http_max_hdr 64: the first line counts five, and what Varnish adds itself must fit as well.
  // Measured: from 60 lines on 503, from 55 on 500; a pass takes one more, an answer without Date
  // one less.
  limits.header_count = 54;
  limits.directive = "http_resp_size";
  limits.connect_timeout_s = 3.5;
  limits.answer_timeout_s = 60;
  limits.timeout_directive = "first_byte_timeout";
  return limits;
}

Reuse reuse(std::string_view) {
  return {Reuse::Default::on, 60, "backend_idle_timeout", ""}; // include/tbl/params.h
}

Outcome on_fault(Fault fault, std::string_view) {
  return predict(faults, fault, {}, "");
}

Outcome on_anomaly(Anomaly anomaly, std::string_view) {
  return predict(anomaly_answers, anomaly, {}, "");
}

} // namespace

const Profile& varnish_profile() {
  static const Profile profile{
      .name = "varnish",
      .title = "Varnish",
      .verified = true,
      .sends_proxy_header = true,
      .asking = asking,
      .limits = limits,
      .reuse = reuse,
      .on_fault = on_fault,
      .on_anomaly = on_anomaly,
      // Of what it looks up in its cache (bin/varnishd/cache/cache_fetch.c); a pass hands it on.
      .refuses_unasked_304 = 503,
      .words = {.config_check = "grep -rn {upstream} /etc/varnish/",
                .error_log = "varnishlog -g request -q 'FetchError'",
                .reload = "varnishreload",
                .pass_directive = ".host"},
  };
  return profile;
}

} // namespace gwdiag
