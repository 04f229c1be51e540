// SPDX-License-Identifier: Apache-2.0
// Node.js: undici, http-proxy and what is built on it (http-proxy-middleware, Vite, Next.js).
#include "proxies/logs/tables.hpp"

namespace gwdiag {

namespace {

using enum FaultPhase;

constexpr LogPattern rows[] = {
    {"error occurred while trying to proxy*econnrefused",
     none,
     "connection-refused",
     "The development proxy's target refuses connections.",
     "[HPM] Error occurred while trying to proxy request /api from localhost:3000 to "
     "http://localhost:5000 (ECONNREFUSED) (https://nodejs.org/api/errors.html#errors_common_syst"
     "em_errors)"},
    {"error occurred while prox*econnrefused",
     none,
     "connection-refused",
     "The development proxy's target refuses connections.",
     "[HPM] Error occurred while proxying request localhost:3000/api to http://localhost:5000/ "
     "[ECONNREFUSED] (https://nodejs.org/api/errors.html#errors_common_system_errors)"},
    {"error occurred while*etimedout",
     none,
     "connect-timeout",
     "The connection to the development proxy's target was not established in time.",
     "[HPM] Error occurred while trying to proxy request /api from localhost:3000 to "
     "http://10.0.0.5:5000 (ETIMEDOUT) (https://nodejs.org/api/errors.html#errors_common_system_e"
     "rrors)"},
    {"error occurred while",
     named,
     "connection-refused reset-before-response",
     "The development proxy's target failed.",
     "[HPM] Error occurred while trying to proxy to: localhost:3000/api (ECONNRESET)",
     false,
     "reset-before-response"},
    {"proxy error: could not proxy request",
     connect,
     "connection-refused",
     "The development proxy's target failed.",
     "Proxy error: Could not proxy request /api from localhost:3000 to http://localhost:5000 "
     "(ECONNREFUSED)."},
    {"http proxy error*econnrefused",
     none,
     "connection-refused",
     "The development proxy's target refuses connections.",
     "[vite] http proxy error: /api AggregateError [ECONNREFUSED]:"},
    {"socket hang up",
     none,
     "closed-before-response reset-before-response keepalive-race",
     "The peer closed the connection before it answered.",
     "Failed to proxy http://127.0.0.1:8000/api/x Error: socket hang up"},
    {"http proxy error:",
     connect,
     "connection-refused",
     "The development proxy's target failed; the reason stands on the next line.",
     "[vite] http proxy error: /api/users"},
    {"ws proxy error:",
     connect,
     "connection-refused",
     "The development proxy's WebSocket target failed.",
     "[vite] ws proxy error: Error: connect ECONNREFUSED 127.0.0.1:5000"},
    {"failed to proxy",
     connect,
     "connection-refused",
     "The application server's rewrite target failed.",
     "Failed to proxy http://127.0.0.1:8000/api/x Error: connect ETIMEDOUT 10.0.0.5:8000",
     false,
     "connect-timeout"},
    {"ws proxy socket error",
     none,
     "",
     "A WebSocket through the development proxy ended.",
     "[vite] ws proxy socket error: Error: write EPIPE"},
    {"und_err_headers_timeout",
     none,
     "response-timeout",
     "The upstream sent no response head in time.",
     "TypeError: fetch failed [cause]: HeadersTimeoutError: Headers Timeout Error code: "
     "'UND_ERR_HEADERS_TIMEOUT'"},
    {"headers timeout error",
     none,
     "response-timeout",
     "The upstream sent no response head in time.",
     "HeadersTimeoutError: Headers Timeout Error at Timeout.onParserTimeout"},
    {"und_err_connect_timeout",
     none,
     "connect-timeout",
     "The connection to the upstream was not established in time.",
     "TypeError: fetch failed [cause]: ConnectTimeoutError: Connect Timeout Error (attempted "
     "address: app.internal:443, timeout: 10000ms) code: 'UND_ERR_CONNECT_TIMEOUT'"},
    {"connect timeout error",
     none,
     "connect-timeout",
     "The connection to the upstream was not established in time.",
     "ConnectTimeoutError: Connect Timeout Error (attempted address: app.internal:443)"},
    {"und_err_body_timeout",
     none,
     "stalled-response",
     "The response stopped coming.",
     "TypeError: terminated [cause]: BodyTimeoutError: Body Timeout Error code: "
     "'UND_ERR_BODY_TIMEOUT'"},
    {"und_err_headers_overflow",
     none,
     "header-too-large header-buffer-exceeded",
     "The response head is larger than the client takes.",
     "HeadersOverflowError: Headers Overflow Error code: 'UND_ERR_HEADERS_OVERFLOW'"},
    {"other side closed",
     none,
     "closed-before-response keepalive-race reset-before-response",
     "The peer closed the connection before it answered.",
     "TypeError: fetch failed [cause]: SocketError: other side closed code: 'UND_ERR_SOCKET'"},
    {"javascript heap out of memory",
     none,
     "oom-killed memory-pressure",
     "The application's heap is full: Node ended itself.",
     "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory"},
    {"parse error:",
     named,
     "malformed-header not-http",
     "The peer's HTTP is malformed.",
     "Error: Parse Error: Invalid header value char"},
};

} // namespace

constinit const LogTable node_log{"node", rows};

} // namespace gwdiag
