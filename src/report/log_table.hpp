// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "logs/summary.hpp"
#include "report/report.hpp"

namespace gwdiag {

// A log's summary for people, no line wider than `options.width`.
std::string render_log_table(const LogSummary& summary, const RenderOptions& options);

} // namespace gwdiag
