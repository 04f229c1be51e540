// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <random>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "evidence/parse.hpp"
#include "report/report.hpp"
#include "situations.hpp"

using namespace gwdiag;
using nlohmann::json;

namespace {

// Every place in a document that holds a single value.
std::vector<json::json_pointer> leaves_of(const json& document) {
  std::vector<json::json_pointer> leaves;
  const json flat = document.flatten();
  for (auto item = flat.begin(); item != flat.end(); ++item) {
    leaves.emplace_back(item.key());
  }
  return leaves;
}

const std::vector<json>& hostile_values() {
  static const std::vector<json> values = {"\x1b]0;x\x07\x1b[2J",
                                           "</script><img src=x onerror=alert(1)>",
                                           "\n::error::x\r\n",
                                           "\xe2\x80\xae\xe2\x80\x8b",
                                           "a|b`c`*d*\"e\"'f'",
                                           std::string(16000, '\x01'),
                                           "",
                                           -1,
                                           0,
                                           1e300,
                                           9007199254740993,
                                           18446744073709551615ULL,
                                           true,
                                           nullptr,
                                           json::array(),
                                           json::object(),
                                           json::array({json::object()})};
  return values;
}

bool one_line_is_printable(std::string text) {
  std::ranges::replace(text, '\n', ' ');
  return is_printable(text);
}

} // namespace

TEST_CASE("whatever a saved file holds, it is refused with its place or shown safely in every format") {
  std::mt19937 random(1);
  std::size_t read_count = 0;
  std::size_t refused_count = 0;
  for (const situations::Situation& situation : situations::all()) {
    const json good = json::parse(find_format("json")->render({situation.evidence, situation.verdict}, {}));
    const std::vector<json::json_pointer> leaves = leaves_of(good);
    for (int round = 0; round < 40; ++round) {
      json bad = good;
      for (int change = 0; change < 3; ++change) {
        const json::json_pointer& leaf = leaves[random() % leaves.size()];
        if (leaf.back() != "schema" && bad.contains(leaf)) {
          bad[leaf] = hostile_values()[random() % hostile_values().size()];
        }
      }
      const Result<Evidence> read = evidence_from_json(bad);
      ++(read ? read_count : refused_count);
      if (!read) {
        CHECK(is_printable(read.error().message));
        continue;
      }
      for (const Format& format : formats()) {
        CAPTURE(format.name);
        CHECK(one_line_is_printable(format.render({*read, situation.verdict}, {.verbose = true})));
      }
      CHECK(one_line_is_printable(render_evidence_text(*read, {.width = 60})));
    }
  }
  CHECK(read_count > 50); // both ways were tried
  CHECK(refused_count > 50);
}
