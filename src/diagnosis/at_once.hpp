// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

#include "diagnosis/scene.hpp"
#include "probe/question.hpp"

// Both sides are asked at once. A server that works on one request at a time then lets the later
// one wait for the other, and a proxy may give up meanwhile: a failure of our own making.
namespace gwdiag {

// One side was late, or told to come back later, while the other was asked: it is asked again with
// nothing else under way.
std::optional<Question> ask_alone(const Evidence& evidence);

// How long nothing is to be asked before these questions.
std::chrono::milliseconds pause_before(const Evidence& evidence,
                                       const std::vector<Question>& questions);

// The side, in the order of the targets, that is well by itself and was late, or refused, for no
// other reason than the other's request: what it says alone counts.
std::optional<std::size_t> kept_waiting(const Evidence& evidence);

// The proxy gave up on a request that waited for ours, or met a limit with it, and is well by
// itself.
std::optional<Cause> one_at_a_time(const Scene& scene);

} // namespace gwdiag
