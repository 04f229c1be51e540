// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "logs/time.hpp"

namespace {

std::string time_of(std::string_view line, gwdiag::LogClock clock = {0, 2024}) {
  const auto time = gwdiag::log_time(line, clock);
  return time ? gwdiag::rfc3339(*time) : "-";
}

} // namespace

TEST_CASE("times are read from the stamps of every log") {
  CHECK(time_of("2024/05/06 07:08:09 [error] 9#9: x") == "2024-05-06T07:08:09.000Z");
  CHECK(time_of("2024-05-06T07:08:09.123456789Z stderr F x") == "2024-05-06T07:08:09.123Z");
  CHECK(time_of("2024-05-06T07:08:09+02:00 host x") == "2024-05-06T05:08:09.000Z");
  CHECK(time_of("192.0.2.9 - - [06/May/2024:07:08:09 -0130] \"GET / HTTP/1.1\" 502") ==
        "2024-05-06T08:38:09.000Z");
  CHECK(time_of("haproxy[1]: 192.0.2.9:5 [06/May/2024:07:08:09.250] fe be/s") ==
        "2024-05-06T07:08:09.250Z");
  CHECK(time_of("[Mon May 06 07:08:09.123456 2023] [proxy:error]") == "2023-05-06T07:08:09.123Z");
  CHECK(time_of("[06-May-2024 07:08:09] WARNING: [pool www]") == "2024-05-06T07:08:09.000Z");
  CHECK(time_of("May  6 07:08:09 web1 kernel: x") == "2024-05-06T07:08:09.000Z");
  CHECK(time_of("<134>May 16 07:08:09 web1 haproxy[9]: x") == "2024-05-16T07:08:09.000Z");
  CHECK(time_of("1715000000.123      2 192.0.2.9 TCP_MISS/503") == "2024-05-06T12:53:20.123Z");
  CHECK(time_of("{\"level\":\"error\",\"ts\":1715000000.5,\"msg\":\"x\"}") ==
        "2024-05-06T12:53:20.500Z");
  CHECK(time_of("[2024-05-06 07:08:09 +0000] [1] [CRITICAL]") == "2024-05-06T07:08:09.000Z");
}

TEST_CASE("a stamp with a zone counts before one without, which takes the zone that was given") {
  CHECK(time_of("2024-05-06T07:08:09Z 2024/05/06 09:08:09 [error]") == "2024-05-06T07:08:09.000Z");
  CHECK(time_of("2024/05/06 09:08:09 [error] x", {120, 2024}) == "2024-05-06T07:08:09.000Z");
}

TEST_CASE("a stamp without a year is of the last time that its day came") {
  const auto at = [](std::string_view now, std::string_view line) {
    const auto ms = gwdiag::log_time(now, {});
    const int year =
        1000 * (now[0] - '0') + 100 * (now[1] - '0') + 10 * (now[2] - '0') + now[3] - '0';
    return time_of(line, {0, year, ms});
  };
  CHECK(at("2027-01-02T00:00:00Z", "Dec 31 23:00:00 web1 haproxy[9]: x") ==
        "2026-12-31T23:00:00.000Z");
  CHECK(at("2027-01-02T00:00:00Z", "Jan  1 23:00:00 web1 haproxy[9]: x") ==
        "2027-01-01T23:00:00.000Z");
  CHECK(at("2026-12-31T22:00:00Z", "Jan  1 00:30:00 web1 haproxy[9]: x") ==
        "2027-01-01T00:30:00.000Z"); // a machine further east
  CHECK(at("2026-11-30T08:00:00Z", "Dec  2 08:00:00 web1 haproxy[9]: x") ==
        "2025-12-02T08:00:00.000Z");
  CHECK(at("2027-01-02T00:00:00Z", "[Thu Dec 30 07:08:09.123456 2027] [proxy:error]") ==
        "2027-12-30T07:08:09.123Z");
}

TEST_CASE("the journal's own time counts, wherever it stands") {
  CHECK(
      time_of(
          R"({"MESSAGE":"2024/05/06 09:08:09 [error] x","__REALTIME_TIMESTAMP":"1715000000123456"})") ==
      "2024-05-06T12:53:20.123Z");
  CHECK(time_of(R"({"__REALTIME_TIMESTAMP":"17150","MESSAGE":"x"})") == "-");
}

TEST_CASE("what is no time is none") {
  CHECK(time_of("") == "-");
  CHECK(time_of("nothing here at all, really nothing") == "-");
  CHECK(time_of("2024/13/40 07:08:09 [error] x") == "-");
  CHECK(time_of("10.0.0.5:8080 1234567") == "-");
  CHECK(gwdiag::rfc3339(0) == "1970-01-01T00:00:00.000Z");
  CHECK(gwdiag::rfc3339(951782400000) == "2000-02-29T00:00:00.000Z");
}
