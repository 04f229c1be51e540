// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/http1.hpp"

namespace gwdiag {

// A page of the proxy's that is another server's bytes without a head of theirs: Squid says so, or
// the page is the greeting of another protocol.
bool hands_on_no_head(const Http1Response& response);

} // namespace gwdiag
