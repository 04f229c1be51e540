// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "logs/line.hpp"
#include "logs/pattern.hpp"

namespace gwdiag {

// What the peer speaks instead, where a message quotes the bytes or a number made of them (an
// HTTP/2 frame length of 4740180 is "HTT"); nothing where it quotes none, or bytes that tell
// nothing.
std::optional<ErrorMeaning> spoken_instead(const LogLine& line);

} // namespace gwdiag
