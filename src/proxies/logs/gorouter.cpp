// SPDX-License-Identifier: Apache-2.0
// gorouter (Cloud Foundry): handlers/, proxy/fails; servers in Go that wait for a PROXY header
// (Gitea: modules/proxyprotocol; go-proxyproto).
#include "proxies/logs/tables.hpp"

namespace gwdiag {

namespace {

using enum FaultPhase;

constexpr LogPattern rows[] = {
    {"unexpected proxy header: [",
     none,
     "proxy-protocol-expected",
     "It waits for a PROXY header and got something else.",
     "2024/03/02 10:11:12 ...roxyprotocol/conn.go:170:func1() [E] Failed to read proxy prefix: "
     "Unexpected proxy header: [72 69 65 68 32 47 32 72 84 84 80 47 49]"},
    {"proxyproto: proxy protocol signature not present",
     none,
     "proxy-protocol-expected",
     "It waits for a PROXY header and got something else.",
     "2024/03/02 10:11:12 http: accept: proxyproto: proxy protocol signature not present"},
    {"x_cf_routererror:\"endpoint_failure*i/o timeout",
     none,
     "connect-timeout",
     "The application cannot be reached.",
     "app.example - [2024-03-02T10:11:12.345Z] \"GET / HTTP/1.1\" 502 "
     "x_cf_routererror:\"endpoint_failure (dial tcp 10.0.0.5:61001: i/o timeout)\""},
    {"x_cf_routererror:\"unknown_route",
     none,
     "no-upstream-configured",
     "No route fits the request.",
     "app.example - [2024-03-02T10:11:12.345Z] \"GET / HTTP/1.1\" 404 "
     "x_cf_routererror:\"unknown_route\""},
    {"x_cf_routererror:\"endpoint_failure",
     named,
     "closed-before-response connection-refused reset-before-response",
     "The application failed.",
     "app.example - [2024-03-02T10:11:12.345Z] \"GET / HTTP/1.1\" 502 "
     "x_cf_routererror:\"endpoint_failure (EOF)\""},
    {"x_cf_routererror:\"no_endpoints",
     none,
     "no-live-upstream",
     "The route has no application instance.",
     "app.example - [2024-03-02T10:11:12.345Z] \"GET / HTTP/1.1\" 503 "
     "x_cf_routererror:\"no_endpoints\""},
    {"endpoint-failed",
     named,
     "closed-before-response connection-refused",
     "The application failed.",
     "{\"log_level\":3,\"timestamp\":1709374272.345,\"message\":\"backend-endpoint-failed\",\"sou"
     "rce\":\"vcap.gorouter\",\"data\":{\"route-endpoint\":{\"Addr\":\"10.0.0.5:61001\"},\"error"
     "\":\"dial tcp 10.0.0.5:61001: connect: connection refused\"}}",
     false,
     "connection-refused"},
};

} // namespace

constinit const LogTable gorouter_log{"gorouter", rows};

} // namespace gwdiag
