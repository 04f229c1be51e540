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
