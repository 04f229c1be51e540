// SPDX-License-Identifier: Apache-2.0
// OpenResty with Kong and APISIX.
#include "proxies/logs/tables.hpp"

namespace gwdiag {

namespace {

using enum FaultPhase;

constexpr LogPattern rows[] = {
    {"querydns()*querying dns for *failed:*timeout",
     none,
     "dns-timeout",
     "The name server does not answer in time.",
     "2024/03/02 10:11:12 [warn] 9#9: *7 [lua] balancer.lua:340: queryDns(): [ringbalancer 3] "
     "querying dns for app.internal failed: dns lookup pool exceeded retries (1): timeout. Tried "
     "[\"app\"]"},
    // resty.dns.resolver's new(): the socket to the name server, not the name.
    {"failed to create a resolver",
     none,
     "dns-timeout dns-servfail",
     "The name server cannot be reached.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [lua] init.lua:371: execute(): DNS resolution failed: "
     "failed to create a resolver: failed to set peer name: resource temporarily unavailable. "
     "Tried: [\"app:1 - cache-miss\"], client: 192.0.2.7"},
    {"failed to set *peer *no host allowed",
     none,
     "unusable-address no-upstream-configured",
     "The balancer was given a name where it takes an address only.",
     "failed to set server peer [app.internal:8080] err: no host allowed"},
    {"failed to set the current peer*no host allowed",
     none,
     "unusable-address no-upstream-configured",
     "The balancer was given a name where it takes an address only.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [lua] balancer.lua:9: failed to set the current peer: no "
     "host allowed, client: 192.0.2.7"},
    {"failure to get a peer",
     none,
     "no-live-upstream",
     "The balancer has no peer left.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [lua] balancer.lua:300: balancer_execute(): failure to "
     "get a peer from the ring-balancer, client: 192.0.2.7"},
    {"no peers are available",
     none,
     "no-live-upstream",
     "The balancer has no peer left.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [lua] init.lua:900: balancer(): failed to pick server: "
     "no peers are available, client: 192.0.2.7"},
    {"dns server error: 3 name error",
     none,
     "dns-nxdomain",
     "The upstream's name does not exist.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [lua] dns.lua:100: DNS resolution failed: dns server "
     "error: 3 name error. Tried: [\"(short)app:(na) - cache-miss\"], client: 192.0.2.7"},
    {"dns server error: 2",
     none,
     "dns-servfail",
     "The name server fails for the upstream's name.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [lua] dns.lua:100: DNS resolution failed: dns server "
     "error: 2 server failure. Tried: [\"app\"], client: 192.0.2.7"},
    {"dns client error: 101 empty record",
     none,
     "dns-no-address dns-nxdomain",
     "The upstream's name has no address.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [lua] dns.lua:100: DNS resolution failed: dns client "
     "error: 101 empty record received, client: 192.0.2.7"},
    {"dns server error:",
     none,
     "dns-servfail",
     "The name server fails for the upstream's name.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [lua] dns.lua:100: DNS resolution failed: dns server "
     "error: 5 refused. Tried: [\"app\"], client: 192.0.2.7"},
    {"dns client error:",
     none,
     "dns-nxdomain dns-servfail",
     "The upstream's name does not resolve.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [lua] dns.lua:100: DNS resolution failed: dns client "
     "error: 100 cache only lookup failed, client: 192.0.2.7"},
    {"querydns()*querying dns for *failed: dns query returned no results",
     none,
     "dns-no-address dns-nxdomain",
     "The upstream's name has no address.",
     "2024/03/02 10:11:12 [warn] 9#9: *7 [lua] balancer.lua:297: queryDns(): [ringbalancer] "
     "querying dns for app.internal failed: dns query returned no results, client: 192.0.2.7"},
    {"querydns()*querying dns for *failed:",
     resolve,
     "dns-servfail dns-nxdomain",
     "The upstream's name does not resolve.",
     "2024/03/02 10:11:12 [warn] 9#9: *7 [lua] base.lua:596: queryDns(): [upstream:app 7] querying "
     "dns for app.internal failed: failed to send request to UDP server 10.0.0.2:53: closed. Tried "
     "[\"app\"], context: ngx.timer"},
    {"dns/balancer resolve for",
     resolve,
     "dns-servfail dns-nxdomain",
     "The upstream's name does not resolve.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [kong] init.lua:500 failed the initial dns/balancer "
     "resolve for 'app' with: name resolution failed, client: 192.0.2.7",
     false,
     "dns-nxdomain"},
    {"dns resolution failed: dns lookup pool exceeded",
     none,
     "dns-timeout",
     "The name server does not answer in time.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [lua] balancer.lua:921: execute(): DNS resolution "
     "failed: dns lookup pool exceeded retries (1): timeout."},
    {"dns resolution failed:*timeout",
     none,
     "dns-timeout",
     "The name server does not answer in time.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [lua] init.lua:374: execute(): DNS resolution failed: "
     "failed to receive reply from UDP server 10.0.0.2:53: timeout. Tried: [\"(short)app:(na) - "
     "cache-miss\"]"},
    {"dns resolution failed:",
     resolve,
     "dns-nxdomain dns-servfail",
     "The upstream's name does not resolve.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [lua] dns.lua:100: DNS resolution failed: failed to "
     "query the DNS server, client: 192.0.2.7"},
    {"failed to parse domain*: no such host",
     none,
     "dns-nxdomain",
     "The upstream's name does not exist.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [lua] upstream.lua:79: failed to parse domain: "
     "app.internal, error: no such host, client: 192.0.2.7"},
    {"failed to parse domain",
     none,
     "dns-nxdomain dns-servfail",
     "The upstream's name does not resolve.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [lua] upstream.lua:79: parse_args(): failed to parse "
     "domain: app.internal, error: failed to query the DNS, client: 192.0.2.7"},
    {"dns resolve*failed",
     none,
     "dns-nxdomain dns-servfail",
     "The upstream's name does not resolve.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [lua] core.lua:100: dns resolve failed for "
     "app.internal, client: 192.0.2.7"},
    {"missing upstream configuration",
     none,
     "no-upstream-configured",
     "The route has no upstream.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [lua] upstream.lua:300: failed to set upstream: "
     "missing upstream configuration in Route or Service, client: 192.0.2.7"},
    {"failed to find upstream by id",
     none,
     "no-upstream-configured",
     "The route names an upstream that does not exist.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [lua] init.lua:600: failed to find upstream by "
     "id: 7, client: 192.0.2.7"},
    {"failed to fetch service configuration by",
     none,
     "no-upstream-configured",
     "The route names a service that does not exist.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [lua] init.lua:580: failed to fetch service "
     "configuration by id: 7, client: 192.0.2.7"},
    {"failed to find valid upstream server",
     none,
     "no-live-upstream no-upstream-configured",
     "The upstream has no node that can be used.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [lua] balancer.lua:200: failed to pick server: failed "
     "to find valid upstream server, client: 192.0.2.7"},
    {"failed to pick server",
     none,
     "no-live-upstream",
     "The balancer has no node left.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [lua] init.lua:900: failed to pick server: all "
     "upstream servers tried, client: 192.0.2.7"},
    {"no valid upstream node",
     none,
     "no-live-upstream no-upstream-configured",
     "The upstream has no node that can be used.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [lua] init.lua:500: failed to set upstream: no valid "
     "upstream node, client: 192.0.2.7"},
    {"no healthy upstream peer",
     none,
     "no-live-upstream",
     "No peer is healthy.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [lua] balancer.lua:98: no healthy upstream peer, "
     "client: 192.0.2.7"},
    {"healthcheck: no matching host",
     none,
     "",
     "A health checker's bookkeeping.",
     "2024/03/02 10:11:12 [warn] 9#9: [lua] healthcheck: no matching host"},
    {"healthcheck: failed to connect to",
     connect,
     "connection-refused",
     "The health checker cannot connect to the peer.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [lua] healthcheck.lua:53: errlog(): "
     "healthcheck: failed to connect to 10.0.0.5:8080: connection refused, context: "
     "ngx.timer"},
    {"failed to receive status line from*: timeout",
     none,
     "response-timeout",
     "The peer does not answer the health check in time.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [lua] healthcheck.lua:53: errlog(): "
     "healthcheck: failed to receive status line from 10.0.0.5:8080: timeout, context: "
     "ngx.timer"},
    {"failed to receive status line from",
     header,
     "closed-before-response reset-before-response",
     "The peer does not answer the health check.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [lua] healthcheck.lua:53: errlog(): "
     "healthcheck: failed to receive status line from 10.0.0.5:8080: closed, context: "
     "ngx.timer"},
    {"healthcheck: bad status code from",
     none,
     "upstream-error-status health-check-failing",
     "The peer answers the health check with another status.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [lua] healthcheck.lua:53: errlog(): "
     "healthcheck: bad status code from 10.0.0.5:8080: 503, context: ngx.timer"},
    {"healthcheck: bad status line from",
     none,
     "malformed-status-line not-http",
     "The peer does not answer the health check with HTTP.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [lua] healthcheck.lua:53: errlog(): "
     "healthcheck: bad status line from 10.0.0.5:8080: SSH-2.0-x, context: ngx.timer"},
    {"healthcheck: peer * is turned down",
     none,
     "no-live-upstream some-upstreams-failing",
     "The health checker takes a peer out.",
     "2024/03/02 10:11:12 [warn] 9#9: *7 [lua] healthcheck.lua:49: warn(): healthcheck: "
     "peer 10.0.0.5:8080 is turned down after 3 failure(s), context: ngx.timer"},
    {"unhealthy tcp increment",
     connect,
     "connection-refused",
     "The health checker counts a failed connection.",
     "2024/03/02 10:11:12 [warn] 9#9: *7 [lua] healthcheck.lua:1150: log(): [healthcheck] (pool) "
     "unhealthy TCP increment (2/3) for 'app(10.0.0.5:8080)', client: 192.0.2.7"},
    {"unhealthy timeout increment",
     none,
     "response-timeout connect-timeout",
     "The health checker counts a timeout.",
     "2024/03/02 10:11:12 [warn] 9#9: [lua] healthcheck.lua:1150: log(): [healthcheck] (pool) "
     "unhealthy TIMEOUT increment (2/3) for 'app(10.0.0.5:8080)'"},
    {"unhealthy http increment",
     none,
     "upstream-error-status health-check-failing",
     "The health checker counts an error status.",
     "2024/03/02 10:11:12 [warn] 9#9: [lua] healthcheck.lua:1150: log(): [healthcheck] (pool) "
     "unhealthy HTTP increment (2/3) for 'app(10.0.0.5:8080)'"},
    {"reported health status changed to unhealthy",
     none,
     "no-live-upstream health-check-failing",
     "The health checker found none of the upstream's targets healthy.",
     "2024/03/02 10:11:12 [warn] 9#9: *7 [lua] balancer.lua:242: callback(): [healthchecks] "
     "balancer shop-app reported health status changed to UNHEALTHY, context: ngx.timer"},
    {"context: ngx.timer",
     none,
     "",
     "Work beside the requests: no upstream.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [lua] worker.lua:291: communicate(): failed to "
     "connect: connection refused, context: ngx.timer"},
    {"lua ssl certificate verify error",
     tls,
     "tls-cert-untrusted",
     "A certificate that a script asked for does not verify.",
     "2024/03/02 10:11:12 [error] 9#9: *7 lua ssl certificate verify error: (20: unable to get "
     "local issuer certificate), client: 192.0.2.7"},
    {"lua ssl certificate does not match",
     none,
     "tls-cert-name-mismatch",
     "A certificate that a script asked for is for another name.",
     "2024/03/02 10:11:12 [error] 9#9: *7 lua ssl certificate does not match host "
     "\"app.internal\", client: 192.0.2.7"},
    {"lua tcp socket connect timed out",
     none,
     "connect-timeout",
     "A connection that a script makes was not established in time.",
     "2024/03/02 10:11:12 [error] 9#9: *7 lua tcp socket connect timed out, when connecting to "
     "10.0.0.5:8080, client: 192.0.2.7"},
    {"lua tcp socket read timed out",
     none,
     "response-timeout",
     "A peer that a script asks did not answer in time.",
     "2024/03/02 10:11:12 [error] 9#9: *7 lua tcp socket read timed out, client: 192.0.2.7"},
    {"lua tcp socket write timed out",
     none,
     "request-send-timeout",
     "A peer that a script asks did not read in time.",
     "2024/03/02 10:11:12 [error] 9#9: *7 lua tcp socket write timed out, client: 192.0.2.7"},
    {"\"name resolution failed\"",
     none,
     "dns-nxdomain dns-servfail",
     "Kong's own 503: the upstream's name does not resolve.",
     "{\"message\":\"name resolution failed\"}"},
    {"an invalid response was received from the upstream server",
     none,
     "malformed-header closed-before-response connection-refused",
     "Kong's own 502: the upstream's answer is invalid or missing.",
     "{\"message\":\"An invalid response was received from the upstream server\"}"},
    {"the upstream server is timing out",
     none,
     "response-timeout connect-timeout",
     "Kong's own 504: the upstream did not answer in time.",
     "{\"message\":\"The upstream server is timing out\"}"},
    {"the upstream server is currently unavailable",
     none,
     "no-live-upstream connection-refused",
     "Kong's own 503: no upstream is available.",
     "{\"message\":\"The upstream server is currently unavailable\"}"},
    {"[lua]*connection refused",
     none,
     "connection-refused",
     "A script's connection was refused.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [lua] auth.lua:12: request to the service failed: "
     "connection refused, client: 192.0.2.7"},
    {"[lua]*failed to connect*timeout",
     none,
     "connect-timeout",
     "A script's connection was not established in time.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [lua] auth.lua:12: failed to connect to the service: "
     "timeout, client: 192.0.2.7"},
    {"target status '*' from 'true' to 'false'",
     none,
     "health-check-failing no-live-upstream",
     "The health check has taken the target out of rotation.",
     "2024/03/02 10:11:12 [warn] 9#9: *7 [lua] healthcheck.lua:1158: log(): [healthcheck] "
     "(upstream:shop) target status 'shop.internal(10.0.0.5:8080)' from 'true' to 'false'"},
};

} // namespace

constinit const LogTable kong_log{"openresty", rows};

} // namespace gwdiag
