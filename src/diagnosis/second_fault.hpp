// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "diagnosis/judge.hpp"

namespace gwdiag {

// What the proxy did not come to, as it gave up waiting for that upstream's answer, and refuses by
// its profile once it waits long enough: a second fault behind the one that explains.
bool is_next(const Judged& one, const std::vector<Judged>& all, const ProxyView& proxy);

} // namespace gwdiag
