// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "evidence/evidence.hpp"

namespace gwdiag {

// The options, each with a blank before it, by which that endpoint is asked again as it was: method,
// path, Host and SNI, where neither the endpoint says so nor `given`, the options that stand in the
// command already. `prefix`: "--" or "--upstream-". `like`: the side from which the endpoint takes
// what is not said, as an upstream does from the proxy; null: none.
std::string asked_options(const EndpointTrace& trace,
                          std::string_view prefix,
                          const std::string& given,
                          const EndpointTrace* like);

} // namespace gwdiag
