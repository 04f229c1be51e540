// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace gwdiag {

// The product asks the next of its upstreams when it cannot connect to one, by default: what fails
// behind it has no upstream left that is well.
bool tries_next_upstream(std::string_view product);

} // namespace gwdiag
