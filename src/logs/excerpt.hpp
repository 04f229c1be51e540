// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace gwdiag {

// The piece of `line`, of at most `room` bytes, that still shows `id`, and as much before it as
// behind it; where no piece shows it alone, the one with most of the words that the line cannot do
// without. The beginning when nothing tells the pieces apart.
std::string_view telling_part(std::string_view line, std::string_view id, std::size_t room);

} // namespace gwdiag
