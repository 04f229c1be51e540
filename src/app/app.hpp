// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace gwdiag {

// The whole program but for main: reads the command line, does what it says, prints. Returns the
// exit status of the contract.
int run(int argc, const char* const* argv);

} // namespace gwdiag
