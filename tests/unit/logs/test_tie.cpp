// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <string>

#include "logs/tie.hpp"

namespace {

using gwdiag::tie_of;
using gwdiag::Written;

gwdiag::RunMarks marks() {
  gwdiag::RunMarks run;
  run.start_ms = *gwdiag::log_time("2026-11-23T08:00:10Z", {});
  run.end_ms = run.start_ms + 1500;
  run.clients = {"192.0.2.7:54321"};
  run.request_ids = {"0f3c9a1e7b"};
  run.method = "GET";
  run.target = "/cart?x=1";
  run.host = "shop.example.com:8443";
  return run;
}

std::string nginx(const std::string& stamp, const std::string& request, const std::string& host) {
  return stamp +
         " [error] 31#31: *7 connect() failed (111: Connection refused) while connecting to "
         "upstream, client: "
         "192.0.2.7, server: a, request: \"" +
         request + "\", upstream: \"http://10.0.0.5:8080/\", host: \"" + host + "\"";
}

std::string_view tie(const std::string& line, Written written = Written::since) {
  return tie_of(line, marks(), {}, written);
}

} // namespace

TEST_CASE("our own request is known by what it asks for") {
  CHECK(tie(nginx("2026/11/23 08:00:11", "GET /cart?x=1 HTTP/1.1", "shop.example.com")) ==
        "request");
  CHECK(tie(nginx("2026/11/23 08:00:11", "GET /cart?x=12 HTTP/1.1", "shop.example.com")) ==
        "other-request");
  CHECK(tie(nginx("2026/11/23 08:00:11", "POST /cart?x=1 HTTP/1.1", "shop.example.com")) ==
        "other-request");
  CHECK(tie(nginx("2026/11/23 08:00:11", "GET /cart?x=1 HTTP/1.1", "blog.example.com")) ==
        "other-request");
}

TEST_CASE("another port of the same host is another site") {
  CHECK(tie(nginx("2026/11/23 08:00:11", "GET /cart?x=1 HTTP/1.1", "shop.example.com:8443")) ==
        "request");
  CHECK(tie(nginx("2026/11/23 08:00:11", "GET /cart?x=1 HTTP/1.1", "shop.example.com:8444")) ==
        "other-request");
}

TEST_CASE("a host whose name begins ours is another site, and letters have no case") {
  CHECK(tie(nginx("2026/11/23 08:00:11", "GET /cart?x=1 HTTP/1.1", "shop")) == "other-request");
  CHECK(tie(nginx("2026/11/23 08:00:11", "GET /cart?x=1 HTTP/1.1", "Shop.Example.com")) ==
        "request");
  gwdiag::RunMarks run = marks();
  run.host = "[2001:db8::7]:8443";
  const auto tied = [&](const char* host) {
    return tie_of(nginx("2026/11/23 08:00:11", "GET /cart?x=1 HTTP/1.1", host), run, {}, Written::since);
  };
  CHECK(tied("[2001:db8::7]") == "request");
  CHECK(tied("[2001:db8::7]:8443") == "request");
  CHECK(tied("[2001:db8::7]:8444") == "other-request");
  CHECK(tied("[2001:db8::8]:8443") == "other-request");
}

TEST_CASE("our end of a connection over IPv6 is known in the forms that proxies write") {
  gwdiag::RunMarks run = marks();
  run.clients = {"[2001:db8::7]:54321"};
  const auto tied = [&](const char* line) { return tie_of(line, run, {}, Written::since); };
  CHECK(tied("2001:db8::7:54321 [23/Nov/2026:08:00:11.004 +0000] web web/a 0/0/-1/-1/0 503 1 - - "
             "SC--") == "connection");
  CHECK(tied("2001:db8::7:54322 [23/Nov/2026:08:00:11.004 +0000] web web/a 0/0/-1/-1/0 503 1 - - "
             "SC--") == "time");
  CHECK(tied("[Mon Nov 23 08:00:11.004 2026] [proxy:error] [pid 7:tid 8] (111)Connection refused: "
             "AH00957: HTTP: attempt to connect to 10.0.0.5:8080 (10.0.0.5:8080) failed [client "
             "2001:db8::7:54321]") == "connection");
  CHECK(
      tied(
          R"({"ts":1795420811.2,"request":{"remote_ip":"2001:db8::7","remote_port":"54321","uri":"/x"}})") ==
      "connection");
}

TEST_CASE("a connection or a request id names us, whatever else the line says") {
  CHECK(tie("192.0.2.7:54321 [23/Nov/2026:08:00:11.004 +0000] web web/a 0/0/-1/-1/0 503 1 - - "
            "SC--") == "connection");
  CHECK(
      tie("192.0.2.7:5432 [23/Nov/2026:08:00:11.004 +0000] web web/a 0/0/-1/-1/0 503 1 - - SC--") ==
      "time");
  CHECK(
      tie(R"({"ts":1795420811.2,"request":{"remote_ip":"192.0.2.7","remote_port":"54321","uri":"/x"}})") ==
      "connection");
  CHECK(tie("[2026-11-23T08:00:10.100Z] \"GET /x HTTP/1.1\" 503 UF - \"0f3c9a1e7b\"") ==
        "request-id");
  CHECK(tie("[2026-11-23T08:00:10.100Z] \"GET /x HTTP/1.1\" 503 UF - \"0f3c9a1e7bff\"") ==
        "other-request");
}

TEST_CASE("the time decides, in whatever zone a stamp without one was written") {
  CHECK(tie("2026/11/23 08:00:08 [alert] 31#31: x") == "time");
  CHECK(tie("2026/11/23 13:30:11 [alert] 31#31: x") == "time");
  CHECK(tie("2026/11/22 20:00:11 [alert] 31#31: x") == "time");
  CHECK(tie("2026/11/23 08:07:00 [alert] 31#31: x") == "");
  CHECK(tie("2026-11-23T13:30:11Z x") == "");
  CHECK(tie("2026-11-23T13:30:11+05:30 x") == "time");
  CHECK(tie("2026-11-23T07:55:00Z x") == "before");
  CHECK(tie("2026-11-23T07:45:00Z x") == "");
}

TEST_CASE("a line of a log that was read later is of the run in this machine's zone only") {
  CHECK(tie("2026/11/23 08:00:08 [alert] 31#31: x", Written::unknown) == "time");
  CHECK(tie("2026/11/23 07:45:11 [alert] 31#31: x", Written::unknown) == "");
  CHECK(tie("2026/11/23 13:30:11 [alert] 31#31: x", Written::unknown) == "");
  const std::string ours =
      nginx("2026/11/23 07:00:11", "GET /cart?x=1 HTTP/1.1", "shop.example.com");
  CHECK(tie(ours, Written::unknown) == "");
  CHECK(tie(ours) == "request");
  CHECK(tie("192.0.2.7:54321 [23/Nov/2026:10:00:11.004] web web/a 0/0/-1/-1/0 503", Written::unknown) ==
        "connection");
  CHECK(tie("2026/11/23 10:00:11 x 0f3c9a1e7b", Written::unknown) == "request-id");
}

TEST_CASE("a line without a time belongs to the run when it was written since") {
  CHECK(tie("(gw_backend.c.274) establishing connection failed") == "time");
  CHECK(tie("(gw_backend.c.274) establishing connection failed", Written::unknown) == "");
}

TEST_CASE("what stood in the log when the run began is of no request of it, however near its stamp") {
  const std::string near =
      nginx("2026/11/23 08:00:09", "GET /cart?x=1 HTTP/1.1", "shop.example.com");
  CHECK(tie(near, Written::before) == "before");
  CHECK(tie(near, Written::unknown) == "request");
  CHECK(tie(near, Written::since) == "request");
  CHECK(tie("2026/11/23 08:00:09 x GET /y HTTP/1.1 0f3c9a1e7b", Written::before) == "time");
  CHECK(tie("2026/11/23 08:00:08 [alert] 31#31: x", Written::before) == "time");
  CHECK(tie("2026/11/23 07:55:00 [alert] 31#31: x", Written::before) == "before");
  CHECK(tie("2026/11/23 13:30:11 [alert] 31#31: x", Written::before) == "");
}
