// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "probe/attempt.hpp"
#include "probe/question.hpp"

namespace gwdiag {

// What does this port speak? One short connection for each question, at most
// limits::identify_questions besides listening; stops at the first answer that tells. `connections`
// counts them.
Task<void> identify_stage(Loop loop,
                          const AttemptPlan& base,
                          const Question& question,
                          IdentifyTrace& trace,
                          unsigned& connections);

} // namespace gwdiag
