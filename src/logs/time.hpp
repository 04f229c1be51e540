// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gwdiag {

// What a stamp leaves open.
struct LogClock {
  int zone_minutes = 0; // east of UTC, of stamps that name no zone
  int year = 1970;      // of syslog stamps, which name no year
  // Since 1970 UTC; where it is known, a stamp without a year is of the last time that its day came.
  std::optional<std::int64_t> now_ms = std::nullopt;
};

// The time of a log line in milliseconds since 1970 UTC: the first stamp in its first 200 bytes
// that names a zone, else the first stamp. Reads RFC 3339, nginx's, the common log format's,
// Apache's, php-fpm's, syslog's and seconds since 1970.
std::optional<std::int64_t> log_time(std::string_view line, const LogClock& clock);

struct LogStamp {
  std::int64_t ms = 0;
  bool has_zone = false; // the stamp names its zone, or counts from 1970
};

// The same, with whether it rests on `clock`.
std::optional<LogStamp> log_stamp(std::string_view line, const LogClock& clock);

// The year and zone of this machine now, for stamps that leave them open.
LogClock local_clock();

// `2024-05-06T07:08:09.123Z`
std::string rfc3339(std::int64_t milliseconds);

} // namespace gwdiag
