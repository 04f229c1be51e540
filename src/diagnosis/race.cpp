// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/race.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "diagnosis/fit.hpp"

namespace gwdiag {

namespace {

constexpr double second_ms = 1000;

std::string in_seconds(double value) {
  return fmt::format("{:.{}f} s", value, value < 10 && value != std::floor(value) ? 1 : 0);
}

std::string reuse_in_words(const Reuse& reuse, const std::string& title) {
  const std::string set_by =
      reuse.directive.empty() ? "" : fmt::format(" ({}, by default)", reuse.directive);
  switch (reuse.by_default) {
  case Reuse::Default::on:
    return reuse.idle_s ? fmt::format("{} uses an idle one again for up to {}{}",
                                      title,
                                      in_seconds(*reuse.idle_s),
                                      set_by)
                        : fmt::format("{} uses an idle one again without a limit{}", title, set_by);
  case Reuse::Default::off:
    return reuse.turned_on_by.empty()
               ? fmt::format("{} uses none again", title)
               : fmt::format("{} uses none again by default; {} turns that on, then for {} ({})",
                             title,
                             reuse.turned_on_by,
                             in_seconds(reuse.idle_s.value_or(0)),
                             reuse.directive);
  case Reuse::Default::unknown:
    break;
  }
  return "how long the proxy uses an idle one again is not known (--as names it)";
}

// Where the proxy uses connections again at all: up to and with that time. Default or not.
bool outlived(double close_s, const Reuse& reuse) {
  return !reuse.idle_s || close_s <= *reuse.idle_s;
}

// The failure may be that of one request that went into a closing connection.
bool looks_like_a_race(const Scene& scene, const Reuse& reuse, double close_s) {
  constexpr double at_once_ms = 900;
  return reuse.by_default != Reuse::Default::unknown && outlived(close_s, reuse) &&
         scene.proxy.elapsed_ms < at_once_ms && may_show(scene.proxy, Fault::closed);
}

void add_numbers(const Reuse& reuse, double close_s, Cause& cause) {
  constexpr double margin_s = 5;
  if (reuse.idle_s) {
    cause.details.push_back(number_detail("proxy_reuse_s", *reuse.idle_s));
    cause.details.push_back(number_detail("upstream_at_least_s", *reuse.idle_s + margin_s));
  }
  constexpr double least_below_s = 0.5; // what was measured as 5.003 s is a time of 5 s
  if (const double below_s = std::floor(close_s - least_below_s); below_s >= 1) {
    cause.details.push_back(number_detail("proxy_at_most_s", below_s));
  }
  if (!reuse.directive.empty()) {
    cause.details.push_back(text_detail("directive", reuse.directive));
  }
}

Cause race(const Scene& scene, const Finding& finding, const Reuse& reuse) {
  const double close_s = detail(finding, "idle_close_s").value_or(0);
  Cause cause = make_cause(scene, finding.id, Subject::upstream, finding.upstream, "");
  const std::string lasting = reuse.idle_s
                                  ? fmt::format("uses it again for {}", in_seconds(*reuse.idle_s))
                                  : std::string("uses it again whenever it can");
  const bool off = reuse.by_default == Reuse::Default::off;
  cause.summary = fmt::format("{}, and {} {}{}: a request may meet the close",
                              finding.summary,
                              scene.proxy.title(),
                              off ? "may be set so that it " : "",
                              lasting);
  cause.details = finding.details;
  add_numbers(reuse, close_s, cause);
  cause.evidence = finding.facts;
  cause.evidence.push_back(make_fact(
      "timing", reuse_in_words(reuse, scene.proxy.title()), cause.evidence.front().at, !off));
  return cause;
}

const Finding* race_of(const Findings& findings) {
  const auto found = std::ranges::find(findings, "keepalive-race", &Finding::id);
  return found == findings.end() ? nullptr : &*found;
}

} // namespace

Reuse reuse_of(const ProxyView& proxy) {
  const bool known = proxy.profile != nullptr && proxy.profile->reuse != nullptr;
  return known ? proxy.profile->reuse(proxy.version) : Reuse{};
}

std::vector<Cause> races_ahead(const Scene& scene) {
  std::vector<Cause> causes;
  const Reuse reuse = reuse_of(scene.proxy);
  for (const Findings& findings : scene.of_upstreams) {
    const Finding* finding = race_of(findings);
    if (finding != nullptr && reuse.by_default == Reuse::Default::on &&
        outlived(detail(*finding, "idle_close_s").value_or(0), reuse)) {
      causes.push_back(race(scene, *finding, reuse));
    }
  }
  return causes;
}

std::optional<Cause> race_met(const Scene& scene) {
  const Reuse reuse = reuse_of(scene.proxy);
  for (const Findings& findings : scene.of_upstreams) {
    const Finding* finding = race_of(findings);
    if (finding != nullptr &&
        looks_like_a_race(scene, reuse, detail(*finding, "idle_close_s").value_or(0))) {
      Cause cause = race(scene, *finding, reuse);
      const bool usual = reuse.by_default == Reuse::Default::on && scene.proxy.profile->verified;
      cause.certainty = usual ? Certainty::likely : Certainty::possible;
      return cause;
    }
  }
  return std::nullopt;
}

std::optional<Comparison> compare_idle(const Scene& scene, std::size_t upstream) {
  const EndpointTrace& trace = scene.evidence.upstreams[upstream];
  const Attempt* attempt = trace.main();
  if (attempt == nullptr ||
      (!attempt->timing.keepalive.measured() && attempt->timing.keepalive.because.empty())) {
    return std::nullopt;
  }
  const KeepaliveTrace& kept = attempt->timing.keepalive;
  const IdleTrace& idle = kept.after_request;
  const Reuse reuse = reuse_of(scene.proxy);
  Comparison row;
  row.aspect = "idle_s";
  row.upstream_index = static_cast<int>(upstream);
  row.proxy = reuse.idle_s && reuse.by_default == Reuse::Default::on
                  ? fmt::format("{:g}", *reuse.idle_s)
                  : "";
  const std::string time = idle.idle_ms < second_ms
                               ? fmt::format("{:.0f} ms", idle.idle_ms)
                               : fmt::format("{:.1f} s", idle.idle_ms / second_ms);
  if (idle.how.empty()) {
    row.says = "no connection to the upstream can be used again: " + kept.because;
    return row;
  }
  row.upstream = fmt::format("{:.3f}", idle.idle_ms / second_ms);
  row.says = idle.how == "open"
                 ? fmt::format("the upstream keeps an idle connection for {} and longer", time)
                 : fmt::format("the upstream closes an idle connection after {} ({})",
                               time,
                               idle.how == "rst" ? "RST" : "FIN");
  row.says += "; " + reuse_in_words(reuse, scene.proxy.title());
  return row;
}

} // namespace gwdiag
