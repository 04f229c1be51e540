// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "diagnosis/verdict.hpp"

namespace gwdiag {

// The report's "comparison": one object for each aspect in which the sides were compared.
nlohmann::json comparison_to_json(const Verdict& verdict);

} // namespace gwdiag
