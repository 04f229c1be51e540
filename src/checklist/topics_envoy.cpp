// SPDX-License-Identifier: Apache-2.0
#include "checklist/topics.hpp"

namespace gwdiag::topics {

namespace {

constexpr std::string_view envoy_name = "Envoy";

// Response flags of Envoy's access log, which Istio shows too (Envoy's access log documentation,
// %RESPONSE_FLAGS%).
// clang-format off
constexpr Topic rows[] = {
    {"UC", "flag", envoy_name,
     "The upstream's connection ended before a response came: the process died, closed at a limit "
     "of its own, or closed an idle connection that Envoy reused. The client got 503, and Istio "
     "may have repeated the request.",
     "closed-before-response reset-before-response keepalive-race worker-killed "
     "plain-http-to-tls-port truncated-headers"},
    {"UF", "flag", envoy_name,
     "The connection to the upstream failed: refused, no answer, or TLS that broke. The transport "
     "failure reason in the error body or the log tells which; \"TLS_error\" in it outranks the "
     "rest.",
     "connection-refused connect-timeout tls-handshake-failure tls-cert-untrusted "
     "tls-to-plain-http-port host-unreachable"},
    {"UH", "flag", envoy_name,
     "No healthy host in the cluster: all are ejected, fail their checks, or the cluster has none.",
     "no-live-upstream no-upstream-configured health-check-failing"},
    {"URX", "flag", envoy_name,
     "The limit of retries or connection attempts was reached; the flag beside it, often UF or UC, "
     "tells why each try failed.",
     "some-upstreams-failing no-live-upstream connection-refused connect-timeout"},
    {"UPE", "flag", envoy_name,
     "The upstream's response breaks HTTP as Envoy reads it: bad framing, a forbidden character, "
     "more than 100 headers, a head over the limit, or another protocol. The client got 502; the "
     "details name the rule.",
     "malformed-header conflicting-framing too-many-headers header-too-large protocol-mismatch "
     "malformed-status-line http2-protocol-error malformed-chunking"},
    {"UO", "flag", envoy_name,
     "Envoy's own circuit breaker: connections, pending requests or requests of the cluster "
     "reached their cap.",
     "connection-limit slow-under-load"},
    {"UT", "flag", envoy_name,
     "The upstream did not answer within the route's timeout (15 s by default) or the per-try "
     "timeout. The client got 504.",
     "response-timeout slow-response proxy-timeout-too-short"},
    {"UR", "flag", envoy_name, "The upstream reset the stream (RST_STREAM in HTTP/2).",
     "reset-before-response http2-protocol-error"},
    {"UMSDR", "flag", envoy_name, "The longest duration that is allowed for a stream was reached.",
     "proxy-timeout-too-short slow-response"},
    {"NR", "flag", envoy_name,
     "No route matches the request, or no filter chain matches the connection.",
     "no-upstream-configured"},
    {"NC", "flag", envoy_name, "The route names a cluster that does not exist.",
     "no-upstream-configured"},
    {"DF", "flag", envoy_name, "The upstream's name did not resolve.",
     "dns-nxdomain dns-servfail dns-timeout dns-no-address"},
    {"LH", "flag", envoy_name, "The local service failed the health check request.",
     "health-check-failing upstream-error-status"},
    {"LR", "flag", envoy_name, "Envoy reset the connection itself.",
     "proxy-timeout-too-short response-refused-by-proxy"},
    {"OM", "flag", envoy_name, "Envoy's overload manager ended the request to protect the process.",
     "proxy-resources-exhausted"},
    {"SI", "flag", envoy_name,
     "The stream was idle longer than stream_idle_timeout (5 min by default).", "stalled-response"},
    {"DT", "flag", envoy_name, "The connection reached its longest duration.",
     "proxy-timeout-too-short"},
    {"DC", "flag", envoy_name,
     "The client closed the connection first: no gateway fault, though perhaps impatience.",
     "slow-response"},
    {"DPE", "flag", envoy_name, "The client's request breaks HTTP: the client's side.", ""},
    {"DR", "flag", envoy_name, "The client reset its stream: the client's side.", ""},
    {"DO", "flag", envoy_name, "Dropped on purpose by the drop_overload policy of the cluster.",
     "connection-limit"},
    {"UDO", "flag", envoy_name, "Dropped on purpose: the cluster's policy drops every request.",
     "connection-limit"},
    {"RL", "flag", envoy_name, "A rate limit of Envoy said no (429).", "connection-limit"},
    {"RLSE", "flag", envoy_name, "The rate limit service itself failed.",
     "upstream-error-status connection-refused"},
    {"UAEX", "flag", envoy_name,
     "The external authorisation service denied the request, or could not be reached: the fault "
     "may be that service's.",
     "response-refused-by-proxy connection-refused"},
    {"IH", "flag", envoy_name,
     "The request carried an x-envoy header with a value that is not allowed.", ""},
    {"DI", "flag", envoy_name, "A delay was injected on purpose (fault filter).", "slow-response"},
    {"FI", "flag", envoy_name, "An error was injected on purpose (fault filter).",
     "response-refused-by-proxy"},
    {"RFCF", "flag", envoy_name, "The response came from the cache filter: no fault.", ""},
    {"NFCF", "flag", envoy_name, "The configuration of a filter was not there in time.",
     "no-upstream-configured"},
};
// clang-format on

} // namespace

std::span<const Topic> envoy() {
  return rows;
}

} // namespace gwdiag::topics
