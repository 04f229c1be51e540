// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "probe/side.hpp"

namespace gwdiag {

// The further answers of --samples, one after the other.
Task<void> take_samples(Side& side);

} // namespace gwdiag
