// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/arguments.hpp"
#include "cli/options.hpp"

namespace gwdiag {

// The first pair of options, or of option and argument, that cannot both hold: both named, with the
// remedy. Empty when there is none.
std::string find_contradiction(const Options& options, const Arguments& arguments);

} // namespace gwdiag
