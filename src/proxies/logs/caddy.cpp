// SPDX-License-Identifier: Apache-2.0
// Caddy: modules/caddyhttp/reverseproxy.
#include "proxies/logs/tables.hpp"

namespace gwdiag {

namespace {

using enum FaultPhase;

constexpr LogPattern rows[] = {
    {"no upstreams available",
     none,
     "no-live-upstream",
     "Caddy has no upstream that it may use.",
     "{\"level\":\"error\",\"ts\":1709374272.345,\"logger\":\"http.log.error\",\"msg\":\"no "
     "upstreams available\",\"request\":{\"method\":\"GET\",\"host\":\"app.example\",\"uri\":\"/"
     "\"},\"status\":503}"},
    {"aborting with incomplete response*writing",
     none,
     "",
     "The client stopped taking the answer.",
     "{\"level\":\"error\",\"ts\":1709374272.345,\"logger\":\"http.handlers.reverse_proxy\",\"msg"
     "\":\"aborting with incomplete response\",\"upstream\":\"10.0.0.5:8080\",\"error\":\"writing"
     ": write tcp 10.0.0.9:443->192.0.2.7:51000: write: broken pipe\"}"},
    {"aborting with incomplete response*http2: stream closed",
     none,
     "",
     "The client ended its stream.",
     "{\"level\":\"error\",\"logger\":\"http.handlers.reverse_proxy\",\"msg\":\"aborting with "
     "incomplete response\",\"upstream\":\"10.0.0.5:8080\",\"error\":\"http2: stream closed\"}"},
    {"aborting with incomplete response*canceled with error code",
     none,
     "",
     "The client ended its stream (HTTP/3).",
     "{\"level\":\"error\",\"logger\":\"http.handlers.reverse_proxy\",\"msg\":\"aborting with "
     "incomplete response\",\"error\":\"stream 96 canceled with error code 256\"}"},
    {"aborting with incomplete response*h3 error (0x",
     none,
     "",
     "The client ended its stream (HTTP/3).",
     "{\"level\":\"error\",\"logger\":\"http.handlers.reverse_proxy\",\"msg\":\"aborting with "
     "incomplete response\",\"error\":\"H3 error (0x10c)\"}"},
    {"aborting with incomplete response*(remote)",
     none,
     "",
     "The client ended its connection (HTTP/3).",
     "{\"level\":\"error\",\"logger\":\"http.handlers.reverse_proxy\",\"msg\":\"aborting with "
     "incomplete response\",\"error\":\"Application error 0x0 (remote)\"}"},
    {"aborting with incomplete response*no recent network activity",
     none,
     "",
     "The client is gone (HTTP/3).",
     "{\"level\":\"error\",\"logger\":\"http.handlers.reverse_proxy\",\"msg\":\"aborting with "
     "incomplete response\",\"error\":\"timeout: no recent network activity\"}"},
    {"\"reading from backend\"*context canceled",
     none,
     "",
     "The client went away.",
     "{\"level\":\"error\",\"logger\":\"http.handlers.reverse_proxy\",\"msg\":\"reading from "
     "backend\",\"error\":\"context canceled\"}"},
    {"\"reading from backend\"*read on closed response body",
     none,
     "",
     "The response was given up before it was read to its end.",
     "{\"level\":\"error\",\"logger\":\"http.handlers.reverse_proxy\",\"msg\":\"reading from "
     "backend\",\"error\":\"http: read on closed response body\"}"},
    {"\"reading from backend\"",
     none,
     "truncated-body",
     "The response ended in the middle.",
     "{\"level\":\"error\",\"logger\":\"http.handlers.reverse_proxy\",\"msg\":\"reading from "
     "backend\",\"error\":\"read tcp 10.0.0.9:51000->10.0.0.5:80: read: connection reset by "
     "peer\"}"},
    {"aborting with incomplete response",
     none,
     "truncated-body",
     "The response ended in the middle.",
     "{\"level\":\"error\",\"ts\":1709374272.345,\"logger\":\"http.handlers.reverse_proxy\",\"msg"
     "\":\"aborting with incomplete response\",\"upstream\":\"10.0.0.5:8080\",\"error\":\"reading"
     ": unexpected EOF\"}"},
    {"making dial info",
     none,
     "dns-nxdomain no-upstream-configured unusable-address",
     "A placeholder address of an upstream cannot be used.",
     "{\"level\":\"error\",\"msg\":\"making dial info: upstream {env.APP}: invalid dial address "
     ":0\"}"},
    {"failed getting dynamic upstreams",
     resolve,
     "dns-nxdomain dns-servfail",
     "The look-up of the upstreams failed.",
     "{\"level\":\"error\",\"logger\":\"http.handlers.reverse_proxy\",\"msg\":\"failed getting "
     "dynamic upstreams; falling back to static upstreams\",\"error\":\"lookup app.internal: no "
     "such host\"}"},
    {"switching protocols response with non-writable body",
     none,
     "unexpected-upgrade",
     "The upstream switched protocols in a way that cannot be used.",
     "{\"level\":\"error\",\"msg\":\"internal error: 101 switching protocols response with "
     "non-writable body\"}"},
    {"http.handlers.reverse_proxy.health_checker*health check panicked", // says nothing of the host
     none,
     "",
     "The health checker itself failed.",
     "{\"level\":\"error\",\"logger\":\"http.handlers.reverse_proxy.health_checker.active\",\"msg"
     "\":\"active health check panicked\",\"error\":\"runtime error\"}"},
    {"http.handlers.reverse_proxy.health_checker*unexpected status code*50",
     none,
     "upstream-error-status health-check-failing",
     "The health check is answered with a server error.",
     "{\"level\":\"info\",\"logger\":\"http.handlers.reverse_proxy.health_checker.active\",\"msg"
     "\":\"unexpected status code\",\"status_code\":503,\"host\":\"10.0.0.5:8080\"}"},
    {"http.handlers.reverse_proxy.health_checker*unexpected status code",
     none,
     "health-check-failing upstream-error-status",
     "The health check is answered with a status it does not take.",
     "{\"level\":\"info\",\"logger\":\"http.handlers.reverse_proxy.health_checker.active\",\"msg"
     "\":\"unexpected status code\",\"status_code\":404,\"host\":\"10.0.0.5:8080\"}"},
    {"http.handlers.reverse_proxy.health_checker*\"msg\":\"host is down\"", // no EHOSTDOWN
     none,
     "no-live-upstream health-check-failing",
     "The health check has taken the upstream out of rotation.",
     "{\"level\":\"info\",\"logger\":\"http.handlers.reverse_proxy.health_checker.active\",\"msg"
     "\":\"host is down\",\"host\":\"10.0.0.5:8080\"}"},
    {"http.handlers.reverse_proxy.health_checker",
     named,
     "health-check-failing no-live-upstream",
     "The health check fails.",
     "{\"level\":\"info\",\"logger\":\"http.handlers.reverse_proxy.health_checker.active\",\"msg"
     "\":\"HTTP request failed\",\"host\":\"10.0.0.5:8080\",\"error\":\"Get "
     "\\\"http://10.0.0.5:8080/\\\": dial tcp 10.0.0.5:8080: connect: connection refused\"}",
     false,
     "connection-refused"},
    {"[error 502 *] eof",
     none,
     "closed-before-response keepalive-race",
     "The upstream closed the connection before it answered.",
     "02/Mar/2024:10:11:12 +0000 [ERROR 502 /api] EOF"},
    {"no hosts available upstream",
     none,
     "no-live-upstream",
     "No upstream is left.",
     "02/Mar/2024:10:11:12 +0000 [ERROR 502 /app] no hosts available upstream"},
    {"unreachable backend",
     none,
     "no-live-upstream connection-refused",
     "No upstream could be reached.",
     "02/Mar/2024:10:11:12 +0000 [ERROR 502 /app] unreachable backend"},
    {"fcgi: invalid header version",
     none,
     "protocol-mismatch application-protocol-error",
     "The upstream does not speak FastCGI.",
     "02/Mar/2024:10:11:12 +0000 [ERROR 502 /index.php] fcgi: invalid header version"},
};

} // namespace

constinit const LogTable caddy_log{"caddy", rows};

} // namespace gwdiag
