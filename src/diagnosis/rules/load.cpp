// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <numeric>

#include <fmt/format.h>

#include "diagnosis/finding.hpp"
#include "diagnosis/load_view.hpp"

namespace gwdiag::rules {

namespace {

constexpr double grown = 3;      // times as long as alone
constexpr double worth_ms = 500; // less is no wait that a proxy's timeout would meet
constexpr std::size_t a_few = 2; // one late or failed request may be chance

bool all_answered(const LoadStep& step) {
  return step.answered == step.requests;
}

// One by one every request was answered, before the load and after it.
bool well_alone(const std::vector<LoadStep>& steps) {
  return steps.size() > 2 && steps.front().at_once == 1 && steps.back().at_once == 1 &&
         all_answered(steps.front()) && all_answered(steps.back());
}

std::size_t count(const LoadStep& step, bool (*of)(std::string_view how)) {
  return std::accumulate(step.failures.begin(),
                         step.failures.end(),
                         std::size_t{0},
                         [&](std::size_t sum, const LoadStep::Failure& failure) {
                           return sum + (of(failure.how) ? failure.count : 0);
                         });
}

// SYNs that nobody answers, and EAGAIN on a Unix socket: listen(2), unix(7).
bool not_let_in(std::string_view how) {
  return how == "connect: timeout" || how == "connect: queue-full";
}

bool too_late(std::string_view how) {
  return how == "timeout" || how == "tls: timeout";
}

// What says no, rather than nothing.
bool turned_away(std::string_view how) {
  static constexpr std::array<std::string_view, 6> ours{"connect: descriptors",
                                                        "connect: no-local-address",
                                                        "connect: interrupted",
                                                        "tls: interrupted",
                                                        "interrupted",
                                                        "no answer"};
  return !not_let_in(how) && !too_late(how) && std::ranges::find(ours, how) == ours.end();
}

std::string common(const LoadStep& step) {
  const auto most = std::ranges::max_element(step.failures, {}, &LoadStep::Failure::count);
  return most == step.failures.end() ? "" : most->how;
}

// How a proxy meets what these meet; nothing for a status that it hands on.
std::optional<Fault> met_as(std::string_view how) {
  return how == "connect: refused" ? std::optional(Fault::connect_refused)
         : how.ends_with("reset")  ? std::optional(Fault::reset)
         : how == "closed"         ? std::optional(Fault::closed)
                                   : std::nullopt;
}

class Load {
public:
  Load(const Seen& seen, Findings& out)
      : seen_(seen), out_(out), steps_(seen.attempt().timing.load.steps),
        alone_ms_(std::max(steps_.front().median_ms, steps_.back().median_ms)) {}

  bool limited() {
    const auto failing = std::ranges::find_if_not(steps_, all_answered);
    if (failing == steps_.end()) {
      return false;
    }
    // The same number once more: what fails both times is no chance.
    const auto again = std::next(failing);
    const LoadStep& step = *failing;
    if (again->at_once != step.at_once || all_answered(*again)) {
      return true;
    }
    if (count(step, turned_away) > 0 && count(*again, turned_away) > 0) {
      add("connection-limit",
          met_as(common(step)),
          step,
          fmt::format("answers one request at a time, and fails {} of {} at once ({})",
                      step.requests - step.answered,
                      step.at_once,
                      common(step)));
    } else if (count(step, not_let_in) > 0) {
      add("accept-queue-full",
          Fault::connect_timeout,
          step,
          fmt::format("answers one request at a time, and lets {} of {} at once not connect",
                      count(step, not_let_in),
                      step.at_once));
    } else if (count(step, too_late) > 0) {
      add("slow-under-load",
          Fault::answer_timeout,
          step,
          fmt::format("answers one request in {}, and {} of {} at once not in time",
                      seconds(alone_ms_),
                      count(step, too_late),
                      step.at_once));
    }
    return true;
  }

  void slower() {
    const auto worst = std::ranges::max_element(steps_, {}, &LoadStep::upper_quartile_ms);
    const LoadStep& step = *worst;
    const bool slower = step.upper_quartile_ms >= grown * alone_ms_ &&
                        step.upper_quartile_ms - alone_ms_ >= worth_ms;
    if (!slower) {
      return;
    }
    if (step.late_connects >= a_few && steps_.back().late_connects == 0) {
      add("accept-queue-full",
          Fault::connect_timeout,
          step,
          fmt::format("accepts {} of {} connections at once only when they are tried again",
                      step.late_connects,
                      step.at_once));
      return;
    }
    add("slow-under-load",
        Fault::answer_timeout,
        step,
        fmt::format("answers one request in {}, and {} at once in up to {}",
                    seconds(alone_ms_),
                    step.at_once,
                    seconds(step.slowest_ms)));
  }

private:
  std::string at(const LoadStep& step) const {
    return seen_.at("timing", fmt::format("load/steps/{}", &step - steps_.data()));
  }

  void
  add(std::string id, std::optional<Fault> fault, const LoadStep& step, const std::string& what) {
    Finding finding = make_finding(seen_, std::move(id), fmt::format("{} {}", seen_.where(), what));
    finding.weight = Finding::Weight::soft;
    finding.fault = fault;
    finding.details.push_back(number_detail("at_once", static_cast<double>(step.at_once)));
    finding.details.push_back(number_detail("alone_ms", alone_ms_));
    if (!all_answered(step)) {
      finding.details.push_back(
          number_detail("failing", static_cast<double>(step.requests - step.answered)));
      finding.details.push_back(text_detail("fails_with", common(step)));
    }
    if (step.answered > 0) {
      finding.details.push_back(number_detail("slowest_ms", step.slowest_ms));
    }
    for (const LoadStep& one : steps_) {
      finding.facts.push_back(make_fact("timing", load_in_words(one), at(one)));
    }
    out_.push_back(std::move(finding));
  }

  const Seen& seen_;
  Findings& out_;
  const std::vector<LoadStep>& steps_;
  double alone_ms_;
};

} // namespace

// A few requests at once fail or wait where one alone does not.
void load(const Seen& seen, Findings& out) {
  if (!well_alone(seen.attempt().timing.load.steps)) {
    return;
  }
  Load load(seen, out);
  if (!load.limited()) {
    load.slower();
  }
}

} // namespace gwdiag::rules
