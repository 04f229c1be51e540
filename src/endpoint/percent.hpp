// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gwdiag {

// Percent-decoded (RFC 3986, 2.1); none when a % is not followed by two hexadecimal digits.
std::optional<std::string> percent_decode(std::string_view text);

// Bytes above 0x7f as %NN, everything else as it is: what a request line can carry.
std::string percent_encode_non_ascii(std::string_view text);

} // namespace gwdiag
