// SPDX-License-Identifier: Apache-2.0
#include "host/units.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "host/command.hpp"
#include "host/names_port.hpp"

namespace gwdiag {

namespace {

constexpr std::size_t most_files = 1024;
constexpr std::size_t unit_bytes = 32768;
constexpr std::size_t most_units = 8;

bool starts_or_listens(std::string_view line) {
  return line.starts_with("ExecStart=") || line.starts_with("ListenStream=") ||
         line.starts_with("Environment=");
}

bool unit_names(const std::string& text, int port, const std::string& socket_path) {
  for (const std::string_view line : lines_of(text)) {
    if (!starts_or_listens(trim(line))) {
      continue;
    }
    std::vector<std::string> words{""}; // where a command line has its program
    for (const std::string_view word : words_of(trim(line))) {
      words.emplace_back(trim(word));
    }
    if (names(words, port, socket_path)) {
      return true;
    }
  }
  return false;
}

// What a unit may be named (systemd.unit(5)); a word that begins with a hyphen would be an option.
bool unit_name(const std::string& name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view(":-_.\\@").find(c) != std::string_view::npos;
  };
  return name.ends_with(".service") && !name.starts_with('-') && std::ranges::all_of(name, allowed);
}

std::optional<std::uint64_t> count(std::string_view digits) {
  const long long number = parse_number(digits);
  return number < 0 ? std::nullopt : std::optional(static_cast<std::uint64_t>(number));
}

// Microseconds on the monotonic clock, 0 for never (org.freedesktop.systemd1(5)).
std::optional<double> age_of(const Root& root, std::string_view digits) {
  const auto started = count(digits);
  const double now_ms = root.uptime_ms();
  return started && *started > 0 && now_ms > 0
             ? std::optional(std::max(0.0, now_ms - static_cast<double>(*started) / 1000))
             : std::nullopt;
}

void take(const Root& root, std::string_view key, std::string_view value, HostUnit& unit) {
  const std::string text = escape_peer(value, 128);
  if (key == "Id") {
    unit.name = text;
  } else if (key == "ActiveState") {
    unit.state = text;
  } else if (key == "SubState") {
    unit.substate = text;
  } else if (key == "Result") {
    unit.result = text;
  } else if (key == "NRestarts") {
    unit.restarts = count(value);
  } else if (key == "ExecMainStatus") {
    unit.main_status = count(value);
  } else if (key == "ExecMainStartTimestampMonotonic") {
    unit.age_ms = age_of(root, value);
  }
}

} // namespace

std::expected<std::vector<HostUnit>, FileError> unit_states(const Root& root,
                                                            const std::vector<std::string>& names) {
  std::vector<std::string> words{
      "/usr/bin/systemctl",
      "show",
      "--no-pager",
      "--property=Id,ActiveState,SubState,Result,NRestarts,ExecMainStatus,"
      "ExecMainStartTimestampMonotonic",
      "--"};
  std::ranges::copy_if(names, std::back_inserter(words), unit_name);
  if (!root.status("/run/systemd/system")) { // sd_booted(3)
    return std::unexpected("systemd does not run here");
  }
  const auto shown = command_output(root, words);
  if (!shown) {
    return std::unexpected("systemctl: " + shown.error());
  }
  // A block of lines KEY=VALUE for each unit, and a blank line between two.
  std::vector<HostUnit> units(1);
  for (const std::string_view line : lines_of(*shown)) {
    const std::size_t equals = line.find('=');
    if (line.empty() && units.size() < most_units) {
      units.emplace_back();
    } else if (equals != std::string_view::npos) {
      take(root, line.substr(0, equals), line.substr(equals + 1), units.back());
    }
  }
  std::erase_if(units, [&](const HostUnit& unit) {
    return std::ranges::find(names, unit.name) == names.end() || unit.state.empty();
  });
  return units;
}

std::vector<std::string> units_naming(const Root& root, int port, const std::string& socket_path) {
  static constexpr std::array folders{"/etc/systemd/system",
                                      "/run/systemd/system",
                                      "/usr/local/lib/systemd/system",
                                      "/usr/lib/systemd/system"};
  std::vector<std::string> units;
  std::size_t left = most_files;
  for (const char* folder : folders) {
    for (const std::string& name : root.list(folder, left).value_or(std::vector<std::string>{})) {
      if (!name.ends_with(".service") || left == 0 || units.size() >= most_units) {
        continue;
      }
      --left;
      const auto text = root.read(std::string(folder) + "/" + name, unit_bytes);
      const std::string shown = escape_peer(name, 128);
      if (text && unit_names(*text, port, socket_path) &&
          std::ranges::find(units, shown) == units.end()) {
        units.push_back(shown);
      }
    }
  }
  return units;
}

} // namespace gwdiag
