// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "diagnosis/scene.hpp"

namespace gwdiag {

namespace {

// What a product's own page says about the leg behind it. Nothing here was measured but for the
// verified products: documentation of the vendors, and the sources of Envoy and Traefik.
struct PageRow {
  std::string_view product;
  int status;             // 0: any
  std::string_view words; // in the body; empty: the status alone says it
  const char* id;
  const char* says;
};

constexpr auto invalid = "cdn-origin-invalid";
constexpr auto unreachable = "cdn-origin-unreachable";
constexpr auto timeout = "cdn-origin-timeout";
constexpr auto origin_tls = "cdn-origin-tls";
constexpr auto none_live = "no-live-upstream";
constexpr auto none_configured = "no-upstream-configured";
constexpr auto limit = "connection-limit";

constexpr std::array page_rows{
    // developers.cloudflare.com, 5xx errors
    PageRow{
        "cloudflare", 520, "", invalid, "the CDN got an answer of the origin that it cannot use"},
    PageRow{"cloudflare", 521, "", unreachable, "the origin refuses the CDN's connections"},
    PageRow{"cloudflare", 522, "", timeout, "the CDN's connects to the origin time out"},
    PageRow{"cloudflare", 523, "", unreachable, "the CDN cannot reach the origin"},
    PageRow{"cloudflare", 524, "", timeout, "the origin did not answer the CDN in time"},
    PageRow{"cloudflare", 525, "", origin_tls, "the CDN's TLS handshake with the origin fails"},
    PageRow{"cloudflare", 526, "", origin_tls, "the CDN does not accept the origin's certificate"},
    PageRow{"cloudflare", 530, "", unreachable, "the CDN cannot find the origin"},
    // docs.fastly.com, common 503 errors
    PageRow{"fastly", 503, "first byte timeout", timeout, "the origin sent no byte in time"},
    PageRow{"fastly", 503, "Connection timed out", timeout, "connects to the origin time out"},
    PageRow{"fastly", 503, "connection timeout", timeout, "connects to the origin time out"},
    PageRow{"fastly", 503, "Connection refused", unreachable, "the origin refuses connections"},
    PageRow{"fastly", 503, "Network unreachable", unreachable, "no way leads to the origin"},
    PageRow{
        "fastly", 503, "Backend.max_conn reached", limit, "the limit of connections is reached"},
    PageRow{"fastly", 503, "No healthy backends", none_live, "no origin counts as healthy"},
    PageRow{"fastly",
            503,
            "All backends failed or unhealthy",
            none_live,
            "no origin counts as healthy"},
    PageRow{"fastly",
            503,
            "Backend is unhealthy",
            none_live,
            "its health check says that the origin is down"},
    PageRow{"fastly",
            503,
            "Hostname mismatch",
            origin_tls,
            "the origin's certificate is for another name"},
    PageRow{"fastly",
            503,
            "certificate",
            origin_tls,
            "the CDN does not accept the origin's certificate"},
    PageRow{"fastly", 503, "backend read error", invalid, "reading the origin's answer failed"},
    // docs.aws.amazon.com: CloudFront 502, 503 and 504; load balancers' 503
    PageRow{"cloudfront",
            502,
            "able to resolve the origin domain name",
            unreachable,
            "the CDN cannot find the origin's name"},
    PageRow{"cloudfront",
            502,
            "able to connect to the origin",
            unreachable,
            "the CDN cannot connect to the origin, or not agree on TLS with it"},
    PageRow{"cloudfront", 504, "", timeout, "the origin did not answer the CDN in time"},
    PageRow{"aws-alb", 503, "", none_configured, "its target group has no registered targets"},
    // devcenter.heroku.com, error codes
    PageRow{"heroku", 0, "no-such-app", none_configured, "no application has that name"},
    // Akamai's edge, "DNS failure"
    PageRow{"akamai", 503, "DNS failure", unreachable, "the CDN cannot find the origin's name"},
    // ngx_http_limit_req_module.c and ngx_http_limit_conn_module.c; its upstream module has no 503
    PageRow{"nginx",
            503,
            "",
            limit,
            "nginx itself gives that for limit_req, limit_conn and a return of its configuration"},
    // envoy source/common/router/router.cc, traefik pkg/server/service/loadbalancer
    PageRow{"envoy", 503, "reset reason: overflow", limit, "its circuit breaker is open"},
    PageRow{
        "envoy", 503, "no healthy upstream", none_live, "the proxy says that it has no live one"},
    PageRow{
        "traefik", 503, "no available server", none_live, "the proxy says that it has no live one"},
};

bool applies(const PageRow& row, const ProxyView& proxy, const Layer& layer) {
  const std::string& body = proxy.attempt->http.response.body;
  return row.product == layer.product && (row.status == 0 || row.status == proxy.status) &&
         (row.words.empty() || body.find(row.words) != std::string::npos);
}

} // namespace

std::optional<Cause> from_page(const Scene& scene) {
  const ProxyView& proxy = scene.proxy;
  if (proxy.attempt == nullptr) {
    return std::nullopt;
  }
  const auto& layers = scene.evidence.proxy.layers;
  const auto writer = std::ranges::find_if(layers, &Layer::wrote_answer);
  if (writer == layers.end()) {
    return std::nullopt;
  }
  const auto* const row =
      std::ranges::find_if(page_rows, [&](const PageRow& r) { return applies(r, proxy, *writer); });
  if (row == page_rows.end()) {
    return std::nullopt;
  }
  Cause cause = make_cause(scene,
                           row->id,
                           Subject::upstream,
                           scene.of_upstreams.empty() ? -1 : 0,
                           fmt::format("{}; {}", answer_in_words(proxy), row->says));
  cause.evidence.push_back(proxy_fact(scene, nullptr));
  cause.evidence.push_back(
      make_fact("http",
                row->words.empty() ? fmt::format("its own page, status {}", proxy.status)
                                   : fmt::format("its own page says \"{}\"", row->words),
                row->words.empty() ? "/proxy/stages/http/http_status" : "/proxy/stages/http/body"));
  return cause;
}

} // namespace gwdiag
