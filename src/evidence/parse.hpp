// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "evidence/evidence.hpp"

namespace gwdiag {

// Reads a saved evidence file or report: `gwdiag.evidence/1` or `gwdiag.report/1`. Bounded in size, depth and number of values
// before anything is built. Errors (input) say where: a byte offset for text that is no JSON, a JSON pointer otherwise.
Result<Evidence> parse_evidence(std::string_view text);

// Several files as one: exactly one endpoint is the proxy's, or none; upstreams are appended in order, and what was asked
// (expectations) is taken from the file with the proxy, else from the first. Errors (input): two proxies, nothing at all.
Result<Evidence> merge_evidence(std::vector<Evidence> parts);

// Takes the only endpoint of `evidence` for the proxy's (diagnose --proxy FILE). Errors (input): there is none or more than one
// endpoint that could be meant.
Result<Evidence> as_proxy_evidence(Evidence evidence);

} // namespace gwdiag
