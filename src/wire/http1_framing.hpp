// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <optional>

#include "wire/anomaly_list.hpp"
#include "wire/http1.hpp"
#include "wire/http1_head.hpp"

namespace gwdiag {

// How the body's end is found.
struct BodyPlan {
  Framing framing = Framing::to_close;
  std::uint64_t length = 0; // content_length: read this many
  std::uint64_t enough = 0; // less than `length` where several lengths were announced: this many are not truncated
  std::optional<std::uint64_t> announced; // the first Content-Length that is a number
};

// Decides by RFC 9112 section 6.3 and notes what contradicts itself. Chunked wins over a length; with several lengths the
// largest is read, since any of them may be meant.
BodyPlan plan_body(const Head& head, const Http1Request& request, AnomalyList& anomalies);

} // namespace gwdiag
