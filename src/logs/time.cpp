// SPDX-License-Identifier: Apache-2.0
#include "logs/time.hpp"

#include <array>
#include <cstddef>
#include <ctime>
#include <utility>

#include <fmt/format.h>

namespace gwdiag {

namespace {

constexpr std::size_t searched = 200;

// How far behind a stamp's start its clock's first `:` is: `May 6 07:` to `06/May/2024:07:`.
constexpr std::pair<std::size_t, std::size_t> date_before_clock{8, 14};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// A small reader over the line; each step fails softly and leaves the place where it was.
class Reader {
public:
  Reader(std::string_view text, std::size_t at) : text_(text), at_(at) {}

  std::optional<int> number(std::size_t digits) {
    if (text_.size() - at_ < digits) {
      return std::nullopt;
    }
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      if (!is_digit(text_[at_ + i])) {
        return std::nullopt;
      }
      value = value * 10 + (text_[at_ + i] - '0');
    }
    at_ += digits;
    return value;
  }

  bool skip(std::string_view any_of) {
    if (at_ < text_.size() && any_of.find(text_[at_]) != std::string_view::npos) {
      ++at_;
      return true;
    }
    return false;
  }

  std::optional<int> month() {
    constexpr std::string_view names = "JanFebMarAprMayJunJulAugSepOctNovDec";
    const std::size_t found =
        text_.size() - at_ < 3 ? std::string_view::npos : names.find(text_.substr(at_, 3));
    if (found == std::string_view::npos || found % 3 != 0) {
      return std::nullopt;
    }
    at_ += 3;
    return static_cast<int>(found / 3) + 1;
  }

  // `.123456` or `,123`, to milliseconds.
  int fraction() {
    if (at_ + 1 >= text_.size() || (text_[at_] != '.' && text_[at_] != ',') ||
        !is_digit(text_[at_ + 1])) {
      return 0;
    }
    ++at_;
    int value = 0;
    for (int scale = 100; at_ < text_.size() && is_digit(text_[at_]); ++at_, scale /= 10) {
      value += (text_[at_] - '0') * scale;
    }
    return value;
  }

  // `Z`, `+02:00`, ` +0200`, ` UTC`; minutes east of UTC.
  std::optional<int> zone() {
    Reader ahead = *this;
    ahead.skip(" ");
    if (ahead.skip("Z") || ahead.text_.substr(ahead.at_, 3) == "UTC") {
      return 0;
    }
    const bool minus = ahead.at_ < ahead.text_.size() && ahead.text_[ahead.at_] == '-';
    if (!ahead.skip("+-")) {
      return std::nullopt;
    }
    const auto hours = ahead.number(2);
    ahead.skip(":");
    const auto minutes = ahead.number(2);
    if (!hours || !minutes) {
      return std::nullopt;
    }
    return (minus ? -1 : 1) * (*hours * 60 + *minutes);
  }

private:
  std::string_view text_;
  std::size_t at_;
};

struct Stamp {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, millisecond = 0;
  std::optional<int> zone;
  bool names_year = true;
};

// Days since 1970-01-01 of the proleptic Gregorian calendar.
std::int64_t days(int year, int month, int day) {
  const int y = month <= 2 ? year - 1 : year;
  const int era = (y >= 0 ? y : y - 399) / 400;
  const int of_era = y - era * 400;
  const int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return std::int64_t{era} * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

bool read_clock(Reader& reader, Stamp& stamp) {
  const auto hour = reader.number(2);
  const bool first = hour && reader.skip(":");
  const auto minute = first ? reader.number(2) : std::nullopt;
  const bool second_colon = minute && reader.skip(":");
  const auto second = second_colon ? reader.number(2) : std::nullopt;
  if (!second || *hour > 23 || *minute > 59 || *second > 60) {
    return false;
  }
  stamp.hour = *hour;
  stamp.minute = *minute;
  stamp.second = *second;
  stamp.millisecond = reader.fraction();
  return true;
}

// `2024-05-06T07:08:09`, `2024/05/06 07:08:09`
std::optional<Stamp> year_first(std::string_view text, std::size_t at) {
  Reader reader(text, at);
  Stamp stamp;
  const auto year = reader.number(4);
  if (!year || !reader.skip("-/")) {
    return std::nullopt;
  }
  const auto month = reader.number(2);
  if (!month || !reader.skip("-/")) {
    return std::nullopt;
  }
  const auto day = reader.number(2);
  if (!day || !reader.skip("T ") || !read_clock(reader, stamp)) {
    return std::nullopt;
  }
  stamp.year = *year;
  stamp.month = *month;
  stamp.day = *day;
  stamp.zone = reader.zone();
  return stamp;
}

// `06/May/2024:07:08:09 +0000`, `06-May-2024 07:08:09`
std::optional<Stamp> day_first(std::string_view text, std::size_t at) {
  Reader reader(text, at);
  Stamp stamp;
  const auto day = reader.number(2);
  const bool separated = day && reader.skip("/-");
  const auto month = separated ? reader.month() : std::nullopt;
  const bool again = month && reader.skip("/-");
  const auto year = again ? reader.number(4) : std::nullopt;
  if (!year || !reader.skip(": ") || !read_clock(reader, stamp)) {
    return std::nullopt;
  }
  stamp.year = *year;
  stamp.month = *month;
  stamp.day = *day;
  stamp.zone = reader.zone();
  return stamp;
}

// `May  6 07:08:09`, `May 06 07:08:09.123456 2024`
std::optional<Stamp> month_first(std::string_view text, std::size_t at, int year) {
  Reader reader(text, at);
  Stamp stamp;
  const auto month = reader.month();
  if (!month || !reader.skip(" ")) {
    return std::nullopt;
  }
  const bool padded = reader.skip(" ");
  auto day = reader.number(padded ? 1 : 2);
  if (!day && !padded) {
    day = reader.number(1);
  }
  if (!day || !reader.skip(" ") || !read_clock(reader, stamp)) {
    return std::nullopt;
  }
  Reader ahead = reader;
  ahead.skip(" ");
  const auto named = ahead.number(4);
  stamp.names_year = named && *named >= 1970;
  stamp.year = stamp.names_year ? *named : year;
  stamp.month = *month;
  stamp.day = *day;
  return stamp;
}

std::int64_t instant(const Stamp& stamp, const LogClock& clock) {
  const std::int64_t minutes = (days(stamp.year, stamp.month, stamp.day) * 24 + stamp.hour) * 60 +
                               stamp.minute - stamp.zone.value_or(clock.zone_minutes);
  return (minutes * 60 + stamp.second) * 1000 + stamp.millisecond;
}

// A log tells of the past: a stamp without a year is of the latest year that does not lead beyond
// now. A day is left for the zone, and for a clock that is ahead.
void choose_year(Stamp& stamp, const LogClock& clock) {
  constexpr std::int64_t day_ms = std::int64_t{24} * 60 * 60 * 1000;
  if (stamp.names_year || !clock.now_ms) {
    return;
  }
  stamp.year = clock.year + 1;
  while (stamp.year >= clock.year && instant(stamp, clock) > *clock.now_ms + day_ms) {
    --stamp.year;
  }
}

// `1715000000.123`: ten digits, at the start or behind `"ts":` and the like.
std::optional<std::int64_t> epoch(std::string_view text) {
  for (const std::string_view key :
       {"", "\"ts\":", "\"timestamp\":", "\"time\":", "ts=", "audit("}) {
    const std::size_t found = key.empty() ? 0 : text.find(key);
    if (found == std::string_view::npos) {
      continue;
    }
    Reader reader(text, found + key.size());
    const auto high = reader.number(5);
    const auto low = high ? reader.number(5) : std::nullopt;
    if (low && *high >= 10000) {
      const std::int64_t seconds = std::int64_t{*high} * 100000 + *low;
      return seconds * 1000 + reader.fraction();
    }
  }
  return std::nullopt;
}

// `journalctl -o json`: microseconds since 1970, in whichever place of the object.
std::optional<std::int64_t> journal_time(std::string_view line) {
  constexpr std::string_view key = "\"__REALTIME_TIMESTAMP\":\"";
  const std::size_t found =
      line.starts_with('{') ? line.substr(0, 8192).find(key) : std::string_view::npos;
  if (found == std::string_view::npos) {
    return std::nullopt;
  }
  Reader reader(line, found + key.size());
  const auto seconds = reader.number(9);
  const auto rest = seconds ? reader.number(4) : std::nullopt;
  return rest && *seconds >= 100'000'000 ? std::optional(std::int64_t{*seconds} * 10'000 + *rest)
                                         : std::nullopt;
}

// The first `:` of a clock at or behind `from`; npos if there is none.
std::size_t clock_behind(std::string_view text, std::size_t from) {
  for (std::size_t colon = text.find(':', from); colon != std::string_view::npos;
       colon = text.find(':', colon + 1)) {
    if (colon > 0 && colon + 3 < text.size() && text[colon + 3] == ':' &&
        is_digit(text[colon - 1]) && is_digit(text[colon + 1])) {
      return colon;
    }
  }
  return std::string_view::npos;
}

bool plausible(const Stamp& stamp) {
  return stamp.year >= 1970 && stamp.year < 3000 && stamp.month >= 1 && stamp.month <= 12 &&
         stamp.day >= 1 && stamp.day <= 31;
}

} // namespace

std::optional<LogStamp> log_stamp(std::string_view line, const LogClock& clock) {
  if (const auto ms = journal_time(line)) {
    return LogStamp{*ms, true};
  }
  const std::string_view text = line.substr(0, searched);
  std::optional<LogStamp> first;
  std::size_t clock_at = 0;
  for (std::size_t at = 0; at + 15 <= text.size(); ++at) {
    if (clock_at < at + date_before_clock.first) {
      clock_at = clock_behind(text, at + date_before_clock.first);
      if (clock_at == std::string_view::npos) {
        break;
      }
    }
    if (clock_at > at + date_before_clock.second) {
      at = clock_at - date_before_clock.second - 1;
      continue;
    }
    if (at > 0 && (is_digit(text[at - 1]) || (text[at - 1] >= 'a' && text[at - 1] <= 'z'))) {
      continue;
    }
    std::optional<Stamp> stamp;
    if (is_digit(text[at])) {
      stamp = is_digit(text[at + 2]) ? year_first(text, at) : day_first(text, at);
    } else if (text[at] >= 'A' && text[at] <= 'S') {
      stamp = month_first(text, at, clock.year);
    }
    if (!stamp || !plausible(*stamp)) {
      continue;
    }
    choose_year(*stamp, clock);
    if (stamp->zone) {
      return LogStamp{instant(*stamp, clock), true};
    }
    if (!first) {
      first = LogStamp{instant(*stamp, clock), false};
    }
    at += 14;
  }
  if (first) {
    return first;
  }
  const auto seconds = epoch(text);
  return seconds ? std::optional(LogStamp{*seconds, true}) : std::nullopt;
}

std::optional<std::int64_t> log_time(std::string_view line, const LogClock& clock) {
  const auto stamp = log_stamp(line, clock);
  return stamp ? std::optional(stamp->ms) : std::nullopt;
}

LogClock local_clock() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  localtime_r(&now, &parts);
  return {static_cast<int>(parts.tm_gmtoff / 60),
          parts.tm_year + 1900,
          static_cast<std::int64_t>(now) * 1000};
}

std::string rfc3339(std::int64_t milliseconds) {
  std::int64_t day = milliseconds / 86400000;
  std::int64_t rest = milliseconds % 86400000;
  if (rest < 0) {
    rest += 86400000;
    --day;
  }
  // The inverse of days().
  const std::int64_t shifted = day + 719468;
  const std::int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  const std::int64_t of_era = shifted - era * 146097;
  const std::int64_t year_of_era =
      (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  const std::int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t shifted_month = (5 * of_year + 2) / 153;
  const std::int64_t month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  const std::int64_t year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
                     year,
                     month,
                     of_year - (153 * shifted_month + 2) / 5 + 1,
                     rest / 3600000,
                     rest / 60000 % 60,
                     rest / 1000 % 60,
                     rest % 1000);
}

} // namespace gwdiag
