// SPDX-License-Identifier: Apache-2.0
#include "wire/anomaly.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "base/limits.hpp"
#include "wire/anomaly_list.hpp"

using namespace gwdiag;

TEST_CASE("the table has one row for each anomaly, in order, with an id that leads back") {
  CHECK(anomalies().size() == static_cast<std::size_t>(Anomaly::count_));
  std::set<std::string_view> ids;
  for (std::size_t i = 0; i < anomalies().size(); ++i) {
    const AnomalyInfo& row = anomalies()[i];
    CAPTURE(row.id);
    CHECK(static_cast<std::size_t>(row.anomaly) == i);
    CHECK(&info(row.anomaly) == &row);
    CHECK(anomaly_from_id(row.id) == row.anomaly);
    CHECK(row.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos);
    CHECK_FALSE(row.what.empty());
    CHECK((row.rule.starts_with("RFC 9110 section ") || row.rule.starts_with("RFC 9112 section ")));
    ids.insert(row.id);
  }
  CHECK(ids.size() == anomalies().size());
  CHECK_FALSE(anomaly_from_id("no-such-anomaly").has_value());
  CHECK_FALSE(anomaly_from_id("").has_value());
}

TEST_CASE("each anomaly shows a cause of the invalid responses, or one of its neighbours") {
  const std::set<std::string_view> causes = {
      "not-http", "http09-response", "malformed-status-line", "malformed-header", "conflicting-framing",
      "malformed-chunking", "header-too-large", "too-many-headers", "truncated-headers", "truncated-body",
      "stalled-response", "unexpected-upgrade", "body-not-allowed", "broken-content-encoding"};
  std::set<std::string_view> seen;
  for (const AnomalyInfo& row : anomalies()) {
    CAPTURE(row.id);
    CHECK(causes.count(row.cause) == 1);
    seen.insert(row.cause);
  }
  CHECK(seen == causes);
}

TEST_CASE("the list keeps three of a kind and gives them by offset") {
  AnomalyList list;
  CHECK(list.empty());
  CHECK(list.first_offset() == 0);
  for (std::size_t at = 10; at > 0; --at) {
    list.note(Anomaly::no_colon, at);
  }
  list.note(Anomaly::bare_lf, 4, "x");
  CHECK(list.has(Anomaly::bare_lf));
  CHECK_FALSE(list.has(Anomaly::obs_fold));
  CHECK(list.first_offset() == 4);
  const auto found = list.take();
  REQUIRE(found.size() == 4);
  CHECK(found[0].anomaly == Anomaly::bare_lf);
  CHECK(found[0].detail == "x");
  CHECK(found[1].offset == 8);
  CHECK(found[3].offset == 10);
  CHECK(list.empty());
}

TEST_CASE("the list is bounded as a whole") {
  AnomalyList list;
  for (const AnomalyInfo& row : anomalies()) {
    list.note(row.anomaly, 1);
  }
  CHECK(list.take().size() == limits::kept_anomalies);
}

TEST_CASE("an excerpt is escaped and says that it is one") {
  CHECK(excerpt("a\x1b") == "a\\x1b");
  CHECK(excerpt(std::string(64, 'x')) == std::string(64, 'x'));
  CHECK(excerpt(std::string(65, 'x')) == std::string(64, 'x') + "…");
}
