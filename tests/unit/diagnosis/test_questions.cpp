// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/questions.hpp"

#include <string>
#include <utility>
#include <vector>

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

Attempt answer(const char* role, int status) {
  Attempt attempt;
  attempt.role = role;
  attempt.tcp.status = attempt.http.status = StageStatus::ok;
  attempt.http.request.method = "GET";
  attempt.http.response.has_head = true;
  attempt.http.response.status = status;
  return attempt;
}

// A proxy that answered so, one time after the other, in front of an upstream that is well.
Evidence failing_proxy(const std::vector<std::pair<const char*, int>>& answers) {
  Evidence evidence;
  evidence.has_proxy = true;
  evidence.proxy.scheme = "http";
  for (const auto& [role, status] : answers) {
    evidence.proxy.attempts.push_back(answer(role, status));
  }
  EndpointTrace& upstream = evidence.upstreams.emplace_back();
  upstream.scheme = "http";
  upstream.attempts.push_back(answer("main", 200));
  return evidence;
}

std::vector<std::string> asked_of_the_proxy(const Evidence& evidence) {
  std::vector<std::string> roles;
  for (const Question& question : next_questions(evidence, QuestionRules{}, 1)) {
    if (question.target == 0) {
      roles.push_back(question.role);
    }
  }
  return roles;
}

} // namespace

TEST_CASE("a failure of the proxy's that nothing explains is asked for until a turn is well") {
  using Roles = std::vector<std::string>;
  CHECK(asked_of_the_proxy(failing_proxy({{"main", 502}})) == Roles{"again"});
  CHECK(asked_of_the_proxy(failing_proxy({{"main", 502}, {"again", 502}})) ==
        Roles{"again-2", "again-3"});
  CHECK(asked_of_the_proxy(failing_proxy({{"main", 502}, {"again", 200}})) == Roles{});
}

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
