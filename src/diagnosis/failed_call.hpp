// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "evidence/evidence.hpp"

namespace gwdiag {

// "grpc-status 13 (INTERNAL)" of a code that is the server's own failure, as 500, 503 and 504 are
// (google/rpc/code.proto); empty for those that speak of the call, as UNIMPLEMENTED does.
std::string failed_call(const HttpTrace& http);

} // namespace gwdiag
