// SPDX-License-Identifier: Apache-2.0
#include "checklist/topics.hpp"

namespace gwdiag::topics {

namespace {

constexpr std::string_view heroku_name = "Heroku";

// Error codes of Heroku's router and runtime (its Dev Center, "Heroku Error Codes").
// clang-format off
constexpr Topic rows[] = {
    {"H10", "flag", heroku_name, "The application crashed, or did not start in time.",
     "connection-refused upstream-restarting"},
    {"H11", "flag", heroku_name, "Too many requests wait for the application.",
     "connection-limit slow-under-load"},
    {"H12", "flag", heroku_name, "The application did not answer within 30 s.",
     "response-timeout slow-response"},
    {"H13", "flag", heroku_name,
     "The application accepted the connection and closed it without a response, as a worker does "
     "that is killed at its own time limit, or that closes an idle connection.",
     "closed-before-response worker-killed keepalive-race"},
    {"H14", "flag", heroku_name, "No web process is running: the application is scaled to none.",
     "no-upstream-configured"},
    {"H15", "flag", heroku_name, "The response stalled for 55 s.", "stalled-response"},
    {"H17", "flag", heroku_name, "The response's first line is malformed.",
     "malformed-status-line not-http"},
    {"H18", "flag", heroku_name,
     "The application closed the connection after part of its response.",
     "truncated-body truncated-headers keepalive-race"},
    {"H19", "flag", heroku_name, "The connection to the application timed out after 5 s.",
     "connect-timeout accept-queue-full"},
    {"H20", "flag", heroku_name, "The application did not start within 75 s.",
     "upstream-restarting connection-refused"},
    {"H21", "flag", heroku_name,
     "The application refused the connection, often because it is overwhelmed.",
     "connection-refused accept-queue-full"},
    {"H22", "flag", heroku_name, "Too many connections to the application.", "connection-limit"},
    {"H23", "flag", heroku_name,
     "A WebSocket handshake went through a part that does not support it.", "protocol-mismatch"},
    {"H24", "flag", heroku_name, "The router shut down while it served the request.",
     "cdn-provider-failure"},
    {"H25", "flag", heroku_name,
     "A restriction on responses: two different Content-Length values, a header, cookie or status "
     "line that is too large.",
     "conflicting-framing header-too-large malformed-status-line"},
    {"H26", "flag", heroku_name, "The request was malformed: the client's side.", ""},
    {"H27", "flag", heroku_name,
     "The client closed the connection before the response: no gateway fault.", "slow-response"},
    {"H28", "flag", heroku_name, "The client's connection was idle too long: no gateway fault.",
     ""},
    {"H31", "flag", heroku_name,
     "The request came to the wrong place: a client or CDN still uses an old address.",
     "stale-address host-rejected"},
    {"H32", "flag", heroku_name, "The TLS certificate does not match.", "tls-cert-name-mismatch"},
    {"H33", "flag", heroku_name, "An HTTP/2 stream broke.", "http2-protocol-error"},
    {"H34", "flag", heroku_name, "All processes that are up are in quarantine.",
     "no-live-upstream"},
    {"H80", "flag", heroku_name, "Maintenance mode.", "upstream-error-status"},
    {"H81", "flag", heroku_name, "Nothing has been deployed to the application.",
     "no-upstream-configured"},
    {"H82", "flag", heroku_name, "The account's hours are used up.", "cdn-provider-failure"},
    {"H99", "flag", heroku_name, "An error of the platform itself.", "cdn-provider-failure"},
    {"R10", "flag", heroku_name,
     "The process did not bind to $PORT within 60 s: it starts too slowly, or listens on a port of "
     "its own.",
     "listening-elsewhere upstream-restarting"},
    {"R14", "flag", heroku_name, "The process uses more memory than its quota and swaps.",
     "memory-pressure"},
    {"R15", "flag", heroku_name, "The process was killed for its use of memory.", "oom-killed"},
};
// clang-format on

} // namespace

std::span<const Topic> heroku() {
  return rows;
}

} // namespace gwdiag::topics
