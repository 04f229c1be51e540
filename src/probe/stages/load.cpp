// SPDX-License-Identifier: Apache-2.0
#include "probe/stages/load.hpp"

#include <algorithm>
#include <memory>
#include <vector>

#include <asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "probe/gate.hpp"
#include "probe/plan.hpp"

namespace gwdiag {

namespace {

constexpr std::size_t alone = 3;          // requests before and after, one by one
constexpr double syn_again_ms = 900;      // RFC 6298 section 2: a lost SYN is sent again after 1 s
constexpr std::size_t most_steps = 5 + 2; // 2, 4, 8, 16, 32, one of them twice, and the last ones

std::string how_it_failed(const Attempt& attempt) {
  if (!attempt.tcp.error.empty()) {
    return "connect: " + attempt.tcp.error;
  }
  if (!attempt.tls.error.empty()) {
    return "tls: " + attempt.tls.error;
  }
  if (!answered(attempt)) {
    return attempt.http.error.empty() ? "no answer" : attempt.http.error;
  }
  return std::to_string(attempt.http.response.status);
}

bool well(const Attempt& attempt) {
  return answered(attempt) && attempt.http.response.status < 500;
}

double wait_ms(const Attempt& attempt) {
  const TimingTrace& timing = attempt.timing;
  return timing.connect_ms.value_or(0) + timing.tls_ms.value_or(0) +
         timing.first_byte_ms.value_or(0);
}

void count_failure(LoadStep& step, const std::string& how) {
  const auto same = std::ranges::find(step.failures, how, &LoadStep::Failure::how);
  if (same == step.failures.end()) {
    step.failures.push_back({how, 1});
  } else {
    ++same->count;
  }
}

LoadStep summary(std::size_t at_once, const std::vector<std::unique_ptr<Attempt>>& attempts) {
  LoadStep step;
  step.at_once = at_once;
  step.requests = attempts.size();
  std::vector<double> times;
  for (const auto& attempt : attempts) {
    if (attempt->tcp.status == StageStatus::ok &&
        attempt->tcp.elapsed_ms.value_or(0) >= syn_again_ms) {
      ++step.late_connects;
    }
    if (well(*attempt)) {
      times.push_back(wait_ms(*attempt));
    } else {
      count_failure(step, how_it_failed(*attempt));
    }
  }
  std::ranges::sort(times);
  step.answered = times.size();
  if (!times.empty()) {
    step.median_ms = times[(times.size() - 1) / 2];
    step.upper_quartile_ms = times[(times.size() * 3 - 1) / 4];
    step.slowest_ms = times.back();
  }
  return step;
}

Task<void> one(Side& side, SocketAddress address, Attempt& attempt) {
  const AttemptPlan plan =
      make_plan(side.endpoint, side.side(), side.tls, std::move(address), nullptr);
  ++side.trace.connections_opened;
  co_await run_attempt(side.loop, plan, side.waits(), attempt);
  side.trace.requests_sent += attempt.http.request_sent ? 1U : 0U;
}

// `requests`, of which `at_once` are under way; the step is kept unless the run ends meanwhile.
Task<const LoadStep*>
ask(Side& side, SocketAddress address, std::size_t at_once, std::size_t requests) {
  std::vector<std::unique_ptr<Attempt>> attempts;
  const auto gate = std::make_shared<Gate>(*side.loop);
  while (attempts.size() < requests && !side.loop->interrupted) {
    attempts.push_back(std::make_unique<Attempt>());
    start_beside(*side.loop, gate, one(side, address, *attempts.back()));
    while (gate->open >= at_once && attempts.size() < requests) {
      co_await gate->change(TimePoint::max());
    }
  }
  co_await all_done(gate);
  if (side.loop->interrupted) {
    co_return nullptr;
  }
  auto& steps = side.attempts[side.trace.counts].timing.load.steps;
  steps.push_back(summary(at_once, attempts));
  co_return &steps.back();
}

// "2 4 8" of 8, "2 4 8 10" of 10; none of 1.
std::vector<std::size_t> numbers_up_to(std::size_t most) {
  std::vector<std::size_t> numbers;
  for (std::size_t n = 2; n < most; n *= 2) {
    numbers.push_back(n);
  }
  if (most > 1) {
    numbers.push_back(most);
  }
  return numbers;
}

} // namespace

std::chrono::milliseconds longest_load(const ProbeSettings& settings) {
  return static_cast<int>(2 * alone + most_steps) * settings.slow + settings.timeout +
         settings.answer_timeout;
}

Task<void> load_stage(Side& side) {
  const auto address = side.address_that_counts();
  Attempt& counted = side.attempts[side.trace.counts];
  LoadTrace& trace = counted.timing.load;
  if (!address || !well(counted)) {
    trace.because = "a single request is not answered well";
    co_return;
  }
  const std::size_t most = std::min(side.settings->load, side.settings->concurrency);
  const auto slow_ms = static_cast<double>(side.settings->slow.count());
  const LoadStep* step = co_await ask(side, *address, 1, alone);
  for (const std::size_t number : numbers_up_to(most)) {
    if (step == nullptr || !step->failures.empty() || step->slowest_ms > slow_ms) {
      break;
    }
    step = co_await ask(side, *address, number, number);
    if (step != nullptr && !step->failures.empty()) {
      step = co_await ask(side, *address, number, number);
      break;
    }
  }
  if (step != nullptr && step->at_once > 1) {
    co_await ask(side, *address, 1, alone);
  }
}

} // namespace gwdiag
