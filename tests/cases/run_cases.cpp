// SPDX-License-Identifier: Apache-2.0
// run_cases [-v] FILE...: judges the evidence of each situation and compares the verdict with what the file expects.
// -v prints the verdict as well. Exit status 1 if one differs.
#include <algorithm>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "diagnosis/diagnose.hpp"
#include "diagnosis/verdict.hpp"
#include "evidence/evidence.hpp"

namespace {

using gwdiag::Cause;
using gwdiag::Certainty;
using gwdiag::Verdict;
using nlohmann::json;
using Problems = std::vector<std::string>;

bool contains(const json& list, std::string_view word) {
  return std::ranges::any_of(list, [&](const json& item) { return item == word; });
}

std::string ids(const Verdict& verdict) {
  std::string text;
  for (const Cause& cause : verdict.causes) {
    text += fmt::format("{}{} ({}, {})", text.empty() ? "" : ", ", cause.id, to_string(cause.certainty), cause.endpoint);
  }
  return text.empty() ? "no cause" : text;
}

void expect_equal(std::string_view what, std::string_view seen, const json& wanted, Problems& problems) {
  if (wanted != seen) {
    problems.push_back(fmt::format("{}: {} expected, {} given", what, wanted.dump(), seen));
  }
}

void expect_causes(const Verdict& verdict, const json& expect, Problems& problems) {
  const bool none = verdict.causes.empty();
  const json& first = expect.at("first");
  if (none ? !first.empty() : !contains(first, verdict.causes.front().id)) {
    problems.push_back(fmt::format("first: one of {} expected, given: {}", first.dump(), ids(verdict)));
  }
  if (!none && expect.contains("certainty")) {
    expect_equal("certainty", to_string(verdict.causes.front().certainty), expect["certainty"], problems);
  }
  if (!none && expect.contains("subject")) {
    expect_equal("subject", to_string(verdict.causes.front().subject), expect["subject"], problems);
  }
  if (!none && expect.contains("endpoint")) {
    expect_equal("endpoint", verdict.causes.front().endpoint, expect["endpoint"], problems);
  }
  const json details = expect.value("details", json::object());
  for (const auto& [key, text] : details.items()) {
    const bool has = !none && std::ranges::any_of(verdict.causes.front().details, [&](const auto& detail) {
      return detail.key == key && text == detail.text;
    });
    if (!has) {
      problems.push_back(fmt::format("details: the first cause has no {} = {}", key, text.dump()));
    }
  }
  const auto listed = [&](const json& id) {
    return std::ranges::any_of(verdict.causes, [&](const Cause& cause) { return id == cause.id; });
  };
  for (const json& id : expect.value("listed", json::array())) {
    if (!listed(id)) {
      problems.push_back(fmt::format("listed: {} is not among {}", id.dump(), ids(verdict)));
    }
  }
  const auto ruled_out = [&](const json& id) {
    return std::ranges::any_of(verdict.ruled_out, [&](const auto& out) { return id == out.id; });
  };
  for (const json& id : expect.value("not_ruled_out", json::array())) {
    if (ruled_out(id)) {
      problems.push_back(fmt::format("not_ruled_out: {} is ruled out", id.dump()));
    }
  }
  for (const json& id : expect.value("only_possible", json::array())) {
    const bool more = std::ranges::any_of(verdict.causes, [&](const Cause& cause) {
      return id == cause.id && cause.certainty != Certainty::possible;
    });
    if (more) {
      problems.push_back(fmt::format("only_possible: {} is more than that", id.dump()));
    }
  }
  for (const json& id : expect.value("absent", json::array())) {
    if (listed(id)) {
      problems.push_back(fmt::format("absent: {} is among {}", id.dump(), ids(verdict)));
    }
  }
}

Problems judge(const json& situation, bool print) {
  auto evidence = gwdiag::evidence_from_json(situation.at("evidence"));
  if (!evidence) {
    return {"evidence: " + evidence.error().message};
  }
  const Verdict verdict = gwdiag::diagnose(*evidence);
  if (print) {
    fmt::print("{}\n", to_json(verdict).dump(2));
  }
  const json& expect = situation.at("expect");
  Problems problems;
  expect_equal("status", to_string(verdict.status), expect.at("status"), problems);
  if (expect.at("exit_code") != verdict.exit_code) {
    problems.push_back(fmt::format("exit_code: {} expected, {} given", expect["exit_code"].dump(), verdict.exit_code));
  }
  expect_causes(verdict, expect, problems);
  if (expect.contains("first_divergence")) {
    const std::string_view stage = verdict.first_divergence.empty() ? "none" : std::string_view(verdict.first_divergence);
    expect_equal("first_divergence", stage, expect["first_divergence"], problems);
  }
  return problems;
}

} // namespace

int main(int argc, char** argv) {
  bool print = false;
  int failed = 0;
  int run = 0;
  for (int i = 1; i < argc; ++i) {
    const std::string_view name = argv[i];
    if (name == "-v") {
      print = true;
      continue;
    }
    ++run;
    Problems problems;
    try {
      std::ifstream file{std::string(name)};
      problems = judge(json::parse(file), print);
    } catch (const json::exception& error) {
      problems.emplace_back(error.what());
    }
    for (const std::string& problem : problems) {
      fmt::print("{}: {}\n", name, problem);
    }
    failed += problems.empty() ? 0 : 1;
  }
  fmt::print("{} passed, {} failed\n", run - failed, failed);
  return run == 0 || failed > 0 ? 1 : 0;
}
