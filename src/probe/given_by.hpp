// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "wire/http1.hpp"

namespace gwdiag {

// Who gave an answer, by the fields with which servers, caches and gateways name themselves:
// "Server: nginx, X-Served-By: app1". Empty where the answer does not say.
std::string given_by(const Http1Response& response);

} // namespace gwdiag
