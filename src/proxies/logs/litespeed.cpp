// SPDX-License-Identifier: Apache-2.0
// LiteSpeed and OpenLiteSpeed: external applications (src/extensions/extworker.cpp, extconn.cpp,
// localworker.cpp, lsapi/lsapiconn.cpp) and what lsphp says of itself.
#include "proxies/logs/tables.hpp"

namespace gwdiag {

namespace {

using enum FaultPhase;

constexpr LogPattern rows[] = {
    {"] connection refused, restart!",
     connect,
     "connection-refused",
     "The external application refuses connections.",
     "2024-03-02 10:11:12.123\tINFO\t[uds://tmp/lshttpd/app.sock] Connection refused, restart!",
     false,
     "unix-socket-refused"},
    {"] connection error: *, adjust maximum connections to",
     connect,
     "connection-refused",
     "The connection to the external application failed.",
     "[uds://tmp/lshttpd/app.sock] Connection error: Permission denied, adjust maximum connections "
     "to 9!",
     false,
     "unix-socket-permission"},
    {"connection to [*] on request #*, confirmed*error: ",
     header,
     "closed-before-response reset-before-response",
     "The external application broke the connection.",
     "connection to [uds://tmp/lshttpd/app.sock] on request #1, confirmed, 0, associated process: "
     "4711, running: 1, error: Connection reset by peer!",
     false,
     "reset-before-response"},
    {"extconn timed out while connecting",
     none,
     "connect-timeout",
     "The connection to the external application was not established in time.",
     "[APVH_app:] ExtConn timed out while connecting."},
    {"extconn timed out while processing",
     none,
     "response-timeout",
     "The external application did not answer in time.",
     "[APVH_app:] ExtConn timed out while processing."},
    {"no request delivery notification has been received from lsapi",
     none,
     "response-timeout connection-limit",
     "No process of the LSAPI application took the request.",
     "No request delivery notification has been received from LSAPI application, possible dead "
     "lock."},
    {"all connections had gone bad, mark it as bad",
     none,
     "no-live-upstream connection-refused",
     "LiteSpeed asks the external application no more for a while.",
     "[uds://tmp/lshttpd/app.sock] All connections had gone bad, mark it as bad and retry after a "
     "while!!!",
     true},
    {"] fail all outstanding requests!",
     none,
     "no-live-upstream",
     "LiteSpeed gives up the requests that wait for the external application.",
     "[uds://tmp/lshttpd/app.sock] Fail all outstanding requests!",
     true},
    {"available connections are dropped below half",
     none,
     "connection-refused no-live-upstream",
     "Many connections to the external application failed.",
     "[uds://tmp/lshttpd/app.sock] Available connections are dropped below half of configured "
     "value:10, restart too frequently, wait till timeout!",
     true},
    {"] try to fix 503 error by restarting external application",
     none,
     "upstream-restarting no-live-upstream",
     "LiteSpeed restarts the external application because requests failed.",
     "[app] try to fix 503 error by restarting external application",
     true},
    {"] can not start this external application",
     none,
     "connection-refused upstream-restarting",
     "LiteSpeed cannot start the external application.",
     "[uds://tmp/lshttpd/app.sock] Can not start this external application."},
    {"reached max children process limit",
     none,
     "connection-limit",
     "All processes of the LSAPI application are busy.",
     "Reached max children process limit: 10, extra: 3, current: 13, busy: 13, please increase "
     "LSAPI_CHILDREN."},
};

} // namespace

constinit const LogTable litespeed_log{"litespeed", rows};

} // namespace gwdiag
