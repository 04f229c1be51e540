// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "probe/prober.hpp"

namespace gwdiag {

// What a check would send, in words: one block an endpoint, secrets left out.
std::string describe_plan(const std::vector<ProbeTarget>& targets, const ProbeSettings& settings);

} // namespace gwdiag
