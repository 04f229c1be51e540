// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "diagnosis/verdict.hpp"

namespace gwdiag {

// The two sides answer in different ways, and none of them fails: what to ask instead comes before
// the steps for a failure, and the same command would show the same again. `proxy`: the argument
// that stands for it in `check`, the command of this run. Nothing where the cause says no such way.
void follow_difference(Cause& cause, const std::string& proxy, const std::string& check);

} // namespace gwdiag
