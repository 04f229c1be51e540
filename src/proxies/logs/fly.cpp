// SPDX-License-Identifier: Apache-2.0
// Fly.io: the proxy's and the machines' messages (fly.io/docs, "Error codes" of the proxy).
#include "proxies/logs/tables.hpp"

namespace gwdiag {

namespace {

using enum FaultPhase;

constexpr LogPattern rows[] = {
    {"instance refused connection",
     none,
     "connection-refused listening-elsewhere",
     "The application does not listen on the address that Fly's proxy asks.",
     "2024-03-02T10:11:12.345 proxy[4f1c] fra [error] [PC01] instance refused connection. "
     "is your app listening on 0.0.0.0:8080?"},
    {"failed to connect to machine: gave up",
     none,
     "connection-refused connect-timeout upstream-restarting",
     "The machine could not be reached while it started.",
     "2024-03-02T10:11:12Z proxy[4f1c] fra [error] [PM05] failed to connect to machine: "
     "gave up after 15 attempts (in 8.1s)"},
    {"timed out while connecting to your instance",
     none,
     "connect-timeout",
     "The application took no connection in time.",
     "2024-03-02T10:11:12Z proxy[4f1c] fra [error] [PC05] timed out while connecting to "
     "your instance. this indicates a problem with your app"},
    {"no known healthy instances found",
     none,
     "no-live-upstream",
     "No machine of the application is healthy.",
     "2024-03-02T10:11:12Z proxy[4f1c] fra [error] [PR01] no known healthy instances "
     "found for route tcp/443."},
    {"could not find a good candidate within",
     none,
     "no-live-upstream connection-limit",
     "No machine of the application would take the request.",
     "2024-03-02T10:11:12Z proxy[4f1c] fra [error] [PR03] could not find a good candidate "
     "within 21 attempts at load balancing."},
    {"request to instance: connection closed before message completed",
     none,
     "closed-before-response keepalive-race",
     "The application closed the connection before it answered.",
     "proxy[4f1c] fra [error] [PU02] could not complete HTTP request to instance: "
     "connection closed before message completed"},
    {"request to instance:",
     header,
     "closed-before-response reset-before-response",
     "The exchange with the application failed.",
     "proxy[4f1c] fra [error] [PU03] could not send HTTP request to instance: connection "
     "error: Connection reset by peer (os error 104)",
     false,
     "reset-before-response"},
    {"instance reached connections hard limit",
     none,
     "connection-limit",
     "The machine has as many connections as it is allowed.",
     "proxy[4f1c] fra [error] Instance reached connections hard limit of 25"},
    {"process appears to have been oom killed",
     none,
     "oom-killed",
     "The application was killed for want of memory.",
     "runner[4f1c] fra [info] Process appears to have been OOM killed!"},
    {"main child exited with signal (with signal 'sigkill'",
     none,
     "oom-killed closed-before-response",
     "The application was killed.",
     "app[4f1c] fra [info] Main child exited with signal (with signal 'SIGKILL', core "
     "dumped? false)"},
    {"main child exited with signal (with signal 'sigterm'",
     none,
     "",
     "The application was told to stop.",
     "app[4f1c] fra [info] Main child exited with signal (with signal 'SIGTERM', core "
     "dumped? false)"},
    {"main child exited with signal (with signal 'sigint'",
     none,
     "",
     "The application was told to stop.",
     "app[4f1c] fra [info] Main child exited with signal (with signal 'SIGINT', core "
     "dumped? false)"},
    {"main child exited with signal",
     none,
     "closed-before-response upstream-restarting",
     "The application crashed.",
     "app[4f1c] fra [info] Main child exited with signal (with signal 'SIGSEGV', core "
     "dumped? false)"},
    {"main child exited normally with code: 0",
     none,
     "",
     "The application ended in order.",
     "app[4f1c] fra [info] Main child exited normally with code: 0"},
    {"main child exited normally with code:",
     none,
     "connection-refused upstream-restarting",
     "The application ended by itself with an error.",
     "app[4f1c] fra [info] Main child exited normally with code: 1"},
    {"machine has reached its max restart count",
     none,
     "connection-refused upstream-restarting",
     "The application ends again and again.",
     "runner[4f1c] fra [info] machine has reached its max restart count of 10"},
    {"has failed. your app is not responding properly",
     none,
     "health-check-failing",
     "The application fails its health check.",
     "health[4f1c] fra [error] Health check on port 8080 has failed. Your app is not "
     "responding properly."},
};

} // namespace

constinit const LogTable fly_log{"fly.io", rows};

} // namespace gwdiag
