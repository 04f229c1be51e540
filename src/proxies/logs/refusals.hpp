// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <span>
#include <string_view>

namespace gwdiag {

// A line in which a proxy says that it refused a request by a limit or a rule of its own. It shows
// no gateway problem: a client is refused every day. It is the cause where it is about the very
// request that is looked into.
struct Refusal {
  std::string_view match;      // as LogPattern::match
  std::array<int, 2> statuses; // what the client is answered; 0: none
  std::string_view product;
  std::string_view id;
  std::string_view meaning; // one sentence
};

std::span<const Refusal> refusals();

} // namespace gwdiag
