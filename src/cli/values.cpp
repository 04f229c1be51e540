// SPDX-License-Identifier: Apache-2.0
#include "cli/values.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <system_error>

#include <fmt/format.h>

#include "base/text.hpp"
#include "endpoint/endpoint.hpp"

namespace gwdiag {

namespace {

constexpr int longest_duration_s =
    24 * 60 * 60; // nobody waits longer; also keeps sums of durations in range

std::string quoted(std::string_view text) {
  return fmt::format("'{}'", escape_peer(text, 80));
}

std::unexpected<std::string> wrong(std::string text) {
  return std::unexpected(std::move(text));
}

std::unexpected<std::string> no_duration(std::string_view text) {
  return wrong(fmt::format(
      "{} is no duration; write one as in 500ms, 10s, 2m, or a number of seconds", quoted(text)));
}

struct Unit {
  std::string_view name;
  double milliseconds;
};

constexpr std::array<Unit, 3> units{{{"ms", 1}, {"s", 1000}, {"m", 60000}}}; // ms before s and m

ValueResult<std::pair<int, int>> read_status_range(std::string_view text) {
  if (text.size() == 3 && lower_ascii(text.substr(1)) == "xx" && text[0] >= '1' && text[0] <= '9') {
    const int hundred = (text[0] - '0') * 100;
    return std::pair{hundred, hundred + 99};
  }
  const std::size_t dash = text.find('-');
  const auto first = parse_number(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : parse_number(text.substr(dash + 1));
  if (first < 100 || last > 599 || last < first) {
    return wrong(fmt::format("{} is no status, range or class; write them as in 200,301-308,4xx",
                             quoted(text)));
  }
  return std::pair{static_cast<int>(first), static_cast<int>(last)};
}

std::string system_message(std::string_view path, int error, std::string_view remedy) {
  return fmt::format(
      "{}: {}; {}", escape_peer(path), std::generic_category().message(error), remedy);
}

std::string check_path(std::string_view path, bool directory, std::string_view remedy) {
  const std::string name(path);

  struct stat status {};

  if (name.empty()) {
    return fmt::format("the name is empty; {}", remedy);
  }
  if (stat(name.c_str(), &status) != 0) {
    return system_message(path, errno, remedy);
  }
  if (S_ISDIR(status.st_mode) != directory) {
    return system_message(path, directory ? ENOTDIR : EISDIR, remedy);
  }
  return access(name.c_str(), directory ? R_OK | X_OK : R_OK) == 0
             ? ""
             : system_message(path, errno, remedy);
}

} // namespace

ValueResult<Milliseconds> read_duration(std::string_view text) {
  double factor = 1000;
  std::string_view digits = text;
  for (const Unit& unit : units) {
    if (text.ends_with(unit.name)) {
      factor = unit.milliseconds;
      digits.remove_suffix(unit.name.size());
      break;
    }
  }
  double value = 0;
  const auto [end, error] = std::from_chars(
      digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed);
  if (digits.empty() || digits[0] < '0' || digits[0] > '9' ||
      end != digits.data() + digits.size() ||
      (error != std::errc{} && error != std::errc::result_out_of_range)) {
    return no_duration(text);
  }
  if (error == std::errc::result_out_of_range || value * factor > longest_duration_s * 1000.0) {
    return wrong(fmt::format("{} is too long; at most {}m", quoted(text), longest_duration_s / 60));
  }
  const Milliseconds duration(std::llround(value * factor));
  if (duration.count() < 1) {
    return wrong(fmt::format("{} is too short; at least 1ms", quoted(text)));
  }
  return duration;
}

ValueResult<int> read_number(std::string_view text, int least, int most) {
  const long long number = parse_number(text);
  if (number < least || number > most) {
    return wrong(fmt::format(
        "{} is not a whole number from {} to {}; write one", quoted(text), least, most));
  }
  return static_cast<int>(number);
}

ValueResult<std::vector<int>> read_status_list(std::string_view text) {
  std::vector<int> codes;
  for (const std::string_view part : split(text, ',')) {
    const auto range = read_status_range(trim(part));
    if (!range) {
      return wrong(range.error());
    }
    for (int code = range->first; code <= range->second; ++code) {
      codes.push_back(code);
    }
  }
  std::ranges::sort(codes);
  codes.erase(std::ranges::unique(codes).begin(), codes.end());
  return codes;
}

ValueResult<std::string> read_word(std::string_view text, const std::vector<std::string>& words) {
  if (std::ranges::find(words, text) != words.end()) {
    return std::string(text);
  }
  const std::vector<std::string> near = nearest(text, words, 1);
  if (!near.empty()) {
    return wrong(fmt::format("{} is unknown; did you mean {}?", quoted(text), near.front()));
  }
  return wrong(fmt::format("{} is unknown; write one of {}", quoted(text), fmt::join(words, ", ")));
}

ValueResult<std::pair<std::string, std::string>> read_product(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::string product = lower_ascii(text.substr(0, slash));
  const std::string_view version = slash == std::string_view::npos ? "" : text.substr(slash + 1);
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789";
  const bool product_ok =
      !product.empty() && letters.find(product[0]) != std::string_view::npos &&
      product.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") == std::string::npos;
  const bool version_ok = slash == std::string_view::npos ||
                          (!version.empty() && version[0] >= '0' && version[0] <= '9' &&
                           lower_ascii(version).find_first_not_of(
                               "abcdefghijklmnopqrstuvwxyz0123456789.-+~_") == std::string::npos);
  if (!product_ok || !version_ok) {
    return wrong(fmt::format("{} is no PRODUCT[/VERSION]; write it as in nginx or haproxy/2.6.12",
                             quoted(text)));
  }
  return std::pair{product, std::string(version)};
}

const std::vector<std::string>& format_names() {
  static const std::vector<std::string> names{"text",
                                              "json",
                                              "jsonl",
                                              "junit",
                                              "tap",
                                              "github",
                                              "markdown",
                                              "html",
                                              "prometheus",
                                              "nagios"};
  return names;
}

ValueResult<std::pair<std::string, std::string>> read_report(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) {
    return wrong(
        fmt::format("{} is no FORMAT=FILE; write it as in json=report.json", quoted(text)));
  }
  auto format = read_word(text.substr(0, equals), format_names());
  if (!format) {
    return wrong(format.error());
  }
  const std::string_view file = text.substr(equals + 1);
  if (file.empty()) {
    return wrong(fmt::format(
        "the file after {}= is missing; write it as in {}=report.out", *format, *format));
  }
  if (file == "-") {
    return wrong(fmt::format("standard output is not for a second report; use -o {}", *format));
  }
  return std::pair{*std::move(format), std::string(file)};
}

ValueResult<std::string> read_ignored(std::string_view text) {
  const std::size_t equals = text.find('=');
  const std::string_view id = text.substr(0, equals);
  if (id.empty() ||
      id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") != std::string_view::npos) {
    return wrong(fmt::format("{} is no cause id; `gwdiag explain --list` lists them", quoted(id)));
  }
  if (equals != std::string_view::npos) {
    const auto endpoint = parse_endpoint(text.substr(equals + 1), EndpointRole::upstream);
    if (!endpoint) {
      return wrong(endpoint.error().message);
    }
  }
  return std::string(text);
}

std::string check_file(std::string_view path) {
  return check_path(path, false, "name a file that can be read");
}

std::string check_directory(std::string_view path) {
  return check_path(path, true, "name a directory that can be read");
}

} // namespace gwdiag
