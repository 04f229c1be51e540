// SPDX-License-Identifier: Apache-2.0
#include "cli/help.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/table.hpp"

namespace gwdiag {

namespace {

constexpr std::size_t width = 80;
constexpr std::size_t help_column = 30;

// `words` broken into lines that fit behind `indent` blanks; the first line starts at column `at`.
std::string wrapped(std::string_view words, std::size_t indent, std::size_t at) {
  std::string out;
  for (const std::string_view word : split(words, ' ')) {
    const bool starts_line = out.empty() || out.back() == ' ';
    if (!starts_line && at + 1 + word.size() > width) {
      out += "\n" + std::string(indent, ' ');
      at = indent;
    } else if (!starts_line) {
      out += ' ';
      ++at;
    }
    out += word;
    at += word.size();
  }
  return out + "\n";
}

std::string option_names(const OptionRow& row) {
  const std::string letter = row.letter != 0        ? fmt::format("-{}, ", row.letter)
                             : row.name.size() == 2 ? ""
                                                    : "    ";
  return fmt::format("  {}{}{}{}", letter, row.name, row.value.empty() ? "" : " ", row.value);
}

std::string option_line(std::string names, std::string_view help) {
  if (names.size() + 2 > help_column) {
    names += "\n" + std::string(help_column, ' ');
  } else {
    names.resize(help_column, ' ');
  }
  return names + wrapped(help, help_column, help_column);
}

std::string group_help(Command command, std::string_view group) {
  std::string out;
  std::string prefixes;
  for (const OptionRow& row : option_rows()) {
    if (row.group != group || !takes(command, row) || row.help == hidden) {
      continue;
    }
    out += option_line(option_names(row), row.help);
    if (takes_prefixed(command, row)) {
      prefixes += fmt::format("{}{}", prefixes.empty() ? "" : " ", prefixed(row));
    }
  }
  if (!prefixes.empty()) {
    out += "  For the upstream's side only:\n    " + wrapped(prefixes, 4, 4);
  }
  return out.empty() ? out : fmt::format("\n{}:\n{}", group, out);
}

} // namespace

std::string program_help() {
  std::string out =
      "Usage: gwdiag COMMAND [ARGUMENTS] [OPTIONS]\n\n"
      "Names the cause of a 502, 503 or 504: probes a proxy and what stands behind it,\n"
      "compares both sides, and gives a verdict with the steps that help.\n\n"
      "Commands:\n";
  for (const CommandRow& row : command_rows()) {
    out += fmt::format("  {:<12}{}\n", row.name, row.summary);
  }
  out += "\n  -h, --help        help; `gwdiag COMMAND --help` has the options of COMMAND\n"
         "  -V, --version     the version\n\n"
         "Example:\n"
         "  gwdiag check https://shop.example/cart http://10.0.0.5:8080\n\n"
         "Exit status: 0 healthy or degraded, 1 unhealthy, 2 bad usage or input,\n"
         "3 inconclusive, 4 internal error. The manual is gwdiag(1).\n";
  return out;
}

std::string command_help(Command command) {
  const CommandRow& row = row_of(command);
  std::string out = fmt::format("Usage: gwdiag {} {} [OPTIONS]\n\n{}",
                                row.name,
                                row.arguments,
                                wrapped(row.description, 0, 0));
  for (const std::string_view group : option_groups()) {
    out += group_help(command, group);
  }
  out += option_line("  -h, --help", "this help");
  return out + fmt::format("\nExample:\n  {}\n", row.example);
}

} // namespace gwdiag
