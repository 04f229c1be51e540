// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "base/result.hpp"
#include "cli/options.hpp"
#include "diagnosis/questions.hpp"
#include "evidence/evidence.hpp"
#include "probe/prober.hpp"

namespace gwdiag {

// What an upstream is asked for: credentials go to the proxy only, unless given with --upstream-.
RequestOptions for_upstream(const Options& options);

// Options as the prober and the rules want them. Errors (input): files that cannot be read.
Result<ProbeSettings> probe_settings(const Options& options);
Expectations expectations(const Options& options, const ProbeSettings& settings);
QuestionRules question_rules(const Options& options);

// The endpoints of the command line, in its order. An upstream without a path gets the proxy's.
Result<std::vector<ProbeTarget>> probe_targets(const Options& options, bool first_is_proxy);

// With --as of a product that passes the client's Host on, the upstream is asked with the proxy's.
void take_host_of_proxy(const Options& options,
                        const std::vector<ProbeTarget>& targets,
                        ProbeSettings& settings);

// Probes the targets and asks what the rules want to know. Errors: certificate files.
Result<Evidence> gather(const std::vector<ProbeTarget>& targets,
                        const ProbeSettings& settings,
                        const Options& options);

} // namespace gwdiag
