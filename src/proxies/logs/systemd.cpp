// SPDX-License-Identifier: Apache-2.0
// systemd: src/core/service.c, unit.c; systemd-oomd.
#include "proxies/logs/tables.hpp"

namespace gwdiag {

namespace {

using enum FaultPhase;

constexpr LogPattern rows[] = {
    {"killed by the oom killer",
     none,
     "oom-killed",
     "A process of this unit was killed because memory ran out.",
     "Mar  2 10:11:12 host systemd[1]: app.service: A process of this unit has been killed by "
     "the OOM killer."},
    {"failed with result 'oom-kill'",
     none,
     "oom-killed",
     "The unit ended because the kernel killed it out of memory.",
     "Mar  2 10:11:12 host systemd[1]: app.service: Failed with result 'oom-kill'."},
    {"result 'oom-kill'",
     none,
     "oom-killed",
     "The unit ended because the kernel killed it out of memory.",
     "Mar  2 10:11:12 host systemd[1]: app.service: Unit entered with result 'oom-kill'."},
    {"systemd-oomd killed",
     none,
     "oom-killed memory-pressure",
     "systemd-oomd killed this unit.",
     "Mar  2 10:11:12 host systemd[1]: app.service: systemd-oomd killed 12 process(es) in this "
     "unit."},
    {"systemd-oomd*killed /*memory pressure",
     none,
     "oom-killed memory-pressure",
     "systemd-oomd killed this cgroup.",
     "Mar  2 10:11:12 host systemd-oomd[9]: Killed /system.slice/app.service due to memory "
     "pressure for /system.slice being 61.22% > 60.00% for > 20s with reclaim activity"},
    {"main process exited, code=killed, status=9/kill",
     none,
     "oom-killed closed-before-response",
     "The service was killed from outside, as the kernel does when memory runs out.",
     "Mar  2 10:11:12 host systemd[1]: app.service: Main process exited, code=killed, "
     "status=9/KILL"},
    {"main process exited, code=killed, status=15/term",
     none,
     "",
     "The service was told to stop.",
     "Mar  2 10:11:12 host systemd[1]: app.service: Main process exited, code=killed, "
     "status=15/TERM"},
    {"main process exited, code=dumped",
     none,
     "closed-before-response reset-before-response upstream-restarting",
     "The service crashed.",
     "Mar  2 10:11:12 host systemd[1]: app.service: Main process exited, code=dumped, "
     "status=11/SEGV"},
    {"main process exited, code=killed",
     none,
     "closed-before-response reset-before-response upstream-restarting",
     "The service crashed.",
     "Mar  2 10:11:12 host systemd[1]: app.service: Main process exited, code=killed, "
     "status=11/SEGV"},
    {"main process exited, code=exited, status=0",
     none,
     "",
     "The service ended in order.",
     "Mar  2 10:11:12 host systemd[1]: app.service: Main process exited, code=exited, "
     "status=0/SUCCESS"},
    {"main process exited, code=exited, status=137",
     none,
     "oom-killed closed-before-response",
     "The service was killed from outside, as at its memory limit.",
     "Mar  2 10:11:12 host systemd[1]: app.service: Main process exited, code=exited, "
     "status=137/n/a"},
    {"main process exited, code=exited",
     none,
     "connection-refused upstream-restarting",
     "The service ended with an error.",
     "Mar  2 10:11:12 host systemd[1]: app.service: Main process exited, code=exited, "
     "status=1/FAILURE"},
    {"restart counter is at",
     none,
     "connection-refused upstream-restarting",
     "The service ended and is started again.",
     "Mar  2 10:11:12 host systemd[1]: app.service: Scheduled restart job, restart counter is at "
     "4."},
    {"start request repeated too quickly",
     none,
     "connection-refused upstream-restarting",
     "The service ends again and again: systemd gives up.",
     "Mar  2 10:11:12 host systemd[1]: app.service: Start request repeated too quickly."},
    {"holdoff time over, scheduling restart",
     none,
     "connection-refused upstream-restarting",
     "The service ended and is started again.",
     "Mar  2 10:11:12 host systemd[1]: app.service: Service hold-off time over, holdoff time "
     "over, scheduling restart."},
    {"hold-off time over, scheduling restart",
     none,
     "connection-refused upstream-restarting",
     "The service ended and is started again.",
     "Mar  2 10:11:12 host systemd[1]: app.service: Service hold-off time over, scheduling "
     "restart."},
    {"watchdog timeout",
     none,
     "worker-killed upstream-restarting",
     "The service gave no sign of life: systemd ends it.",
     "Mar  2 10:11:12 host systemd[1]: app.service: Watchdog timeout (limit 30s)!"},
    {".service: failed with result",
     none,
     "connection-refused upstream-restarting",
     "The service has failed.",
     "Mar  2 10:11:12 host systemd[1]: app.service: Failed with result 'exit-code'."},
    {"systemd[1]: failed to start",
     none,
     "connection-refused",
     "The service did not start.",
     "Mar  2 10:11:12 host systemd[1]: Failed to start app.service - The application."},
    {"code=exited, status=137",
     none,
     "oom-killed closed-before-response",
     "The service was killed from outside, as at its memory limit.",
     "Process: 99 ExecStart=/usr/bin/app (code=exited, status=137)"},
    {"(code=killed, signal=kill)",
     none,
     "oom-killed closed-before-response",
     "The service was killed from outside, as the kernel does when memory runs out.",
     "Main PID: 99 (code=killed, signal=KILL)"},
    {"(code=dumped, signal=",
     none,
     "closed-before-response",
     "The service crashed.",
     "Main PID: 99 (code=dumped, signal=SEGV)"},
    {"(code=killed, signal=segv)",
     none,
     "closed-before-response",
     "The service crashed.",
     "Main PID: 99 (code=killed, signal=SEGV)"},
    {"active: failed (result: oom-kill)",
     none,
     "oom-killed",
     "The service ended because the kernel killed it out of memory.",
     "Active: failed (Result: oom-kill) since Sat 2024-03-02 10:11:12 UTC; 3min ago"},
    {"active: failed (result:",
     none,
     "connection-refused",
     "The service has failed.",
     "Active: failed (Result: exit-code) since Sat 2024-03-02 10:11:12 UTC; 3min ago"},
    {"expired, scheduling restart",
     none,
     "connection-refused upstream-restarting",
     "The service ended and is started again.",
     "Mar  2 10:11:12 host systemd[1]: app.service: Service RestartSec=100ms expired, scheduling "
     "restart."},
};

} // namespace

constinit const LogTable systemd_log{"systemd", rows};

} // namespace gwdiag
