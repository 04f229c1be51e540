// SPDX-License-Identifier: Apache-2.0
#include "checklist/topics.hpp"

namespace gwdiag::topics {

namespace {

constexpr std::string_view squid_name = "Squid";

// Error pages (src/error/forward.h), as %err_code in the log.
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
    {"ERR_GATEWAY_FAILURE", "flag", squid_name,
     "Squid met an error of its own while it made ready or used the connection to the server.",
     "proxy-resources-exhausted unexplained"},
    {"ERR_SOCKET_FAILURE", "flag", squid_name,
     "Squid could not open a socket of its own: descriptors or source ports are used up.",
     "proxy-resources-exhausted"},
    {"ERR_LIFETIME_EXP", "flag", squid_name,
     "The exchange lasted longer than client_lifetime allows.",
     "slow-response proxy-timeout-too-short"},
    {"ERR_ICAP_FAILURE", "flag", squid_name,
     "The ICAP service that Squid hands the traffic to failed; the server need not be at fault.",
     "response-refused-by-proxy connection-refused"},
    {"ERR_ACCESS_DENIED", "flag", squid_name,
     "A rule (http_access) denied the request: no server was asked.", "response-refused-by-proxy"},
    {"ERR_FORWARDING_DENIED", "flag", squid_name,
     "Squid would have had to ask the server itself, and is told not to (never_direct).",
     "no-upstream-configured"},
    {"ERR_CONFLICT_HOST", "flag", squid_name,
     "The Host of an intercepted request does not lead to the address that the client meant.",
     "dns-sources-differ stale-address"},
    {"ERR_UNSUP_HTTPVERSION", "flag", squid_name, "A version of HTTP that Squid does not know.", ""},
    {"ERR_INVALID_REQ", "flag", squid_name, "The client's request breaks HTTP: the client's side.", ""},
    {"ERR_INVALID_URL", "flag", squid_name, "The client asked for no valid URL: the client's side.", ""},
    {"ERR_CLIENT_GONE", "flag", squid_name, "The client left before an answer was ready: no gateway fault.", ""},
    {"ERR_CLIENT_ABORT", "flag", squid_name, "The client left before the answer was whole: no gateway fault.", ""},

    // Log tags (src/LogTags.h): where the answer came from; the status behind the slash says how it
    // was.
    {"TCP_MISS", "flag", squid_name,
     "The answer was not in the cache: the server was asked, or could not be. With 502, 503 or 504 "
     "behind it the ERR_ code, when the log has one, says how that failed.",
     ""},
    {"TCP_MISS_ABORTED", "flag", squid_name,
     "The client left while the server was being asked: often a server that is slower than the "
     "client is patient.",
     "slow-response response-timeout"},
    {"TCP_MISS_TIMEDOUT", "flag", squid_name, "The exchange took too long while the server was being asked.",
     "response-timeout slow-response"},
    {"TCP_REFRESH_FAIL_ERR", "flag", squid_name,
     "What was in the cache had to be asked for again, and the server failed: its error went to "
     "the client.",
     "upstream-error-status connection-refused response-timeout"},
    {"TCP_REFRESH_FAIL_OLD", "flag", squid_name,
     "What was in the cache had to be asked for again, and the server failed: the old answer hid "
     "it from the client.",
     "upstream-error-status connection-refused response-timeout"},
    {"TCP_NEGATIVE_HIT", "flag", squid_name,
     "An error of the server that is kept in the cache for negative_ttl: the server was not asked "
     "again.",
     "upstream-error-status"},
    {"TCP_SWAPFAIL_MISS", "flag", squid_name,
     "Squid could not read its own cache on disk, and asked the server.", "proxy-resources-exhausted"},
    {"TCP_TUNNEL", "flag", squid_name,
     "A CONNECT tunnel: what went through it is not seen by Squid.", ""},
    {"TCP_DENIED", "flag", squid_name,
     "A rule (http_access or http_reply_access) denied it: no fault of a server.",
     "response-refused-by-proxy"},
    {"TCP_DENIED_REPLY", "flag", squid_name,
     "A rule (http_reply_access) denied the server's answer.", "response-refused-by-proxy"},
    {"TCP_HIT", "flag", squid_name, "The answer came from the cache: it says nothing of the server.", ""},
    {"TCP_MEM_HIT", "flag", squid_name,
     "The answer came from the cache in memory: it says nothing of the server.", ""},
    {"TCP_IMS_HIT", "flag", squid_name,
     "The client's copy is as new as the cache's: it says nothing of the server.", ""},
    {"TCP_OFFLINE_HIT", "flag", squid_name,
     "The answer came from the cache, as offline_mode has it: it says nothing of the server.", ""},
    {"TCP_REFRESH_UNMODIFIED", "flag", squid_name,
     "The server said that what is in the cache still holds (304).", ""},
    {"TCP_REFRESH_MODIFIED", "flag", squid_name, "The server sent a newer answer than the cache had.", ""},
    {"TCP_CLIENT_REFRESH_MISS", "flag", squid_name,
     "The client asked for the server's own answer (no-cache), and got it.", ""},
    {"TAG_NONE", "flag", squid_name,
     "Squid answered by itself before it looked for a server: an invalid request, or a page of its own.", ""},
    {"NONE_NONE", "flag", squid_name,
     "The connection ended before a request was read: no gateway fault.", ""},
};
// clang-format on

} // namespace

std::span<const Topic> squid() {
  return rows;
}

} // namespace gwdiag::topics
