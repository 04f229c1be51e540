// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "cli/options.hpp"

namespace gwdiag {

// An error (usage) for what the command line knows and this version does not carry out: "… not in
// this version".
Result<void> check_support(const Options& options);

} // namespace gwdiag
