// SPDX-License-Identifier: Apache-2.0
#include <set>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "evidence/parse.hpp"
#include "report/nagios.hpp"
#include "report/report.hpp"
#include "situations.hpp"

using namespace gwdiag;
using nlohmann::json;

namespace {

std::string rendered(const char* format, const situations::Situation& situation) {
  return find_format(format)->render({situation.evidence, situation.verdict}, {});
}

} // namespace

TEST_CASE("every format of the contract is there once, others are unknown") {
  std::set<std::string_view> names;
  for (const Format& format : formats()) {
    CHECK(names.insert(format.name).second);
  }
  CHECK(names == std::set<std::string_view>{"text", "json", "jsonl", "junit", "tap", "github", "markdown", "html",
                                            "prometheus", "nagios"});
  CHECK(find_format("xml") == nullptr);
}

TEST_CASE("a report is evidence again: diagnose reads what check wrote") {
  for (const situations::Situation& situation : situations::all()) {
    const Result<Evidence> read = parse_evidence(rendered("json", situation));
    REQUIRE_MESSAGE(read.has_value(), read.error().message);
    CHECK(read->has_proxy);
    CHECK(read->upstreams.size() == situation.evidence.upstreams.size());
    const Result<Evidence> probe = parse_evidence(render_evidence_json(situation.evidence, {}));
    REQUIRE_MESSAGE(probe.has_value(), probe.error().message);
    CHECK(to_json(*probe) == to_json(*read));
  }
}

TEST_CASE("a pointer that leads nowhere is shortened to the nearest place that exists") {
  situations::Situation situation = situations::refused_behind_nginx();
  const auto pointer_of = [&](const char* at) {
    situation.verdict.causes[0].evidence = {{"tcp", "f", at, true}};
    const json fact = json::parse(rendered("json", situation))["verdict"]["causes"][0]["evidence"][0];
    return fact.value("at", "absent");
  };
  CHECK(pointer_of("/upstreams/0/stages/tcp/error") == "/upstreams/0/stages/tcp/error");
  CHECK(pointer_of("/upstreams/0/stages/tcp/rtt_ms") == "/upstreams/0/stages/tcp");
  CHECK(pointer_of("/upstreams/7/stages/tcp") == "/upstreams");
  CHECK(pointer_of("/nowhere/at/all") == "absent");
  CHECK(pointer_of("no pointer") == "absent");
  CHECK(pointer_of("") == "absent");
}

TEST_CASE("JSON lines: one whole report a pair with its own causes, then the summary") {
  const situations::Situation pool = situations::pool_with_one_odd_member();
  const std::string out = rendered("jsonl", pool);
  const std::vector<std::string_view> lines = split(std::string_view(out).substr(0, out.size() - 1), '\n');
  REQUIRE(lines.size() == 13);
  for (std::size_t i = 0; i < 12; ++i) {
    const json line = json::parse(lines[i]);
    CHECK(line["schema"] == "gwdiag.report/1");
    CHECK(line["kind"] == "pair");
    CHECK(line["upstream_index"] == i);
    CHECK(line["upstreams"].size() == 1);
    CHECK(line["upstreams"][0]["endpoint"] == pool.evidence.upstreams[i].endpoint);
    CHECK(line["verdict"]["status"] == (i == 6 ? "degraded" : "healthy"));
    CHECK(line["verdict"]["causes"].size() == (i == 6 ? 1 : 0));
  }
  CHECK(json::parse(lines[6])["verdict"]["causes"][0]["evidence"][0]["at"] == "/upstreams/0/stages/tcp/error");
  const json summary = json::parse(lines[12]);
  CHECK(summary["kind"] == "summary");
  CHECK(summary["upstream_count"] == 12);
  CHECK(summary["requests_sent"] == 12);
  CHECK(summary["verdict"]["causes"].size() == 1);
}

TEST_CASE("JSON lines: without a proxy a failing upstream is unhealthy, its neighbour healthy") {
  situations::Situation pool = situations::pool_with_one_odd_member();
  pool.evidence.has_proxy = false;
  const std::string out = rendered("jsonl", pool);
  const std::vector<std::string_view> lines = split(out, '\n');
  CHECK(json::parse(lines[6])["verdict"]["status"] == "unhealthy");
  CHECK(json::parse(lines[5])["verdict"]["status"] == "healthy");
}

TEST_CASE("nagios: its own exit status, always one line, no bar before the performance data") {
  Verdict verdict;
  verdict.status = Status::healthy;
  CHECK(nagios_status(verdict) == 0);
  verdict.status = Status::degraded;
  CHECK(nagios_status(verdict) == 1);
  verdict.status = Status::unhealthy;
  verdict.causes.resize(2);
  CHECK(nagios_status(verdict) == 2);
  verdict.causes[0].ignored = true;
  CHECK(nagios_status(verdict) == 2);
  verdict.causes[1].ignored = true;
  CHECK(nagios_status(verdict) == 0);
  verdict.status = Status::inconclusive;
  CHECK(nagios_status(verdict) == 3);
  CHECK(nagios_unknown("a|b\nc") == "GWDIAG UNKNOWN - a/b\\x0ac\n");
  const std::string hostile = rendered("nagios", situations::hostile_peer());
  CHECK(hostile.find('\n') == hostile.size() - 1);
  CHECK(hostile.find('|') == hostile.find(" | proxy_first_byte") + 1);
}

TEST_CASE("test formats fail exactly when the exit status is for failure") {
  situations::Situation pool = situations::pool_with_one_odd_member();
  CHECK(rendered("tap", pool).find("not ok") == std::string::npos);
  CHECK(rendered("junit", pool).find("<failure") == std::string::npos);
  CHECK(rendered("github", pool).starts_with("::warning "));
  pool.verdict.exit_code = 1;
  CHECK(rendered("tap", pool).find("not ok 9 - upstream http://10.0.0.7:8080") != std::string::npos);
  CHECK(rendered("junit", pool).find("failures=\"2\"") != std::string::npos);
  CHECK(rendered("github", pool).starts_with("::error "));
  pool.verdict.status = Status::inconclusive;
  pool.verdict.exit_code = 3;
  CHECK(rendered("tap", pool).find("not ok 1 - verdict inconclusive") != std::string::npos);
  CHECK(rendered("junit", pool).find("errors=\"1\"") != std::string::npos);
}
