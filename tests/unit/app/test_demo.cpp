// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <future>
#include <vector>

#include <doctest/doctest.h>

#include "app/demo.hpp"

using namespace gwdiag;

namespace {

std::string problem_of(const demo::Fault& fault) {
  const auto stage = demo::Stage::set(fault);
  if (!stage) {
    return stage.error().message;
  }
  const auto evidence = gather_stage(*stage, Options{});
  return evidence ? undeserved(fault, *evidence) : evidence.error().message;
}

} // namespace

TEST_CASE("every fault of the demo gets the verdict that it deserves") {
  constexpr std::size_t at_once = 4; // they wait more than they compute
  const auto rows = demo::faults();
  std::vector<std::string> problems(rows.size());
  std::atomic<std::size_t> next{0};
  std::vector<std::future<void>> workers;
  for (std::size_t i = 0; i < at_once; ++i) {
    workers.push_back(std::async(std::launch::async, [&] {
      for (std::size_t row = next++; row < rows.size(); row = next++) {
        problems[row] = problem_of(rows[row]);
      }
    }));
  }
  for (std::future<void>& worker : workers) {
    worker.get();
  }
  for (std::size_t row = 0; row < rows.size(); ++row) {
    CHECK_MESSAGE(problems[row].empty(), rows[row].name, ": ", problems[row]);
  }
}

TEST_CASE("a wrong verdict is told from a right one") {
  const demo::Fault& refused = *demo::find_fault("connection-refused");
  const auto stage = demo::Stage::set(refused);
  REQUIRE(stage);
  const auto evidence = gather_stage(*stage, Options{});
  REQUIRE(evidence);
  CHECK(undeserved(refused, *evidence).empty());
  CHECK(undeserved(*demo::find_fault("healthy"), *evidence) == "unhealthy, not healthy");
  CHECK(undeserved(*demo::find_fault("not-http"), *evidence) ==
        "the first cause is connection-refused");
}
