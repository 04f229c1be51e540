// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gwdiag {

// Columns that printable text takes: one for each code point.
std::size_t columns(std::string_view text);

// `text` in lines of at most `width` columns, broken between words; a longer word stands alone.
std::vector<std::string> wrap_text(std::string_view text, std::size_t width);

// A shell command in lines of at most `width` columns, where it can be broken outside of quotes;
// each line but the last ends in a backslash, so that all of them together can be pasted.
std::vector<std::string> wrap_command(std::string_view command, std::size_t width);

} // namespace gwdiag
