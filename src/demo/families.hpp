// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "demo/fault.hpp"

// The rows, one family a file.
namespace gwdiag::demo {

std::vector<Fault> healthy_rows();
std::vector<Fault> connection_rows(); // nothing there, closed, silent, slow
std::vector<Fault> message_rows();    // answers that are no valid HTTP
std::vector<Fault> target_rows(); // the wrong place, the wrong protocol, the wrong way of asking
std::vector<Fault> tls_rows();

} // namespace gwdiag::demo
