// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "host/root.hpp"

namespace gwdiag {

// What the kernel counts over all listening sockets of this network namespace since it started.
struct ListenCounters {
  std::optional<std::uint64_t> overflows; // ListenOverflows: the accept queue was full
  std::optional<std::uint64_t> drops;     // ListenDrops: the same, and whatever else lost a SYN
};

ListenCounters listen_counters(const Root& root);

} // namespace gwdiag
