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
    {"lua tcp socket *context: ssl_",
     none,
     "",
     "Work beside the requests: no upstream.",
     "2024/03/02 10:11:12 [error] 9#9: *7 lua tcp socket read timed out, context: "
     "ssl_certificate_by_lua*, client: 192.0.2.7, server: 0.0.0.0:443"},
    {"connect() *context: ssl_",
     none,
     "",
     "Work beside the requests: no upstream.",
     "2024/03/02 10:11:12 [error] 9#9: *7 connect() failed (111: Connection refused), context: "
     "ssl_certificate_by_lua*, client: 192.0.2.7, server: 0.0.0.0:443"},
    {"lua tcp socket *context: ngx.timer",
     none,
     "",
     "Work beside the requests: no upstream.",
     "2024/03/02 10:11:12 [error] 9#9: *7 lua tcp socket read timed out, context: ngx.timer"},
    {"connect() *context: ngx.timer",
     none,
     "",
     "Work beside the requests: no upstream.",
     "2024/03/02 10:11:12 [error] 9#9: *7 connect() failed (111: Connection refused), context: "
     "ngx.timer"},
    {"recv() *context: ngx.timer",
     none,
     "",
     "Work beside the requests: no upstream.",
     "2024/03/02 10:11:12 [error] 9#9: *7 recv() failed (104: Connection reset by peer), context: "
     "ngx.timer"},
    {"send() *context: ngx.timer",
     none,
     "",
     "Work beside the requests: no upstream.",
     "2024/03/02 10:11:12 [error] 9#9: *7 send() failed (32: Broken pipe), context: ngx.timer"},
    {"context: init_worker_by_lua",
     none,
     "",
     "Work beside the requests: no upstream.",
     "2024/03/02 10:11:12 [error] 9#9: *7 connect() failed (111: Connection refused), context: "
     "init_worker_by_lua*"},
    {"[postgres]*context: ngx.timer",
     none,
     "",
     "Work beside the requests: no upstream.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [lua] connector.lua:220: [postgres] could not clean up: "
     "dns server error: 3 name error, context: ngx.timer"},
    {"[cassandra]*context: ngx.timer",
     none,
     "",
     "Work beside the requests: no upstream.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [lua] cluster.lua:220: [cassandra] no peers are "
     "available, context: ngx.timer"},
    {"[cluster_events]",
     none,
     "",
     "Work beside the requests: no upstream.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [lua] events.lua:220: [cluster_events] failed to poll: "
     "timeout, context: ngx.timer"},
    {"[clustering]",
     none,
     "",
     "Work beside the requests: no upstream.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [lua] client.lua:250: [clustering] connection "
     "to control plane broken: connection refused"},
    {"[lua] config_etcd.lua:",
     none,
     "",
     "A database or cache that the proxy's own code asks.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [lua] config_etcd.lua:980: failed to fetch data "
     "from the store: connection refused"},
    {"[lua] v3.lua:",
     none,
     "",
     "A database or cache that the proxy's own code asks.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [lua] v3.lua:213: http://127.0.0.1:2379: "
     "connection refused. Retrying, client: 192.0.2.7"},
    {"[lua]*[postgresql error]",
     none,
     "",
     "Kong's own database, no upstream.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [lua] connector.lua:275: [PostgreSQL error] failed to "
     "retrieve server_version_num: connection refused"},
    {"[lua]*[cassandra error]",
     none,
     "",
     "Kong's own database, no upstream.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [lua] connector.lua:30: [Cassandra error] no hosts "
     "available: all hosts tried for query failed. 10.0.0.5: connection refused"},
    {"[lua]*etcd",
     none,
     "",
     "APISIX's own store of settings, no upstream.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [lua] config_etcd.lua:563: failed to fetch data from "
     "etcd: connection refused, etcd key: /apisix/routes"},
    {"[lua]*redis",
     none,
     "",
     "A database or cache that the proxy's own code asks.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [lua] limit.lua:17: failed to connect to redis: timeout, "
     "client: 192.0.2.7"},
    {"[lua]*mysql",
     none,
     "",
     "A database or cache that the proxy's own code asks.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [lua] user.lua:17: failed to connect to mysql: "
     "connection refused, client: 192.0.2.7"},
    {"[lua]*memcached",
     none,
     "",
     "A database or cache that the proxy's own code asks.",
     "2024/03/02 10:11:12 [error] 9#9: *7 [lua] user.lua:17: failed to connect to memcached: "
     "timeout, client: 192.0.2.7"},
    {"lua tcp socket *:6379",
     none,
     "",
     "A database or cache that the proxy's own code asks.",
     "2024/03/02 10:11:12 [error] 9#9: *7 lua tcp socket connect timed out, when connecting to "
     "10.0.0.5:6379, client: 192.0.2.7"},
    {"lua tcp socket *:3306",
     none,
     "",
     "A database or cache that the proxy's own code asks.",
     "2024/03/02 10:11:12 [error] 9#9: *7 lua tcp socket connect timed out, when connecting to "
     "10.0.0.5:3306, client: 192.0.2.7"},
    {"lua tcp socket *:5432",
     none,
     "",
     "A database or cache that the proxy's own code asks.",
     "2024/03/02 10:11:12 [error] 9#9: *7 lua tcp socket connect timed out, when connecting to "
     "10.0.0.5:5432, client: 192.0.2.7"},
    {"lua tcp socket *:11211",
     none,
     "",
     "A database or cache that the proxy's own code asks.",
     "2024/03/02 10:11:12 [error] 9#9: *7 lua tcp socket connect timed out, when connecting to "
     "10.0.0.5:11211, client: 192.0.2.7"},
    {"http upstream recv(): -1 (11:",
     none,
     "",
     "A debug message: nothing was there to read yet.",
     "http upstream recv(): -1 (11: Resource temporarily unavailable)"},
};

} // namespace

constinit const LogTable client_side_nginx_log{"client", rows};

} // namespace gwdiag
