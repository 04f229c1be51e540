// SPDX-License-Identifier: Apache-2.0
// Python: requests, urllib3, httpx, aiohttp.
#include "proxies/logs/tables.hpp"

namespace gwdiag {

namespace {

using enum FaultPhase;

constexpr LogPattern rows[] = {
    {"remote end closed connection without response",
     none,
     "closed-before-response keepalive-race",
     "The upstream closed the connection before it answered.",
     "requests.exceptions.ConnectionError: ('Connection aborted.', RemoteDisconnected('Remote "
     "end closed connection without response'))"},
    {"server disconnected without sending a response",
     none,
     "closed-before-response keepalive-race",
     "The upstream closed the connection before it answered.",
     "httpx.RemoteProtocolError: Server disconnected without sending a response."},
    {"server disconnected",
     none,
     "closed-before-response keepalive-race",
     "The upstream closed the connection before it answered.",
     "aiohttp.client_exceptions.ServerDisconnectedError: Server disconnected"},
    {"without sending complete message body",
     none,
     "truncated-body",
     "The upstream closed the connection in the middle of the response.",
     "httpx.RemoteProtocolError: peer closed connection without sending complete message body "
     "(incomplete chunked read)"},
    {"incompleteread",
     none,
     "truncated-body",
     "The upstream closed the connection in the middle of the response.",
     "http.client.IncompleteRead: IncompleteRead(512 bytes read, 100 more expected)"},
    {"badstatusline",
     none,
     "malformed-status-line not-http closed-before-response",
     "The upstream's answer does not begin with a status line.",
     "http.client.BadStatusLine: garbage"},
    {"illegal header line",
     none,
     "malformed-header",
     "A header line of the response is malformed.",
     "httpx.RemoteProtocolError: illegal header line: bytearray(b'Bad Header')"},
    {"illegal status line",
     none,
     "malformed-status-line not-http",
     "The upstream's status line is malformed.",
     "httpx.RemoteProtocolError: illegal status line: bytearray(b'garbage')"},
    {"exceptions.connecttimeout",
     none,
     "connect-timeout",
     "The connection to the upstream was not established in time.",
     "requests.exceptions.ConnectTimeout: HTTPConnectionPool(host='10.0.0.5', port=8080): Max "
     "retries exceeded with url: /"},
    {"exceptions.readtimeout",
     none,
     "response-timeout",
     "The upstream did not answer in time.",
     "requests.exceptions.ReadTimeout: HTTPConnectionPool(host='10.0.0.5', port=8080): Read "
     "timed out. (read timeout=10)"},
    {"failed to establish a new connection",
     connect,
     "connection-refused",
     "The connection to the upstream failed.",
     "urllib3.exceptions.NewConnectionError: <urllib3.connection.HTTPConnection object at 0x7f>: "
     "Failed to establish a new connection: [Errno 111] Connection refused"},
    {"max retries exceeded with url",
     connect,
     "connection-refused",
     "The request to the upstream failed.",
     "HTTPConnectionPool(host='10.0.0.5', port=8080): Max retries exceeded with url: / (Caused "
     "by ProtocolError)"},
    {"connect call failed",
     none,
     "connection-refused",
     "The upstream refuses connections.",
     "aiohttp.client_exceptions.ClientConnectorError: Cannot connect to host 10.0.0.5:8080 "
     "ssl:default [Connect call failed ('10.0.0.5', 8080)]"},
    {"cannot connect to host",
     connect,
     "connection-refused",
     "The connection to the upstream failed.",
     "aiohttp.client_exceptions.ClientConnectorError: Cannot connect to host app.internal:80 "
     "ssl:default [Name or service not known]",
     false,
     "dns-nxdomain"},
    {"all connection attempts failed",
     none,
     "connection-refused",
     "No address of the upstream could be reached.",
     "httpx.ConnectError: All connection attempts failed for http://10.0.0.5:8080"},
    {"connectionrefusederror",
     none,
     "connection-refused",
     "The upstream refuses connections.",
     "ConnectionRefusedError: [Errno 111] Connection refused while proxying to 10.0.0.5:8080"},
    {"connectionreseterror",
     none,
     "reset-before-response",
     "The upstream reset the connection.",
     "ConnectionResetError: [Errno 104] Connection reset by peer from upstream 10.0.0.5:8080"},
    {"connecttimeouterror",
     none,
     "connect-timeout",
     "The connection to the upstream was not established in time.",
     "urllib3.exceptions.ConnectTimeoutError: (<urllib3.connection.HTTPConnection object>, "
     "'Connection to 10.0.0.5 timed out. (connect timeout=5)')"},
    {"readtimeouterror",
     none,
     "response-timeout",
     "The upstream did not answer in time.",
     "urllib3.exceptions.ReadTimeoutError: HTTPConnectionPool(host='10.0.0.5', port=8080): Read "
     "timed out. (read timeout=10)"},
    {"httpx.connecttimeout",
     none,
     "connect-timeout",
     "The connection to the upstream was not established in time.",
     "httpx.ConnectTimeout: timed out"},
    {"httpx.readtimeout",
     none,
     "response-timeout",
     "The upstream did not answer in time.",
     "httpx.ReadTimeout: The read operation timed out"},
};

} // namespace

constinit const LogTable python_log{"python", rows};

} // namespace gwdiag
