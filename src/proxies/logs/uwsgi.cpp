// SPDX-License-Identifier: Apache-2.0
// uWSGI: core/master_utils.c, core/uwsgi.c, core/writer.c, proto/uwsgi.c.
#include "proxies/logs/tables.hpp"

namespace gwdiag {

namespace {

using enum FaultPhase;

constexpr LogPattern rows[] = {
    {"hr_instance_connected()",
     connect,
     "connection-refused connect-timeout",
     "uWSGI's router could not reach the application.",
     "[uwsgi-http key: a.example client_addr: 192.0.2.7 client_port: 1] hr_instance_connected(): "
     "Connection refused [plugins/http/http.c line 1065]"},
    {"hr_instance_read()",
     header,
     "reset-before-response closed-before-response",
     "The application broke the connection to uWSGI's router.",
     "[uwsgi-http key: a.example client_addr: 192.0.2.7 client_port: 1] hr_instance_read(): "
     "Connection reset by peer [plugins/http/http.c line 647]"},
    {"hr_instance_write",
     send,
     "closed-before-response reset-before-response",
     "The application did not take the request from uWSGI's router.",
     "[uwsgi-http key: a.example client_addr: 192.0.2.7 client_port: 1] hr_instance_write(): "
     "Broken pipe [plugins/http/http.c line 300]"},
    {"listen queue of socket*full",
     none,
     "accept-queue-full slow-under-load connection-limit",
     "The listen queue is full: the workers do not accept fast enough.",
     "Sat Mar  2 10:11:12 2024 - *** uWSGI listen queue of socket \"127.0.0.1:3031\" (fd: 3) "
     "full !!! (101/100) ***"},
    {"harakiri on worker",
     none,
     "worker-killed response-timeout slow-response",
     "A request ran for longer than harakiri allows: its worker is killed.",
     "Sat Mar  2 10:11:12 2024 - *** HARAKIRI ON WORKER 3 (pid: 99, try: 1) ***"},
    {"- harakiri [core ",
     none,
     "worker-killed response-timeout slow-response",
     "A worker was killed since its request took longer than harakiri allows.",
     "Sat Mar  2 10:11:12 2024 - HARAKIRI [core 0] 192.0.2.7 - GET /slow since 1709374270"},
    {"harakiri !!!",
     none,
     "worker-killed response-timeout slow-response",
     "A request ran for longer than harakiri allows: its worker is killed.",
     "Sat Mar  2 10:11:12 2024 - HARAKIRI !!! worker 3 status !!!"},
    {"i must kill myself",
     none,
     "worker-killed response-timeout slow-response",
     "A request ran for longer than harakiri allows: its worker ends itself.",
     "Sat Mar  2 10:11:12 2024 - F*CK !!! i must kill myself (pid: 99 app_id: 0)..."},
    {"died, killed by signal 9",
     none,
     "worker-killed oom-killed closed-before-response",
     "A worker was killed: by harakiri, or by the kernel out of memory.",
     "Sat Mar  2 10:11:12 2024 - DAMN ! worker 3 (pid: 99) died, killed by signal 9 :( trying "
     "respawn ..."},
    {"died, killed by signal 15",
     none,
     "",
     "A worker was told to stop.",
     "DAMN ! worker 3 (pid: 99) died, killed by signal 15 :( trying respawn ..."},
    {"died, killed by signal",
     none,
     "closed-before-response reset-before-response",
     "A worker crashed: its connection was cut.",
     "Sat Mar  2 10:11:12 2024 - DAMN ! worker 3 (pid: 99) died, killed by signal 11 :( trying "
     "respawn ..."},
    {"got segmentation fault",
     none,
     "closed-before-response reset-before-response",
     "A worker crashed: its connection was cut.",
     "!!! uWSGI process 99 got Segmentation Fault !!!"},
    {"no python application found",
     none,
     "upstream-error-status",
     "uWSGI has no application to run and answers 500.",
     "--- no python application found, check your startup logs for errors ---"},
    {"unable to connect() to node",
     connect,
     "connection-refused",
     "The router cannot reach the application.",
     "Sat Mar  2 10:11:12 2024 - [uwsgi-http key: app.example client_addr: 192.0.2.7 "
     "client_port: 51000] unable to connect() to node \"10.0.0.5:3031\" (3 retries): Connection "
     "refused [plugins/http/http.c line 270]"},
    {"=> marking",
     none,
     "no-live-upstream",
     "The router takes this node for failed.",
     "Sat Mar  2 10:11:12 2024 - [uwsgi-fastrouter] 10.0.0.5:3031 => marking 10.0.0.5:3031 as "
     "failed",
     true},
    {"invalid request block size",
     none,
     "request-too-large header-too-large",
     "A request is larger than buffer-size.",
     "Sat Mar  2 10:11:12 2024 - invalid request block size: 5000 (max 4096)...skip"},
    {"uwsgi_read*timeout",
     none,
     "",
     "Reading a request took too long.",
     "Sat Mar  2 10:11:12 2024 - [uwsgi-body-read] Timeout reading 4096 bytes. Content-Length: "
     "9000 consumed: 0 left: 9000"},
    {"uwsgi listen queue of socket",
     none,
     "accept-queue-full slow-under-load",
     "The listen queue is full.",
     "*** uWSGI listen queue of socket \"127.0.0.1:3031\""},
    {"unable to load app 0",
     none,
     "upstream-error-status",
     "uWSGI could not load the application and answers 500.",
     "unable to load app 0 (mountpoint='') (callable not found or import error)"},
    {") died :( trying respawn",
     none,
     "closed-before-response upstream-restarting",
     "A worker ended in the middle of its work.",
     "Sat Mar  2 10:11:12 2024 - DAMN ! worker 3 (pid: 99) died :( trying respawn ..."},
    {"fork(): cannot allocate memory",
     none,
     "memory-pressure connection-limit",
     "There is no memory for another worker.",
     "Sat Mar  2 10:11:12 2024 - fork(): Cannot allocate memory [core/master_utils.c line "
     "724]"},
    {"no app loaded. going in full dynamic mode",
     none,
     "upstream-error-status",
     "uWSGI found no application to run.",
     "*** no app loaded. going in full dynamic mode ***"},
};

} // namespace

constinit const LogTable uwsgi_log{"uwsgi", rows};

} // namespace gwdiag
