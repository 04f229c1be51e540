// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "probe/attempt.hpp"
#include "wire/answer.hpp"

namespace gwdiag {

// What goes out on a connection, and who understands what comes back.
struct Dialogue {
  std::string head;      // all of it but the body that HTTP/1 sends as it is
  std::string_view body; // of the plan
  std::unique_ptr<AnswerReader> reader;
};

// In the protocol of the plan's scheme.
Dialogue open_dialogue(const AttemptPlan& plan);

} // namespace gwdiag
