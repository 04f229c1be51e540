// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "proxies/profile.hpp"

namespace gwdiag {

// The part of the way behind a gateway that its own words name.
enum class Leg {
  none, // no part of the way: its own state, its configuration, an answer that came
  name,
  refused,
  connect_timeout,
  unreachable,
  connect, // one of the three above, not said which
  closed,  // an end without a whole answer
  silence,
  send,
  tls,
  certificate,
  answer, // an answer that is no valid one, or none
  head_size,
  count_
};

// How a gateway meets a failure there.
std::span<const Fault> faults_of(Leg leg);

} // namespace gwdiag
