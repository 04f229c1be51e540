// SPDX-License-Identifier: Apache-2.0
// Apache httpd: modules/proxy/proxy_util.c, mod_proxy.c, mod_proxy_http.c, mod_proxy_balancer.c,
// mod_ssl.
#include "proxies/logs/tables.hpp"

namespace gwdiag {

namespace {

using enum FaultPhase;

constexpr LogPattern rows[] = {
    {"attempt to connect to unix domain socket*failed",
     connect,
     "unix-socket-refused unix-socket-missing",
     "The connection to the Unix socket failed.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy:error] [pid 12:tid 139] (13)Permission denied: "
     "AH02454: FCGI: attempt to connect to Unix domain socket /run/php/app.sock (*) failed",
     false,
     "unix-socket-permission"},
    {"attempt to connect to*failed",
     connect,
     "connection-refused",
     "The connection to the backend failed.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy:error] [pid 12:tid 139] (113)No route to host: "
     "AH00957: HTTP: attempt to connect to 10.0.0.5:8080 (app) failed",
     false,
     "host-unreachable"},
    {"disabling worker for",
     none,
     "no-live-upstream connection-refused",
     "Apache sends this backend nothing for a while (retry=) after its failure.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy:error] [pid 12:tid 139] AH00959: "
     "ap_proxy_connect_backend disabling worker for (app) for 60s",
     true},
    {"disabled connection for",
     none,
     "no-live-upstream connection-refused",
     "The backend is in its error pause: Apache does not try it.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy:error] [pid 12:tid 139] AH00940: HTTP: disabled "
     "connection for (app)",
     true},
    {"all workers are in error state",
     none,
     "no-live-upstream",
     "Every member of the balancer is in error state.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy_balancer:error] [pid 12:tid 139] [client "
     "192.0.2.7:51000] AH01170: balancer://pool: All workers are in error state",
     true},
    {"no workers in balancer",
     none,
     "no-upstream-configured",
     "The balancer has no member.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy_balancer:error] [pid 12] AH01171: "
     "balancer://pool: No workers in balancer"},
    {"forcing worker*into error state",
     none,
     "upstream-error-status no-live-upstream",
     "The backend's answer put it into error state (failonstatus).",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy_balancer:error] [pid 12] AH01174: "
     "balancer://pool: Forcing worker (http://10.0.0.5:8080) into error state due to status code "
     "503 matching 'failonstatus' balancer parameter"},
    {"into error state due to timeout",
     none,
     "response-timeout no-live-upstream",
     "The backend's timeout put it into error state (failontimeout).",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy_balancer:error] [pid 12] AH02460: "
     "balancer://pool: worker (http://10.0.0.5:8080) into error state due to timeout and "
     "'failontimeout' parameter being set"},
    {"all workers are busy",
     none,
     "connection-limit",
     "Every connection slot to the backends is in use.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy_balancer:error] [pid 12] AH00934: all workers are "
     "busy. Unable to serve balancer://pool"},
    {"failed to acquire connection",
     none,
     "connection-limit",
     "No connection slot to the backend became free.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy:error] [pid 12] AH00941: HTTP: failed to acquire "
     "connection for (app)"},
    {"health check disabling",
     none,
     "no-live-upstream health-check-failing",
     "The health check took this backend out of rotation.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy_hcheck:info] [pid 12] AH03303: Health check "
     "DISABLING http://10.0.0.5:8080"},
    {"error during ssl handshake with remote server",
     none,
     "tls-handshake-failure",
     "The TLS handshake with the backend failed.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy:error] [pid 12] [client 192.0.2.7:51000] AH00898: "
     "Error during SSL Handshake with remote server returned by /app"},
    // A port would have been taken off: what follows it made it none.
    {"dns lookup failure for: *:* returned by",
     none,
     "wrong-upstream-address",
     "The target of ProxyPass lacks its last slash, and the path was put behind the port.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy:error] [pid 12] [client 192.0.2.7:51000] AH00898: "
     "DNS lookup failure for: 10.0.0.5:8080app returned by /app"},
    {"dns lookup failure",
     none,
     "dns-nxdomain dns-servfail dns-timeout",
     "The backend's name does not resolve.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy:error] [pid 12] [client 192.0.2.7:51000] AH00898: "
     "DNS lookup failure for: app.internal returned by /app"},
    {"error reading status line from remote server",
     header,
     "closed-before-response reset-before-response",
     "The backend sent no status line.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy_http:error] [pid 12] (70007)The timeout specified "
     "has expired: [client 192.0.2.7:51000] AH01102: error reading status line from remote "
     "server 10.0.0.5:8080",
     false,
     "response-timeout"},
    {"bad http/*status line returned by",
     none,
     "malformed-status-line not-http",
     "The backend's status line is malformed.",
     "[proxy_http:error] [pid 9:tid 1] [client 192.0.2.7:51000] AH01107: bad HTTP/1.1 status line "
     "returned by /app ()"},
    {"corrupt status line",
     none,
     "malformed-status-line not-http",
     "The backend's status line is malformed.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy:error] [pid 12] [client 192.0.2.7:51000] AH00898: "
     "Corrupt status line returned by remote server: HTTP/2.0 200 OK returned by /app"},
    {"timeout on 100-continue",
     none,
     "response-timeout",
     "The backend did not answer the ping in time.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy:error] [pid 12] [client 192.0.2.7:51000] AH00898: "
     "Timeout on 100-Continue returned by /app"},
    {"ah01106",
     none,
     "malformed-header truncated-headers",
     "The backend's headers are malformed.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy_http:error] [pid 12] [client 192.0.2.7:51000] "
     "AH01106: bad HTTP/1.1 header returned by /app (GET)"},
    {"ah10124",
     none,
     "header-buffer-exceeded header-too-large",
     "A header line of the response is larger than Apache takes.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy_http:error] [pid 12] AH10124: header size is over "
     "the limit allowed by ResponseFieldSize (8192 bytes). Bad response header name: 'Set-Cookie'"},
    {"ah10404",
     header,
     "truncated-headers",
     "Reading the backend's headers failed.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy_http:error] [pid 12] (70014)End of file found: "
     "[client 192.0.2.7:51000] AH10404: Error reading headers from backend (http://10.0.0.5:8080)",
     false,
     "closed-before-response"},
    {"proxy: bad http/",
     none,
     "malformed-header truncated-headers",
     "The backend's headers are malformed.",
     "proxy: bad HTTP/1.0 header returned by /app (GET)"},
    {"no http headers returned",
     none,
     "malformed-header",
     "The backend sent no headers.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy_http:warn] [pid 12] AH01099: No HTTP headers "
     "returned by /app (GET)"},
    {"malformed connection header",
     none,
     "malformed-header",
     "The backend's Connection header is malformed.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy:error] [pid 12] AH00898: Malformed connection "
     "header returned by /app"},
    {"unexpected upgrade",
     none,
     "unexpected-upgrade",
     "The backend switched protocols without being asked.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy_http:error] [pid 12] AH00898: Unexpected Upgrade: "
     "websocket (expecting n/a) returned by /app"},
    {"interim responses from origin",
     none,
     "malformed-header unexpected-upgrade",
     "The backend sends interim responses without end.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy:error] [pid 12] AH00898: Too many (10) interim "
     "responses from origin server returned by /app"},
    {"response chunk/line was too large",
     none,
     "malformed-chunking",
     "The backend's chunks are malformed.",
     "[Sat Mar 02 10:11:12.345678 2024] [http:error] [pid 12] AH02475: Response chunk/line was "
     "too large to parse"},
    {"response transfer-encoding was not recognised",
     none,
     "conflicting-framing",
     "The backend's Transfer-Encoding is unknown.",
     "[Sat Mar 02 10:11:12.345678 2024] [http:error] [pid 12] AH02476: Response "
     "Transfer-Encoding was not recognised"},
    {"ah01110", // mod_proxy_http.c: reading the body failed, its head has come
     body,
     "truncated-body malformed-chunking",
     "Reading the backend's response failed in the middle of its body.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy_http:error] [pid 12] (104)Connection reset by "
     "peer: [client 192.0.2.7:51000] AH01110: Network error reading response"},
    {"unexpected empty data",
     none,
     "closed-before-response truncated-body",
     "The backend's response is empty.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy_uwsgi:error] [pid 12] AH10294: Unexpected empty "
     "data reading uwscgi response"},
    {"ah02429",
     none,
     "malformed-header",
     "A header name of the response is malformed.",
     "[Sat Mar 02 10:11:12.345678 2024] [http:error] [pid 12] [client 192.0.2.7:51000] AH02429: "
     "Response header name 'Bad Name' contains invalid characters, aborting request"},
    {"ah02430",
     none,
     "malformed-header",
     "A header value of the response is malformed.",
     "[Sat Mar 02 10:11:12.345678 2024] [http:error] [pid 12] [client 192.0.2.7:51000] AH02430: "
     "Response header 'X-Note' value of 'a\\x01' contains invalid characters, aborting request"},
    {"response header name*contains invalid characters",
     none,
     "malformed-header",
     "A header name of the response is malformed.",
     "[http:error] Response header name 'X Note' contains invalid characters, aborting request"},
    {"response header*contains invalid characters",
     none,
     "malformed-header",
     "A header of the response is malformed.",
     "[http:error] Response header 'X-Note' value contains invalid characters, aborting request"},
    {"error reading from remote server",
     header,
     "closed-before-response reset-before-response",
     "The backend's answer could not be read.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy:error] [pid 12] [client 192.0.2.7:51000] AH00898: "
     "Error reading from remote server returned by /app"},
    {"prefetch request body failed",
     none,
     "",
     "The client's request body could not be read.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy_http:error] [pid 12] (104)Connection reset by "
     "peer: [client 192.0.2.7:51000] AH01095: prefetch request body failed to 10.0.0.5:8080 "
     "(app) from 192.0.2.7 ()"},
    {"pass request body failed*:443",
     send,
     "tls-handshake-failure",
     "The request could not be sent: over TLS, mostly a handshake that failed.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy:error] [pid 12] (502)Unknown error 502: [client "
     "192.0.2.7:51000] AH01084: pass request body failed to 10.0.0.5:443 (app)"},
    {"pass request body failed*:8443",
     send,
     "tls-handshake-failure",
     "The request could not be sent: over TLS, mostly a handshake that failed.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy:error] [pid 12] (20014)Internal error: [client "
     "192.0.2.7:51000] AH01084: pass request body failed to 10.0.0.5:8443 (app)"},
    {"pass request body failed",
     send,
     "reset-before-response closed-before-response",
     "The request could not be sent to the backend.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy:error] [pid 12] (32)Broken pipe: [client "
     "192.0.2.7:51000] AH01084: pass request body failed to 10.0.0.5:8080 (app)",
     false,
     "closed-before-response"},
    {"failed to enable ssl support",
     none,
     "tls-handshake-failure",
     "The backend is https, and SSLProxyEngine is off.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy:error] [pid 12] AH00961: https: failed to enable "
     "ssl support for 10.0.0.5:443 (app)"},
    {"see sslproxyengine",
     none,
     "tls-handshake-failure",
     "The backend is https, and SSLProxyEngine is off.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy:error] [pid 12] AH00961: failed to enable ssl "
     "support [Hint: if using mod_ssl, see SSLProxyEngine]"},
    {"ssl proxy requested for",
     none,
     "tls-handshake-failure",
     "The backend is https, and SSLProxyEngine is off.",
     "[Sat Mar 02 10:11:12.345678 2024] [ssl:error] [pid 12] [remote 10.0.0.5:443] AH01961: SSL "
     "Proxy requested for app.example:443 but not enabled [Hint: SSLProxyEngine]"},
    {"ssl proxy connect failed",
     tls,
     "tls-handshake-failure",
     "The TLS handshake with the backend failed.",
     "[Sat Mar 02 10:11:12.345678 2024] [ssl:info] [pid 12] [remote 10.0.0.5:443] AH02003: SSL "
     "Proxy connect failed"},
    {"ssl proxy:*certificate is expired",
     none,
     "tls-cert-expired",
     "The backend's certificate has expired.",
     "[Sat Mar 02 10:11:12.345678 2024] [ssl:info] [pid 12] [remote 10.0.0.5:443] AH02004: SSL "
     "Proxy: Peer certificate is expired"},
    {"ssl proxy:*does not match",
     none,
     "tls-cert-name-mismatch",
     "The backend's certificate is for another name.",
     "[Sat Mar 02 10:11:12.345678 2024] [ssl:info] [pid 12] [remote 10.0.0.5:443] AH02411: SSL "
     "Proxy: Peer certificate does not match for hostname app.internal"},
    {"ssl proxy:*cn mismatch",
     none,
     "tls-cert-name-mismatch",
     "The backend's certificate is for another name.",
     "[Sat Mar 02 10:11:12.345678 2024] [ssl:info] [pid 12] [remote 10.0.0.5:443] AH02005: SSL "
     "Proxy: Peer certificate CN mismatch: Certificate CN: www.example Requested hostname: "
     "app.internal"},
    {"[remote *certificate verification: error",
     tls,
     "tls-cert-untrusted",
     "The backend's certificate does not verify.",
     "[Sat Mar 02 10:11:12.345678 2024] [ssl:error] [pid 12] [remote 10.0.0.5:443] AH02039: "
     "Certificate Verification: Error (18): self-signed certificate",
     false,
     "tls-cert-self-signed"},
    {"certificate verification: error",
     none,
     "",
     "A client's certificate does not verify.",
     "[Sat Mar 02 10:11:12.345678 2024] [ssl:error] [pid 12] [client 192.0.2.7:51000] AH02039: "
     "Certificate Verification: Error (20): unable to get local issuer certificate"},
    {"[remote *ssl library error",
     tls,
     "tls-handshake-failure",
     "The TLS handshake with the backend failed.",
     "[Sat Mar 02 10:11:12.345678 2024] [ssl:info] [pid 12] [remote 10.0.0.5:443] SSL Library "
     "Error: error:0A00010B:SSL routines::wrong version number",
     false,
     "tls-to-plain-http-port"},
    {"ssl library error*verify failed",
     tls,
     "tls-cert-untrusted tls-cert-self-signed tls-cert-incomplete-chain",
     "A certificate could not be verified.",
     "[Sat Mar 02 10:11:12.345678 2024] [ssl:info] [pid 12] SSL Library Error: error:0A000086:SSL "
     "routines::certificate verify failed"},
    {"[ssl:info]*ssl library error:*ssl routines::",
     none,
     "",
     "A TLS handshake failed: with a client or with a backend, this line does not say.",
     "[Sat Mar 02 10:11:12.345678 2024] [ssl:info] [pid 12:tid 34] SSL Library Error: "
     "error:0A00010B:SSL routines::wrong version number"},
    {"no hostname was provided via sni",
     none,
     "sni-required",
     "This server wants a server name (SNI) and got none.",
     "[Sat Mar 02 10:11:12.345678 2024] [ssl:error] [pid 12] AH02033: No hostname was provided "
     "via SNI for a name based virtual host"},
    {"hostname*provided via sni and hostname*provided via http",
     none,
     "host-rejected",
     "The server name of TLS and the Host header differ: 421.",
     "[Sat Mar 02 10:11:12.345678 2024] [ssl:error] [pid 12] AH02032: Hostname app.example "
     "provided via SNI and hostname shop.example provided via HTTP have no compatible SSL setup"},
    {"peer reset connection just after connect",
     none,
     "reset-before-response",
     "The backend reset the connection at once.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy:error] [pid 12] AH00960: HTTP: an error occurred "
     "creating a new connection to 10.0.0.5:8080: peer reset connection just after connect"},
    {"no protocol handler was valid for the url",
     none,
     "no-upstream-configured",
     "The module for the backend's scheme is not loaded.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy:warn] [pid 12] [client 192.0.2.7:51000] AH01144: "
     "No protocol handler was valid for the URL /app (scheme 'http')."},
    {"failed to make connection to backend",
     connect,
     "connection-refused",
     "The connection to the backend failed.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy_http:error] [pid 12] [client 192.0.2.7:51000] "
     "AH01114: HTTP: failed to make connection to backend: 10.0.0.5"},
    {"unable to parse status line",
     none,
     "malformed-status-line not-http http09-response",
     "The upstream's answer does not begin with a status line.",
     "[Sat Mar 02 10:11:12.123456 2024] [http2:error] [pid 9:tid 9] AH03467: h2_task(3): unable to "
     "parse status line: <html>"},
    {"proxyprotocol: no valid header found",
     none,
     "proxy-protocol-expected",
     "This server waits for a PROXY protocol header and gets none.",
     "[Sat Mar 02 10:11:12 2024] [:error] [pid 9] [client 192.0.2.7:1] ProxyProtocol: no valid "
     "header found"},
    {"error creating fam * socket",
     connect,
     "connect-not-permitted proxy-resources-exhausted",
     "Apache could not make a socket for the backend.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy:error] [pid 12] (24)Too many open files: AH00952: "
     "FCGI: error creating fam 2 socket for target 10.0.0.5",
     false,
     "proxy-resources-exhausted"},
};

} // namespace

constinit const LogTable apache_log{"apache", rows};

} // namespace gwdiag
