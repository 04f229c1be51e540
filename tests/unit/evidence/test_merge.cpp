// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "evidence/parse.hpp"

using namespace gwdiag;

namespace {

Evidence with_upstream(const std::string& endpoint) {
  Evidence evidence;
  evidence.upstreams.resize(1);
  evidence.upstreams[0].endpoint = endpoint;
  evidence.upstreams[0].role = "upstream";
  return evidence;
}

Evidence with_proxy(const std::string& endpoint) {
  Evidence evidence;
  evidence.has_proxy = true;
  evidence.proxy.endpoint = endpoint;
  evidence.proxy.role = "proxy";
  return evidence;
}

} // namespace

TEST_CASE("several files become one: the proxy's, and the upstreams in order") {
  Evidence first = with_upstream("http://a:1");
  first.started_at = "2026-01-02T00:00:00Z";
  first.vantage = "ssh gateway";
  first.elapsed_ms = 5;
  first.notes = {"n", "m"};
  first.interrupted = true;
  first.interrupted_by = "deadline";
  Evidence second = with_proxy("http://p:1");
  second.started_at = "2026-01-01T00:00:00Z";
  second.elapsed_ms = 3;
  second.expectations.slow_ms = 17;
  second.upstreams = with_upstream("http://b:1").upstreams;
  second.notes = {"n"};
  const Result<Evidence> all = merge_evidence({first, second});
  REQUIRE(all.has_value());
  CHECK(all->has_proxy);
  CHECK(all->proxy.endpoint == "http://p:1");
  REQUIRE(all->upstreams.size() == 2);
  CHECK(all->upstreams[0].endpoint == "http://a:1");
  CHECK(all->upstreams[1].endpoint == "http://b:1");
  CHECK(all->started_at == "2026-01-01T00:00:00Z");
  CHECK(all->elapsed_ms == 5);
  CHECK(all->vantage == "ssh gateway, local");
  CHECK(all->expectations.slow_ms == 17);
  CHECK(all->notes == std::vector<std::string>{"n", "m"});
  CHECK(all->interrupted);
  CHECK(all->interrupted_by == "deadline");
}

TEST_CASE("upstreams alone stay without a proxy, and the first file says what was asked") {
  Evidence first = with_upstream("http://a:1");
  first.expectations.slow_ms = 11;
  const Result<Evidence> all = merge_evidence({first, with_upstream("http://b:1")});
  REQUIRE(all.has_value());
  CHECK_FALSE(all->has_proxy);
  CHECK(all->upstreams.size() == 2);
  CHECK(all->vantage == "local");
  CHECK(all->expectations.slow_ms == 11);
}

TEST_CASE("two proxies or no file cannot be merged") {
  const Result<Evidence> two = merge_evidence(
      {with_proxy("http://p:1"), with_upstream("http://a:1"), with_proxy("http://q:1")});
  REQUIRE_FALSE(two.has_value());
  CHECK(two.error().kind == ErrorKind::input);
  CHECK(two.error().message.find("http://p:1 and http://q:1") != std::string::npos);
  CHECK_FALSE(merge_evidence({}).has_value());
}

TEST_CASE("--proxy takes the only endpoint for the proxy's") {
  const Result<Evidence> taken = as_proxy_evidence(with_upstream("http://a:1"));
  REQUIRE(taken.has_value());
  CHECK(taken->has_proxy);
  CHECK(taken->proxy.endpoint == "http://a:1");
  CHECK(taken->proxy.role == "proxy");
  CHECK(taken->upstreams.empty());
  Evidence two = with_upstream("http://a:1");
  two.upstreams.resize(2);
  CHECK_FALSE(as_proxy_evidence(two).has_value());
  CHECK(as_proxy_evidence(with_proxy("http://p:1"))->proxy.endpoint == "http://p:1");
}

namespace {

// The ties of a summary's entries after a run from 12:00:00 to 12:00:02.
std::vector<std::string> ties(const std::vector<std::pair<std::string, std::string>>& times) {
  Evidence run = with_proxy("http://p:1");
  run.started_at = "2026-01-02T12:00:00Z";
  run.elapsed_ms = 2000;
  run.logs.resize(1);
  for (const auto& [first, last] : times) {
    LoggedLine& entry = run.logs[0].entries.emplace_back();
    entry.ids = {"connection-refused"};
    entry.at = first;
    entry.last_at = last;
  }
  const Result<Evidence> all = merge_evidence({run});
  REQUIRE(all.has_value());
  std::vector<std::string> out;
  for (const LoggedLine& entry : all->logs.at(0).entries) {
    out.push_back(entry.tie);
  }
  return out;
}

} // namespace

TEST_CASE("a summary belongs to the run by its first or last line, not by what lies between") {
  const std::string before = "2025-12-30T12:00:00Z";
  const std::string during = "2026-01-02T12:00:01Z";
  const std::string after = "2026-01-05T12:00:00Z";
  using Ties = std::vector<std::string>;
  CHECK(ties({{before, after}}) == Ties{""});
  CHECK(ties({{before, before}}) == Ties{""});
  CHECK(ties({{before, during}}) == Ties{"time"});
  CHECK(ties({{during, after}}) == Ties{"time"});
  CHECK(ties({{during, during}}) == Ties{"time"});
  // Two upstreams with the times of their common cause: whose line it is, is not known.
  CHECK(ties({{before, during}, {before, during}}) == Ties{"", ""});
  CHECK(ties({{during, during}, {during, during}}) == Ties{"time", "time"});
}
