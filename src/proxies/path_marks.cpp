// SPDX-License-Identifier: Apache-2.0
#include "proxies/marks.hpp"

namespace gwdiag {
namespace {

using How = HeaderMark::How;

// The outermost first, as far as that can be said: content networks, cloud balancers, then the
// proxies.
constexpr std::array<PathMark, 60> path_table{{
    {"cloudflare", {"cf-ray", How::present, ""}, ""},
    {"cloudflare", {"server", How::equals, "cloudflare"}, ""},
    {"cloudfront", {"x-amz-cf-id", How::present, ""}, ""},
    {"cloudfront", {"via", How::contains, "(cloudfront)"}, ""},
    {"cloudfront", {"server", How::equals, "cloudfront"}, ""},
    {"fastly", {"x-served-by", How::starts, "cache-"}, ""},
    {"akamai", {"server", How::starts, "akamaighost"}, ""},
    {"akamai", {"x-akamai-request-id", How::present, ""}, ""},
    {"azure-frontdoor", {"x-azure-ref", How::present, ""}, ""},
    {"azure-frontdoor", {"via", How::contains, "1.1 azure"}, ""},
    {"vercel", {"x-vercel-id", How::present, ""}, ""},
    {"vercel", {"server", How::equals, "vercel"}, ""},
    {"imperva", {"x-iinfo", How::present, ""}, ""},
    {"imperva", {"x-cdn", How::equals, "imperva"}, ""},
    {"imperva", {"x-cdn", How::equals, "incapsula"}, ""},
    {"sucuri", {"x-sucuri-id", How::present, ""}, ""},
    {"sucuri", {"server", How::starts, "sucuri/"}, ""},
    {"bunny", {"server", How::starts, "bunnycdn"}, ""},
    {"keycdn", {"server", How::starts, "keycdn"}, ""},
    {"render", {"rndr-id", How::present, ""}, ""},
    {"railway", {"server", How::starts, "railway-"}, ""},
    {"railway", {"x-railway-request-id", How::present, ""}, ""},
    {"netlify", {"x-nf-request-id", How::present, ""}, ""},
    {"netlify", {"server", How::equals, "netlify"}, ""},
    {"fly", {"fly-request-id", How::present, ""}, ""},
    {"fly", {"via", How::contains, "fly.io"}, ""},
    {"fly", {"server", How::starts, "fly/"}, ""},
    {"heroku", {"via", How::contains, "vegur"}, ""},
    {"heroku", {"via", How::contains, "heroku-router"}, ""},
    {"google", {"via", How::contains, "1.1 google"}, ""},
    {"google", {"via", How::contains, "2 google"}, ""},
    {"aws-apigateway", {"x-amz-apigw-id", How::present, ""}, ""},
    {"aws-apigateway", {"apigw-requestid", How::present, ""}, ""},
    {"aws-alb", {"server", How::starts, "awselb/"}, "awselb/"},
    {"azure-appgw", {"server", How::starts, "microsoft-azure-application-gateway"}, ""},
    {"iis-arr", {"x-powered-by", How::contains, "arr/"}, "ARR/"},
    {"istio", {"server", How::equals, "istio-envoy"}, ""},
    {"envoy", {"server", How::equals, "envoy"}, ""},
    {"envoy", {"x-envoy-upstream-service-time", How::present, ""}, ""},
    {"kong", {"via", How::contains, "kong/"}, "kong/"},
    {"kong", {"server", How::starts, "kong/"}, "kong/"},
    {"kong", {"x-kong-proxy-latency", How::present, ""}, ""},
    {"openresty", {"server", How::equals, "openresty"}, ""},
    {"openresty", {"server", How::starts, "openresty/"}, "openresty/"},
    {"nginx", {"server", How::equals, "nginx"}, ""},
    {"nginx", {"server", How::starts, "nginx/"}, "nginx/"},
    {"apache", {"server", How::equals, "apache"}, ""},
    {"apache", {"server", How::starts, "apache/"}, "apache/"},
    {"caddy", {"server", How::equals, "caddy"}, ""},
    {"caddy", {"via", How::contains, "caddy"}, ""},
    {"varnish", {"via", How::contains, "(varnish/"}, "(Varnish/"},
    {"varnish", {"server", How::equals, "varnish"}, ""},
    {"squid", {"via", How::contains, "(squid"}, "(squid/"},
    {"trafficserver", {"via", How::contains, "(apachetrafficserver"}, "(ApacheTrafficServer/"},
    {"trafficserver", {"server", How::starts, "ats/"}, "ATS/"},
    {"h2o", {"server", How::starts, "h2o/"}, "h2o/"},
    {"passenger", {"x-powered-by", How::contains, "phusion passenger"}, "Phusion Passenger "},
    {"lighttpd", {"server", How::starts, "lighttpd"}, "lighttpd/"},
    {"nghttpx", {"via", How::contains, "nghttpx"}, ""},
    {"nghttpx", {"server", How::starts, "nghttpx"}, "nghttpx/"},
}};

constexpr std::array<TailMark, 6> tail_table{{
    {"nginx", "nginx"},
    {"openresty", "openresty"},
    {"cloudflare", "cloudflare"},
    {"cloudflare-nginx", "cloudflare"},
    {"Microsoft-Azure-Application-Gateway", "azure-appgw"},
    {"Angie", "nginx"}, // a fork with the same page
}};

} // namespace

std::span<const PathMark> path_marks() {
  return path_table;
}

std::span<const TailMark> tail_marks() {
  return tail_table;
}

} // namespace gwdiag
