// SPDX-License-Identifier: Apache-2.0
// nginx: events on the client's side, no gateway fault.
#include "proxies/logs/tables.hpp"

namespace gwdiag {

namespace {

using enum FaultPhase;

constexpr LogPattern rows[] = {
    {"client prematurely closed connection",
     none,
     "",
     "The client left first.",
     "2024/03/02 10:11:12 [info] 9#9: *7 epoll_wait() reported that client prematurely closed "
     "connection, so upstream connection is closed too while sending request to upstream, "
     "client: 192.0.2.7, server: app.example, request: \"GET /slow HTTP/1.1\", upstream: "
     "\"http://10.0.0.5:8080/slow\", host: \"app.example\""},
    {"[debug] *#*: ",
     none,
     "",
     "A debug message.",
     "2024/03/02 10:11:12 [debug] 9#9: *7 http upstream connect: -2, client: 192.0.2.7, upstream: "
     "\"http://10.0.0.5:8080/\""},
    {"[info] *#*.lua:",
     none,
     "",
     "A Lua script's own note.",
     "2024/03/02 10:11:12 [info] 9#9: *7 [lua] balancer.lua:162: pick(): picked 10.0.0.5:8080, "
     "timeout 6 while connecting to upstream, client: 192.0.2.7"},
    {"[notice] *#*.lua:",
     none,
     "",
     "A Lua script's own note.",
     "2024/03/02 10:11:12 [notice] 9#9: *7 [lua] init.lua:12: retry after timeout while connecting "
     "to upstream, client: 192.0.2.7"},
    {"client closed connection while",
     none,
     "",
     "The client left first.",
     "2024/03/02 10:11:12 [info] 9#9: *7 client closed connection while waiting for request, "
     "client: 192.0.2.7, server: 0.0.0.0:443"},
    {"client closed keepalive connection",
     none,
     "",
     "The client ended its idle connection.",
     "2024/03/02 10:11:12 [info] 9#9: *7 client 192.0.2.7 closed keepalive connection"},
    {"client timed out",
     none,
     "",
     "The client did not read or write in time.",
     "2024/03/02 10:11:12 [info] 9#9: *7 client timed out (110: Connection timed out) while "
     "reading client request headers, client: 192.0.2.7, server: app.example"},
    {"client intended to send too large",
     none,
     "",
     "The request is larger than the proxy allows: 413.",
     "2024/03/02 10:11:12 [error] 9#9: *7 client intended to send too large chunked body: "
     "2097152+8192 bytes, client: 192.0.2.7, server: app.example, request: \"POST /up HTTP/1.1\""},
    {"client sent invalid",
     none,
     "",
     "The client's request or handshake is at fault.",
     "2024/03/02 10:11:12 [info] 9#9: *7 client sent invalid method, client: 192.0.2.7, server: "
     "app.example"},
    {"client sent no required",
     none,
     "",
     "The client's request or handshake is at fault.",
     "2024/03/02 10:11:12 [info] 9#9: *7 client sent no required SSL certificate, client: "
     "192.0.2.7, server: app.example"},
    {"client sent plain http",
     none,
     "",
     "The client's request or handshake is at fault.",
     "2024/03/02 10:11:12 [info] 9#9: *7 client sent plain HTTP request to HTTPS port, client: "
     "192.0.2.7, server: app.example"},
    {"client sent too",
     none,
     "",
     "The client's request or handshake is at fault.",
     "2024/03/02 10:11:12 [info] 9#9: *7 client sent too long URI, client: 192.0.2.7, server: "
     "app.example"},
    {"client ssl certificate verify error",
     none,
     "",
     "The client's certificate was not accepted.",
     "2024/03/02 10:11:12 [info] 9#9: *7 client SSL certificate verify error: (18:self signed "
     "certificate) while reading client request headers, client: 192.0.2.7"},
    {"while ssl handshaking, client",
     none,
     "",
     "The client's own TLS handshake failed.",
     "2024/03/02 10:11:12 [crit] 9#9: *7 SSL_do_handshake() failed (SSL: error:0A000102:SSL "
     "routines::unsupported protocol) while SSL handshaking, client: 192.0.2.7, server: "
     "0.0.0.0:443"},
    {"while ssl handshaking,$",
     none,
     "",
     "The client's TLS handshake.",
     "SSL_do_handshake() failed (SSL: error:0A00006C:SSL routines::bad key share) while SSL "
     "handshaking,"},
    {"while ssl handshaking$",
     none,
     "",
     "The client's own TLS handshake failed.",
     "[info] 9#9: *7 SSL_do_handshake() failed (SSL: error:0A000416:SSL routines::sslv3 alert "
     "certificate unknown:SSL alert number 46) while SSL handshaking"},
    {"while reading client request",
     none,
     "",
     "Reading the client's request failed.",
     "2024/03/02 10:11:12 [info] 9#9: *7 recv() failed (104: Connection reset by peer) while "
     "reading client request headers, client: 192.0.2.7, server: app.example"},
    {"[info]*while sending to client",
     none,
     "",
     "The client stopped taking the answer.",
     "2024/03/02 10:11:12 [info] 9#9: *7 recv() failed (104: Connection reset by peer) while "
     "sending to client, client: 192.0.2.7, server: app.example"},
    {"send() failed*while sending to client",
     none,
     "",
     "The client stopped taking the answer.",
     "2024/03/02 10:11:12 [crit] 9#9: *7 send() failed (32: Broken pipe) while sending to "
     "client, client: 192.0.2.7, server: app.example"},
    {"writev() failed*while sending to client",
     none,
     "",
     "The client stopped taking the answer.",
     "2024/03/02 10:11:12 [crit] 9#9: *7 writev() failed (32: Broken pipe) while sending to "
     "client, client: 192.0.2.7, server: app.example"},
    {"sendfile() failed*while sending to client",
     none,
     "",
     "The client stopped taking the answer.",
     "2024/03/02 10:11:12 [crit] 9#9: *7 sendfile() failed (32: Broken pipe) while sending to "
     "client, client: 192.0.2.7, server: app.example"},
    {"ssl_write() failed*while sending to client",
     none,
     "",
     "The client stopped taking the answer.",
     "2024/03/02 10:11:12 [crit] 9#9: *7 SSL_write() failed (32: Broken pipe) while sending to "
     "client, client: 192.0.2.7, server: app.example"},
    {"failed (*while sending response to client",
     none,
     "",
     "The client stopped taking the answer.",
     "2024/03/02 10:11:12 [info] 9#9: *7 writev() failed (32: Broken pipe) while sending "
     "response to client, client: 192.0.2.7, server: app.example"},
    {"while waiting for request",
     none,
     "",
     "The client's idle connection ended.",
     "2024/03/02 10:11:12 [info] 9#9: *7 recv() failed (104: Connection reset by peer) while "
     "waiting for request, client: 192.0.2.7, server: 0.0.0.0:80"},
    {"while closing request",
     none,
     "",
     "The client's connection ended.",
     "2024/03/02 10:11:12 [crit] 9#9: *7 SSL_write() failed (SSL: error:1409F07F:SSL "
     "routines:ssl3_write_pending:bad write retry) while closing request, client: 192.0.2.7"},
    {"while keepalive, client",
     none,
     "",
     "The client's idle connection ended.",
     "2024/03/02 10:11:12 [info] 9#9: *7 SSL_read() failed (SSL: error:14094416:SSL "
     "routines:ssl3_read_bytes:sslv3 alert certificate unknown:SSL alert number 46) while "
     "keepalive, client: 192.0.2.7"},
    {"while keepalive$",
     none,
     "",
     "The client's idle connection ended.",
     "2024/03/02 10:11:12 [info] 9#9: *7 recv() failed (104: Connection reset by peer) while "
     "keepalive, client: 192.0.2.7, server: 0.0.0.0:80"},
    {"while processing http/2 connection",
     none,
     "",
     "The client's own HTTP/2 connection failed.",
     "2024/03/02 10:11:12 [info] 9#9: *7 recv() failed (104: Connection reset by peer) while "
     "processing HTTP/2 connection, client: 192.0.2.7, server: 0.0.0.0:443"},
    {"limiting requests",
     none,
     "",
     "A rate limit on clients.",
     "2024/03/02 10:11:12 [error] 9#9: *7 limiting requests, excess: 20.480 by zone \"perip\", "
     "client: 192.0.2.7, server: app.example"},
    {"limiting connections",
     none,
     "",
     "A connection limit on clients.",
     "2024/03/02 10:11:12 [error] 9#9: *7 limiting connections by zone \"addr\", client: "
     "192.0.2.7, server: app.example"},
    {"delaying request",
     none,
     "",
     "A rate limit on clients.",
     "2024/03/02 10:11:12 [warn] 9#9: *7 delaying request, excess: 3.072, by zone \"perip\", "
     "client: 192.0.2.7"},
    {"access forbidden by rule",
     none,
     "",
     "An access rule of the proxy.",
     "2024/03/02 10:11:12 [error] 9#9: *7 access forbidden by rule, client: 192.0.2.7, server: "
     "app.example"},
    {"was not found in * htpasswd",
     none,
     "",
     "Basic authentication by the proxy.",
     "2024/03/02 10:11:12 [error] 9#9: *7 user \"eve\" was not found in \"/etc/nginx/ "
     "htpasswd\", client: 192.0.2.7"},
    {"request header read timeout",
     none,
     "",
     "The client was too slow.",
     "[Sat Mar 02 10:11:12 2024] [reqtimeout:info] [pid 12] [client 192.0.2.7:51000] AH01382: "
     "Request header read timeout"},
    {"request body read timeout",
     none,
     "",
     "The client was too slow.",
     "[Sat Mar 02 10:11:12 2024] [reqtimeout:info] [pid 12] [client 192.0.2.7:51000] AH01382: "
     "Request body read timeout"},
};

} // namespace

constinit const LogTable client_side_nginx_log{"client", rows};

} // namespace gwdiag
