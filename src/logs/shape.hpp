// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace gwdiag {

// What decides about a line of nginx's error log, as one number: equal for lines that differ only
// in numbers, addresses and paths, so that classify_line() gives the same causes, unless
// numbers_tell(). Nothing for other lines.
std::optional<std::uint64_t> nginx_error_shape(std::string_view line, std::uint64_t seed);

// True if a number outside brackets is the fact in this line ("http2 frame: 4740180").
bool numbers_tell(std::string_view line);

} // namespace gwdiag
