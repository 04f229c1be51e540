// SPDX-License-Identifier: Apache-2.0
// predictions FILE...: of reports that the lab kept (run.py --reports), compares what the profile of the proxy says of the
// upstream's malformed answer with what the real proxy then did. One report a line: {"proxy", "row", "report"}.
// Closes with "N passed, M failed"; exit status 1 where more than one in a hundred differs.
#include <algorithm>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "diagnosis/fit.hpp"
#include "evidence/evidence.hpp"
#include "proxies/profile.hpp"

namespace {

using gwdiag::Anomaly;
using gwdiag::Outcome;
using nlohmann::json;

constexpr std::size_t most_wrong_in = 100;

struct Count {
  std::size_t passed = 0;
  std::size_t failed = 0;
};

// Weighed by the limits of a product and by its patience, not by what it does with the anomaly.
bool by_measure(Anomaly anomaly) {
  return anomaly == Anomaly::large_head || anomaly == Anomaly::large_line || anomaly == Anomaly::many_headers ||
         anomaly == Anomaly::stalled_head || anomaly == Anomaly::stalled_body;
}

std::string_view kind_name(Outcome::Kind kind) {
  constexpr std::array<std::string_view, 6> names{"an error", "handed on", "handed on raw", "cut", "closed", "unknown"};
  return names.at(static_cast<std::size_t>(kind));
}

std::string in_words(const Outcome& outcome) {
  std::string text = outcome.kind == Outcome::Kind::error ? fmt::format("{}", fmt::join(outcome.statuses, " or "))
                                                          : std::string(kind_name(outcome.kind));
  for (const Outcome::Kind other : outcome.also) {
    text += fmt::format(" or {}", kind_name(other));
  }
  return text + (outcome.also_closes ? " or closed" : "");
}

bool hands_on(const Outcome& outcome) {
  const auto on = [](Outcome::Kind kind) { return kind == Outcome::Kind::passes || kind == Outcome::Kind::passes_raw; };
  return on(outcome.kind) || std::ranges::any_of(outcome.also, on);
}

// What is malformed in an answer, and the one outcome that the product has for each of it.
void compare(const json& line, Count& count) {
  const auto evidence = gwdiag::evidence_from_json(line.at("report"));
  const gwdiag::Profile* profile = gwdiag::find_profile(line.at("proxy").get<std::string>());
  if (!evidence || profile == nullptr || !evidence->has_proxy || evidence->upstreams.size() != 1 ||
      evidence->proxy.main() == nullptr || evidence->upstreams.front().main() == nullptr) {
    return;
  }
  gwdiag::ProxyView proxy = gwdiag::view_proxy(*evidence);
  proxy.profile = profile;
  const auto& anomalies = evidence->upstreams.front().main()->http.response.anomalies;
  const bool same_status = proxy.status > 0 && proxy.status == evidence->upstreams.front().main()->http.response.status;
  std::vector<std::string> predicted;
  bool shown = false;
  for (const gwdiag::FoundAnomaly& found : anomalies) {
    const Outcome outcome = profile->on_anomaly(found.anomaly, proxy.version);
    if (by_measure(found.anomaly) || outcome.kind == Outcome::Kind::unknown) {
      return; // by the product's limits, or nothing is claimed
    }
    shown = shown || gwdiag::shows_any(proxy, outcome) || (same_status && hands_on(outcome));
    predicted.push_back(fmt::format("{}: {}", gwdiag::info(found.anomaly).id, in_words(outcome)));
  }
  if (anomalies.empty()) {
    return;
  }
  ++(shown ? count.passed : count.failed);
  if (!shown) {
    fmt::print("{} behind {}: {} predicted, seen: {} {}\n", line.at("row").get<std::string>(), profile->name,
               fmt::join(predicted, "; "), proxy.status, proxy.error);
  }
}

} // namespace

int main(int argc, char** argv) {
  Count count;
  for (int i = 1; i < argc; ++i) {
    std::ifstream file(argv[i]);
    std::string line;
    while (std::getline(file, line)) {
      compare(json::parse(line), count);
    }
  }
  fmt::print("{} passed, {} failed\n", count.passed, count.failed);
  return count.passed == 0 || count.failed * most_wrong_in > count.passed ? 1 : 0;
}
