// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "probe/side.hpp"

namespace gwdiag {

// Why no further request can go out on the connection of this attempt, in words; empty when one
// can: RFC 9112 section 9.3.
std::string why_used_up(const Attempt& attempt);

// --keepalive at the address that counts: a connection that has carried a request, and then, when
// that one is over, a fresh one. Fills timing.keepalive of the attempt that counts.
Task<void> keepalive_stage(Side& side);

} // namespace gwdiag
