// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <csignal>
#include <ctime>

#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/dry_run.hpp"
#include "app/settings.hpp"
#include "diagnosis/diagnose.hpp"

namespace gwdiag {

namespace {

using Clock = std::chrono::steady_clock;

// Between two tries of --wait: soon at first, then no oftener than a server would notice.
Milliseconds pause_before(int tries) {
  return std::min(Milliseconds(500) * (1 << std::min(tries, 4)), Milliseconds(5000));
}

// Waits; the name of a signal that came meanwhile, or null.
const char* signal_during(Milliseconds pause) {
  sigset_t wanted{};
  sigset_t before{};
  sigemptyset(&wanted);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    sigaddset(&wanted, number);
  }
  pthread_sigmask(SIG_BLOCK, &wanted, &before);
  const timespec time{pause.count() / 1000, pause.count() % 1000 * 1000000};
  const int number = sigtimedwait(&wanted, nullptr, &time);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return number == SIGINT    ? "SIGINT"
         : number == SIGTERM ? "SIGTERM"
         : number == SIGHUP  ? "SIGHUP"
                             : nullptr;
}

// What earlier tries saw at one endpoint, oldest first.
using Course = std::vector<Attempt>;

constexpr std::size_t most_earlier = 64;

// Takes this try's look along to the next one, whose clock starts `later_ms` after this one's did.
void remember(const EndpointTrace& trace, double later_ms, Course& course) {
  for (Attempt& attempt : course) {
    attempt.started_ms -= later_ms;
  }
  if (trace.main() == nullptr) {
    return;
  }
  course.push_back(*trace.main());
  course.back().role = "earlier";
  course.back().started_ms -= later_ms;
  course.back().timing.samples.clear();
  if (course.size() > most_earlier) {
    course.erase(course.begin());
  }
}

// The upstreams' looks of earlier tries stand behind their attempts of this one.
class EarlierTries {
public:
  void add_to(Evidence& evidence) {
    for (std::size_t i = 0; i < courses_.size() && i < evidence.upstreams.size(); ++i) {
      auto& attempts = evidence.upstreams[i].attempts;
      attempts.insert(attempts.end(), courses_[i].begin(), courses_[i].end());
    }
  }

  void take(const Evidence& evidence, double later_ms) {
    courses_.resize(evidence.upstreams.size());
    for (std::size_t i = 0; i < courses_.size(); ++i) {
      remember(evidence.upstreams[i], later_ms, courses_[i]);
    }
  }

private:
  std::vector<Course> courses_;
};

double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

// --wait: again until healthy or until the time has passed; the last try is what is reported.
Result<Evidence> gather_until_healthy(const std::vector<ProbeTarget>& targets,
                                      const ProbeSettings& settings,
                                      const Options& options) {
  const auto end = Clock::now() + options.wait.value_or(Milliseconds(0));
  Options rest = options;
  int tries = 0;
  EarlierTries earlier;
  while (true) {
    const auto start = Clock::now();
    auto evidence = gather(targets, settings, rest);
    if (!evidence || !options.wait) {
      return evidence;
    }
    const Verdict verdict = diagnose(*evidence);
    // The last pause ends with the time that was given, and a try is made then.
    const auto left = std::chrono::ceil<Milliseconds>(end - Clock::now());
    const Milliseconds pause = std::min(pause_before(tries++), left);
    const bool signal = evidence->interrupted && evidence->interrupted_by != "deadline";
    if (verdict.status == Status::healthy || signal || pause.count() <= 0) {
      if (tries > 1) {
        evidence->notes.push_back(fmt::format("asked {} times (--wait)", tries));
      }
      if (verdict.status != Status::healthy) { // what was waited for and came is no fault
        earlier.add_to(*evidence);
      }
      return evidence;
    }
    if (!options.no_progress && !options.quiet) {
      fmt::print(stderr,
                 "gwdiag: {}; trying again in {:.1f} s\n",
                 verdict.summary,
                 static_cast<double>(pause.count()) / 1000);
    }
    if (const char* name = signal_during(pause); name != nullptr) {
      earlier.add_to(*evidence);
      evidence->interrupted = true;
      evidence->interrupted_by = name;
      return evidence;
    }
    rest.identify = IdentifyHow::off; // what a port speaks is asked once
    earlier.take(*evidence, ms_since(start));
  }
}

} // namespace

Result<int> run_check(const Options& options) {
  if (options.arguments.empty()) {
    return fail(ErrorKind::usage,
                "check: no endpoint given; try 'gwdiag check https://PROXY http://UPSTREAM:PORT'");
  }
  auto targets = probe_targets(options, true);
  if (!targets) {
    return std::unexpected(targets.error());
  }
  auto settings = probe_settings(options);
  if (!settings) {
    return std::unexpected(settings.error());
  }
  take_host_of_proxy(options, *targets, *settings);
  if (options.dry_run) {
    const auto printed = print(describe_plan(*targets, *settings));
    return printed ? Result<int>(0) : std::unexpected(printed.error());
  }
  const auto evidence = gather_until_healthy(*targets, *settings, options);
  if (!evidence) {
    return std::unexpected(evidence.error());
  }
  return report_verdict(*evidence, options, rerun_of(options, *evidence));
}

} // namespace gwdiag
