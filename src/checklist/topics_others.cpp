// SPDX-License-Identifier: Apache-2.0
#include "checklist/topics.hpp"

namespace gwdiag::topics {

namespace {

constexpr std::string_view google = "Google Cloud load balancer";

// clang-format off
constexpr Topic rows[] = {
    {"backend_connection_closed_before_data_sent_to_client", "flag", google,
     "The backend closed before it answered. A few a day, without a pattern, are idle connections: "
     "this load balancer reuses them for 600 s, and most servers close earlier.",
     "keepalive-race closed-before-response reset-before-response"},
    {"backend_connection_closed_after_partial_response_sent", "flag", google,
     "The backend closed in the middle of its response.", "truncated-body truncated-headers"},
    {"backend_timeout", "flag", google,
     "The backend was slower than the backend service's timeout (30 s by default).",
     "response-timeout slow-response proxy-timeout-too-short"},
    {"failed_to_connect_to_backend", "flag", google,
     "The connection to the backend failed or timed out.",
     "connection-refused connect-timeout path-blocked"},
    {"failed_to_pick_backend", "flag", google, "No healthy backend.",
     "no-live-upstream health-check-failing"},
    {"failed_to_negotiate_alpn", "flag", google,
     "Load balancer and backend agree on no application protocol.",
     "tls-alpn-mismatch"},
    {"backend_early_response_with_non_error_status", "flag", google,
     "The backend answered before it had read the request.", "early-response"},
    {"backend_response_corrupted", "flag", google,
     "The response's body breaks its chunked or content encoding.",
     "malformed-chunking broken-content-encoding"},
    {"backend_response_headers_too_long", "flag", google, "The response's headers are too large.",
     "header-too-large header-buffer-exceeded"},
    {"request_loop_detected", "flag", google,
     "The backend sent the request back to the load balancer.", "proxy-loop"},
};
// clang-format on

} // namespace

std::span<const Topic> others() {
  return rows;
}

} // namespace gwdiag::topics
