// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "evidence/evidence.hpp"
#include "probe/question.hpp"

namespace gwdiag {

enum class IdentifyDepth { off, passive, safe, full };

struct QuestionRules {
  IdentifyDepth identify = IdentifyDepth::safe;
  bool proxy_header = false;       // the upstreams get a PROXY header, as --proxy-protocol says
  bool upstream_may_repeat = true; // the same of the upstreams' method, in plain HTTP
  bool may_repeat = true;          // the method may be sent more than once (GET, HEAD, OPTIONS)
};

// Silent (a timeout after the connect) in a pool too large to question each silent member.
bool one_silent_of_many(const Evidence& evidence, const Attempt& attempt);

// What is to be asked next, because a rule needs the answer: nothing about a healthy pair. Target 0
// is the proxy if there is one, then the upstreams in order. Pure; `round` counts from 0; called
// again with what the answers added, until it asks for nothing.
std::vector<Question>
next_questions(const Evidence& evidence, const QuestionRules& rules, int round);

} // namespace gwdiag
