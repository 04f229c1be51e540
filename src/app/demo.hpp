// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.hpp"
#include "cli/options.hpp"
#include "demo/fault.hpp"
#include "demo/stage.hpp"
#include "evidence/evidence.hpp"

namespace gwdiag {

// `options` of a demo as those of a check of that stage, its waits short.
Options check_of(const demo::Stage& stage, const Options& options);

// One stage probed as `check` probes it. Errors: those of gather.
Result<Evidence> gather_stage(const demo::Stage& stage, const Options& options);

// Whether the verdict on this evidence is what the fault deserves: status and first cause. Empty,
// or what is wrong.
std::string undeserved(const demo::Fault& fault, const Evidence& evidence);

} // namespace gwdiag
