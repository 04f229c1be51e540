// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace gwdiag {

// The first `enough` bytes of escaped text, without half a character or half an escaped byte at its
// end.
std::string_view beginning(std::string_view escaped, std::size_t enough);

} // namespace gwdiag
