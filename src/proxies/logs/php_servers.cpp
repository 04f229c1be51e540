// SPDX-License-Identifier: Apache-2.0
// Application servers for PHP beside php-fpm: RoadRunner and Swoole.
#include "proxies/logs/tables.hpp"

namespace gwdiag {

namespace {

using enum FaultPhase;

constexpr LogPattern rows[] = {
    {"no free workers in",
     none,
     "connection-limit slow-under-load",
     "All workers of the pool are at work.",
     "2024-03-02T10:11:12+0000	ERROR	server	no free workers in the pool, wait timeout "
     "exceed	{\"reason\": \"no free workers\"}"},
};

constexpr LogPattern swoole_rows[] = {
    {"worker exit timeout, forced termination",
     none,
     "worker-killed closed-before-response",
     "A worker did not end in time: it was killed.",
     "[2024-03-02 10:11:12 *99.0]	WARNING	Worker_reactor_try_to_exit() (ERRNO 9101): "
     "worker exit timeout, forced termination"},
    {"failed to listen server port[*address already in use",
     none,
     "connection-refused upstream-restarting",
     "The application does not start: another process, perhaps its own former one, "
     "has its port.",
     "failed to listen server port[0.0.0.0:9501], Error: Address already in use[98]"},
    {"worker[*] exit with status 0",
     none,
     "",
     "A worker ended in order (Workerman).",
     "2024-03-02 10:11:12 pid:7 worker[web:99] exit with status 0"},
    {"worker[*] exit with status ",
     none,
     "closed-before-response upstream-restarting",
     "A worker ended in the middle of its work (Workerman).",
     "2024-03-02 10:11:12 pid:7 worker[web:99] exit with status 64000"},
    {"worker*abnormal exit, status=*signal=9",
     none,
     "oom-killed worker-killed closed-before-response",
     "A worker was killed.",
     "[2024-03-02 10:11:12 $7.0]	WARNING	Server::check_worker_exit_status(): "
     "worker(pid=99, id=1) abnormal exit, status=0, signal=9"},
    {"worker*abnormal exit, status=*signal=15",
     none,
     "",
     "A worker was told to stop.",
     "[2024-03-02 10:11:12 $7.0]	WARNING	Server::check_worker_exit_status(): "
     "worker(pid=99, id=1) abnormal exit, status=0, signal=15"},
    {"worker*abnormal exit, status=",
     none,
     "closed-before-response upstream-restarting",
     "A worker ended in the middle of its work.",
     "[2024-03-02 10:11:12 $7.0]	WARNING	Server::check_worker_exit_status(): "
     "worker(pid=99, id=1) abnormal exit, status=255, signal=0"},
};

} // namespace

constinit const LogTable roadrunner_log{"roadrunner", rows};
constinit const LogTable swoole_log{"swoole", swoole_rows};

} // namespace gwdiag
