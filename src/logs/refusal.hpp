// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "logs/classify.hpp"
#include "proxies/logs/refusals.hpp"

namespace gwdiag {

// What a line says of a request that the proxy refused by itself; null if it is no such line.
const Refusal* refusal_in(std::string_view line);

// The same as a finding, for a line that is known to be of the request that is looked into.
std::vector<LogFinding> classify_refusal(std::string_view line);

} // namespace gwdiag
