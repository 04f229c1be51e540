// SPDX-License-Identifier: Apache-2.0
// Apache Traffic Server: proxy/http/HttpTransact.cc, HttpSM.cc.
#include "proxies/logs/tables.hpp"

namespace gwdiag {

namespace {

using enum FaultPhase;

constexpr LogPattern rows[] = {
    {"(server hangup)",
     none,
     "closed-before-response",
     "The origin closed the connection before it answered.",
     "20240302.10h11m12s RESPONSE: sent 192.0.2.7 status 502 (Server Hangup) for "
     "'http://app.internal/'"},
    {"(invalid http response)",
     none,
     "not-http malformed-header",
     "The origin's answer is no valid HTTP.",
     "20240302.10h11m12s RESPONSE: sent 192.0.2.7 status 502 (Invalid HTTP Response) for "
     "'http://app.internal/'"},
    {"status 5*(connection timed out)",
     none,
     "connect-timeout response-timeout",
     "The origin did not answer in time.",
     "20240302.10h11m12s RESPONSE: sent 192.0.2.7 status 504 (Connection Timed Out) for "
     "'http://app.internal/'"},
    {"(maximum transaction time exceeded)",
     none,
     "response-timeout",
     "The exchange with the origin took too long.",
     "20240302.10h11m12s RESPONSE: sent 192.0.2.7 status 504 (Maximum Transaction Time Exceeded) "
     "for 'http://app.internal/'"},
    {"(origin server congested)",
     none,
     "connection-limit",
     "The origin has as many connections as Traffic Server allows.",
     "20240302.10h11m12s RESPONSE: sent 192.0.2.7 status 503 (Origin server congested) for "
     "'http://app.internal/'"},
    {"(next hop connection failed)",
     none,
     "connection-refused connect-timeout",
     "The parent proxy cannot be reached.",
     "20240302.10h11m12s RESPONSE: sent 192.0.2.7 status 502 (Next Hop Connection Failed) for "
     "'http://app.internal/'"},
    {"(next hop timeout)",
     none,
     "response-timeout connect-timeout",
     "The parent proxy did not answer in time.",
     "20240302.10h11m12s RESPONSE: sent 192.0.2.7 status 504 (Next Hop Timeout) for "
     "'http://app.internal/'"},
    {"(no response header from server)",
     none,
     "closed-before-response",
     "The origin's answer is empty.",
     "20240302.10h11m12s RESPONSE: sent 192.0.2.7 status 502 (No Response Header From Server) "
     "for 'http://app.internal/'"},
    {"(malformed server response status)",
     none,
     "malformed-status-line",
     "The origin's status line is malformed.",
     "20240302.10h11m12s RESPONSE: sent 192.0.2.7 status 502 (Malformed Server Response Status) "
     "for 'http://app.internal/'"},
    {"(malformed server response)",
     none,
     "not-http malformed-header",
     "The origin's answer is no valid HTTP.",
     "20240302.10h11m12s RESPONSE: sent 192.0.2.7 status 502 (Malformed Server Response) for "
     "'http://app.internal/'"},
    {"(server connection failed)",
     none,
     "connection-refused connect-timeout",
     "The origin cannot be reached.",
     "20240302.10h11m12s RESPONSE: sent 192.0.2.7 status 502 (Server Connection Failed) for "
     "'http://app.internal/'"},
    {"status 5*(could not connect to server",
     none,
     "connection-refused connect-timeout",
     "The origin cannot be reached.",
     "20240302.10h11m12s RESPONSE: sent 192.0.2.7 status 502 (Could Not Connect To Server Host) "
     "for 'http://app.internal/'"},
    {"(cannot find server.)",
     none,
     "dns-nxdomain dns-servfail",
     "The origin's name does not resolve.",
     "20240302.10h11m12s RESPONSE: sent 192.0.2.7 status 500 (Cannot find server.) for "
     "'http://app.internal/'"},
    {"(no valid server.)",
     none,
     "no-live-upstream",
     "Every address of the origin is marked down.",
     "20240302.10h11m12s RESPONSE: sent 192.0.2.7 status 500 (No valid server.) for "
     "'http://app.internal/'",
     true},
    {"[dns_fail]",
     none,
     "dns-nxdomain dns-servfail dns-timeout",
     "The origin's name does not resolve.",
     "20240302.10h11m12s CONNECT: attempt fail [DNS_FAIL] for host='app.internal'"},
    {"(http_trans) *dns lookup unsuccessful",
     none,
     "dns-nxdomain dns-servfail dns-timeout",
     "The origin's name does not resolve.",
     "[Mar  2 10:11:12.669] Server {0x7f} DEBUG: (http_trans) [HttpTransact::OSDNSLookup] DNS "
     "Lookup unsuccessful"},
    {"the server does not have a dns entry",
     none,
     "dns-nxdomain dns-servfail",
     "Traffic Server's own error page: the origin's name does not resolve.",
     "Description: Unable to locate the server requested --- the server does not have a DNS "
     "entry."},
    {"dns error: looking up",
     none,
     "dns-nxdomain dns-servfail",
     "The origin's name does not resolve.",
     "20240302.10h11m12s DNS Error: looking up http://app.internal/"},
    {"dns error: no valid server",
     none,
     "no-live-upstream",
     "Every address of the origin is marked down.",
     "20240302.10h11m12s DNS Error: no valid server http://app.internal/",
     true},
    {"could not connect to*connect_result=111",
     none,
     "connection-refused",
     "The origin refuses connections.",
     "20240302.10h11m12s CONNECT: could not connect to 10.0.0.5 for 'http://app.internal/' "
     "(setting last failure time) connect_result=111"},
    {"could not connect to*connect_result",
     connect,
     "connection-refused",
     "The connection to the origin failed.",
     "20240302.10h11m12s CONNECT: could not connect to 10.0.0.5 for 'http://app.internal/' "
     "connect_result=110",
     false,
     "connect-timeout"},
    {"connect : err*marking down",
     connect,
     "connection-refused",
     "The connection to the origin failed, and the address is marked down.",
     "20240302.10h11m12s CONNECT : ERR connecting to 10.0.0.5:8080 for 'http://app.internal/' "
     "fail_count='1' marking down"},
    {"connecting to*fail_count=*marking down",
     connect,
     "connection-refused no-live-upstream connect-timeout",
     "The origin is marked down after failed connections.",
     "20240302.10h11m12s CONNECT: ERR connecting to 10.0.0.5:80 for host='a.example' "
     "url='http://a.example/' fail_count='1' marking down"},
    {"connect: attempt fail [inactive_timeout]",
     connect,
     "connect-timeout response-timeout",
     "The connection to the origin was not established in time.",
     "20240302.10h11m12s CONNECT: attempt fail [INACTIVE_TIMEOUT] to 10.0.0.5:8080 for "
     "host='app.internal' connection_result=Connection timed out [110]"},
    {"connect: attempt fail",
     connect,
     "connection-refused connect-timeout",
     "The connection to the origin failed.",
     "20240302.10h11m12s CONNECT: attempt fail [CONNECTION_ERROR] to 10.0.0.5:8080 for "
     "host='app.internal' connection_result=Connection refused [111]"},
    {"[connection_error]",
     none,
     "connection-refused connect-timeout",
     "The connection to the origin failed.",
     "[ET_NET 1] DIAG: [CONNECTION_ERROR] to 10.0.0.5:8080"},
    {"[inactive_timeout]",
     none,
     "response-timeout connect-timeout",
     "The origin did not answer in time.",
     "[ET_NET 1] DIAG: attempt fail [INACTIVE_TIMEOUT] to 10.0.0.5:8080"},
    {"[connection_closed]",
     none,
     "closed-before-response",
     "The origin closed the connection before it answered.",
     "[ET_NET 1] DIAG: attempt fail [CONNECTION_CLOSED] to 10.0.0.5:8080"},
    {"(http_trans) *failed to connect [",
     none,
     "connection-refused connect-timeout host-unreachable",
     "The connection to the origin failed.",
     "[Mar  2 10:11:12.669] Server {0x7f} DEBUG: (http_trans) [5] failed to connect [5] to "
     "10.0.0.5"},
};

} // namespace

constinit const LogTable trafficserver_log{"trafficserver", rows};

} // namespace gwdiag
