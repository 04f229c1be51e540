// SPDX-License-Identifier: Apache-2.0
#include "checklist/topics.hpp"

namespace gwdiag::topics {

namespace {

// clang-format off
constexpr Topic rows[] = {
    {"502", "status", "",
     "Bad Gateway: the proxy asked its upstream and got no valid response. It could not connect, "
     "the connection ended too early, or what came back was no proper HTTP. A 504 means that "
     "nothing came in time; but the line between them depends on the proxy: nginx, Caddy, Traefik "
     "and Squid answer a refused connection with 502 where HAProxy, Apache, Envoy and Varnish "
     "answer 503, and a silent upstream is 502 in Apache's mod_proxy_http and in h2o.",
     "connection-refused closed-before-response reset-before-response plain-http-to-tls-port "
     "protocol-mismatch header-buffer-exceeded malformed-header no-live-upstream keepalive-race "
     "tls-handshake-failure sni-required dns-nxdomain unix-socket-missing worker-killed "
     "upstream-error-status"},
    {"504", "status", "",
     "Gateway Timeout: the proxy gave up waiting for its upstream. Either the connection was never "
     "answered, or the request was delivered and the response did not come within the proxy's "
     "limit; the time until the error tells which limit it was. A 502 means that something came "
     "back, or that the connection failed, and it was not usable. Varnish says 503 and Apache's "
     "mod_proxy_http 502 for the same silence; nginx says 502 when the kernel gives up connecting "
     "before nginx does.",
     "response-timeout slow-response proxy-timeout-too-short connect-timeout accept-queue-full "
     "connection-limit path-blocked stalled-response tls-handshake-timeout"},
    {"503", "status", "",
     "Service Unavailable: either the application itself says that it cannot serve now, or the "
     "proxy has nobody to ask. HAProxy, Apache, Envoy, Varnish and lighttpd use it for a refused "
     "or unanswered connection too, and each of them when every upstream is out of rotation. The "
     "body tells who wrote it.",
     "no-live-upstream connection-refused connect-timeout no-upstream-configured connection-limit "
     "upstream-error-status health-check-failing upstream-restarting"},
    {"500", "status", "",
     "Internal Server Error: mostly the application's own failure, passed on by the proxy. A few "
     "proxies use it for their upstream: Traefik for a TLS verification that fails and for a "
     "malformed response, Apache for a TLS handshake that fails and (since 2.4.59) for a name that "
     "does not resolve, lighttpd for a close before the headers.",
     "upstream-error-status tls-handshake-failure malformed-header script-not-found "
     "closed-before-response dns-nxdomain"},
    {"499", "status", "nginx",
     "The client closed the connection before nginx had an answer for it. It is no fault of the "
     "gateway, but often the shadow of one: people and load balancers in front give up on a slow "
     "upstream.",
     "slow-response response-timeout"},
    {"444", "status", "nginx",
     "nginx closed the connection without an answer because its configuration says so (\"return "
     "444;\").", ""},
    {"460", "status", "AWS Application Load Balancer",
     "The client closed the connection before the load balancer's idle timeout was over; the "
     "target was still working. The client's own timeout is the shorter one.",
     "slow-response response-timeout"},
    {"463", "status", "AWS Application Load Balancer",
     "The request carried an X-Forwarded-For header with more than 30 addresses: usually a loop "
     "through the same proxies.",
     "proxy-loop request-too-large"},
    {"464", "status", "AWS Application Load Balancer",
     "The request's protocol does not fit the target group's protocol version: HTTP/1 to a group "
     "for HTTP/2 or gRPC, for instance.",
     "protocol-mismatch"},
    {"561", "status", "AWS Application Load Balancer",
     "The identity provider answered with an error while the load balancer authenticated the user.",
     "upstream-error-status"},
    {"421", "status", "",
     "Misdirected Request: this server does not serve that host name on this connection. Behind a "
     "proxy it means that the Host or the TLS server name that it sends is not the one the "
     "upstream expects.",
     "host-rejected sni-required stale-address"},
    {"429", "status", "",
     "Too Many Requests: a rate limit said no. When the upstream says it, it may count the proxy's "
     "address as one single client.",
     "connection-limit"},
    {"400", "status", "",
     "Bad Request: behind a proxy look twice. A TLS port that is asked in plain HTTP answers 400, "
     "and so do a server that gets a PROXY header it does not know, one that misses a client "
     "certificate, and one that does not know the Host.",
     "plain-http-to-tls-port proxy-protocol-unexpected tls-client-cert-required host-rejected "
     "request-too-large"},
    {"404", "status", "",
     "Not Found: the application's answer, as a rule. From a proxy it can also mean that no route "
     "matches (Traefik's \"404 page not found\", Envoy's NR), that another site answers, or that "
     "php-fpm does not find the script.",
     "host-rejected no-upstream-configured script-not-found stale-address"},
    {"408", "status", "",
     "Request Timeout: the client was too slow to send its request. Envoy also gives it when a "
     "stream idles too long.",
     "stalled-response"},
    {"413", "status", "",
     "Content Too Large: the request's body exceeds a limit of the proxy or of the application.",
     "request-too-large early-response"},
    {"431", "status", "",
     "Request Header Fields Too Large: the request's headers exceed a limit on the way, mostly "
     "because of cookies.",
     "request-too-large"},
    {"494", "status", "nginx",
     "nginx's own number for request headers that are too large; the client sees 400.",
     "request-too-large"},
    {"495", "status", "nginx",
     "The certificate of the client does not verify: the client's side, not the upstream's.", ""},
    {"496", "status", "nginx",
     "The client sent no certificate though one is demanded: the client's side.", ""},
    {"497", "status", "nginx",
     "A plain HTTP request came to the proxy's own https port; the client sees 400.",
     "plain-http-to-tls-port"},
    {"505", "status", "",
     "HTTP Version Not Supported: the server does not take the version in the request. Now and "
     "then it is a request that arrived in two pieces and was parsed too early.",
     "protocol-mismatch mtu-black-hole"},
    {"520", "status", "Cloudflare",
     "Cloudflare reached the origin, and its answer was empty, broken or had headers beyond 128 "
     "kB: a crash, a firewall that cuts the connection, or cookies that grew too large.",
     "cdn-origin-invalid closed-before-response reset-before-response header-too-large "
     "malformed-header tls-alpn-mismatch"},
    {"521", "status", "Cloudflare",
     "The origin refused Cloudflare's connection: the web server is down, does not listen on the "
     "port that the SSL mode uses (80 for Flexible, 443 for Full), or refuses Cloudflare's "
     "addresses.",
     "cdn-origin-unreachable connection-refused path-blocked"},
    {"522", "status", "Cloudflare",
     "The origin did not answer Cloudflare's connection within 19 s, or did not acknowledge the "
     "request within 90 s: a firewall drops Cloudflare's addresses, the origin is overloaded, or "
     "the DNS record holds an old address.",
     "cdn-origin-timeout connect-timeout path-blocked accept-queue-full stale-address"},
    {"523", "status", "Cloudflare",
     "Cloudflare has no route to the origin's address: the A or AAAA record is wrong, or the "
     "network in between is down.",
     "cdn-origin-unreachable host-unreachable network-unreachable stale-address"},
    {"524", "status", "Cloudflare",
     "The origin accepted the request and did not answer within Cloudflare's limit (100 to 125 s), "
     "or did not read the request. Long jobs have to answer early and report later.",
     "cdn-origin-timeout response-timeout slow-response request-send-timeout"},
    {"525", "status", "Cloudflare",
     "The TLS handshake between Cloudflare and the origin failed: no certificate, port 443 closed, "
     "no SNI support, or no cipher in common.",
     "cdn-origin-tls tls-handshake-failure tls-cipher-mismatch tls-protocol-mismatch sni-required"},
    {"526", "status", "Cloudflare",
     "In the strict mode Cloudflare does not accept the origin's certificate: expired, for another "
     "name, self-signed or from an unknown authority.",
     "cdn-origin-tls tls-cert-expired tls-cert-name-mismatch tls-cert-self-signed "
     "tls-cert-untrusted tls-cert-incomplete-chain tls-cert-revoked"},
    {"527", "status", "Cloudflare",
     "Cloudflare's Railgun could not talk to its counterpart at the origin; the product is "
     "retired.",
     "cdn-origin-unreachable cdn-origin-timeout"},
    {"530", "status", "Cloudflare",
     "Cloudflare could not find or reach the origin; the error 1XXX on the page says why: 1016 "
     "means that the origin's name does not resolve, 1033 that the tunnel has no connected end.",
     "cdn-origin-unreachable dns-nxdomain dns-no-address no-upstream-configured"},
};
// clang-format on

} // namespace

std::span<const Topic> statuses() {
  return rows;
}

} // namespace gwdiag::topics
