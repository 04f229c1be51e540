// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "evidence/evidence.hpp"
#include "logs/summary.hpp"
#include "logs/tie.hpp"

namespace gwdiag {

// A summary as `gwdiag logs -o json` writes it, as evidence: one entry for each cause and upstream.
LogTrace summary_as_log(const LogSummary& summary);

// Entries of summaries that hold a line of the run's time are tied to it by time.
void tie_summaries(Evidence& evidence);

// When the run began and ended, as what a log line's time is compared with; nothing of the
// requests. Zero where the evidence has no time.
RunMarks run_times(const Evidence& evidence);

} // namespace gwdiag
