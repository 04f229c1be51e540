// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "cli/options.hpp"

// The command line as data: what is read, what help says, what man page and completions are checked
// against.
namespace gwdiag {

// One command. `arguments` is written as in the synopsis; texts of `example` are whole command
// lines.
struct CommandRow {
  Command command;
  std::string_view name;
  std::string_view arguments;
  std::string_view summary;     // one line of `gwdiag --help`
  std::string_view description; // paragraph of `gwdiag COMMAND --help`
  std::string_view example;
  std::size_t least; // positional arguments
  std::size_t most;
  std::string_view missing; // what to say when there are fewer than `least`
};

// Takes the value of one option (empty for a flag). Returns what is wrong with it and the remedy,
// without the option's name; an empty string when all is well.
using Setter = std::string (*)(Options& options, std::string_view value);

// One option. A row that has `set_upstream` exists a second time with the prefix --upstream-, for
// `check` and `watch`.
inline constexpr std::string_view hidden = ""; // help of an option for tests, which help does not show

struct OptionRow {
  std::string_view name;  // "--timeout"; "-4" for the two without a long name
  char letter;            // short name, 0 for none
  std::string_view value; // "" for a flag
  std::string_view group;
  std::string_view help;
  std::uint8_t commands; // bits, see bit()
  bool repeatable;
  Setter set;
  Setter set_upstream = nullptr;
};

constexpr std::uint8_t bit(Command command) {
  return static_cast<std::uint8_t>(1U << static_cast<unsigned>(command));
}

std::span<const CommandRow> command_rows();
const CommandRow& row_of(Command command);

std::span<const OptionRow> option_rows(); // in the order of the groups
std::span<const std::string_view> option_groups();

inline bool takes(Command command, const OptionRow& row) {
  return (row.commands & bit(command)) != 0;
}

inline bool takes_prefixed(Command command, const OptionRow& row) {
  return row.set_upstream != nullptr && (command == Command::check || command == Command::watch);
}

std::string prefixed(const OptionRow& row); // "--upstream-path"

} // namespace gwdiag
