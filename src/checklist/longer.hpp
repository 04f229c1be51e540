// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "evidence/evidence.hpp"
#include "proxies/profile.hpp"

namespace gwdiag {

// Seconds that a timeout of the proxy's would have to be: twice what was measured at this upstream
// or what the proxy evidently waits now, in steps of ten; at least two minutes where no answer
// came.
std::string longer_than(const EndpointTrace* trace,
                        const Evidence& evidence,
                        const Profile* profile,
                        const std::string& version);

} // namespace gwdiag
