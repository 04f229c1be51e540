// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gwdiag {

// Bytes of a peer as text that is safe anywhere: printable UTF-8 stays, every other byte becomes `\xNN`, a backslash
// `\\`. C1 controls, bidirectional overrides and invalid UTF-8 count as not printable. At most `limit` bytes are read.
std::string escape_peer(std::string_view bytes, std::size_t limit = 4096);

// True if `escape_peer(escaped)` came from text that may stand in a report as it is: no byte that escape_peer changes,
// except backslashes.
bool is_printable(std::string_view text);

std::string lower_ascii(std::string_view text);
bool equals_ignoring_case(std::string_view a, std::string_view b);
bool contains_ignoring_case(std::string_view text, std::string_view part);
std::string_view trim(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);

// The number in `text`, which must be all of it, decimal, without sign; -1 if it is none or above 2^53.
long long parse_number(std::string_view text);

// `value` quoted for a POSIX shell if it needs it.
std::string shell_quote(std::string_view value);

// The candidates nearest to `word` by edit distance, nearest first, at most `count`; none that differ in most letters.
std::vector<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates,
                                 std::size_t count = 3);

} // namespace gwdiag
