// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "diagnosis/verdict.hpp"
#include "evidence/evidence.hpp"

namespace gwdiag {

// Fills title, explanation, fixes, verify … of every cause, with the real values of this run in the
// commands. `command_line` is the gwdiag command that shows the same again ("gwdiag check http://…
// http://…"), without secrets.
void advise(Verdict& verdict, const Evidence& evidence, const std::string& command_line);

} // namespace gwdiag
