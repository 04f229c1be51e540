// SPDX-License-Identifier: Apache-2.0
// nghttpx: src/shrpx_http_downstream_connection.cc, src/shrpx_connect_blocker.cc.
#include "proxies/logs/tables.hpp"

namespace gwdiag {

namespace {

using enum FaultPhase;

constexpr LogPattern rows[] = {
    {"backend connect failed; addr=",
     connect,
     "connection-refused connect-timeout",
     "The connection to the backend failed.",
     "03/Feb/2026:04:05:06 +0000 PID77 [INFO] shrpx_http_downstream_connection.cc:1143 "
     "[DCONN:0x7f00] Backend connect failed; addr=10.0.0.5:8080"},
    {"could not connect*times in a row; sleep",
     connect,
     "connection-refused connect-timeout",
     "The connection to the backend failed several times in a row.",
     "[WARN] shrpx_connect_blocker.cc:93 Could not connect 3 times in a row; sleep for 5 seconds"},
};

} // namespace

constinit const LogTable nghttpx_log{"nghttpx", rows};

} // namespace gwdiag
