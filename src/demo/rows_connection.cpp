// SPDX-License-Identifier: Apache-2.0
#include "demo/families.hpp"

namespace gwdiag::demo {

namespace {

using std::chrono::milliseconds;

// Later than the gateway waits, sooner than the check does.
constexpr milliseconds too_late{1450};

const char* const begun = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n"
                          "Connection: close\r\n\r\n<html>the first part";

} // namespace

std::vector<Fault> connection_rows() {
  return {
      {.name = "connection-refused",
       .title = "nothing listens on the upstream's port",
       .ids = "connection-refused",
       .place = Place::closed_port},
      {.name = "closed-before-response",
       .title = "the upstream takes the request and closes without an answer",
       .ids = "closed-before-response"},
      {.name = "reset-before-response",
       .title = "the upstream takes the request and resets the connection",
       .ids = "reset-before-response closed-before-response",
       .play = {.after = After::reset}},
      {.name = "unix-socket-missing",
       .title = "the upstream's Unix socket does not exist",
       .ids = "unix-socket-missing",
       .place = Place::missing_socket},
      {.name = "unix-socket-refused",
       .title = "the upstream's Unix socket is there, nobody listens on it",
       .ids = "unix-socket-refused",
       .place = Place::dead_socket},
      {.name = "connect-timeout",
       .title = "connects to the upstream go unanswered",
       .ids = "connect-timeout accept-queue-full",
       .place = Place::full_queue},
      {.name = "dns-nxdomain",
       .title = "the upstream's name does not exist",
       .ids = "dns-nxdomain",
       .place = Place::unknown_name},
      {.name = "upstream-error-status",
       .title = "the upstream answers 500 by itself",
       .ids = "upstream-error-status",
       .play = {.answer = full_answer("500 Internal Server Error",
                                      "{\"error\":\"database is gone\"}\n",
                                      {"Content-Type: application/json"})}},
      {.name = "response-timeout",
       .title = "the upstream takes the request and never answers",
       .ids = "response-timeout",
       .play = {.after = After::hold}},
      {.name = "slow-response",
       .title = "the upstream's answer is good, and later than the gateway waits",
       .ids = "slow-response proxy-timeout-too-short",
       .play = {.before = too_late, .answer = good_answer()}},
      {.name = "stalled-response",
       .title = "the upstream's answer stops coming half-way",
       .ids = "stalled-response",
       .play = {.answer = begun, .after = After::hold}},
      {.name = "some-upstreams-failing",
       .title = "one of two upstreams refuses connections",
       .ids = "some-upstreams-failing",
       .place = Place::closed_port,
       .companion = true},
      {.name = "intermittent",
       .title = "every other request goes to a place where nobody listens",
       .ids = "intermittent",
       .play = {.answer = good_answer()},
       .detour = Detour::alternating},
  };
}

} // namespace gwdiag::demo
