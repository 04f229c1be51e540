// SPDX-License-Identifier: Apache-2.0
// Puma, Unicorn, Passenger, GitLab Workhorse, Rack::Timeout; and what Ruby's HTTP client says.
#include "proxies/logs/tables.hpp"

namespace gwdiag {

namespace {

using enum FaultPhase;

constexpr LogPattern rows[] = {
    {"are you trying to open an ssl connection to a non-ssl puma",
     none,
     "tls-to-plain-http-port",
     "Somebody starts TLS where Puma speaks plain HTTP.",
     "2024-03-02 10:11:12 +0000 HTTP parse error, malformed request (): #<Puma::HttpParserError: "
     "Invalid HTTP format, parsing fails. Are you trying to open an SSL connection to a non-SSL "
     "Puma?>"},
    {"terminating timed out worker (worker *failed to boot within",
     none,
     "connection-refused upstream-restarting",
     "A worker did not start in time: it is killed.",
     "[7] ! Terminating timed out worker (Worker 0 failed to boot within 60 seconds): 99"},
    {"terminating timed out worker",
     none,
     "worker-killed response-timeout",
     "A worker did not report in time: it is killed.",
     "[7] ! Terminating timed out worker (worker failed to check in within 60 seconds): 99"},
    {"out-of-sync worker",
     none,
     "",
     "Puma's own bookkeeping.",
     "[7] ! Out-of-sync worker list, no 99 worker"},
    {"s), killing",
     none,
     "response-timeout worker-killed",
     "A worker ran into its timeout: it is killed.",
     "E, [2024-03-02T10:11:12.345678 #7] ERROR -- : worker=1 PID:99 timeout (31s > 30s), killing"},
    {"reaped #<process::status: pid*sigkill",
     none,
     "worker-killed oom-killed closed-before-response",
     "A worker was killed.",
     "E, [2024-03-02T10:11:12.345678 #7] ERROR -- : reaped #<Process::Status: pid 99 SIGKILL "
     "(signal 9)> worker=1"},
    {"reaped #<process::status: pid*sigsegv",
     none,
     "closed-before-response",
     "A worker crashed.",
     "E, [2024-03-02T10:11:12.345678 #7] ERROR -- : reaped #<Process::Status: pid 99 SIGSEGV "
     "(signal 11)> worker=1"},
    {"request queue is full. returning",
     none,
     "connection-limit",
     "Passenger's queue of waiting requests is full: 503.",
     "[ W 2024-03-02 10:11:12.3456 99/T8 age/Cor/Con/CheckoutSession.cpp:261 ]: [Client 1-4] "
     "Returning HTTP 503 due to: Request queue full. Request queue is full. Returning an error"},
    {"request queue full",
     none,
     "connection-limit",
     "Passenger's queue of waiting requests is full: 503.",
     "[ W 2024-03-02 10:11:12.3456 99/T8 age/Cor/Con/CheckoutSession.cpp:261 ]: Returning HTTP "
     "503 due to: Request queue full"},
    {"could not spawn process for application",
     none,
     "upstream-error-status connection-refused",
     "Passenger cannot start the application.",
     "[ E 2024-03-02 10:11:12.3456 99/T8 age/Cor/App/Implementation.cpp:221 ]: Could not spawn "
     "process for application /srv/app: The application process exited prematurely."},
    {"error parsing application response header",
     none,
     "malformed-header conflicting-framing",
     "The application's response head is malformed.",
     "[ E 2024-03-02 10:11:12.3456 99/T8 age/Cor/Con/ForwardResponse.cpp:120 ]: [Client 1-4] Error "
     "parsing application response header: invalid HTTP version"},
    {"the application process exited prematurely",
     none,
     "upstream-error-status closed-before-response",
     "The application ended.",
     "[ W 2024-03-02 10:11:12.3456 99/T8 age/Cor/Con/ForwardResponse.cpp ]: The application "
     "process exited prematurely."},
    {"the application did not send a complete response",
     none,
     "closed-before-response truncated-headers",
     "The application closed the connection without a complete answer.",
     "[ W 2024-03-02 10:11:12.3456 99/T8 ]: [Client 1-4] Sending 502 response: application did "
     "not send a complete response; the application did not send a complete response"},
    {"application did not send a complete response",
     none,
     "closed-before-response truncated-headers",
     "The application closed the connection without a complete answer.",
     "[ W 2024-03-02 10:11:12.3456 99/T8 age/Cor/Con/InternalUtils.cpp:96 ]: [Client 1-4] "
     "Sending 502 response: application did not send a complete response"},
    {"rack::timeout",
     none,
     "response-timeout worker-killed",
     "A request ran into the application's own timeout.",
     "Rack::Timeout::RequestTimeoutException: Request ran for longer than 15000ms"},
    {"badgateway: *dial ",
     connect,
     "connection-refused unix-socket-missing",
     "GitLab Workhorse could not connect to the application.",
     "{\"correlation_id\":\"x\",\"error\":\"badgateway: failed to receive response: dial "
     "unix /run/app.socket: connect: no such file or directory\",\"level\":\"error\"}",
     false,
     "unix-socket-missing"},
    {"badgateway: failed to receive response",
     header,
     "closed-before-response reset-before-response",
     "GitLab Workhorse could not read the application's answer.",
     "{\"correlation_id\":\"x\",\"error\":\"badgateway: failed to receive response: "
     "EOF\",\"level\":\"error\",\"method\":\"GET\",\"msg\":\"\",\"uri\":\"/\"}"},
    {"source=rack-timeout*state=timed_out",
     none,
     "response-timeout worker-killed",
     "A request ran into the application's own timeout.",
     "source=rack-timeout id=4f1c timeout=15000ms service=15001ms state=timed_out"},
    {"! unable to load application:",
     none,
     "connection-refused upstream-restarting",
     "The application does not start (Puma).",
     "! Unable to load application: NameError: uninitialized constant Shop"},
    {"master failed to start, check stderr log",
     none,
     "connection-refused upstream-restarting",
     "The application does not start (Unicorn).",
     "master failed to start, check stderr log for details"},
    {"puma caught this error",
     none,
     "upstream-error-status",
     "The application failed and answers 500.",
     "Puma caught this error: undefined method `x' for nil:NilClass (NoMethodError)"},
    {"pumaworkerkiller: out of memory",
     none,
     "memory-pressure upstream-restarting",
     "A worker is ended since the workers need more memory than they may.",
     "PumaWorkerKiller: Out of memory. 5 workers consuming total: 650 mb out of max: 600 mb. "
     "Sending TERM to pid 99 consuming 160 mb."},
    {"worker (pid: *exceeds memory limit (",
     none,
     "memory-pressure upstream-restarting",
     "A worker is ended since it needs more memory than it may (unicorn-worker-killer).",
     "W, [2024-03-02T10:11:12.345678 #99]  WARN -- : #<Unicorn::HttpServer:0x0>: worker (pid: 99) "
     "exceeds memory limit (262144000 bytes > 251658240 bytes)"},
    {"rss memory limit exceeded",
     none,
     "memory-pressure upstream-restarting",
     "A worker is ended since it needs more memory than it may (GitLab's watchdog).",
     "{\"severity\":\"WARN\",\"message\":\"rss memory limit "
     "exceeded\",\"memwd_handler_class\":\"Gitlab::Memory::Watchdog::Handlers::PumaHandler\"}"},
    {"detected parent died, dying",
     none,
     "closed-before-response upstream-restarting",
     "Puma's master process is gone: its workers end.",
     "[11] ! Detected parent died, dying"},
};

constexpr LogPattern client_rows[] = {
    {"errno::econnrefused",
     none,
     "connection-refused",
     "The peer refuses connections.",
     "Errno::ECONNREFUSED: Failed to open TCP connection to app.internal:8080 (Connection "
     "refused - connect(2))"},
    {"net::readtimeout",
     none,
     "response-timeout",
     "The upstream did not answer in time.",
     "Net::ReadTimeout: Net::ReadTimeout with #<TCPSocket:(closed)> from upstream 10.0.0.5:8080"},
    {"net::opentimeout",
     none,
     "connect-timeout",
     "The connection to the upstream was not established in time.",
     "Net::OpenTimeout: execution expired for upstream 10.0.0.5:8080"},
    {"cannot checkout session because a spawning error",
     none,
     "upstream-error-status connection-refused",
     "Passenger could not start the application.",
     "[Client 2-5] Cannot checkout session because a spawning error occurred. The "
     "identifier of the error is 0a1b."},
    {"the application encountered the following error:",
     none,
     "upstream-error-status connection-refused",
     "Passenger could not start the application.",
     "App 99 output: Error: The application encountered the following error: LoadError"},
};

} // namespace

constinit const LogTable ruby_log{"ruby", rows};
constinit const LogTable ruby_client_log{"ruby", client_rows};

} // namespace gwdiag
