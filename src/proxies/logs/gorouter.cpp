// SPDX-License-Identifier: Apache-2.0
// gorouter (Cloud Foundry): handlers/, proxy/fails.
#include "proxies/logs/tables.hpp"

namespace gwdiag {

namespace {

using enum FaultPhase;

constexpr LogPattern rows[] = {
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
