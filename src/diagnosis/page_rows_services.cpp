// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "diagnosis/page_rows.hpp"

// Nothing here was measured: the vendors' documentation.
namespace gwdiag {
namespace {

constexpr std::string_view invalid = "cdn-origin-invalid";
constexpr std::string_view unreachable = "cdn-origin-unreachable";
constexpr std::string_view timeout = "cdn-origin-timeout";
constexpr std::string_view origin_tls = "cdn-origin-tls";
constexpr std::string_view provider = "cdn-provider-failure";
constexpr std::string_view none_live = "no-live-upstream";
constexpr std::string_view none_configured = "no-upstream-configured";
constexpr std::string_view unusable = "unusable-address";
constexpr std::string_view limit = "connection-limit";
constexpr std::string_view of_origin = "upstream-error-status";
constexpr std::string_view loop = "proxy-loop";
constexpr std::string_view request_size = "request-too-large";
constexpr std::string_view response_size = "response-too-large";

// clang-format off
constexpr std::array table{
    // developers.cloudflare.com, "Cloudflare 1xxx errors" and "5xx errors"
    PageRow{"cloudflare", 0, "1000", "", unusable, "", Leg::none, "the origin's DNS record leads to an address that it may not use, such as its own"},
    PageRow{"cloudflare", 0, "1001", "", none_configured, "", Leg::none, "it serves no such name, or the name's record leads nowhere"},
    PageRow{"cloudflare", 0, "1002", "", unusable, "", Leg::none, "the origin's DNS record leads to an address that it may not use"},
    PageRow{"cloudflare", 0, "1004", "", none_configured, "", Leg::none, "the host is not set up to be served"},
    PageRow{"cloudflare", 0, "1014", "", none_configured, "", Leg::none, "the name is an alias into another account, which it does not follow"},
    PageRow{"cloudflare", 0, "1016", "", unreachable, "", Leg::name, "the origin's name does not resolve"},
    PageRow{"cloudflare", 0, "1018", "", none_configured, "", Leg::none, "it knows no such host"},
    PageRow{"cloudflare", 0, "1019", "", loop, "", Leg::none, "a Worker asks for itself over and over"},
    PageRow{"cloudflare", 0, "1023", "", none_configured, "", Leg::none, "it knows no such host"},
    PageRow{"cloudflare", 0, "1025", "", provider, "", Leg::none, "the domain has used up what its plan allows"},
    PageRow{"cloudflare", 0, "1027", "", provider, "", Leg::none, "the Worker has used up what its plan allows for the day"},
    PageRow{"cloudflare", 0, "1033", "", unreachable, "", Leg::none, "no connector of the tunnel is connected"},
    PageRow{"cloudflare", 0, "1101", "", of_origin, "", Leg::none, "the Worker threw an exception"},
    PageRow{"cloudflare", 0, "1102", "", of_origin, "", Leg::none, "the Worker exceeded its limit of time or memory"},
    PageRow{"cloudflare", 0, "1200", "", limit, "", Leg::none, "too many requests wait for the origin"},
    PageRow{"cloudflare", 520, "", "", invalid, "", Leg::answer, "the CDN got an answer of the origin that it cannot use"},
    PageRow{"cloudflare", 521, "", "", unreachable, "", Leg::refused, "the origin refuses the CDN's connections"},
    PageRow{"cloudflare", 522, "", "", timeout, "", Leg::connect_timeout, "the CDN's connects to the origin time out"},
    PageRow{"cloudflare", 523, "", "", unreachable, "", Leg::unreachable, "the CDN cannot reach the origin"},
    PageRow{"cloudflare", 524, "", "", timeout, "", Leg::silence, "the origin did not answer the CDN in time"},
    PageRow{"cloudflare", 525, "", "", origin_tls, "", Leg::tls, "the CDN's TLS handshake with the origin fails"},
    PageRow{"cloudflare", 526, "", "", origin_tls, "", Leg::certificate, "the CDN does not accept the origin's certificate"},
    PageRow{"cloudflare", 530, "", "", unreachable, "", Leg::none, "the CDN cannot find the origin"},
    // its page stands over the 502 or 504 of an origin as well
    PageRow{"cloudflare", 502, "", "<hr><center>cloudflare", provider, of_origin, Leg::none, "the page is the one of the CDN's own failures, or the origin itself answers so"},
    PageRow{"cloudflare", 504, "", "<hr><center>cloudflare", provider, of_origin, Leg::none, "the page is the one of the CDN's own failures, or the origin itself answers so"},
    PageRow{"cloudflare", 502, "", "", of_origin, unreachable, Leg::none, "the CDN puts this page over an origin's own 502"},
    PageRow{"cloudflare", 504, "", "", of_origin, timeout, Leg::none, "the CDN puts this page over an origin's own 504"},
    PageRow{"cloudflare", 500, "", "", provider, "", Leg::none, "the page is the CDN's own"},
    PageRow{"cloudflare", 503, "", "<hr><center>cloudflare", provider, "", Leg::none, "the page is the one of the CDN's own failures"},
    PageRow{"cloudflare-tunnel", 502, "", "", unreachable, "", Leg::connect, "cloudflared cannot reach the service behind it"},
    // docs.fastly.com, common 503 errors
    PageRow{"fastly", 0, "", "unknown domain", none_configured, "", Leg::none, "no service has that name"},
    PageRow{"fastly", 503, "", "first byte timeout", timeout, "", Leg::silence, "the origin sent no byte in time"},
    PageRow{"fastly", 503, "", "Connection timed out", timeout, "", Leg::connect_timeout, "connects to the origin time out"},
    PageRow{"fastly", 503, "", "connection timeout", timeout, "", Leg::connect_timeout, "connects to the origin time out"},
    PageRow{"fastly", 503, "", "Connection refused", unreachable, "", Leg::refused, "the origin refuses connections"},
    PageRow{"fastly", 503, "", "Network unreachable", unreachable, "", Leg::unreachable, "no way leads to the origin"},
    PageRow{"fastly", 503, "", "Backend.max_conn reached", limit, "", Leg::none, "the limit of connections is reached"},
    PageRow{"fastly", 503, "", "Maximum threads for service reached", limit, "", Leg::none, "too many requests wait for the origin"},
    PageRow{"fastly", 503, "", "No healthy backends", none_live, "", Leg::none, "no origin counts as healthy"},
    PageRow{"fastly", 503, "", "All backends failed or unhealthy", none_live, "", Leg::none, "no origin counts as healthy"},
    PageRow{"fastly", 503, "", "Backend is unhealthy", none_live, "", Leg::none, "its health check says that the origin is down"},
    PageRow{"fastly", 503, "", "Quorum weight not reached", none_live, "", Leg::none, "too few origins count as healthy"},
    PageRow{"fastly", 503, "", "Hostname mismatch", origin_tls, "", Leg::certificate, "the origin's certificate is for another name"},
    PageRow{"fastly", 503, "", "certificate", origin_tls, "", Leg::certificate, "the CDN does not accept the origin's certificate"},
    PageRow{"fastly", 503, "", "SSL handshake", origin_tls, "", Leg::tls, "TLS with the origin fails"},
    PageRow{"fastly", 503, "", "backend read error", invalid, "", Leg::answer, "reading the origin's answer failed"},
    PageRow{"fastly", 503, "", "backend write error", invalid, "", Leg::send, "writing the request to the origin failed"},
    PageRow{"fastly", 503, "", "Response object too large", response_size, "", Leg::none, "the origin's answer is larger than it takes"},
    PageRow{"fastly", 503, "", "Loop detected", loop, "", Leg::none, "the request came round to the CDN"},
    // docs.aws.amazon.com: CloudFront 502, 503 and 504; load balancers' 503
    PageRow{"cloudfront", 502, "", "able to resolve the origin domain name", unreachable, "", Leg::name, "the CDN cannot find the origin's name"},
    PageRow{"cloudfront", 502, "", "able to connect to the origin", unreachable, "", Leg::connect, "the CDN cannot connect to the origin, or not agree on TLS with it"},
    PageRow{"cloudfront", 502, "", "either the attempt failed or the origin closed the connection", unreachable, invalid, Leg::none, "the CDN's connection to the origin fails, or is closed without an answer"},
    PageRow{"cloudfront", 502, "", "The Lambda function", of_origin, "", Leg::none, "a function at the CDN's edge gives no valid answer"},
    PageRow{"cloudfront", 503, "", "was throttled", limit, "", Leg::none, "as many functions run at once as the account may have"},
    PageRow{"cloudfront", 503, "", "limit", limit, "", Leg::none, "a limit of the account's functions is reached"},
    PageRow{"cloudfront", 503, "", "apacity", provider, "", Leg::none, "the CDN's edge is short of capacity"},
    PageRow{"cloudfront", 503, "", "he CloudFront function", of_origin, "", Leg::none, "a function at the CDN's edge fails"},
    PageRow{"cloudfront", 503, "", "The Lambda function", of_origin, "", Leg::none, "a function at the CDN's edge fails"},
    PageRow{"cloudfront", 504, "", "", timeout, "", Leg::none, "the origin did not answer the CDN in time, or could not be reached in time"},
    PageRow{"aws-alb", 503, "", "503 Service Temporarily Unavailable", none_configured, "", Leg::none, "its target group has no registered targets"},
    PageRow{"aws-alb", 463, "", "", loop, "", Leg::none, "X-Forwarded-For has more than 30 addresses"},
    PageRow{"aws-apigateway", 413, "", "", request_size, "", Leg::none, "the request is larger than it takes"},
    PageRow{"aws-apigateway", 504, "", "", timeout, "", Leg::silence, "the integration did not answer in time"},
    PageRow{"aws-apigateway", 503, "", "", unreachable, "", Leg::none, "the integration cannot be reached"},
    PageRow{"aws-apigateway", 502, "", "", invalid, "", Leg::none, "the integration's answer is not in the form it wants"},
    // learn.microsoft.com, Front Door: troubleshooting, and the debug header X-Azure-ExternalError
    PageRow{"azure-frontdoor", 0, "0x830c1011", "", origin_tls, "", Leg::certificate, "the CDN does not know the authority of the origin's certificate"},
    PageRow{"azure-frontdoor", 404, "", "", none_configured, "", Leg::none, "no endpoint has that name"},
    PageRow{"azure-frontdoor", 504, "", "", timeout, "", Leg::none, "the origin did not answer the CDN in time"},
    // Akamai's reference numbers begin with the class of the error
    PageRow{"akamai", 0, "1", "", timeout, "", Leg::silence, "the origin did not answer the CDN in time"},
    PageRow{"akamai", 0, "3", "", invalid, "", Leg::answer, "the origin took the connection and gave no valid answer"},
    PageRow{"akamai", 0, "4", "", invalid, "", Leg::send, "the origin closed before the request was sent"},
    PageRow{"akamai", 0, "6", "", unreachable, "", Leg::refused, "the origin refuses the CDN's connections"},
    PageRow{"akamai", 0, "9", "", none_configured, "", Leg::none, "no configuration has that host"},
    PageRow{"akamai", 0, "11", "", unreachable, "", Leg::name, "the CDN cannot find the origin's name"},
    PageRow{"akamai", 0, "15", "", invalid, "", Leg::closed, "the origin's answer was empty"},
    PageRow{"akamai", 0, "30", "", origin_tls, "", Leg::tls, "TLS with the origin fails"},
    PageRow{"akamai", 0, "97", "", timeout, "", Leg::connect_timeout, "connects to the origin time out"},
    PageRow{"akamai", 503, "", "DNS failure", unreachable, "", Leg::name, "the CDN cannot find the origin's name"},
    // devcenter.heroku.com, error codes: H80 for the page of a maintenance; the others share one
    PageRow{"heroku", 0, "", "no-such-app", none_configured, "", Leg::none, "no application has that name"},
    PageRow{"heroku", 503, "", "error-pages/maintenance", provider, "", Leg::none, "the application is in maintenance mode"},
    // vercel.com/docs/errors
    PageRow{"vercel", 0, "NO_RESPONSE_FROM_FUNCTION", "", invalid, "", Leg::closed, "the function ended without an answer"},
    PageRow{"vercel", 0, "BODY_NOT_A_STRING_FROM_FUNCTION", "", invalid, "", Leg::none, "the function's body is not one"},
    PageRow{"vercel", 0, "FUNCTION_INVOCATION_TIMEOUT", "", timeout, "", Leg::silence, "the function took too long"},
    PageRow{"vercel", 0, "EDGE_FUNCTION_INVOCATION_TIMEOUT", "", timeout, "", Leg::silence, "the function took too long"},
    PageRow{"vercel", 0, "MIDDLEWARE_INVOCATION_TIMEOUT", "", timeout, "", Leg::silence, "the middleware took too long"},
    PageRow{"vercel", 0, "FUNCTION_INVOCATION_FAILED", "", of_origin, "", Leg::none, "the function crashed"},
    PageRow{"vercel", 0, "EDGE_FUNCTION_INVOCATION_FAILED", "", of_origin, "", Leg::none, "the function crashed"},
    PageRow{"vercel", 0, "MIDDLEWARE_INVOCATION_FAILED", "", of_origin, "", Leg::none, "the middleware crashed"},
    PageRow{"vercel", 0, "FUNCTION_THROTTLED", "", limit, "", Leg::none, "as many functions run at once as may"},
    PageRow{"vercel", 0, "FUNCTION_PAYLOAD_TOO_LARGE", "", request_size, "", Leg::none, "the request's body is larger than a function takes"},
    PageRow{"vercel", 0, "REQUEST_HEADER_TOO_LARGE", "", request_size, "", Leg::none, "the request's headers are larger than it takes"},
    PageRow{"vercel", 0, "URL_TOO_LONG", "", request_size, "", Leg::none, "the request's target is longer than it takes"},
    PageRow{"vercel", 0, "FUNCTION_RESPONSE_PAYLOAD_TOO_LARGE", "", response_size, "", Leg::none, "the function's body is larger than it takes"},
    PageRow{"vercel", 0, "FALLBACK_BODY_TOO_LARGE", "", response_size, "", Leg::none, "the fallback's body is larger than it takes"},
    PageRow{"vercel", 0, "DNS_HOSTNAME_EMPTY", "", none_configured, "", Leg::none, "the rewrite's target has no host"},
    PageRow{"vercel", 0, "DNS_HOSTNAME_NOT_FOUND", "", unreachable, "", Leg::name, "the rewrite's host does not exist"},
    PageRow{"vercel", 0, "DNS_HOSTNAME_RESOLVE_FAILED", "", unreachable, "", Leg::name, "the rewrite's host does not resolve"},
    PageRow{"vercel", 0, "DNS_HOSTNAME_SERVER_ERROR", "", unreachable, "", Leg::name, "the rewrite's name servers fail"},
    PageRow{"vercel", 0, "DNS_HOSTNAME_RESOLVED_PRIVATE", "", unusable, "", Leg::none, "the rewrite's host has a private address"},
    PageRow{"vercel", 0, "ROUTER_CANNOT_MATCH", "", none_configured, "", Leg::none, "no route matches"},
    PageRow{"vercel", 0, "ROUTER_EXTERNAL_TARGET_HANDSHAKE_ERROR", "", origin_tls, "", Leg::tls, "TLS with the rewrite's target fails"},
    PageRow{"vercel", 0, "ROUTER_EXTERNAL_TARGET_CONNECTION_ERROR", "", unreachable, "", Leg::connect, "the rewrite's target cannot be connected to"},
    PageRow{"vercel", 0, "ROUTER_EXTERNAL_TARGET_ERROR", "", invalid, unreachable, Leg::none, "the rewrite's target gives no valid answer"},
    PageRow{"vercel", 0, "DEPLOYMENT_PAUSED", "", provider, "", Leg::none, "the deployment is paused"},
    PageRow{"vercel", 0, "DEPLOYMENT_DISABLED", "", provider, "", Leg::none, "the deployment is disabled, as for an unpaid account"},
    PageRow{"vercel", 0, "MIDDLEWARE_RUNTIME_DEPRECATED", "", provider, "", Leg::none, "the middleware's runtime is no longer offered"},
    PageRow{"vercel", 0, "DEPLOYMENT_NOT_FOUND", "", none_configured, "", Leg::none, "no deployment has that name"},
    PageRow{"vercel", 0, "DEPLOYMENT_DELETED", "", none_configured, "", Leg::none, "the deployment was deleted"},
    PageRow{"vercel", 0, "INFINITE_LOOP_DETECTED", "", loop, "", Leg::none, "the request comes round to itself"},
    PageRow{"vercel", 0, "INTERNAL_", "", provider, "", Leg::none, "the failure is the platform's own"},
    // docs.netlify.com, railway.com and render.com: what their edges say of a service behind them
    PageRow{"netlify", 502, "", "Task timed out after", timeout, "", Leg::silence, "the function took too long"},
    PageRow{"netlify", 404, "", "Not Found - Request ID", none_configured, "", Leg::none, "no site has that name"},
    PageRow{"netlify", 502, "", "", provider, "", Leg::none, "the platform could not run the function"},
    PageRow{"railway", 0, "", "Application not found", none_configured, "", Leg::none, "no application has that name, or it is paused"},
    PageRow{"railway", 502, "", "Application failed to respond", unreachable, invalid, Leg::none, "the application does not listen where the edge asks, or gives no answer"},
    PageRow{"render", 0, "no-server", "", none_configured, "", Leg::none, "no server of that name runs"},
    PageRow{"render", 0, "suspend", "", provider, "", Leg::none, "the service is suspended"},
    PageRow{"render", 0, "hibernate", "", provider, "", Leg::none, "the service sleeps and could not be woken"},
    PageRow{"render", 0, "dynamic-hibernate", "", provider, "", Leg::none, "the service sleeps and could not be woken"},
    // docs.apigee.com, runtime errors
    PageRow{"apigee", 0, "TooBigHeaders", "", "header-buffer-exceeded", "", Leg::head_size, "the target's headers are larger than it takes"},
    PageRow{"apigee", 502, "TooBigBody", "", response_size, "", Leg::none, "the target's body is larger than it takes"},
    PageRow{"apigee", 413, "TooBigBody", "", request_size, "", Leg::none, "the request's body is larger than it takes"},
    PageRow{"apigee", 0, "UnexpectedEOFAtTarget", "", invalid, "", Leg::closed, "the target closed before its answer was whole"},
    PageRow{"apigee", 0, "GatewayTimeout", "", timeout, "", Leg::silence, "the target did not answer in time"},
    PageRow{"apigee", 0, "SslHandshakeFailed", "", origin_tls, "", Leg::tls, "TLS with the target fails"},
    PageRow{"apigee", 0, "NoActiveTargets", "", none_live, "", Leg::none, "no target counts as healthy"},
    PageRow{"apigee", 0, "ErrorResponseCode", "", of_origin, "", Leg::none, "the target itself answers with an error"},
    PageRow{"apigee", 0, "DecompressionFailureAtResponse", "", "broken-content-encoding", "", Leg::none, "the target's body is not in the coding it names"},
    PageRow{"apigee", 0, "ApplicationNotFound", "", none_configured, "", Leg::none, "no proxy has that host and path"},
    PageRow{"apigee", 0, "NoResolvedHost", "", unreachable, "", Leg::name, "the target's name does not resolve"},
    PageRow{"apigee", 503, "", "TARGET_CONNECT_TIMEOUT", timeout, "", Leg::connect_timeout, "connects to the target time out"},
    PageRow{"apigee", 503, "", "TARGET_CONNECT_HOST_NOT_REACHABLE", unreachable, "", Leg::unreachable, "the target cannot be reached"},
    PageRow{"apigee", 503, "", "TARGET_CONNECT_CONNECTION_REFUSED", unreachable, "", Leg::refused, "the target refuses connections"},
};
// clang-format on

} // namespace

std::span<const PageRow> service_page_rows() {
  return table;
}

} // namespace gwdiag
