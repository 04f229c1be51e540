// SPDX-License-Identifier: Apache-2.0
// .NET: HttpClient, YARP.
#include "proxies/logs/tables.hpp"

namespace gwdiag {

namespace {

using enum FaultPhase;

constexpr LogPattern rows[] = {
    {"the response ended prematurely",
     none,
     "closed-before-response keepalive-race",
     "The upstream closed the connection before it answered.",
     "System.Net.Http.HttpIOException: The response ended prematurely. (ResponseEnded)"},
    {"no available destinations",
     none,
     "no-live-upstream",
     "No destination is healthy.",
     "info: Yarp.ReverseProxy.Forwarder[0] No available destinations after load balancing for "
     "cluster 'app'."},
    {"noavailabledestinations",
     none,
     "no-live-upstream",
     "No destination is healthy.",
     "Yarp.ReverseProxy: NoAvailableDestinations"},
    {"httpclient.timeout of",
     none,
     "response-timeout",
     "The upstream did not answer in time.",
     "System.Threading.Tasks.TaskCanceledException: The request was canceled due to the "
     "configured HttpClient.Timeout of 100 seconds elapsing."},
    {"requesttimedout",
     none,
     "response-timeout",
     "The upstream did not answer in time.",
     "Yarp.ReverseProxy.Forwarder.HttpForwarder[48] RequestTimedOut: The request timed out "
     "before receiving a response."},
    {"the request timed out before receiving a response",
     none,
     "response-timeout",
     "The upstream did not answer in time.",
     "Yarp: RequestTimedOut: The request timed out before receiving a response."},
    {"no connection could be made because",
     none,
     "connection-refused",
     "The upstream refuses connections.",
     "System.Net.Http.HttpRequestException: No connection could be made because the target "
     "machine actively refused it. (localhost:5000)"},
    {"the ssl connection could not be established",
     tls,
     "tls-handshake-failure",
     "The TLS handshake with the upstream failed.",
     "System.Net.Http.HttpRequestException: The SSL connection could not be established, see "
     "inner exception. upstream https://10.0.0.5:8443"},
    {"a connection attempt failed because the connected party did not properly respond",
     none,
     "connect-timeout",
     "The connection to the upstream was not established in time.",
     "System.Net.Sockets.SocketException (10060): A connection attempt failed because the "
     "connected party did not properly respond after a period of time"},
    {"an existing connection was forcibly closed",
     none,
     "reset-before-response",
     "The upstream reset the connection.",
     "System.Net.Sockets.SocketException (10054): An existing connection was forcibly closed by "
     "the remote host."},
    {"the server returned an invalid or unrecognized response",
     none,
     "not-http malformed-status-line",
     "The upstream's answer is no HTTP.",
     "System.Net.Http.HttpRequestException: The server returned an invalid or unrecognized "
     "response."},
    {"received an invalid status line",
     none,
     "malformed-status-line not-http protocol-mismatch",
     "The upstream's status line is malformed.",
     "System.Net.Http.HttpRequestException: Received an invalid status line: 'garbage'."},
    {"received an invalid header line",
     none,
     "malformed-header",
     "A header line of the response is malformed.",
     "System.Net.Http.HttpRequestException: Received an invalid header line: 'Bad Header'."},
    {"httprequestexception",
     connect,
     "connection-refused",
     "The request to the upstream failed.",
     "System.Net.Http.HttpRequestException: Connection refused (app.internal:8080)"},
};

} // namespace

constinit const LogTable dotnet_log{"dotnet", rows};

} // namespace gwdiag
