// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "host/root.hpp"

namespace gwdiag {

// What a program of the system writes to its standard output, without a shell, in at most two
// seconds and 64 KiB. In a recorded tree the file /commands/NAME stands for it, NAME being that of
// the program.
std::expected<std::string, FileError> command_output(const Root& root,
                                                     const std::vector<std::string>& words);

} // namespace gwdiag
