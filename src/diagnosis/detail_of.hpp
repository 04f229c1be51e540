// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "diagnosis/verdict.hpp"

namespace gwdiag {

// The text of that detail; empty where the cause has none.
inline std::string detail_of(const Cause& cause, std::string_view key) {
  const auto found = std::ranges::find(cause.details, key, &Detail::key);
  return found == cause.details.end() ? std::string() : found->text;
}

// The number of that detail without a fraction; empty where the cause has none.
inline std::string number_of(const Cause& cause, std::string_view key) {
  const auto found = std::ranges::find(cause.details, key, &Detail::key);
  return found == cause.details.end() || !found->number ? std::string()
                                                        : fmt::format("{:.0f}", *found->number);
}

} // namespace gwdiag
