// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "probe/attempt.hpp"
#include "probe/side.hpp"

namespace gwdiag {

// The request of `plan` sent by libcurl, kept as an attempt with the role "reference". Nothing is
// kept when the run ended first, or when the request has a body.
Task<void> reference_stage(Side& side, const AttemptPlan& plan);

} // namespace gwdiag
