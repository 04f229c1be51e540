// SPDX-License-Identifier: Apache-2.0
// Erlang and Elixir: Ranch, Cowboy, Bandit, Phoenix; the runtime itself.
#include "proxies/logs/tables.hpp"

namespace gwdiag {

namespace {

using enum FaultPhase;

constexpr LogPattern rows[] = {
    {" running * (cowboy_protocol) terminated",
     none,
     "upstream-error-status closed-before-response",
     "The application failed on a request (Cowboy).",
     "10:11:12.345 [error] #PID<0.99.0> running Shop.Endpoint (cowboy_protocol) terminated"},
    {"[error] #pid<* running * (connection #pid<*) terminated",
     none,
     "upstream-error-status closed-before-response",
     "The application failed on a request (Cowboy).",
     "10:11:12.345 [error] #PID<0.99.0> running Shop.Endpoint (connection "
     "#PID<0.98.0>, stream id 3) terminated"},
    {"ranch protocol #pid<*of listener *terminated",
     none,
     "upstream-error-status closed-before-response",
     "The application failed on a request (Cowboy).",
     "[error] Ranch protocol #PID<0.99.0> of listener Shop.Endpoint.HTTP (connection "
     "#PID<0.98.0>, stream id 1) terminated"},
    {"ranch listener *had its request process *exit with reason",
     none,
     "upstream-error-status closed-before-response",
     "The application failed on a request (Cowboy).",
     "Ranch listener web, connection process <0.98.0>, stream 1 had its request "
     "process <0.99.0> exit with reason badarg and stacktrace []"},
    {"ranch listener *had connection process started with *exit with reason",
     none,
     "closed-before-response upstream-error-status",
     "The application failed: its connection was cut (Cowboy).",
     "Ranch listener web had connection process started with "
     "cowboy_protocol:start_link/4 at <0.99.0> exit with reason: badarg"},
    {"running *with cowboy *failed, port already in use",
     none,
     "connection-refused upstream-restarting",
     "The application does not start: another process, perhaps its own former one, "
     "has its port.",
     "[error] Running Shop.Endpoint with Cowboy on http://localhost:4000 failed, port "
     "already in use"},
    {"running *with cowboy *failed, port ^ already in use",
     none,
     "connection-refused upstream-restarting",
     "The application does not start: another process, perhaps its own former one, "
     "has its port.",
     "[error] Running Shop.Endpoint with cowboy 2.9.0 at 0.0.0.0:4000 (http) failed, "
     "port 4000 already in use"},
    {"running *with bandit *failed, port",
     none,
     "connection-refused upstream-restarting",
     "The application does not start: another process, perhaps its own former one, "
     "has its port.",
     "[error] Running Shop.Endpoint with Bandit 1.5.0 at http failed, port 4000 already in use"},
    {"eheap_alloc: cannot allocate",
     none,
     "memory-pressure upstream-restarting",
     "Memory ran out: the runtime ended itself.",
     "eheap_alloc: Cannot allocate 441485240 bytes of memory (of type \"heap\")."},
    {"binary_alloc: cannot allocate",
     none,
     "memory-pressure upstream-restarting",
     "Memory ran out: the runtime ended itself.",
     "binary_alloc: Cannot allocate 441485240 bytes of memory (of type \"binary\")."},
    {"heart: *erlang has terminated",
     none,
     "upstream-restarting connection-refused",
     "The application ended and is started again.",
     "heart: Sat Mar  2 10:11:12 2024: Erlang has terminated, will reboot."},
    {"heart: *erlang is crashing",
     none,
     "closed-before-response upstream-restarting",
     "The application crashed.",
     "heart: Sat Mar  2 10:11:12 2024: Erlang is crashing .. (waiting for crash dump file)"},
};

} // namespace

constinit const LogTable beam_log{"erlang", rows};

} // namespace gwdiag
