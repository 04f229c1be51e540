// SPDX-License-Identifier: Apache-2.0
#include "command_line.hpp"

#include <set>
#include <sstream>

#include "base/text.hpp"
#include "cli/table.hpp"

using namespace gwdiag;
using namespace gwdiag::test;

TEST_CASE("the version is one line") {
  CHECK(shown({"--version"}) == "gwdiag 0.1.0\n");
  CHECK(shown({"-V"}) == "gwdiag 0.1.0\n");
  CHECK(shown({"check", "--version"}) == "gwdiag 0.1.0\n");
}

TEST_CASE("help names every command, and fits 80 columns") {
  const std::string help = shown({"--help"});
  CHECK(shown({"-h"}) == help);
  CHECK(shown({"help"}) == help);
  for (const CommandRow& row : command_rows()) {
    CHECK(help.contains("\n  " + std::string(row.name) + "  "));
  }
  for (const std::string_view line : split(help, '\n')) {
    CHECK_MESSAGE(line.size() <= 80, line);
  }
}

TEST_CASE("help of a command has its options and no other, an example, and fits 80 columns") {
  for (const CommandRow& command : command_rows()) {
    const std::string name(command.name);
    CAPTURE(name);
    const std::string help = shown({name, "--help"});
    CHECK(shown({name, "-h"}) == help);
    CHECK(shown({"help", name}) == help);
    CHECK(help.starts_with("Usage: gwdiag " + name + " "));
    CHECK(help.contains("\nExample:\n  gwdiag " + name));
    for (const std::string_view line : split(help, '\n')) {
      CHECK_MESSAGE(line.size() <= 80, line);
      CHECK_MESSAGE(!line.ends_with(' '), line);
    }
    for (const OptionRow& row : option_rows()) {
      CAPTURE(row.name);
      const std::string column =
          (row.letter != 0 ? std::string{'-', row.letter, ',', ' '} : std::string()) +
          std::string(row.name) + (row.value.empty() ? "" : " " + std::string(row.value));
      const bool listed = help.contains("  " + column + " ") || help.contains("  " + column + "\n");
      CHECK(listed == (takes(command.command, row) && row.help != hidden));
      if (row.set_upstream != nullptr) {
        CHECK(help.contains(prefixed(row)) == takes_prefixed(command.command, row));
      }
    }
  }
}

TEST_CASE("help is shown whatever else stands on the line") {
  CHECK(shown({"check", "--help", "--timeout", "abc"}).starts_with("Usage: gwdiag check"));
}

TEST_CASE("the tables are in order") {
  std::set<std::string> names;
  const auto groups = option_groups();
  std::size_t group = 0;
  for (const OptionRow& row : option_rows()) {
    CAPTURE(row.name);
    CHECK(names.insert(std::string(row.name)).second);
    if (row.set_upstream != nullptr) {
      CHECK(names.insert(prefixed(row)).second);
    }
    CHECK(row.commands != 0);
    CHECK_FALSE(row.help.ends_with('.'));
    while (group < groups.size() && groups[group] != row.group) {
      ++group;
    }
    CHECK_MESSAGE(group < groups.size(), "rows stand group by group, in the order of the groups");
  }
  for (const CommandRow& row : command_rows()) {
    CHECK(&row_of(row.command) == &row);
    CHECK(row.missing.empty() == (row.least == 0));
  }
}
