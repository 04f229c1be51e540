// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/load_view.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace gwdiag {

namespace {

const LoadTrace* load_of(const Attempt* attempt) {
  return attempt == nullptr || !attempt->timing.load.measured() ? nullptr : &attempt->timing.load;
}

// The largest number that was asked; the later of two equal ones.
const LoadStep* highest(const LoadTrace* load) {
  if (load == nullptr || load->steps.empty()) {
    return nullptr;
  }
  const LoadStep* found = &load->steps.front();
  for (const LoadStep& step : load->steps) {
    found = step.at_once >= found->at_once ? &step : found;
  }
  return found;
}

std::string slowest(const LoadStep* step) {
  return step == nullptr || step->answered == 0 ? "" : fmt::format("{:.1f}", step->slowest_ms);
}

std::string said(const char* who, const LoadTrace* load) {
  const LoadStep* step = highest(load);
  return load == nullptr   ? ""
         : step != nullptr ? fmt::format("{}, {}", who, load_in_words(*step))
                           : fmt::format("{}, no load: {}", who, load->because);
}

} // namespace

bool by_load(const std::vector<Detail>& details) {
  return std::ranges::find(details, "at_once", &Detail::key) != details.end();
}

std::string load_in_words(const LoadStep& step) {
  std::string text = step.at_once == 1 ? "one by one: " : fmt::format("{} at once: ", step.at_once);
  if (step.answered > 0) {
    text += fmt::format("{}, {} at most", seconds(step.median_ms), seconds(step.slowest_ms));
  }
  for (const LoadStep::Failure& failure : step.failures) {
    text += fmt::format("{}{} × {}", text.ends_with(": ") ? "" : ", ", failure.count, failure.how);
  }
  return text;
}

std::optional<Comparison> compare_load(const Scene& scene, std::size_t upstream) {
  const LoadTrace* theirs = load_of(scene.proxy.attempt);
  const LoadTrace* ours = load_of(scene.evidence.upstreams[upstream].main());
  if (theirs == nullptr && ours == nullptr) {
    return std::nullopt;
  }
  Comparison row;
  row.aspect = "load_slowest_ms";
  row.upstream_index = static_cast<int>(upstream);
  row.proxy = slowest(highest(theirs));
  row.upstream = slowest(highest(ours));
  row.says = said("the upstream", ours);
  row.says += (row.says.empty() || theirs == nullptr ? "" : "; ") + said("the proxy", theirs);
  return row;
}

std::optional<RuledOut> no_growth(const Scene& scene, std::size_t upstream) {
  const EndpointTrace& trace = scene.evidence.upstreams[upstream];
  const LoadStep* step = highest(load_of(trace.main()));
  const bool well = step != nullptr && step->at_once > 1 && step->answered == step->requests &&
                    step->slowest_ms < scene.evidence.expectations.slow_ms;
  if (!well) {
    return std::nullopt;
  }
  return RuledOut{"slow-under-load",
                  fmt::format("{}: {}", trace.endpoint, load_in_words(*step)),
                  fmt::format("/upstreams/{}/stages/timing/load", upstream)};
}

} // namespace gwdiag
