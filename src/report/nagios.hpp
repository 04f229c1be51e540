// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "diagnosis/verdict.hpp"

namespace gwdiag {

// The exit status of `-o nagios`: 0 OK, 1 WARNING (degraded), 2 CRITICAL (unhealthy), 3 UNKNOWN. Every cause ignored is OK.
int nagios_status(const Verdict& verdict);

// The line for a run that came to no verdict, bad usage too: "GWDIAG UNKNOWN - …", ending in a newline.
std::string nagios_unknown(std::string_view message);

} // namespace gwdiag
