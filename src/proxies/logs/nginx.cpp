// SPDX-License-Identifier: Apache-2.0
// nginx: src/http/ngx_http_upstream.c, modules/ngx_http_{proxy,fastcgi,uwsgi,grpc}_module.c,
// src/event/ngx_event_openssl.c.
#include "proxies/logs/tables.hpp"

namespace gwdiag {

namespace {

using enum FaultPhase;

constexpr LogPattern rows[] = {
    // A port is chosen later, by connect() (IP_BIND_ADDRESS_NO_PORT): it cannot run out here.
    {"bind(*failed (99:",
     none,
     "",
     "The source address that proxy_bind names is not on this host.",
     "2024/03/02 10:11:12 [crit] 9#9: *7 bind(10.0.0.9) failed (99: Cannot assign requested "
     "address) while connecting to upstream, client: 192.0.2.7, upstream: "
     "\"http://10.0.0.5:8080/\""},
    {"upstream timed out*while connecting to upstream",
     none,
     "connect-timeout",
     "The connection to the upstream was not established within the proxy's timeout.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream timed out (110: Connection timed out) while "
     "connecting to upstream, client: 192.0.2.7, server: app.example, request: \"GET / "
     "HTTP/1.1\", upstream: \"http://10.0.0.5:8080/\", host: \"app.example\""},
    {"upstream timed out*while ssl handshaking to upstream",
     none,
     "tls-handshake-timeout",
     "The TLS handshake with the upstream was not finished in time.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream timed out (110: Operation timed out) while "
     "SSL handshaking to upstream, client: 192.0.2.7, upstream: \"https://10.0.0.5:8443/\""},
    {"upstream timed out*while sending request to upstream",
     none,
     "request-send-timeout response-timeout",
     "The upstream did not read the request in time.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream timed out (110: Connection timed out) while "
     "sending request to upstream, client: 192.0.2.7, upstream: \"http://10.0.0.5:8080/up\""},
    {"upstream timed out*while sending to upstream",
     none,
     "request-send-timeout response-timeout",
     "The upstream did not read the request in time.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream timed out (110: Connection timed out) while "
     "sending to upstream, client: 192.0.2.7, upstream: \"http://10.0.0.5:8080/up\""},
    {"upstream timed out*while reading response header from upstream",
     none,
     "response-timeout proxy-timeout-too-short slow-response",
     "The upstream took the request and sent no response head in time.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream timed out (110: Connection timed out) while "
     "reading response header from upstream, client: 192.0.2.7, upstream: "
     "\"fastcgi://unix:/run/php/php-fpm.sock\", host: \"app.example\""},
    {"upstream timed out*while reading upstream",
     none,
     "stalled-response",
     "The response began, then stopped coming.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream timed out (110: Connection timed out) while "
     "reading upstream, client: 192.0.2.7, upstream: \"http://10.0.0.5:8080/big\""},
    {"upstream timed out*while sending to client",
     none,
     "stalled-response",
     "The response began, then stopped coming.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream timed out (110: Connection timed out) while "
     "sending to client, client: 192.0.2.7, upstream: \"http://10.0.0.5:8080/big\""},
    {"upstream timed out*while proxying",
     none,
     "stalled-response proxy-timeout-too-short",
     "An upgraded or raw connection was idle for longer than the proxy waits.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream timed out (110: Connection timed out) while "
     "proxying upgraded connection, client: 192.0.2.7, upstream: \"http://10.0.0.5:8080/ws\""},
    {"upstream timed out",
     none,
     "response-timeout connect-timeout",
     "The upstream did not answer in time.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream timed out (10060: A connection attempt failed "
     "because the connected party did not properly respond after a period of time)"},
    {"upstream prematurely closed connection while reading response header",
     none,
     "closed-before-response keepalive-race",
     "The upstream closed the connection before it had sent a response head.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream prematurely closed connection while reading "
     "response header from upstream, client: 192.0.2.7, server: app.example, request: \"POST /x "
     "HTTP/1.1\", upstream: \"http://10.0.0.5:8080/x\""},
    {"upstream prematurely closed connection while reading upstream",
     none,
     "truncated-body",
     "The upstream closed the connection in the middle of the response.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream prematurely closed connection while reading "
     "upstream, client: 192.0.2.7, upstream: \"http://10.0.0.5:8080/big\""},
    {"upstream prematurely closed connection while ssl handshaking",
     none,
     "tls-handshake-failure",
     "The upstream closed the connection in the TLS handshake.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream prematurely closed connection while SSL "
     "handshaking to upstream, client: 192.0.2.7, upstream: \"https://10.0.0.5:8443/\""},
    {"upstream prematurely closed connection while sending to client",
     none,
     "truncated-body",
     "The upstream closed the connection in the middle of the response.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream prematurely closed connection while sending "
     "to client, client: 192.0.2.7, upstream: \"http://10.0.0.5:8080/big\""},
    {"upstream prematurely closed connection",
     none,
     "closed-before-response",
     "The upstream closed the connection too early.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream prematurely closed connection, client: "
     "192.0.2.7, upstream: \"http://10.0.0.5:8080/\""},
    {"upstream prematurely closed stream",
     none,
     "truncated-body http2-protocol-error",
     "The upstream ended the HTTP/2 stream before a complete response.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream prematurely closed stream while reading "
     "upstream, client: 192.0.2.7, upstream: \"grpc://10.0.0.5:50051\""},
    {"upstream prematurely closed request",
     none,
     "truncated-body",
     "The upstream ended the request too early.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream prematurely closed request while reading "
     "upstream, client: 192.0.2.7"},
    {"upstream prematurely sent response",
     none,
     "tls-to-plain-http-port",
     "The upstream spoke plain text before the TLS handshake.",
     "2026/03/02 10:11:12 [error] 9#9: *7 upstream prematurely sent response while SSL "
     "handshaking to upstream, client: 192.0.2.7, upstream: \"https://10.0.0.5:8080/\""},
    {"no live upstreams",
     none,
     "no-live-upstream",
     "Every member of the upstream group is marked as failed.",
     "2024/03/02 10:11:12 [error] 9#9: *7 no live upstreams while connecting to upstream, "
     "client: 192.0.2.7, server: app.example, upstream: \"http://pool/\", host: \"app.example\"",
     true},
    {"upstream server temporarily disabled",
     none,
     "no-live-upstream some-upstreams-failing",
     "One member of the upstream group is skipped for a while after its failures.",
     "2024/03/02 10:11:12 [warn] 9#9: *7 upstream server temporarily disabled while connecting "
     "to upstream, client: 192.0.2.7, upstream: \"http://10.0.0.5:8080/\"",
     true},
    {"upstream ssl certificate does not match",
     none,
     "tls-cert-name-mismatch",
     "The upstream's certificate is for another name.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream SSL certificate does not match \"pool\" while "
     "SSL handshaking to upstream, client: 192.0.2.7, upstream: \"https://10.0.0.5:8443/\""},
    {"upstream ssl certificate verify error",
     tls,
     "tls-cert-untrusted",
     "The upstream's certificate does not verify.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream SSL certificate verify error: (20:unable to "
     "get local issuer certificate) while SSL handshaking to upstream, client: 192.0.2.7, "
     "upstream: \"https://10.0.0.5:8443/\""},
    {"peer closed connection in ssl handshake*while ssl handshaking to upstream",
     none,
     "tls-handshake-failure sni-required",
     "The upstream closed the connection in the TLS handshake.",
     "2024/03/02 10:11:12 [error] 9#9: *7 peer closed connection in SSL handshake (104: "
     "Connection reset by peer) while SSL handshaking to upstream, client: 192.0.2.7, upstream: "
     "\"https://10.0.0.5:8443/\""},
    {"peer closed connection in ssl handshake*while ssl handshaking",
     none,
     "",
     "The client's own TLS handshake failed.",
     "2024/03/02 10:11:12 [info] 9#9: *7 peer closed connection in SSL handshake while SSL "
     "handshaking to client, client: 192.0.2.7"},
    {"peer closed connection in ssl handshake",
     none,
     "tls-handshake-failure",
     "The peer closed the connection in the TLS handshake.",
     "peer closed connection in SSL handshake (104: Connection reset by peer)"},
    {"while ssl handshaking to upstream",
     tls,
     "tls-handshake-failure",
     "The TLS handshake with the upstream failed.",
     "2024/03/02 10:11:12 [crit] 9#9: *7 SSL_do_handshake() failed (SSL: error:0A000152:SSL "
     "routines::unsafe legacy renegotiation disabled) while SSL handshaking to upstream, client: "
     "192.0.2.7, upstream: \"https://10.0.0.5:8443/\""},
    {"connect() to*failed",
     connect,
     "connection-refused",
     "The connection to the upstream failed.",
     "2024/03/02 10:11:12 [crit] 9#9: *7 connect() to unix:/run/app/app.sock failed (2: No such "
     "file or directory) while connecting to upstream, client: 192.0.2.7, upstream: "
     "\"http://unix:/run/app/app.sock:/\", host: \"app.example\"",
     false,
     "unix-socket-missing"},
    {"connect() failed",
     connect,
     "connection-refused",
     "The connection to the upstream failed.",
     "2024/03/02 10:11:12 [error] 9#9: *7 connect() failed (113: Host is unreachable) while "
     "connecting to upstream, client: 192.0.2.7, upstream: \"http://10.0.0.5:8080/\"",
     false,
     "host-unreachable"},
    {"upstream queue is full",
     none,
     "connection-limit no-live-upstream",
     "Every upstream is busy, and so is the queue for them.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream queue is full while connecting to upstream, "
     "client: 192.0.2.7, upstream: \"http://app\""},
    {"proxy_connect: client", // ngx_http_proxy_connect_module: the phase stays "connecting" for the
                              // whole tunnel
     none,
     "",
     "The client's side of the tunnel fell silent.",
     "2024/03/02 10:11:12 [error] 9#9: *7 proxy_connect: client read timed out (peer:10.0.0.5:443) "
     "while connecting to upstream, client: 192.0.2.7"},
    {"proxy_connect: upstream read timed out",
     none,
     "stalled-response response-timeout",
     "The tunnel is established, and nothing came from the upstream.",
     "2024/03/02 10:11:12 [error] 9#9: *7 proxy_connect: upstream read timed out "
     "(peer:10.0.0.5:443) while connecting to upstream, client: 192.0.2.7"},
    {"proxy_connect: upstream send timed out",
     none,
     "request-send-timeout",
     "The tunnel is established, and the upstream does not read.",
     "2024/03/02 10:11:12 [error] 9#9: *7 proxy_connect: upstream send timed out "
     "(peer:10.0.0.5:443) while connecting to upstream, client: 192.0.2.7"},
    {"[lua]*while connecting to upstream",
     connect,
     "no-live-upstream no-upstream-configured",
     "The balancer found no upstream for the request.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [lua] balancer.lua:348: balance(): no peer was returned, "
     "balancer: round_robin while connecting to upstream, client: 192.0.2.7"},
    {"while connecting to upstream",
     connect,
     "connection-refused",
     "The connection to the upstream failed.",
     "failed (101: Network is unreachable) while connecting to upstream, client: 192.0.2.7, "
     "upstream: \"http://[2001:db8::5]:8080/\"",
     false,
     "network-unreachable"},
    {"writev() failed*while sending request to upstream",
     send,
     "closed-before-response",
     "The upstream closed the connection while the request was sent.",
     "2024/03/02 10:11:12 [error] 9#9: *7 writev() failed (104: Connection reset by peer) while "
     "sending request to upstream, client: 192.0.2.7, upstream: \"http://10.0.0.5:8080/up\"",
     false,
     "reset-before-response"},
    {"while sending request to upstream",
     send,
     "reset-before-response",
     "The request could not be sent to the upstream.",
     "2024/03/02 10:11:12 [error] 9#9: *7 sendfile() failed (32: Broken pipe) while sending "
     "request to upstream, client: 192.0.2.7, upstream: \"http://10.0.0.5:8080/up\"",
     false,
     "closed-before-response"},
    {"while sending to upstream",
     send,
     "reset-before-response",
     "The request could not be sent to the upstream.",
     "2024/03/02 10:11:12 [error] 9#9: *7 send() failed (104: Connection reset by peer) while "
     "sending to upstream, client: 192.0.2.7"},
    {"ssl_read() failed*unexpected eof*while reading response header from upstream",
     none,
     "closed-before-response keepalive-race",
     "The upstream closed the connection before it had sent a response head.",
     "2024/03/02 10:11:12 [error] 9#9: *7 SSL_read() failed (SSL: error:0A000126:SSL "
     "routines::unexpected eof while reading) while reading response header from upstream, "
     "client: 192.0.2.7, upstream: \"https://10.0.0.5:8443/\""},
    {"ssl_read() failed*while reading response header from upstream",
     tls,
     "closed-before-response",
     "Reading from the upstream over TLS failed.",
     "2024/03/02 10:11:12 [error] 9#9: *7 SSL_read() failed (SSL: error:0A00045C:SSL "
     "routines::tlsv13 alert certificate required:SSL alert number 116) while reading response "
     "header from upstream, client: 192.0.2.7, upstream: \"https://10.0.0.5:8443/\"",
     false,
     "tls-client-cert-required"},
    {"ssl_read() failed*while reading upstream",
     none,
     "truncated-body",
     "Reading from the upstream over TLS failed in the middle of the response.",
     "2024/03/02 10:11:12 [error] 9#9: *7 SSL_read() failed (SSL: error:0A000126:SSL "
     "routines::unexpected eof while reading) while reading upstream, client: 192.0.2.7, "
     "upstream: \"https://10.0.0.5:8443/\""},
    // Of a message in several lines only the last one goes on with what nginx was doing.
    {"thrown in *on line *\" while reading response header from upstream",
     none,
     "upstream-error-status",
     "The application died of an error and answers 500.",
     "  thrown in /srv/www/index.php on line 3\" while reading response header from upstream, "
     "client: 192.0.2.7, upstream: \"fastcgi://127.0.0.1:9000\", host: \"app.example\""},
    {"\" while reading response header from upstream",
     none,
     "",
     "The end of what the application wrote to its standard error, or of a quoted header.",
     "#0 {main}\" while reading response header from upstream, client: 192.0.2.7, upstream: "
     "\"fastcgi://127.0.0.1:9000\", host: \"app.example\""},
    {"while reading response header from upstream",
     header,
     "reset-before-response",
     "Reading the response head failed.",
     "2024/03/02 10:11:12 [error] 9#9: *7 recv() failed (104: Connection reset by peer) while "
     "reading response header from upstream, client: 192.0.2.7, upstream: "
     "\"fastcgi://unix:/run/php/php-fpm.sock:\""},
    {"recv() failed*while sending to client",
     body,
     "truncated-body",
     "Reading the response body failed.",
     "2024/03/02 10:11:12 [error] 9#9: *7 recv() failed (104: Connection reset by peer) while "
     "sending to client, client: 192.0.2.7, upstream: \"http://10.0.0.5:8080/big\""},
    {"readv() failed*while sending to client",
     body,
     "truncated-body",
     "Reading the response body failed.",
     "2024/03/02 10:11:12 [error] 9#9: *7 readv() failed (104: Connection reset by peer) while "
     "sending to client, client: 192.0.2.7, upstream: \"http://10.0.0.5:8080/big\""},
    {"while reading upstream",
     body,
     "truncated-body",
     "Reading the response body failed.",
     "2024/03/02 10:11:12 [error] 9#9: *7 readv() failed (104: Connection reset by peer) while "
     "reading upstream, client: 192.0.2.7, upstream: \"http://10.0.0.5:8080/big\""},
    {"while reading from upstream",
     body,
     "truncated-body",
     "Reading the response failed.",
     "2024/03/02 10:11:12 [error] 9#9: *7 recv() failed (104: Connection reset by peer) while "
     "reading from upstream, client: 192.0.2.7"},
    {"[info]*while proxying",
     none,
     "",
     "A raw or upgraded connection ended on the client's side.",
     "2024/03/02 10:11:12 [info] 9#9: *7 recv() failed (104: Connection reset by peer) while "
     "proxying upgraded connection, client: 192.0.2.7, upstream: \"http://10.0.0.5:8080/ws\""},
    {"while proxying and reading from upstream",
     header,
     "reset-before-response",
     "Reading from the upstream of a raw connection failed.",
     "2024/03/02 10:11:12 [error] 9#9: *7 recv() failed (104: Connection reset by peer) while "
     "proxying and reading from upstream, client: 192.0.2.7, server: 0.0.0.0:3307, upstream: "
     "\"10.0.0.5:3306\""},
    {"while proxying and sending to upstream",
     send,
     "reset-before-response",
     "Writing to the upstream of a raw connection failed.",
     "2024/03/02 10:11:12 [error] 9#9: *7 send() failed (32: Broken pipe) while proxying and "
     "sending to upstream, client: 192.0.2.7, server: 0.0.0.0:3307, upstream: \"10.0.0.5:3306\"",
     false,
     "closed-before-response"},
    {"while proxying and",
     none,
     "",
     "The client's side of a raw connection failed.",
     "2024/03/02 10:11:12 [error] 9#9: *7 recv() failed (104: Connection reset by peer) while "
     "proxying and reading from client, client: 192.0.2.7, server: 0.0.0.0:3307"},
    {"while proxying connection",
     connect,
     "reset-before-response",
     "A raw connection through the proxy broke.",
     "2024/03/02 10:11:12 [error] 9#9: *7 recv() failed (104: Connection reset by peer) while "
     "proxying connection, client: 192.0.2.7, server: 0.0.0.0:3307, upstream: \"10.0.0.5:3306\""},
    {"while proxying upgraded connection",
     body,
     "truncated-body",
     "An upgraded connection broke.",
     "2024/03/02 10:11:12 [error] 9#9: *7 recv() failed (104: Connection reset by peer) while "
     "proxying upgraded connection, client: 192.0.2.7, upstream: \"http://10.0.0.5:8080/ws\""},
    {"upstream disconnected, bytes from/to client:*/0, bytes from/to upstream:0/",
     none,
     "closed-before-response",
     "The upstream of a raw connection ended it without a byte.",
     "2024/03/02 10:11:12 [info] 9#9: *7 upstream disconnected, bytes from/to client:517/0, "
     "bytes from/to upstream:0/517"},
    {"upstream disconnected, bytes",
     none,
     "",
     "The upstream of a raw connection ended it.",
     "2024/03/02 10:11:12 [info] 9#9: *7 upstream disconnected, bytes from/to client:517/4096, "
     "bytes from/to upstream:4096/517"},
    {"ssl_do_handshake() failed*client_hello",
     none,
     "",
     "A client's TLS handshake failed.",
     "SSL_do_handshake() failed (SSL: error:1417D18C:SSL "
     "routines:tls_process_client_hello:version too low)"},
    {"ssl_do_handshake() failed*no shared cipher",
     none,
     "",
     "A client's TLS handshake failed.",
     "SSL_do_handshake() failed (SSL: error:0A0000C1:SSL routines::no shared cipher)"},
    {"ssl_do_handshake() failed",
     tls,
     "tls-handshake-failure",
     "A TLS handshake failed.",
     "SSL_do_handshake() failed (SSL: error:0A00010B:SSL routines::wrong version number)",
     false,
     "tls-to-plain-http-port"},
    {"upstream buffer is too small",
     none,
     "header-buffer-exceeded",
     "The response does not fit the proxy's buffer.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream buffer is too small to read response, client: "
     "192.0.2.7"},
};

} // namespace

constinit const LogTable nginx_log{"nginx", rows};

} // namespace gwdiag
