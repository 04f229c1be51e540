// SPDX-License-Identifier: Apache-2.0
// Traefik: pkg/proxy/httputil/proxy.go, pkg/healthcheck, pkg/provider.
#include "proxies/logs/tables.hpp"

namespace gwdiag {

namespace {

using enum FaultPhase;

constexpr LogPattern rows[] = {
    {"'499 client closed request'",
     none,
     "",
     "The client went away.",
     "time=\"2024-03-02T10:11:12Z\" level=debug msg=\"'499 Client Closed Request' caused by: "
     "context canceled\""},
    {"499 client closed request",
     none,
     "",
     "The client went away.",
     "2024-03-02T10:11:12Z DBG 499 Client Closed Request error=\"context canceled\""},
    {"health check failed*unexpected status*5",
     none,
     "upstream-error-status health-check-failing",
     "The health check is answered with a server error.",
     "time=\"2024-03-02T10:11:12Z\" level=warning msg=\"Health check failed, removing from "
     "server list. Backend: \\\"app@docker\\\" URL: \\\"http://10.0.0.5:8080\\\" Weight: 1 "
     "Reason: unexpected status 503\""},
    {"received error status code: 5",
     none,
     "upstream-error-status health-check-failing",
     "The health check is answered with a server error.",
     "time=\"2024-03-02T10:11:12Z\" level=warning msg=\"Health check failed, removing from "
     "server list. Backend: \\\"app@docker\\\" URL: \\\"http://10.0.0.5:8080\\\" Reason: "
     "received error status code: 503\""},
    {"received error status code:",
     none,
     "health-check-failing upstream-error-status",
     "The health check is answered with a status it does not take.",
     "time=\"2024-03-02T10:11:12Z\" level=warning msg=\"Health check failed, removing from "
     "server list. Backend: \\\"app@docker\\\" URL: \\\"http://10.0.0.5:8080\\\" Reason: "
     "received error status code: 404\""},
    {"health check still failing",
     named,
     "health-check-failing no-live-upstream",
     "The health check fails.",
     "time=\"2024-03-02T10:11:12Z\" level=warning msg=\"Health check still failing. Backend: "
     "\\\"app@docker\\\" URL: \\\"http://10.0.0.5:8080\\\" Reason: HTTP request failed: Get "
     "\\\"http://10.0.0.5:8080/\\\": dial tcp 10.0.0.5:8080: connect: connection refused\"",
     false,
     "connection-refused"},
    {"health check failed",
     named,
     "health-check-failing no-live-upstream",
     "The health check fails.",
     "2024-03-02T10:11:12Z WRN Health check failed. error=\"HTTP request failed: Get "
     "\\\"http://10.0.0.5:8080/\\\": dial tcp 10.0.0.5:8080: connect: connection refused\" "
     "targetURL=http://10.0.0.5:8080",
     false,
     "connection-refused"},
    {"no available server",
     none,
     "no-live-upstream",
     "Every server of the service is down, or there is none.",
     "2024-03-02T10:11:12Z ERR no available server"},
    {"endpoints not found",
     none,
     "no-live-upstream no-upstream-configured",
     "The service has no ready pod.",
     "time=\"2024-03-02T10:11:12Z\" level=warning msg=\"Endpoints not found for default/app\""},
    {"cannot create service: subset not found",
     none,
     "no-live-upstream no-upstream-configured",
     "The service has no ready pod.",
     "time=\"2024-03-02T10:11:12Z\" level=error msg=\"Cannot create service: subset not found\" "
     "serviceName=app servicePort=8080 providerName=kubernetes"},
    {"subset not found for",
     none,
     "no-live-upstream no-upstream-configured",
     "The service has no ready pod.",
     "time=\"2024-03-02T10:11:12Z\" level=error msg=\"Cannot create service: subset not found "
     "for default/app\" providerName=kubernetescrd"},
    {"skipping service: no endpoints found",
     none,
     "no-live-upstream no-upstream-configured",
     "The service has no ready pod.",
     "time=\"2024-03-02T10:11:12Z\" level=error msg=\"Skipping service: no endpoints found\" "
     "serviceName=app"},
    {"no endpoints for",
     none,
     "no-live-upstream no-upstream-configured",
     "The service has no ready pod.",
     "time=\"2024-03-02T10:11:12Z\" level=warning msg=\"no endpoints for default/app\""},
    {"kubernetes service not found",
     none,
     "no-upstream-configured",
     "The service does not exist.",
     "time=\"2024-03-02T10:11:12Z\" level=error msg=\"Cannot create service: kubernetes service "
     "not found: default/app\""},
    {"the service \"*does not exist",
     none,
     "no-upstream-configured",
     "The router names a service that does not exist.",
     "time=\"2024-03-02T10:11:12Z\" level=error msg=\"the service \\\"app@docker\\\" does not "
     "exist\" entryPointName=web routerName=app@docker"},
    {"unable to find the ip address for the container",
     none,
     "no-upstream-configured wrong-upstream-address",
     "Traefik shares no network with the container.",
     "time=\"2024-03-02T10:11:12Z\" level=warning msg=\"unable to find the IP address for the "
     "container \\\"/app\\\": the server is ignored\" container=app"},
    {"could not find network named",
     none,
     "wrong-upstream-address no-upstream-configured",
     "The container is not in the network that its label names: another one is used.",
     "time=\"2024-03-02T10:11:12Z\" level=warning msg=\"Could not find network named 'proxy' for "
     "container '/app'! Maybe you're missing the project's prefix in the label? Defaulting to "
     "first available network.\""},
    {"error: port is missing",
     none,
     "no-upstream-configured wrong-upstream-address",
     "Traefik does not know the container's port.",
     "time=\"2024-03-02T10:11:12Z\" level=error msg=\"service \\\"app\\\" error: port is "
     "missing\" container=app providerName=docker"},
    {"service \"*\" error:",
     none,
     "no-upstream-configured",
     "Traefik cannot use this service.",
     "time=\"2024-03-02T10:11:12Z\" level=error msg=\"service \\\"app\\\" error: unable to find "
     "server URL\" container=app"},
    {"servers transport not found",
     none,
     "no-upstream-configured",
     "The service names a transport that does not exist.",
     "time=\"2024-03-02T10:11:12Z\" level=error msg=\"servers transport not found app@file\""},
    {"error' caused by: unsupported protocol scheme",
     none,
     "no-upstream-configured wrong-upstream-address",
     "The server's address has no scheme that the proxy speaks.",
     "time=\"2026-02-03T04:05:06Z\" level=debug msg=\"'500 Internal Server Error' caused by: "
     "unsupported protocol scheme \\\"\\\"\""},
    {"internal server error error=\"unsupported protocol scheme",
     none,
     "no-upstream-configured wrong-upstream-address",
     "The server's address has no scheme that the proxy speaks.",
     "2026-02-03T04:05:06Z DBG github.com/traefik/traefik/v3/pkg/proxy/httputil/proxy.go:117 > 500 "
     "Internal Server Error error=\"unsupported protocol scheme \\\"\\\"\""},
    {"502 bad gateway' caused by: eof",
     none,
     "closed-before-response keepalive-race reset-before-response",
     "The backend closed the connection before it answered.",
     "time=\"2024-03-02T10:11:12Z\" level=debug msg=\"'502 Bad Gateway' caused by: EOF\""},
    {"bad gateway' caused by:",
     named,
     "closed-before-response",
     "The request to the backend failed.",
     "time=\"2024-03-02T10:11:12Z\" level=debug msg=\"'502 Bad Gateway' caused by: dial tcp "
     "10.0.0.5:8080: connect: connection refused\"",
     false,
     "connection-refused"},
    {"gateway timeout' caused by:",
     named,
     "response-timeout",
     "The backend did not answer in time.",
     "time=\"2024-03-02T10:11:12Z\" level=debug msg=\"'504 Gateway Timeout' caused by: dial tcp "
     "10.0.0.5:8080: i/o timeout\"",
     false,
     "connect-timeout"},
    {"internal server error' caused by:",
     named,
     "tls-handshake-failure",
     "The request to the backend failed.",
     "time=\"2024-03-02T10:11:12Z\" level=debug msg=\"'500 Internal Server Error' caused by: tls: "
     "first record does not look like a TLS handshake\"",
     false,
     "tls-to-plain-http-port"},
    {"service unavailable' caused by:",
     named,
     "closed-before-response",
     "The request to the backend failed.",
     "time=\"2024-03-02T10:11:12Z\" level=debug msg=\"'503 Service Unavailable' caused by: dial "
     "tcp 10.0.0.5:8080: connect: connection refused\"",
     false,
     "connection-refused"},
    {"502 bad gateway error=",
     named,
     "closed-before-response connection-refused",
     "The request to the backend failed.",
     "2024-03-02T10:11:12Z DBG 502 Bad Gateway error=\"dial tcp 10.0.0.5:8080: connect: no route "
     "to host\"",
     false,
     "host-unreachable"},
    {"504 gateway timeout error=",
     named,
     "response-timeout",
     "The backend did not answer in time.",
     "2024-03-02T10:11:12Z DBG 504 Gateway Timeout error=\"dial tcp 10.0.0.5:8080: i/o timeout\"",
     false,
     "connect-timeout"},
    {"500 internal server error error=",
     named,
     "tls-handshake-failure",
     "The request to the backend failed.",
     "2024-03-02T10:11:12Z DBG 500 Internal Server Error error=\"tls: failed to verify "
     "certificate: x509: certificate signed by unknown authority\"",
     false,
     "tls-cert-untrusted"},
    {"round trip: http*code: 502",
     none,
     "closed-before-response keepalive-race reset-before-response connection-refused",
     "The round trip to the backend ended with 502.",
     "time=\"2024-03-02T10:11:12Z\" level=debug msg=\"vulcand/oxy/forward/http: Round trip: "
     "http://10.0.0.5:8080, code: 502, Length: 11, duration: 297.7ms\""},
    {"round trip: http*code: 504",
     none,
     "response-timeout connect-timeout",
     "The round trip to the backend ended with 504.",
     "time=\"2024-03-02T10:11:12Z\" level=debug msg=\"vulcand/oxy/forward/http: Round trip: "
     "http://10.0.0.5:8080, code: 504, Length: 15, duration: 30.0s\""},
    {"round trip: http*code: 50",
     none,
     "upstream-error-status",
     "The round trip to the backend ended with a server error.",
     "time=\"2024-03-02T10:11:12Z\" level=debug msg=\"vulcand/oxy/forward/http: Round trip: "
     "http://10.0.0.5:8080, code: 503, Length: 1500, duration: 2ms\""},
    {"round trip: http",
     none,
     "",
     "A round trip to the backend.",
     "time=\"2024-03-02T10:11:12Z\" level=debug msg=\"vulcand/oxy/forward/http: Round trip: "
     "http://10.0.0.5:8080, code: 200, Length: 1500, duration: 2ms\""},
    {"error forwarding to",
     named,
     "closed-before-response",
     "The request to the backend failed.",
     "time=\"2024-03-02T10:11:12Z\" level=error msg=\"vulcand/oxy/forward: error forwarding to "
     "http://10.0.0.5:8080, err: dial tcp 10.0.0.5:8080: connect: connection refused\"",
     false,
     "connection-refused"},
    {"error calling http*forwardauth",
     named,
     "connection-refused",
     "The authentication service failed.",
     "time=\"2024-03-02T10:11:12Z\" level=debug msg=\"Error calling http://auth:9091/api. Cause: "
     "Get \\\"http://auth:9091/api\\\": dial tcp 10.0.0.9:9091: connect: connection refused\" "
     "middlewareType=ForwardedAuthType forwardauth"},
    {"error calling http",
     named,
     "connection-refused",
     "The authentication service failed.",
     "time=\"2024-03-02T10:11:12Z\" level=debug msg=\"Error calling http://auth:9091/api. Cause: "
     "Get \\\"http://auth:9091/api\\\": dial tcp: lookup auth on 127.0.0.11:53: no such host\"",
     false,
     "dns-nxdomain"},
    {"error while dialing backend",
     connect,
     "connection-refused",
     "The backend cannot be reached.",
     "time=\"2024-03-02T10:11:12Z\" level=error msg=\"Error while dialing backend: dial tcp "
     "10.0.0.5:5432: connect: connection refused\""},
    {"error while connecting to backend",
     connect,
     "connection-refused",
     "The backend cannot be reached.",
     "time=\"2024-03-02T10:11:12Z\" level=error msg=\"Error while connecting to backend: dial "
     "tcp 10.0.0.5:5432: i/o timeout\"",
     false,
     "connect-timeout"},
    {"error during connection:",
     connect,
     "reset-before-response",
     "A raw connection through Traefik broke.",
     "time=\"2024-03-02T10:11:12Z\" level=error msg=\"Error during connection: readfrom tcp "
     "10.0.0.9:1->10.0.0.5:2: read tcp: connection reset by peer\"",
     false,
     "reset-before-response"},
    {"reverse_proxy*error while",
     connect,
     "connection-refused",
     "The backend failed.",
     "time=\"2024-03-02T10:11:12Z\" level=error msg=\"reverse_proxy: error while proxying: "
     "connection refused\""},
    {"no servers in the pool",
     none,
     "no-live-upstream no-upstream-configured",
     "The backend has no server.",
     "time=\"2024-03-02T10:11:12Z\" level=error msg=\"vulcand/oxy/roundrobin: no servers in the "
     "pool\""},
    {"healthcheck has failed",
     named,
     "no-live-upstream health-check-failing",
     "The health check fails.",
     "time=\"2024-03-02T10:11:12Z\" level=warning msg=\"HealthCheck has failed "
     "[http://10.0.0.5:8080]: Remove from server list\""},
    {"msg=\"service not found for ",
     none,
     "no-upstream-configured",
     "The service does not exist.",
     "time=\"2024-03-02T10:11:12Z\" level=error msg=\"Service not found for default/app\""},
    {"\"port is missing\" providername=",
     none,
     "no-upstream-configured",
     "No port of the container is known.",
     "time=\"2024-03-02T10:11:12Z\" level=error msg=\"port is missing\" providerName=docker "
     "container=app-1"},
};

} // namespace

constinit const LogTable traefik_log{"traefik", rows};

} // namespace gwdiag
