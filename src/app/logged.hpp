// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "cli/options.hpp"
#include "evidence/evidence.hpp"
#include "logs/follow.hpp"
#include "probe/prober.hpp"

namespace gwdiag {

// Milliseconds since 1970 UTC.
std::int64_t now_ms();

// What the logs show about the run that `evidence` holds and that began at `start_ms`. When the
// proxy failed, a line that explains it is waited for a moment, unless a signal ends that.
std::vector<LogTrace> read_logs(const LogFollower& logs,
                                Prober& prober,
                                const Evidence& evidence,
                                const ProbeSettings& settings,
                                std::int64_t start_ms);

// diagnose --log: the logs of that time. Errors (input): a file that cannot be read.
Result<void> add_finished_logs(const Options& options, Evidence& evidence);

} // namespace gwdiag
