// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/pool.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "diagnosis/detail_of.hpp"

namespace gwdiag {

namespace {

bool about_a_part(const Cause& cause) {
  return cause.subject != Subject::proxy &&
         (cause.id == "some-upstreams-failing" || cause.id == "address-family-broken");
}

// The upstreams that spoil with each of their addresses; what one address does is told by its own
// finding.
std::vector<std::size_t> spoilt_upstreams(const Scene& scene, const Pool& pool) {
  std::vector<bool> well(scene.of_upstreams.size(), false);
  for (const Member& member : pool.members) {
    well[member.upstream] = well[member.upstream] || !member.spoils;
  }
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < well.size(); ++i) {
    if (!well[i]) {
      out.push_back(i);
    }
  }
  return out;
}

Cause part_of_pool(const Scene& scene, const std::vector<std::size_t>& spoilt) {
  const int first = static_cast<int>(spoilt.front());
  Cause cause = make_cause(scene,
                           "some-upstreams-failing",
                           Subject::upstream,
                           first,
                           fmt::format("{} of {} upstreams {}: {}",
                                       spoilt.size(),
                                       scene.of_upstreams.size(),
                                       spoilt.size() == 1 ? "fails" : "fail",
                                       scene.evidence.upstreams[spoilt.front()].endpoint));
  cause.details = {number_detail("failing", static_cast<double>(spoilt.size())),
                   number_detail("of", static_cast<double>(scene.of_upstreams.size()))};
  return cause;
}

void add_failing(const Scene& scene,
                 const std::vector<std::size_t>& spoilt,
                 std::vector<Cause>& causes) {
  Cause cause = part_of_pool(scene, spoilt);
  // How the member itself fails, and nothing that is guessed of the way to it.
  const auto specific = std::ranges::find_if(causes, [&](const Cause& c) {
    return c.upstream == cause.upstream && c.subject != Subject::path;
  });
  cause.certainty = specific == causes.end() ? Certainty::possible : specific->certainty;
  if (specific != causes.end()) {
    cause.details.push_back(text_detail("fails_with", specific->id));
    cause.evidence = specific->evidence;
  }
  causes.insert(specific, std::move(cause));
}

// One member answers 4xx where the others answer well: another version of the application, or
// another application.
void add_odd_status(const Scene& scene, const Pool& pool, std::vector<Cause>& causes) {
  const auto odd = std::ranges::find_if(pool.members, &Member::spoils);
  const auto usual = std::ranges::find_if(pool.members, [](const Member& m) { return !m.spoils; });
  const int status = attempt_of(scene, *odd).http.response.status;
  Cause cause = make_cause(scene,
                           "some-upstreams-failing",
                           Subject::upstream,
                           static_cast<int>(odd->upstream),
                           fmt::format("{} answers {} where {} of {} {} answer well",
                                       odd->where,
                                       status,
                                       pool.members.size() - pool.spoilt(),
                                       pool.members.size(),
                                       odd->only_address ? "upstreams" : "addresses"));
  cause.details = {number_detail("failing", static_cast<double>(pool.spoilt())),
                   number_detail("of", static_cast<double>(pool.members.size())),
                   number_detail("http_status", status)};
  for (const Member* member : {&*odd, &*usual}) {
    const Seen seen{scene.evidence.upstreams[member->upstream],
                    scene.evidence.expectations,
                    static_cast<int>(member->upstream),
                    member->attempt};
    cause.evidence.push_back(make_fact("http",
                                       fmt::format("asked directly, {} answers {}",
                                                   member->where,
                                                   seen.attempt().http.response.status),
                                       seen.at("http", "http_status")));
  }
  // The answer of the odd one came through the proxy.
  if (scene.proxy.status / 100 == pool.hundred && !scene.proxy.wrote) {
    cause.certainty = Certainty::likely;
    cause.evidence.push_back(proxy_fact(scene, nullptr));
  }
  causes.push_back(std::move(cause));
}

// A fault of a member, or of an address, that gives the failing answer.
bool explained_by_part(const Scene& scene, const Draws& draws) {
  for (const Findings& findings : scene.of_upstreams) {
    for (const Finding& finding : findings) {
      if (draws.failing && explains(judge(finding, *draws.failing))) {
        return true;
      }
    }
  }
  return false;
}

// What the samples say of a part that spoils: as often as it should be speaks for it, if its fault
// gives such an answer; oftener says that it is not the whole reason.
void weigh_by_samples(const Scene& scene, const Pool& pool, std::vector<Cause>& causes) {
  const Draws& draws = pool.draws;
  const std::size_t hits = pool.hundred > 0 ? answers_of_class(scene, pool.hundred) : draws.failed;
  const double share = pool.share();
  const bool fits = draws.agree(hits, share);
  const bool more = static_cast<double>(hits) > share * static_cast<double>(draws.answers);
  std::string reason;
  int upstream = -1;
  for (Cause& cause : causes) {
    if (!about_a_part(cause)) {
      continue;
    }
    cause.details.push_back(number_detail("share_percent", std::round(share * 100)));
    if (draws.answers < 2) {
      continue;
    }
    cause.details.push_back(number_detail("samples_spoilt", static_cast<double>(hits)));
    cause.evidence.push_back(
        make_fact("timing",
                  draws.in_words(hits, share, pool.hundred),
                  draws.sample ? fmt::format("/proxy/stages/timing/samples/{}", *draws.sample)
                               : "/proxy/stages/timing/samples",
                  fits));
    upstream = cause.upstream;
    reason = detail_of(cause, "fails_with");
  }
  const auto of_part = [&](const Cause& cause) {
    return about_a_part(cause) || (cause.upstream == upstream && cause.id == reason);
  };
  const bool shown =
      hits > 0 && draws.answers > 1 && (pool.hundred > 0 || explained_by_part(scene, draws));
  for (Cause& cause : causes) {
    if (!of_part(cause) || draws.answers < 2) {
      continue;
    }
    if (fits && shown) {
      cause.certainty = std::max(cause.certainty, Certainty::likely);
    } else if (!fits && more) {
      cause.certainty = Certainty::possible;
    }
  }
  std::ranges::stable_sort(causes, std::ranges::greater{}, &Cause::certainty);
}

} // namespace

void add_pool(const Scene& scene, std::vector<Cause>& causes) {
  const Pool pool = view_pool(scene);
  if (!pool.divided()) {
    return;
  }
  const std::vector<std::size_t> spoilt = spoilt_upstreams(scene, pool);
  if (pool.hundred > 0) {
    if (causes.empty()) {
      add_odd_status(scene, pool, causes);
    }
  } else if (!spoilt.empty()) {
    add_failing(scene, spoilt, causes);
  }
  weigh_by_samples(scene, pool, causes);
}

void count_alike(const Scene& scene, std::vector<Cause>& causes) {
  const std::size_t all = scene.of_upstreams.size();
  if (all < 2 || causes.empty() || causes.front().upstream < 0 ||
      causes.front().subject != Subject::upstream) {
    return;
  }
  std::size_t bad = 0;
  for (std::size_t i = 0; i < all; ++i) {
    bad += scene.upstream_bad(i) ? 1U : 0U;
  }
  Cause& first = causes.front();
  std::vector<bool> alike(all, false);
  for (const Cause& cause : causes) {
    if (cause.upstream >= 0 && cause.id == first.id) {
      alike[static_cast<std::size_t>(cause.upstream)] = true;
    }
  }
  const auto same = static_cast<std::size_t>(std::ranges::count(alike, true));
  if (bad < all || same < 2) {
    return;
  }
  first.summary =
      same == all
          ? fmt::format("{} of {} upstreams fail alike: {}", all, all, first.summary)
          : fmt::format(
                "{} of {} upstreams fail, {} of them alike: {}", all, all, same, first.summary);
  first.details.push_back(number_detail("failing", static_cast<double>(all)));
  first.details.push_back(number_detail("of", static_cast<double>(all)));
}

namespace {

// Asked directly several times an upstream fails now and then; that none of it comes through the
// proxy may be its retries, or luck.
void add_samples_of_upstreams(const Scene& scene, std::vector<Cause>& causes) {
  const std::size_t through_proxy =
      scene.proxy.attempt == nullptr ? 0 : scene.proxy.attempt->timing.samples.size();
  for (std::size_t i = 0; causes.empty() && i < scene.evidence.upstreams.size(); ++i) {
    const Attempt* const ours = scene.evidence.upstreams[i].main();
    if (ours == nullptr || scene.upstream_bad(i)) {
      continue;
    }
    const auto& samples = ours->timing.samples;
    const auto fails = [&](const TimingTrace::Sample& sample) {
      return sample_fails(sample, scene.evidence.expectations);
    };
    const auto failed = std::ranges::count_if(samples, fails);
    if (failed == 0) {
      continue;
    }
    const auto first = std::ranges::find_if(samples, fails);
    Cause cause = make_cause(scene,
                             "intermittent",
                             Subject::upstream,
                             static_cast<int>(i),
                             fmt::format("{} of {} answers of {} itself fail{}",
                                         failed,
                                         samples.size() + 1,
                                         ours->address,
                                         through_proxy > 0 ? ", and none through the proxy" : ""));
    // Refusals that ask for patience may be what this many requests brought about.
    const bool patience = std::ranges::any_of(samples, [](const TimingTrace::Sample& sample) {
      return sample.error.empty() && (sample.http_status == 503 || sample.http_status == 429);
    });
    cause.certainty = patience ? Certainty::possible : Certainty::likely;
    cause.details = {number_detail("failing", static_cast<double>(failed)),
                     number_detail("of", static_cast<double>(samples.size() + 1))};
    cause.evidence.push_back(make_fact(
        "timing",
        first->error.empty() ? fmt::format("one of the samples is {}", first->http_status)
                             : "one of the samples: " + first->error,
        fmt::format("/upstreams/{}/stages/timing/samples/{}", i, first - samples.begin())));
    causes.push_back(std::move(cause));
  }
}

// The samples of one side whose first byte came later than --slow.
struct Late {
  std::size_t count = 0;
  std::size_t of = 0;
  std::size_t first = 0; // index among the samples
  double longest_ms = 0;

  // One late answer is a moment; two of twenty come again.
  bool worth_naming() const { return count >= 2 && count * 10 >= of; }
};

Late late_samples(const Scene& scene, const Attempt* attempt) {
  Late late;
  if (attempt == nullptr) {
    return late;
  }
  const auto& samples = attempt->timing.samples;
  late.of = samples.size() + 1;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (samples[i].error.empty() &&
        samples[i].first_byte_ms > scene.evidence.expectations.slow_ms) {
      late.first = late.count == 0 ? i : late.first;
      ++late.count;
      late.longest_ms = std::max(late.longest_ms, samples[i].first_byte_ms);
    }
  }
  return late;
}

std::string late_in_words(const Late& late, const std::string& whose) {
  return fmt::format("{} of {} answers {} come later than --slow, the latest after {}",
                     late.count,
                     late.of,
                     whose,
                     seconds(late.longest_ms));
}

// The answer that counts was prompt, and others were not.
void add_late_samples(const Scene& scene, std::vector<Cause>& causes) {
  const auto fact = [](const Late& late, const std::string& whose, const std::string& at) {
    return make_fact("timing",
                     late_in_words(late, whose),
                     fmt::format("{}/stages/timing/samples/{}/first_byte_ms", at, late.first));
  };
  const Late through = late_samples(scene, scene.proxy.attempt);
  const auto name = [&](Subject subject, int upstream, const Late& late, const std::string& whose) {
    Cause cause = make_cause(scene, "slow-response", subject, upstream, late_in_words(late, whose));
    cause.certainty = Certainty::possible;
    cause.details = {number_detail("slow", static_cast<double>(late.count)),
                     number_detail("of", static_cast<double>(late.of)),
                     number_detail("first_byte_ms", late.longest_ms)};
    cause.evidence.push_back(
        fact(late, whose, upstream < 0 ? "/proxy" : fmt::format("/upstreams/{}", upstream)));
    if (upstream >= 0 && through.count > 0) {
      cause.evidence.push_back(fact(through, "through the proxy", "/proxy"));
    }
    causes.push_back(std::move(cause));
  };
  for (std::size_t i = 0; causes.empty() && i < scene.evidence.upstreams.size(); ++i) {
    const Attempt* const ours = scene.evidence.upstreams[i].main();
    if (const Late late = late_samples(scene, ours); late.worth_naming()) {
      name(Subject::upstream, static_cast<int>(i), late, "of " + ours->address + " itself");
    }
  }
  if (causes.empty() && through.worth_naming()) {
    name(Subject::path, -1, through, "through the proxy");
  }
}

} // namespace

void add_samples(const Scene& scene, std::vector<Cause>& causes) {
  const Draws draws = draw(scene);
  const bool seen =
      std::ranges::any_of(causes, [](const Cause& c) { return c.id != "keepalive-race"; });
  if (scene.proxy.fails) {
    return;
  }
  if (!draws.sample) {
    add_samples_of_upstreams(scene, causes);
    add_late_samples(scene, causes);
    return;
  }
  const bool certain = std::ranges::any_of(
      causes, [](const Cause& c) { return c.certainty != Certainty::possible; });
  if (seen && (certain || !draws.failing || explained_by_part(scene, draws))) {
    return;
  }
  const TimingTrace::Sample& failed = scene.proxy.attempt->timing.samples[*draws.sample];
  Cause cause = make_cause(
      scene,
      "intermittent",
      Subject::path,
      -1,
      fmt::format("{} of {} answers through the proxy fail", draws.failed, draws.answers));
  cause.certainty = Certainty::likely;
  cause.details = {number_detail("failing", static_cast<double>(draws.failed)),
                   number_detail("of", static_cast<double>(draws.answers))};
  cause.evidence.push_back(
      make_fact("timing",
                failed.error.empty() ? fmt::format("one of the samples is {}", failed.http_status)
                                     : "one of the samples: " + failed.error,
                fmt::format("/proxy/stages/timing/samples/{}", *draws.sample)));
  causes.insert(causes.begin(), std::move(cause));
}

bool samples_fail(const Scene& scene, const std::vector<Cause>& causes) {
  const Draws draws = draw(scene);
  return draws.sample && !causes.empty() &&
         ((causes.front().id == "intermittent" && causes.front().upstream < 0) ||
          (draws.failing && explained_by_part(scene, draws)));
}

} // namespace gwdiag
