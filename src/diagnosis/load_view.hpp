// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "diagnosis/scene.hpp"

// What --load measured, in words and beside the other side.
namespace gwdiag {

// The finding or cause with these details was brought about by that load.
bool by_load(const std::vector<Detail>& details);

// "8 at once: 12 ms, 31 ms at most, 2 × 503": the median, the slowest, the failures.
std::string load_in_words(const LoadStep& step);

// The highest numbers at once of both sides; nothing where neither was measured.
std::optional<Comparison> compare_load(const Scene& scene, std::size_t upstream);

// As many at once as were asked for were answered, and none of them slow.
std::optional<RuledOut> no_growth(const Scene& scene, std::size_t upstream);

} // namespace gwdiag
