// SPDX-License-Identifier: Apache-2.0
// Heroku router and dyno errors.
#include "proxies/logs/tables.hpp"

namespace gwdiag {

namespace {

using enum FaultPhase;

constexpr LogPattern rows[] = {
    {"error h10 (",
     none,
     "connection-refused upstream-restarting closed-before-response",
     "H10: the application crashed or does not start.",
     "heroku[router]: Error H10 (App crashed) -> GET app.example/ dyno= queue= wait= service= "
     "status=503 bytes="},
    {"error h11 (",
     none,
     "connection-limit",
     "H11: too many requests wait.",
     "heroku[router]: Error H11 (Backlog too deep) -> GET app.example/ dyno= queue= wait= service= "
     "status=503 bytes="},
    {"error h12 (",
     none,
     "response-timeout slow-response",
     "H12: the application did not answer within 30 s.",
     "heroku[router]: Error H12 (Request timeout) -> GET app.example/ dyno=web.1 queue= wait= "
     "service=30001ms status=503 bytes=0"},
    {"error h13 (",
     none,
     "closed-before-response reset-before-response",
     "H13: the application closed the connection without an answer.",
     "heroku[router]: Error H13 (Connection closed without response) -> GET app.example/ "
     "dyno=web.1 queue=0 wait=0ms service=9ms status=503 bytes=0"},
    {"error h14 (",
     none,
     "no-live-upstream no-upstream-configured",
     "H14: no web process runs.",
     "heroku[router]: Error H14 (No web processes running) -> GET app.example/ dyno= queue= wait= "
     "service= status=503 bytes="},
    {"code=h82",
     none,
     "no-live-upstream no-upstream-configured",
     "H82: the hours of free processes are used up.",
     "at=info code=H82 desc=\"Free app running time quota exhausted\" method=GET path=\"/\" "
     "host=app.example dyno= status=503 bytes="},
    {"code=h10",
     none,
     "connection-refused upstream-restarting closed-before-response",
     "H10: the application crashed or does not start.",
     "at=error code=H10 desc=\"App crashed\" method=GET path=\"/\" host=app.example request_id=x "
     "fwd=\"192.0.2.7\" dyno= connect= service= status=503 bytes="},
    {"code=h11",
     none,
     "connection-limit",
     "H11: too many requests wait.",
     "at=error code=H11 desc=\"Backlog too deep\" method=GET path=\"/\" host=app.example dyno= "
     "connect= service= status=503 bytes=0"},
    {"code=h12",
     none,
     "response-timeout slow-response",
     "H12: the application did not answer within 30 s.",
     "at=error code=H12 desc=\"Request timeout\" method=GET path=\"/\" host=app.example "
     "dyno=web.1 connect=1ms service=30001ms status=503 bytes=0"},
    {"code=h13",
     none,
     "closed-before-response reset-before-response",
     "H13: the application closed the connection without an answer.",
     "at=error code=H13 desc=\"Connection closed without response\" method=GET path=\"/\" "
     "host=app.example dyno=web.1 connect=1ms service=300ms status=503 bytes=0"},
    {"code=h14",
     none,
     "no-live-upstream no-upstream-configured",
     "H14: no web process runs.",
     "at=error code=H14 desc=\"No web processes running\" method=GET path=\"/\" host=app.example "
     "dyno= connect= service= status=503 bytes="},
    {"code=h15",
     none,
     "stalled-response",
     "H15: the connection was idle for 55 s.",
     "at=error code=H15 desc=\"Idle connection\" method=GET path=\"/\" host=app.example "
     "dyno=web.1 connect=1ms service=55449ms status=503 bytes=18"},
    {"code=h16",
     none,
     "",
     "H16: a redirect to another address.",
     "at=error code=H16 desc=\"Redirect to herokuapp.com\" method=GET path=\"/\" "
     "host=app.example status=301"},
    {"code=h17",
     none,
     "malformed-header malformed-status-line not-http",
     "H17: the application's answer is malformed.",
     "at=error code=H17 desc=\"Poorly formatted HTTP response\" method=GET path=\"/\" "
     "host=app.example dyno=web.1 connect=1ms service=1ms status=503 bytes=0"},
    {"code=h18",
     none,
     "truncated-body closed-before-response reset-before-response",
     "H18: the application ended the exchange in the middle.",
     "at=error code=H18 desc=\"Server Request Interrupted\" sock=backend method=GET path=\"/\" "
     "host=app.example dyno=web.1 connect=1ms service=3ms status=503 bytes=0"},
    {"code=h19",
     none,
     "connect-timeout",
     "H19: no connection to the application within 5 s.",
     "at=error code=H19 desc=\"Backend connection timeout\" method=GET path=\"/\" "
     "host=app.example dyno=web.1 connect=5001ms service= status=503 bytes="},
    {"code=h20",
     none,
     "upstream-restarting connect-timeout",
     "H20: the application did not boot in time.",
     "at=error code=H20 desc=\"App boot timeout\" method=GET path=\"/\" host=app.example dyno= "
     "connect= service= status=503 bytes="},
    {"code=h21",
     none,
     "connection-refused",
     "H21: the application refuses connections.",
     "at=error code=H21 desc=\"Backend connection refused\" method=GET path=\"/\" "
     "host=app.example dyno=web.1 connect=1ms service= status=503 bytes="},
    {"code=h22",
     none,
     "connection-limit",
     "H22: too many connections.",
     "at=error code=H22 desc=\"Connection limit reached\" method=GET path=\"/\" host=app.example "
     "dyno=web.1 connect=1ms service=0ms status=503 bytes=0"},
    {"code=h23",
     none,
     "unexpected-upgrade",
     "H23: an endpoint that the application has misconfigured.",
     "at=error code=H23 desc=\"Endpoint misconfigured\" method=GET path=\"/\" host=app.example "
     "dyno=web.1 status=503"},
    {"code=h24",
     none,
     "",
     "H24: the application was closed on purpose.",
     "at=error code=H24 desc=\"Forced close\" method=GET path=\"/\" host=app.example dyno=web.1 "
     "connect=1ms service=80000ms status=503 bytes=18"},
    {"code=h25",
     none,
     "conflicting-framing malformed-header",
     "H25: the application's answer has headers that are not allowed.",
     "at=error code=H25 desc=\"HTTP restriction: invalid content length\" method=GET path=\"/\" "
     "host=app.example dyno=web.1 status=502"},
    {"code=h26",
     none,
     "",
     "H26: a client's request is malformed.",
     "at=error code=H26 desc=\"Request Error\" method=GET path=\"/\" host=app.example dyno=web.1 "
     "status=400"},
    {"code=h27",
     none,
     "",
     "H27: the client went away.",
     "at=info code=H27 desc=\"Client Request Interrupted\" method=POST path=\"/\" "
     "host=app.example dyno=web.1 connect=0ms service=20ms status=499 bytes=0"},
    {"code=h28",
     none,
     "",
     "H28: the client was idle.",
     "at=error code=H28 desc=\"Client Connection Idle\" method=POST path=\"/\" host=app.example "
     "dyno=web.1 connect=1ms service=55000ms status=499 bytes=18"},
    {"code=h8",
     none,
     "",
     "H80 and above: maintenance or an empty application.",
     "at=info code=H80 desc=\"Maintenance mode\" method=GET path=\"/\" host=app.example dyno= "
     "connect= service= status=503 bytes="},
    {"code=h99",
     none,
     "cdn-provider-failure",
     "H99: the platform failed.",
     "at=error code=H99 desc=\"Platform error\" method=GET path=\"/\" host=app.example dyno= "
     "connect= service= status=503 bytes="},
    {"error r10",
     none,
     "connection-refused upstream-restarting",
     "R10: the application did not bind its port in time.",
     "heroku[web.1]: Error R10 (Boot timeout) -> Web process failed to bind to $PORT within 60 "
     "seconds of launch"},
    {"error r14",
     none,
     "memory-pressure oom-killed",
     "R14: the application needs more memory than it has.",
     "heroku[web.1]: Error R14 (Memory quota exceeded)"},
    {"error r15",
     none,
     "oom-killed memory-pressure",
     "R15: the application was killed for its memory.",
     "heroku[web.1]: Error R15 (Memory quota vastly exceeded)"},
    {"error r12",
     none,
     "worker-killed",
     "R12: the process did not stop in time.",
     "heroku[web.1]: Error R12 (Exit timeout) -> At least one process failed to exit within 30 "
     "seconds of SIGTERM"},
    {"state changed from up to crashed",
     none,
     "upstream-restarting connection-refused closed-before-response",
     "The application crashed.",
     "heroku[web.1]: State changed from up to crashed"},
    {"process exited with status 137",
     none,
     "oom-killed closed-before-response",
     "The process was killed from outside.",
     "heroku[web.1]: Process exited with status 137"},
    {"state changed from starting to crashed",
     none,
     "connection-refused upstream-restarting",
     "The application does not start.",
     "heroku[web.1]: State changed from starting to crashed"},
    {"heroku[web*process exited with status 0",
     none,
     "",
     "The process ended in order.",
     "heroku[web.1]: Process exited with status 0"},
    {"heroku[web*process exited with status 143",
     none,
     "",
     "The process was told to stop.",
     "heroku[web.1]: Process exited with status 143"},
    {"heroku[web*process exited with status ",
     none,
     "connection-refused upstream-restarting",
     "The process ended with an error.",
     "heroku[web.1]: Process exited with status 1"},
    {"heroku[*process running mem=*%)",
     none,
     "memory-pressure oom-killed",
     "The process needs more memory than it has.",
     "heroku[web.1]: Process running mem=600M(117.2%)"},
};

} // namespace

constinit const LogTable heroku_log{"heroku", rows};

} // namespace gwdiag
