// SPDX-License-Identifier: Apache-2.0
// predictions FILE...: of reports that the lab kept (run.py --reports), compares what the profile of the proxy says of the
// upstream's answer, or of what it did in its place, with what the real proxy then did. One report a line: {"proxy", "row",
// "report"}. Tells each that differs; closes with "N passed, M failed". Exit status 1 where too many differ.
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

// One in so many may differ: what is malformed, and what the upstream does in the place of an answer, which takes its time.
constexpr std::size_t malformed_in = 100;
constexpr std::size_t other_in = 30;

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

struct Prediction {
  std::string of;
  Outcome outcome;
};

struct Counts {
  Count malformed, other;
};

bool good(const Count& count, std::size_t one_in) {
  return count.passed > 0 && count.failed * one_in <= count.passed;
}

// The product's outcome for each thing that is malformed in the answer, or else for what the upstream did in its place.
std::vector<Prediction> predict(const gwdiag::Evidence& evidence, const gwdiag::ProxyView& proxy) {
  std::vector<Prediction> all;
  const bool application = proxy.asks_an_application(); // whose head is none of HTTP/1's
  const auto& response = evidence.upstreams.front().main()->http.response;
  for (const gwdiag::FoundAnomaly& found : application ? std::vector<gwdiag::FoundAnomaly>{} : response.anomalies) {
    const auto outcome = by_measure(found.anomaly) ? Outcome{} : proxy.profile->on_anomaly(found.anomaly, proxy.version);
    all.push_back({std::string(gwdiag::info(found.anomaly).id), outcome});
  }
  if (!all.empty()) {
    return all;
  }
  for (const auto& finding : gwdiag::examine(evidence.upstreams.front(), 0, evidence.expectations, evidence.started_at)) {
    if (finding.fault && finding.weight == gwdiag::Finding::Weight::hard && !gwdiag::fit_by_kind(finding, proxy)) {
      all.push_back({finding.id, proxy.meets(*finding.fault)});
    }
  }
  return all;
}

void compare(const json& line, Counts& counts) {
  const auto evidence = gwdiag::evidence_from_json(line.at("report"));
  const gwdiag::Profile* profile = gwdiag::find_profile(line.at("proxy").get<std::string>());
  if (!evidence || profile == nullptr || !evidence->has_proxy || evidence->upstreams.size() != 1 ||
      evidence->proxy.main() == nullptr || evidence->upstreams.front().main() == nullptr) {
    return;
  }
  gwdiag::ProxyView proxy = gwdiag::view_proxy(*evidence);
  proxy.profile = profile;
  const auto& theirs = evidence->upstreams.front().main()->http.response;
  const bool same_status = proxy.status > 0 && proxy.status == (theirs.has_head ? theirs.status : 200); // HTTP/0.9
  std::vector<std::string> predicted;
  bool shown = false;
  for (const auto& [of, outcome] : predict(*evidence, proxy)) {
    if (outcome.kind == Outcome::Kind::unknown) {
      return; // nothing is claimed
    }
    shown = shown || gwdiag::shows_any(proxy, outcome) || (same_status && hands_on(outcome));
    predicted.push_back(fmt::format("{}: {}", of, in_words(outcome)));
  }
  if (predicted.empty()) {
    return;
  }
  const bool malformed = !proxy.asks_an_application() && !theirs.anomalies.empty();
  Count& count = malformed ? counts.malformed : counts.other;
  ++(shown ? count.passed : count.failed);
  if (!shown) {
    fmt::print("{} behind {}: {} predicted, seen: {} {}\n", line.at("row").get<std::string>(), profile->name,
               fmt::join(predicted, "; "), proxy.status, proxy.error);
  }
}

} // namespace

int main(int argc, char** argv) {
  Counts counts;
  for (int i = 1; i < argc; ++i) {
    std::ifstream file(argv[i]);
    std::string line;
    while (std::getline(file, line)) {
      compare(json::parse(line), counts);
    }
  }
  const auto& [malformed, other] = counts;
  fmt::print("malformed answers: {} as predicted, {} not; other faults: {} and {}\n", malformed.passed, malformed.failed, other.passed,
             other.failed);
  const bool enough = good(malformed, malformed_in) && good(other, other_in);
  fmt::print("{} passed, {} failed\n", malformed.passed + other.passed, enough ? 0 : malformed.failed + other.failed);
  return enough ? 0 : 1;
}
