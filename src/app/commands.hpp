// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.hpp"
#include "checklist/advice.hpp"
#include "cli/options.hpp"
#include "diagnosis/verdict.hpp"
#include "evidence/evidence.hpp"
#include "report/report.hpp"

// One command a file. Each returns the exit status; an Error becomes one line and its status.
namespace gwdiag {

Result<int> run_check(const Options& options);
Result<int> run_probe(const Options& options);
Result<int> run_diagnose(const Options& options);
Result<int> run_explain(const Options& options);
Result<int> run_logs(const Options& options);
Result<int> run_demo(const Options& options);

// Judges the evidence, adds advice, writes every report that was asked for.
Result<int> report_verdict(const Evidence& evidence, const Options& options, const Rerun& rerun);

// How a report to that descriptor looks: colour, width, what is shown.
RenderOptions render_options(const Options& options, int descriptor);

// `text` to standard output, or an error (output).
Result<void> print(const std::string& text);

// The check once more, with every option that changes what is asked or expected, quoted, without
// secrets and without a body: "gwdiag check https://… http://… --timeout 3s"; of a long list of
// upstreams or addresses the first ones.
Rerun rerun_of(const Options& options, const Evidence& evidence);

} // namespace gwdiag
