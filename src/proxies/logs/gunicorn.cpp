// SPDX-License-Identifier: Apache-2.0
// gunicorn: gunicorn/arbiter.py.
#include "proxies/logs/tables.hpp"

namespace gwdiag {

namespace {

using enum FaultPhase;

constexpr LogPattern rows[] = {
    {"worker timeout (pid:",
     none,
     "response-timeout worker-killed slow-response",
     "A worker was silent for longer than --timeout: it is killed, with its request.",
     "[2024-03-02 10:11:12 +0000] [7] [CRITICAL] WORKER TIMEOUT (pid:99)"},
    {"perhaps out of memory",
     none,
     "oom-killed worker-killed response-timeout",
     "A worker was killed: by the kernel out of memory, or by gunicorn itself if its timeout "
     "line stands before.",
     "[2024-03-02 10:11:12 +0000] [7] [ERROR] Worker (pid:99) was sent SIGKILL! Perhaps out of "
     "memory?"},
    {"was sent sigkill",
     none,
     "oom-killed worker-killed",
     "A worker was killed.",
     "[2024-03-02 10:11:12 +0000] [7] [ERROR] Worker (pid:99) was sent SIGKILL!"},
    {"was sent sigsegv",
     none,
     "closed-before-response reset-before-response",
     "A worker crashed: its connection was cut.",
     "[2024-03-02 10:11:12 +0000] [7] [WARNING] Worker (pid:99) was sent SIGSEGV!"},
    {"was sent sigabrt",
     none,
     "worker-killed closed-before-response",
     "A worker was killed after its timeout.",
     "[2024-03-02 10:11:12 +0000] [7] [WARNING] Worker (pid:99) was sent SIGABRT!"},
    {"was terminated due to signal 9",
     none,
     "oom-killed worker-killed",
     "A worker was killed.",
     "[2024-03-02 10:11:12 +0000] [7] [WARNING] Worker with pid 99 was terminated due to signal 9"},
    {"was terminated due to signal 6",
     none,
     "worker-killed closed-before-response",
     "A worker was killed after its timeout.",
     "[2024-03-02 10:11:12 +0000] [7] [WARNING] Worker with pid 99 was terminated due to signal 6"},
    {"was terminated due to signal 11",
     none,
     "closed-before-response reset-before-response",
     "A worker crashed: its connection was cut.",
     "[2024-03-02 10:11:12 +0000] [7] [WARNING] Worker with pid 99 was terminated due to signal "
     "11"},
    {"was sent sig",
     none,
     "",
     "A worker was told to stop.",
     "[2024-03-02 10:11:12 +0000] [7] [WARNING] Worker (pid:99) was sent SIGTERM!"},
    {"was terminated due to signal",
     none,
     "",
     "A worker was told to stop.",
     "[2024-03-02 10:11:12 +0000] [7] [WARNING] Worker with pid 99 was terminated due to signal "
     "15"},
    {"worker failed to boot",
     none,
     "connection-refused upstream-restarting",
     "The application does not start.",
     "[2024-03-02 10:11:12 +0000] [7] [ERROR] Reason: Worker failed to boot."},
    {") exited with code",
     none,
     "closed-before-response upstream-restarting",
     "A worker ended with an error.",
     "[2024-03-02 10:11:12 +0000] [7] [ERROR] Worker (pid:99) exited with code 3"},
    {"error handling request",
     none,
     "upstream-error-status",
     "The application failed and answers 500.",
     "[2024-03-02 10:11:12 +0000] [9] [ERROR] Error handling request /app"},
    {"[gunicorn]*invalid request from ip",
     none,
     "",
     "A client's request was refused.",
     "[gunicorn] [WARNING] Invalid request from ip=192.0.2.7: Invalid HTTP request line"},
    {"invalid request from ip=",
     none,
     "",
     "A client's request was refused.",
     "[2024-03-02 10:11:12 +0000] [9] [WARNING] Invalid request from ip=192.0.2.7: Invalid HTTP "
     "request line: ''"},
    {"ignoring connection epipe",
     none,
     "",
     "The client or the proxy left first.",
     "[2024-03-02 10:11:12 +0000] [9] [DEBUG] Ignoring connection epipe"},
    {"ignoring connection reset",
     none,
     "",
     "The client or the proxy left first.",
     "[2024-03-02 10:11:12 +0000] [9] [DEBUG] Ignoring connection reset"},
    {"connection in use:",
     none,
     "",
     "The address is taken: the server tries again.",
     "[2024-03-02 10:11:12 +0000] [7] [ERROR] Connection in use: ('0.0.0.0', 8000)"},
    {"can't connect to ('",
     none,
     "connection-refused",
     "The server could not listen on its address.",
     "[2024-03-02 10:11:12 +0000] [7] [ERROR] Can't connect to ('0.0.0.0', 8000)"},
};

} // namespace

constinit const LogTable gunicorn_log{"gunicorn", rows};

} // namespace gwdiag
