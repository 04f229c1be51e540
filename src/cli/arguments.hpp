// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "cli/table.hpp"

namespace gwdiag {

// What stands on the command line of one command, values unread.
struct Arguments {
  struct Given {
    const OptionRow* row = nullptr;
    bool prefixed = false;           // --upstream-…
    std::string name;                // "--upstream-path", "-4"
    std::vector<std::string> values; // in order; empty strings for a flag
  };

  std::vector<Given> options; // in the order of the table
  std::vector<std::string> positionals;
  bool help = false;
  bool version = false;
};

// Reads what follows the command. Errors (usage): unknown option, missing value, value for a flag,
// given twice.
Result<Arguments> read_arguments(Command command, const std::vector<std::string>& words);

} // namespace gwdiag
