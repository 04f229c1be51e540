// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/page_rows.hpp"

#include <array>

// The sources of the products, read; Squid's and nginx's as Debian 12 has them.
namespace gwdiag {
namespace {

constexpr std::string_view none_live = "no-live-upstream";
constexpr std::string_view limit = "connection-limit";
constexpr std::string_view denied = "response-refused-by-proxy";

// clang-format off
constexpr std::array table{
    // ngx_http_limit_req_module.c and ngx_http_limit_conn_module.c; its upstream module has no 503
    // ingress-nginx writes the same page, without a version: rootfs/etc/nginx/lua/balancer.lua, no balancer for a backend
    PageRow{"nginx", 503, "", "<center>nginx</center>", limit, none_live, Leg::none, "nginx itself gives that for limit_req, limit_conn and a return of its configuration, and as an Ingress controller of Kubernetes for a service without endpoints"},
    PageRow{"nginx", 503, "", "", limit, "", Leg::none, "nginx itself gives that for limit_req, limit_conn and a return of its configuration"},
    // envoy source/common/router/router.cc, source/common/http/utility.cc resetReasonToString; istio is built on it
    PageRow{"envoy", 503, "", "reset reason: overflow", limit, "", Leg::none, "its circuit breaker is open"},
    PageRow{"envoy", 503, "", "no healthy upstream", none_live, "", Leg::none, "the proxy says that it has no live one"},
    PageRow{"envoy", 503, "", "CERTIFICATE_VERIFY_FAILED", "tls-cert-untrusted", "", Leg::certificate, "it does not accept the upstream's certificate"},
    PageRow{"envoy", 503, "", "TLS_error", "tls-handshake-failure", "", Leg::tls, "TLS with the upstream fails"},
    PageRow{"envoy", 503, "", "delayed connect error: 111", "connection-refused", "", Leg::refused, "the upstream refuses its connections"},
    PageRow{"envoy", 503, "", "delayed connect error: 113", "host-unreachable", "", Leg::unreachable, "it has no way to the upstream"},
    PageRow{"envoy", 503, "", "delayed connect error: 101", "network-unreachable", "", Leg::unreachable, "it has no way to the upstream"},
    PageRow{"envoy", 503, "", "reset reason: connection timeout", "connect-timeout", "", Leg::connect_timeout, "its connects to the upstream time out"},
    PageRow{"envoy", 503, "", "reset reason: connection termination", "closed-before-response", "", Leg::closed, "the upstream closed the connection without an answer"},
    PageRow{"envoy", 504, "", "upstream request timeout", "response-timeout", "", Leg::silence, "the upstream did not answer it in time"},
    // traefik pkg/server/service/loadbalancer; kong kong/error_handlers.lua and kong/runloop/balancer
    PageRow{"traefik", 503, "", "no available server", none_live, "", Leg::none, "the proxy says that it has no live one"},
    PageRow{"traefik", 503, "", "Service Unavailable", none_live, "", Leg::none, "the proxy says that none of its services is left"},
    PageRow{"kong", 404, "", "no Route matched", "no-upstream-configured", "", Leg::none, "no route of its matches"},
    PageRow{"kong", 503, "", "failure to get a peer", none_live, "", Leg::none, "the proxy says that it has no live one"},
    PageRow{"kong", 503, "", "name resolution failed", "dns-servfail", "", Leg::name, "the upstream's name does not resolve"},
    // squid src/errorpage.cc and errors/templates; the number is an errno of Linux
    PageRow{"squid", 0, "ERR_CONNECT_FAIL 111", "", "connection-refused", "", Leg::refused, "the upstream refuses its connections"},
    PageRow{"squid", 0, "ERR_CONNECT_FAIL 110", "", "connect-timeout", "", Leg::connect_timeout, "its connects to the upstream time out"},
    PageRow{"squid", 0, "ERR_CONNECT_FAIL 113", "", "host-unreachable", "", Leg::unreachable, "it has no way to the upstream"},
    PageRow{"squid", 0, "ERR_CONNECT_FAIL 101", "", "network-unreachable", "", Leg::unreachable, "it has no way to the upstream"},
    PageRow{"squid", 503, "ERR_SECURE_CONNECT_FAIL", "", "tls-handshake-failure", "", Leg::tls, "TLS with the upstream fails, or its certificate is not accepted"},
    PageRow{"squid", 0, "ERR_DNS_FAIL", "", "dns-nxdomain", "", Leg::name, "the upstream's name does not resolve"},
    PageRow{"squid", 413, "ERR_TOO_BIG", "", "request-too-large", "", Leg::none, "the request is larger than it takes"},
    PageRow{"squid", 0, "ERR_TOO_BIG", "", "response-too-large", "", Leg::none, "the answer is larger than it takes"},
    PageRow{"squid", 0, "ERR_ACCESS_DENIED", "", denied, "", Leg::none, "a rule of its configuration denies it"},
    PageRow{"squid", 0, "ERR_FORWARDING_DENIED", "", denied, "", Leg::none, "a rule of its configuration denies it"},
    // phusion/passenger src/agent/Core/Controller
    PageRow{"passenger", 0, "", "Incomplete response received", "closed-before-response", "", Leg::closed, "the application ended without a whole answer"},
    PageRow{"passenger", 0, "", "Application socket read error", "reset-before-response", "", Leg::closed, "reading the application's answer failed"},
    // IISIntegration, ASP.NET Core Module: its process is not there to listen
    PageRow{"aspnetcore-module", 0, "", "", "connection-refused", "", Leg::refused, "the application's process did not start, or does not listen on the port that it was given"},
};
// clang-format on

} // namespace

std::span<const PageRow> proxy_page_rows() {
  return table;
}

} // namespace gwdiag
