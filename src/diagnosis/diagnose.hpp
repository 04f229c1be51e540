// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "diagnosis/verdict.hpp"
#include "evidence/evidence.hpp"

namespace gwdiag {

// The verdict on what was seen. Pure: the same evidence gives the same verdict, on any machine, at
// any time.
Verdict diagnose(const Evidence& evidence);

// The exit status of a run that this signal ended ("SIGINT"); 0 for what is no signal.
int signal_code(const std::string& name);

} // namespace gwdiag
