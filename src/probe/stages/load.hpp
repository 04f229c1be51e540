// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "probe/side.hpp"

namespace gwdiag {

// --load at the address that counts: three requests one after the other, then 2, 4, 8, … at once up
// to ProbeSettings::load, and three one after the other again. The rise ends at the first number of
// which some fail, which is tried once more, or of which one is slow. Fills timing.load of the
// attempt that counts.
Task<void> load_stage(Side& side);

// How long load_stage may take.
std::chrono::milliseconds longest_load(const ProbeSettings& settings);

} // namespace gwdiag
