// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "diagnosis/verdict.hpp"

namespace gwdiag {

// One id that was seen in two ways, of which its ordinary words describe the other.
struct Variant {
  std::string_view id;
  bool (*is)(const Cause& cause);
  std::string_view title; // "" for the ordinary one
  std::string_view explanation;
};

// The words for the way in which this cause was seen; null: the ordinary ones.
const Variant* variant_of(const Cause& cause);

// Puts what holds for that way ahead of the ordinary steps, and takes out what does not hold.
// `probe`: the command that asks the upstream alone.
void prepend_special_steps(Cause& cause, const std::string& probe);

} // namespace gwdiag
