// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "logs/classify.hpp"
#include "proxies/logs/pattern.hpp"

namespace {

using gwdiag::classify_line;

std::string first_id(std::string_view line) {
  const auto findings = classify_line(line);
  return findings.empty() ? "-" : findings.front().id;
}

void check_samples(gwdiag::LogTables tables) {
  for (const gwdiag::LogTable* table : tables) {
    for (const gwdiag::LogPattern& row : table->rows) {
      CAPTURE(row.match);
      CAPTURE(row.sample);
      const std::string_view expected =
          row.sample_id.empty() ? row.ids.substr(0, row.ids.find(' ')) : row.sample_id;
      const auto findings = classify_line(row.sample);
      if (expected.empty() && row.phase == gwdiag::FaultPhase::none) {
        CHECK(findings.empty());
        continue;
      }
      REQUIRE_FALSE(findings.empty());
      CHECK(findings.front().id == expected);
      CHECK(findings.front().product == table->product);
      CHECK(findings.front().consequence == row.consequence);
      CHECK_FALSE(findings.front().meaning.empty());
    }
  }
}

} // namespace

TEST_CASE("every pattern explains its own sample") {
  check_samples(gwdiag::client_side_logs());
  check_samples(gwdiag::product_logs());
  check_samples(gwdiag::library_logs());
}

TEST_CASE(
    "the table of lines: each shows its cause, and lines without a gateway problem show none") {
  std::ifstream file(GWDIAG_SOURCE_DIR "/tests/unit/logs/lines.txt");
  REQUIRE(file);
  std::string row;
  int rows = 0;
  while (std::getline(file, row)) {
    const std::size_t tab = row.find('\t');
    if (row.starts_with("# ") || tab == std::string::npos) {
      continue;
    }
    ++rows;
    const std::string line = row.substr(tab + 1);
    CAPTURE(line);
    CHECK(first_id(line) == row.substr(0, tab));
  }
  CHECK(rows >= 350);
}

TEST_CASE("real lines: at least 97 % right and no false positive") {
  std::ifstream file(GWDIAG_SOURCE_DIR "/../shared/corpus/dev-lines.jsonl");
  if (!file) {
    MESSAGE("skipped: the corpus of real log lines is not there");
    return;
  }
  std::string text;
  int lines = 0;
  int right = 0;
  while (std::getline(file, text)) {
    const auto row = nlohmann::json::parse(text);
    const auto findings = classify_line(row["line"].get<std::string>());
    const auto& accept = row["accept"];
    const bool none = findings.empty() && (accept.empty() || row.value("lenient", false));
    bool accepted = none;
    for (const auto& id : accept) {
      accepted = accepted || (!findings.empty() && findings.front().id == id.get<std::string>());
    }
    ++lines;
    right += accepted ? 1 : 0;
    CAPTURE(text);
    if (accept.empty()) {
      CHECK(findings.empty());
    }
    WARN(accepted);
  }
  CHECK(lines > 0);
  CHECK(right * 100 >= lines * 97);
}

TEST_CASE("Squid's access log says more than the status where it names no server, or its error") {
  const auto product = [](std::string_view line) {
    const auto findings = classify_line(line);
    return findings.empty() ? std::string() : findings.front().product;
  };
  CHECK(product("1715000000.123 2 192.0.2.9 TCP_MISS/502 4031 GET http://app.test/ - "
                "HIER_NONE/- text/html") == "access-log");
  CHECK(product("1715000000.123 9 192.0.2.9 TCP_MISS/503 4031 GET http://app.test/ - "
                "HIER_DIRECT/10.0.0.8 text/html") == "access-log");
  CHECK(product("1715000000.123 9 192.0.2.9 TCP_MISS/503 3987 GET http://app.test/ - "
                "HIER_NONE/- text/html") == "squid");
}
