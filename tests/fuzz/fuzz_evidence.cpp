// SPDX-License-Identifier: Apache-2.0
// Saved evidence: read, judged, advised on and written in every format.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "checklist/advice.hpp"
#include "diagnosis/diagnose.hpp"
#include "evidence/parse.hpp"
#include "report/report.hpp"

using namespace gwdiag;
using nlohmann::json;

namespace {

constexpr std::size_t deepest = 64;

void require(bool holds) {
  if (!holds) {
    std::abort();
  }
}

void collect(json& value, std::vector<json*>& all, std::size_t depth = 0) {
  all.push_back(&value);
  if (value.is_structured() && depth < deepest) {
    for (json& item : value) {
      collect(item, all, depth + 1);
    }
  }
}

void change(json& document, std::mt19937_64& random) {
  static const std::vector<json> odd{
      nullptr, 0, -1, 1e300, 4294967296, 599, "", "::", "\\x00", "unix:", true, json::array(), json::object()};
  std::vector<json*> all;
  collect(document, all);
  json& chosen = *all[random() % all.size()];
  switch (random() % 4) {
  case 0:
    chosen = odd[random() % odd.size()];
    break;
  case 1:
    chosen = json(*all[random() % all.size()]);
    break;
  case 2:
    if (chosen.is_structured() && !chosen.empty()) {
      chosen.erase(chosen.begin());
    }
    break;
  default:
    if (chosen.is_array() && !chosen.empty() && chosen.size() < 64) {
      chosen.push_back(json(chosen.front()));
    }
    break;
  }
}

std::string as_text(const json& document) {
  return document.dump(-1, ' ', false, json::error_handler_t::replace);
}

void judge(std::string_view text) {
  const auto evidence = parse_evidence(text);
  if (!evidence) {
    require(!evidence.error().message.empty());
    return;
  }
  Verdict verdict = diagnose(*evidence);
  advise(verdict, *evidence, std::string("gwdiag check"));
  const Report report{*evidence, verdict};
  for (const Format& format : formats()) {
    require(!format.render(report, {}).empty());
  }
  const auto again = parse_evidence(find_format("json")->render(report, {}));
  require(again.has_value() && diagnose(*again).summary == verdict.summary);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  judge(text);
  if (const json document = json::parse(text, nullptr, false);
      document.is_object() && document.contains("evidence")) { // a situation of tests/cases
    judge(as_text(document["evidence"]));
  }
  return 0;
}

// Changes what is JSON in its structure, which single bytes seldom do; the rest is left as it is.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed) {
  json document = json::parse(std::string_view(reinterpret_cast<const char*>(data), size), nullptr, false);
  if (document.is_discarded()) {
    return size;
  }
  std::mt19937_64 random(seed);
  for (std::size_t i = 1 + random() % 4; i > 0; --i) {
    change(document, random);
  }
  const std::string text = as_text(document);
  if (text.size() > most) {
    return size;
  }
  std::ranges::copy(text, data);
  return text.size();
}
