// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "probe/trace.hpp"

namespace gwdiag {

// Why this machine could not look at the endpoint, and what helps; empty when nothing of our own
// stood in the way. It says nothing about the endpoint.
std::string local_reason(const EndpointTrace& trace);

} // namespace gwdiag
