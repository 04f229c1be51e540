// SPDX-License-Identifier: Apache-2.0
#include "checklist/product_rows.hpp"

namespace gwdiag::products {

namespace {

constexpr std::string_view slow =
    "response-timeout slow-response stalled-response proxy-timeout-too-short worker-killed "
    "slow-under-load";
constexpr std::string_view head = "header-buffer-exceeded header-too-large";
constexpr std::string_view grammar =
    "malformed-header malformed-status-line conflicting-framing too-many-headers "
    "header-buffer-exceeded not-http http09-response malformed-chunking";

// clang-format off
constexpr ProductStep rows[] = {
    {slow, "nginx", 4,
     "In nginx, set it where the {pass}_pass stands: \"{pass}_read_timeout {longer}s;\" (60s by "
     "default)", ""},
    {slow, "haproxy", 4, "In HAProxy, set it in the backend: \"timeout server {longer}s\"", ""},
    {slow, "apache", 4,
     "In Apache, set \"ProxyTimeout {longer}\", or \"timeout={longer}\" on the ProxyPass line (60 "
     "s by default)", ""},
    {slow, "caddy", 4,
     "In Caddy, set \"response_header_timeout {longer}s\" in the http transport (none by default)",
     ""},
    {slow, "envoy", 4, "In Envoy, set the route's \"timeout: {longer}s\" (15s by default)", ""},
    {slow, "traefik", 4,
     "In Traefik, set forwardingTimeouts.responseHeaderTimeout of the serversTransport (none by "
     "default)", ""},
    {slow, "varnish", 4,
     "In Varnish, set the backend's \".first_byte_timeout = {longer}s;\" (60s by default); stalls "
     "are .between_bytes_timeout",
     "varnishadm param.show first_byte_timeout"},
    {"request-send-timeout", "nginx", 4,
     "In nginx, set \"{pass}_send_timeout {longer}s;\" (60s by default)", ""},

    {head, "nginx", 2,
     "In nginx, set {set_buffers}; one page, 4k, is the default",
     "nginx -T | grep -nE '(proxy|fastcgi|uwsgi|scgi|grpc)_(busy_)?buffer'"},
    {head, "haproxy", 2,
     "In HAProxy, raise tune.bufsize in the global section (16384 by default, of which 15360 for "
     "the head); it costs memory for each connection",
     "grep -nE 'tune\\.(bufsize|maxrewrite)' /etc/haproxy/haproxy.cfg"},
    {head, "apache", 2,
     "In Apache, raise the limit of one header line on the ProxyPass line: "
     "\"responsefieldsize=65536\" (8192 by default)",
     "grep -rniE 'responsefieldsize|ProxyPass' /etc/apache2/"},
    {head, "caddy", 2,
     "In Caddy, set max_response_header in the http transport (10 MiB by default)", ""},
    {head, "envoy", 2,
     "In Envoy, set max_response_headers_kb of the cluster's HTTP protocol options (60 by default)",
     ""},
    {head, "varnish", 2,
     "In Varnish, raise the parameters http_resp_size and http_resp_hdr_len (32k and 8k by "
     "default)",
     "varnishadm param.show http_resp_size"},
    {"too-many-headers", "haproxy", 2, "In HAProxy, the limit is tune.http.maxhdr (101 by default)",
     "grep -n tune.http.maxhdr /etc/haproxy/haproxy.cfg"},
    {"too-many-headers", "envoy", 2,
     "In Envoy, the limit is max_headers_count of the cluster's HTTP protocol options (100 by "
     "default)", ""},
    {"too-many-headers", "varnish", 2,
     "In Varnish, the limit is the parameter http_max_hdr (64 by default)",
     "varnishadm param.show http_max_hdr"},
    {grammar, "haproxy", 3, "HAProxy keeps the last response it rejected, with the offending byte",
     "echo 'show errors -1 response' | socat stdio /run/haproxy/admin.sock"},

    {"keepalive-race", "nginx", 4,
     "In nginx, set \"keepalive_timeout {idle_below}s;\" in the upstream block (60s by default): "
     "below the upstream's own",
     "nginx -T | grep -nE 'keepalive'"},
    {"keepalive-race", "haproxy", 4,
     "In HAProxy, set \"retry-on conn-failure empty-response\" for requests that may be repeated, "
     "or http-reuse never",
     "grep -nE 'http-reuse|retry-on|pool-' /etc/haproxy/haproxy.cfg"},
    {"keepalive-race", "apache", 4,
     "In Apache, set ttl= on the ProxyPass line below the upstream's own, or \"SetEnv "
     "proxy-initial-not-pooled 1\"",
     "grep -rniE 'ttl=|disablereuse|proxy-initial' /etc/apache2/"},
    {"keepalive-race", "caddy", 4,
     "In Caddy, set \"keepalive {idle_below}s\" in the http transport (2m by default), or keep idle "
     "connections in the upstream for {idle_above} s", ""},
    {"keepalive-race", "envoy", 4,
     "In Envoy, set \"common_http_protocol_options.idle_timeout: {idle_below}s\" of the cluster (1 h "
     "by default), below the upstream's own",
     ""},
    {"keepalive-race", "traefik", 4,
     "In Traefik, set \"forwardingTimeouts.idleConnTimeout: {idle_below}s\" of the serversTransport "
     "(90s by default), or keep idle connections in the upstream for {idle_above} s",
     ""},

    {"connection-limit", "nginx", 4,
     "In nginx, the cap is max_conns on the server line of the upstream",
     "nginx -T | grep -nE 'max_conns|limit_(conn|req)'"},
    {"connection-limit", "haproxy", 4,
     "In HAProxy, the caps are maxconn of server, backend and process, and \"timeout queue\"",
     "grep -nE 'maxconn|timeout queue' /etc/haproxy/haproxy.cfg"},
    {"connection-limit", "apache", 4,
     "In Apache, the caps are max= and acquire= on the ProxyPass line",
     "grep -rniE 'ProxyPass|MaxRequestWorkers' /etc/apache2/"},
    {"connection-limit", "envoy", 4,
     "In Envoy, the caps are the cluster's circuit_breakers (1024 by default)",
     "curl -s --max-time 5 http://127.0.0.1:9901/clusters"},

    {"request-too-large", "nginx", 2,
     "In nginx, the limits are client_max_body_size and large_client_header_buffers",
     "nginx -T | grep -nE 'client_max_body_size|client_header_buffer'"},
    {"request-too-large", "haproxy", 2,
     "In HAProxy, the head of a request must fit tune.bufsize too",
     "grep -n tune.bufsize /etc/haproxy/haproxy.cfg"},
    {"request-too-large", "apache", 2,
     "In Apache, the limits are LimitRequestFieldSize, LimitRequestFields and LimitRequestBody",
     "grep -rn LimitRequest /etc/apache2/"},

    {"proxy-resources-exhausted", "nginx", 2,
     "In nginx, the limits are worker_connections and worker_rlimit_nofile; keepalive in the "
     "upstream block saves ports",
     "nginx -T | grep -nE 'worker_(connections|rlimit_nofile)'"},
    {"proxy-resources-exhausted", "haproxy", 2, "HAProxy counts its own limits and their use",
     "echo 'show info' | socat stdio /run/haproxy/admin.sock"},
};
// clang-format on

} // namespace

std::span<const ProductStep> limit_rows() {
  return rows;
}

} // namespace gwdiag::products
