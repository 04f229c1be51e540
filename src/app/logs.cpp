// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include <unistd.h>

#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/progress.hpp"
#include "app/stop_signal.hpp"
#include "base/text.hpp"
#include "base/version.hpp"
#include "cli/values.hpp"
#include "logs/scan.hpp"
#include "report/log_table.hpp"
#include "report/terminal.hpp"

namespace gwdiag {

namespace {

using SystemClock = std::chrono::system_clock;

// "UTC", "Z" or an offset such as +02:00 or -0500, in minutes east.
Result<int> zone_minutes(const std::string& zone) {
  if (equals_ignoring_case(zone, "UTC") || zone == "Z") {
    return 0;
  }
  std::string digits;
  std::copy_if(zone.begin() + (zone.empty() ? 0 : 1),
               zone.end(),
               std::back_inserter(digits),
               [](char c) { return c != ':'; });
  const long long number = digits.size() == 4 ? parse_number(digits) : -1;
  const bool signed_form = zone.starts_with('+') || zone.starts_with('-');
  if (!signed_form || number < 0 || number / 100 > 14 || number % 100 > 59) {
    return fail(
        ErrorKind::usage,
        fmt::format("--timezone {}: neither UTC nor an offset such as +02:00", escape_peer(zone)));
  }
  const int minutes = static_cast<int>(number / 100 * 60 + number % 100);
  return zone.front() == '-' ? -minutes : minutes;
}

// A time of the day's clock as logs write it, or how long ago.
Result<std::int64_t> instant(const char* option, const std::string& text, const LogClock& clock) {
  if (const auto ago = read_duration(text)) {
    const auto then = SystemClock::now() - *ago;
    return std::chrono::duration_cast<std::chrono::milliseconds>(then.time_since_epoch()).count();
  }
  if (const auto time = log_time(text, clock)) {
    return *time;
  }
  return fail(
      ErrorKind::usage,
      fmt::format("{} {}: neither a time such as 2026-11-23T08:00:00Z nor how long ago, as in 10m",
                  option,
                  escape_peer(text)));
}

Result<LogScanOptions> scan_options(const Options& options) {
  LogScanOptions result;
  result.clock = local_clock();
  if (options.timezone) {
    const auto minutes = zone_minutes(*options.timezone);
    if (!minutes) {
      return std::unexpected(minutes.error());
    }
    result.clock.zone_minutes = *minutes;
  }

  struct Bound {
    const char* option;
    const std::optional<std::string>& text;
    std::optional<std::int64_t>& into;
  };

  for (const Bound& bound : {Bound{"--since", options.since, result.since_ms},
                             Bound{"--until", options.until, result.until_ms}}) {
    if (bound.text) {
      const auto time = instant(bound.option, *bound.text, result.clock);
      if (!time) {
        return std::unexpected(time.error());
      }
      bound.into = *time;
    }
  }
  result.upstream = options.log_upstream.value_or("");
  return result;
}

// Of plain files in all; 0 if it is not known, as of a pipe or an archive.
std::uint64_t size_of(const std::vector<std::string>& paths) {
  std::uint64_t total = 0;
  for (const std::string& path : paths) {
    std::error_code unknown;
    const auto size = std::filesystem::file_size(path, unknown);
    if (unknown || path.ends_with(".gz")) {
      return 0;
    }
    total += size;
  }
  return total;
}

} // namespace

Result<int> run_logs(const Options& options) {
  auto narrowed = scan_options(options);
  if (!narrowed) {
    return std::unexpected(narrowed.error());
  }
  ReadProgress progress(!options.no_progress && !options.quiet, size_of(options.arguments));
  narrowed->bytes_read = &progress.bytes();
  const StopSignal stop;
  narrowed->stop = stop.descriptor();
  const auto summary = scan_log_files(options.arguments, *narrowed);
  if (!summary) {
    return std::unexpected(summary.error());
  }
  const RenderOptions terminal = terminal_options(ColourWish::automatic, STDOUT_FILENO);
  const bool json = options.output == "json";
  const auto printed =
      print(json ? render_log_summary(*summary, version) : render_log_table(*summary, terminal));
  constexpr int ended_by_signal = 128; // sh(1): and its number
  const int status = stop.number() == 0 ? 0 : ended_by_signal + stop.number();
  return printed ? Result<int>(status) : std::unexpected(printed.error());
}

} // namespace gwdiag
