// SPDX-License-Identifier: Apache-2.0
#include "host/units.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
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

} // namespace

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
