// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/options.hpp"

namespace gwdiag {

// Help in at most 80 columns, from the tables.
std::string program_help();
std::string command_help(Command command);

} // namespace gwdiag
