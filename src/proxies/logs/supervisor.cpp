// SPDX-License-Identifier: Apache-2.0
// What keeps applications running: supervisord, PM2, Docker, containerd, Cloud Foundry, Render,
// IIS.
#include "proxies/logs/tables.hpp"

namespace gwdiag {

namespace {

using enum FaultPhase;

constexpr LogPattern rows[] = {
    {"exited: *(terminated by sigkill; not expected)",
     none,
     "oom-killed worker-killed closed-before-response",
     "The program was killed by SIGKILL.",
     "2026-02-03 04:05:06,789 WARN exited: web (terminated by SIGKILL; not expected)"},
    {"exited: *(terminated by sigterm; not expected)",
     none,
     "",
     "The program ended when it was asked to.",
     "2026-02-03 04:05:06,789 WARN exited: web (terminated by SIGTERM; not expected)"},
    {"exited: *(terminated by sig*; not expected)",
     none,
     "closed-before-response upstream-restarting",
     "The program crashed.",
     "2026-02-03 04:05:06,789 WARN exited: web (terminated by SIGSEGV (core dumped); not "
     "expected)"},
    {"exited: *(exit status*; not expected)",
     none,
     "connection-refused upstream-restarting closed-before-response",
     "The program ended by itself.",
     "2026-02-03 04:05:06,789 WARN exited: web (exit status 1; not expected)"},
    {"entered fatal state",
     none,
     "connection-refused upstream-restarting",
     "The program does not start.",
     "2026-02-03 04:05:06,789 INFO gave up: web entered FATAL state, too many start retries too "
     "quickly"},
    {"had too many unstable restarts",
     none,
     "connection-refused upstream-restarting",
     "The program does not start.",
     "PM2 | Script /srv/index.js had too many unstable restarts (16). Stopped. \"errored\""},
    {"exited with code [*via signal [sigkill]",
     none,
     "oom-killed worker-killed closed-before-response",
     "The program was killed by SIGKILL.",
     "PM2 | App [api:0] exited with code [0] via signal [SIGKILL]"},
    {"exited with code [*via signal [sigsegv]",
     none,
     "closed-before-response upstream-restarting",
     "The program crashed.",
     "PM2 | App [api:0] exited with code [0] via signal [SIGSEGV]"},
    {"taskoom event",
     none,
     "oom-killed",
     "A process of the container was killed for want of memory.",
     "level=info msg=\"TaskOOM event container_id:4f1c\""},
    {"container oom *(image=",
     none,
     "oom-killed",
     "A process of the container was killed for want of memory.",
     "2026-02-03T04:05:06.789Z container oom 4f1c (image=shop, name=web)"},
    {"exit status 137 (out of memory)",
     none,
     "oom-killed closed-before-response",
     "The application was killed for want of memory.",
     "2026-02-03T04:05:06.00+0000 [APP/PROC/WEB/0] OUT Exit status 137 (out of memory)"},
    {"ran out of memory (used over",
     none,
     "oom-killed memory-pressure",
     "The application needed more memory than its plan has.",
     "Ran out of memory (used over 512MB) while running your code."},
    {"a process serving application pool*suffered a fatal communication error",
     none,
     "closed-before-response upstream-restarting",
     "The worker process of the application pool died.",
     "A process serving application pool 'shop' suffered a fatal communication error with the "
     "Windows Process Activation Service."},
    {"application pool*is being automatically disabled",
     none,
     "connection-refused no-live-upstream upstream-restarting",
     "The application pool was shut down after repeated crashes.",
     "Application pool 'shop' is being automatically disabled due to a series of failures in the "
     "process(es) serving that application pool."},
};

} // namespace

constinit const LogTable supervisor_log{"supervisor", rows};

} // namespace gwdiag
