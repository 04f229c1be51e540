// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/questions.hpp"

#include <doctest/doctest.h>

#include "base/limits.hpp"

using namespace gwdiag;

namespace {

// Upstreams that take the connection and never answer.
Evidence silent_pool(std::size_t members) {
  Evidence evidence;
  for (std::size_t i = 0; i < members; ++i) {
    EndpointTrace& trace = evidence.upstreams.emplace_back();
    trace.scheme = "http";
    Attempt& attempt = trace.attempts.emplace_back();
    attempt.role = "main";
    attempt.tcp.status = StageStatus::ok;
    attempt.http.status = StageStatus::failed;
    attempt.http.error = "timeout";
  }
  return evidence;
}

std::size_t asked(const Evidence& evidence) {
  return next_questions(evidence, QuestionRules{}, 0).size();
}

} // namespace

TEST_CASE("each silent upstream of a small pool is asked what it waits for") {
  CHECK(asked(silent_pool(limits::questioned_pool)) == limits::questioned_pool);
}

TEST_CASE("a silent upstream of a large pool costs the run no second wait") {
  CHECK(asked(silent_pool(limits::questioned_pool + 1)) == 0);
}

TEST_CASE("a large pool does not keep an upstream that closes from being asked") {
  Evidence evidence = silent_pool(limits::questioned_pool + 1);
  evidence.upstreams.front().attempts.front().http.error = "closed";
  CHECK(asked(evidence) > 0);
}
