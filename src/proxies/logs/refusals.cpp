// SPDX-License-Identifier: Apache-2.0
// nginx: ngx_http_limit_req_module.c, ngx_http_limit_conn_module.c (503, or as limit_req_status and
// limit_conn_status have it, 429 as a rule), ngx_http_core_module.c, ngx_http_request_body.c,
// ngx_http_access_module.c. With "dry run" in the line nothing was refused.
// Caddy 2.6: modules/caddyhttp/requestbody, whose 413 reverse_proxy makes a 502.
// Apache httpd: modules/aaa/mod_authz_core.c (AH01630).
#include "proxies/logs/refusals.hpp"

namespace gwdiag {

namespace {

constexpr Refusal rows[] = {
    {"limiting requests, excess:",
     {503, 429},
     "nginx",
     "connection-limit",
     "Its limit of the rate of requests refuses the client (limit_req)."},
    {"limiting connections by zone",
     {503, 429},
     "nginx",
     "connection-limit",
     "Its limit of connections refuses the client (limit_conn)."},
    {"client intended to send too large body:",
     {413, 0},
     "nginx",
     "request-too-large",
     "The request's body is larger than the proxy takes (client_max_body_size)."},
    {"client intended to send too large chunked body:",
     {413, 0},
     "nginx",
     "request-too-large",
     "The request's body is larger than the proxy takes (client_max_body_size)."},
    {"access forbidden by rule",
     {403, 0},
     "nginx",
     "response-refused-by-proxy",
     "Its rule for addresses refuses the client (deny)."},
    {"readfrom tcp *http: request body too large",
     {413, 502},
     "caddy",
     "request-too-large",
     "The request's body is larger than the proxy takes (request_body max_size)."},
    {"client denied by server configuration",
     {403, 0},
     "apache",
     "response-refused-by-proxy",
     "Its rule for access refuses the client (Require)."},
};

} // namespace

std::span<const Refusal> refusals() {
  return rows;
}

} // namespace gwdiag
