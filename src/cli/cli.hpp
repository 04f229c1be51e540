// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "cli/options.hpp"

namespace gwdiag {

// Reads the command line. Errors (usage) are one line that names the argument and the remedy;
// contradicting options and files that cannot be read are errors too. An id of --ignore has to be
// one of `known_ids`, unless that is empty.
Result<std::variant<Options, Shown>> parse_command_line(
    int argc, const char* const* argv, const std::vector<std::string>& known_ids = {});

} // namespace gwdiag
