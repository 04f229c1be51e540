// SPDX-License-Identifier: Apache-2.0
#include "checklist/topics.hpp"

namespace gwdiag::topics {

namespace {

constexpr std::string_view squid_name = "Squid";
constexpr std::string_view google = "Google Cloud load balancer";
constexpr std::string_view errno_name = "errno of Linux";

// clang-format off
constexpr Topic rows[] = {
    {"ERR_CONNECT_FAIL", "flag", squid_name,
     "The connection to the server failed; the errno beside it says how.",
     "connection-refused connect-timeout host-unreachable"},
    {"ERR_CANNOT_FORWARD", "flag", squid_name,
     "There is no path to the server: no peer is up, or none may be used.",
     "no-live-upstream no-upstream-configured"},
    {"ERR_DNS_FAIL", "flag", squid_name, "The server's name did not resolve.",
     "dns-nxdomain dns-servfail dns-timeout"},
    {"ERR_READ_TIMEOUT", "flag", squid_name, "The server did not answer in time.",
     "response-timeout stalled-response"},
    {"ERR_READ_ERROR", "flag", squid_name, "The connection broke while the answer was read.",
     "reset-before-response truncated-body"},
    {"ERR_WRITE_ERROR", "flag", squid_name, "The request could not be written to the server.",
     "reset-before-response request-send-timeout"},
    {"ERR_ZERO_SIZE_OBJECT", "flag", squid_name,
     "The server closed the connection without sending a byte.",
     "closed-before-response plain-http-to-tls-port keepalive-race"},
    {"ERR_INVALID_RESP", "flag", squid_name,
     "The answer could not be parsed, or its lengths conflict.",
     "malformed-header conflicting-framing malformed-status-line not-http"},
    {"ERR_TOO_BIG", "flag", squid_name,
     "The response's headers are larger than reply_header_max_size (64 kB).",
     "header-buffer-exceeded header-too-large"},
    {"ERR_SECURE_CONNECT_FAIL", "flag", squid_name,
     "TLS to the server failed, or its certificate was not accepted.",
     "tls-handshake-failure tls-cert-untrusted tls-cert-name-mismatch tls-to-plain-http-port"},
    {"ERR_SHUTTING_DOWN", "flag", squid_name, "Squid itself is shutting down.",
     "upstream-restarting"},

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

    {"1016", "flag", "Cloudflare",
     "The origin's name does not resolve; the status beside it is 530.",
     "cdn-origin-unreachable dns-nxdomain dns-no-address"},
    {"1033", "flag", "Cloudflare",
     "The tunnel has no connected cloudflared; the status beside it is 530.",
     "cdn-origin-unreachable no-live-upstream"},
    {"1000", "flag", "Cloudflare",
     "The DNS record points to an address of Cloudflare's own, or one that is not allowed.",
     "unusable-address proxy-loop"},

    {"2", "flag", errno_name,
     "No such file or directory: for a Unix socket, the file is not there.", "unix-socket-missing"},
    {"11", "flag", errno_name,
     "Resource temporarily unavailable: for a Unix socket, its listen queue is full. No matter of "
     "permissions.",
     "accept-queue-full"},
    {"13", "flag", errno_name,
     "Permission denied: for a Unix socket its owner, mode or directory; for TCP SELinux or "
     "another local policy.",
     "unix-socket-permission connect-not-permitted"},
    {"24", "flag", errno_name, "Too many open files: the process's own limit.",
     "proxy-resources-exhausted"},
    {"32", "flag", errno_name,
     "Broken pipe: the peer had closed while the request was still being sent.",
     "early-response reset-before-response keepalive-race"},
    {"99", "flag", errno_name,
     "Cannot assign requested address: source ports are used up, or the bind address is not here.",
     "proxy-resources-exhausted"},
    {"101", "flag", errno_name, "Network is unreachable: no route, often for an IPv6 address.",
     "network-unreachable"},
    {"104", "flag", errno_name, "Connection reset by peer.",
     "reset-before-response keepalive-race truncated-body"},
    {"110", "flag", errno_name,
     "Connection timed out: what it did at that moment says which limit.",
     "connect-timeout response-timeout path-blocked"},
    {"111", "flag", errno_name, "Connection refused: nothing listens there, or a firewall rejects.",
     "connection-refused unix-socket-refused listening-elsewhere"},
    {"113", "flag", errno_name,
     "No route to host: nobody answers at that address on the last hop, or a firewall rejects with "
     "that message.",
     "host-unreachable stale-address"},
};
// clang-format on

} // namespace

std::span<const Topic> others() {
  return rows;
}

} // namespace gwdiag::topics
