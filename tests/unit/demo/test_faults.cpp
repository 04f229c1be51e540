// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include <doctest/doctest.h>

#include "base/text.hpp"
#include "checklist/checklist.hpp"
#include "demo/fault.hpp"

using namespace gwdiag;
using namespace gwdiag::demo;

TEST_CASE("at least 25 faults are listed, each once") {
  std::set<std::string> names;
  for (const demo::Fault& fault : faults()) {
    CHECK_MESSAGE(names.insert(fault.name).second, fault.name);
    CHECK_MESSAGE(!fault.title.empty(), fault.name);
  }
  CHECK(std::ranges::count(faults(), true, [](const demo::Fault& f) { return !f.ids.empty(); }) >=
        25);
}

TEST_CASE("right causes are ids of the checklist, and only healthy rows have none") {
  for (const demo::Fault& fault : faults()) {
    CHECK_MESSAGE(fault.ids.empty() == (fault.status == Status::healthy), fault.name);
    CHECK_MESSAGE(fault.ids.empty() == fault.name.starts_with("healthy"), fault.name);
    for (const std::string_view id : split(fault.ids, ' ')) {
      const bool known = id.empty() || std::ranges::find(cause_words(), id, &CauseWords::id) !=
                                           cause_words().end();
      CHECK_MESSAGE(known, fault.name, ": ", std::string(id));
    }
  }
}

TEST_CASE("a row is found by its name alone") {
  REQUIRE(find_fault("connection-refused") != nullptr);
  CHECK(find_fault("connection-refused")->name == "connection-refused");
  CHECK(find_fault("connection") == nullptr);
  CHECK(find_fault("") == nullptr);
}

TEST_CASE("a cause is right when it is one of the row's, whole") {
  const demo::Fault row{.name = "row", .title = "", .ids = "slow-response proxy-timeout-too-short"};
  CHECK(is_right(row, "slow-response"));
  CHECK(is_right(row, "proxy-timeout-too-short"));
  CHECK_FALSE(is_right(row, "slow"));
  CHECK_FALSE(is_right(row, ""));
}
