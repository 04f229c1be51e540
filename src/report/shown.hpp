// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "report/report.hpp"

namespace gwdiag {

// What may be shown: secrets redacted unless asked for, every string safe to print.
struct Shown {
  Evidence evidence;
  Verdict verdict;
};

Shown shown(const Report& report, bool show_secrets);

// The cause that the header names: the first that --ignore does not; null when there is none.
const Cause* leading_cause(const Verdict& verdict);

// A whole report as `gwdiag.report/1`; every `at` resolves.
nlohmann::json report_document(const Shown& what);

// `document` as text with the keys in the order of the contract, not of the alphabet; indent -1: one line.
std::string dump_ordered(const nlohmann::json& document, int indent);

} // namespace gwdiag
