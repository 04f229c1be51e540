// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/at_once.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <vector>

#include <fmt/format.h>

#include "base/request.hpp"
#include "base/text.hpp"
#include "diagnosis/fit.hpp"
#include "diagnosis/too_often.hpp"
#include "diagnosis/waited.hpp"

namespace gwdiag {

namespace {

constexpr double a_part = 0.25; // of the wait, at least, was spent on the other request
constexpr double about = 0.9;   // both together take as long as was waited

bool first_look(const Attempt& attempt) {
  static constexpr std::array<std::string_view, 3> roles{"main", "address", "other-scheme"};
  return std::ranges::find(roles, std::string_view(attempt.role)) != roles.end();
}

double took(const Attempt& attempt) {
  return waited_ms(attempt);
}

double end_of(const Attempt& attempt) {
  const double parts = attempt.tcp.elapsed_ms.value_or(0) + attempt.tls.elapsed_ms.value_or(0) +
                       attempt.http.elapsed_ms.value_or(took(attempt));
  return attempt.started_ms + attempt.timing.total_ms.value_or(parts);
}

// One endpoint's look at which it was late, and the answer that another one got meanwhile.
struct Late {
  std::size_t target = 0;
  const EndpointTrace* trace = nullptr;
  const Attempt* look = nullptr;
  const Attempt* other = nullptr;
  int upstream = -1; // the one asked or late
};

// The look that counted before it was asked alone.
const Attempt* look_at(const EndpointTrace& trace) {
  if (trace.main() == nullptr || trace.main()->role != "alone") {
    return trace.main();
  }
  const auto found = std::find_if(trace.attempts.rbegin(), trace.attempts.rend(), first_look);
  return found == trace.attempts.rend() ? nullptr : &*found;
}

bool gave_up_late(const Attempt& attempt) {
  const int status = attempt.http.response.has_head ? attempt.http.response.status : 0;
  return took(attempt) >= shortest_timeout_ms &&
         (status > 0 ? gateway_status(status) : broke_off(attempt));
}

bool is_late(const Evidence& evidence, const Attempt& attempt, bool proxy) {
  if (!first_look(attempt) || attempt.http.status == StageStatus::skipped ||
      !repeatable(attempt.http.request.method)) {
    return false;
  }
  return attempt_fails(attempt, evidence.expectations)
             ? proxy && gave_up_late(attempt)
             : took(attempt) > evidence.expectations.slow_ms;
}

// Answered well while the late one waited, for a good part of its wait.
const Attempt*
meanwhile(const Evidence& evidence, const EndpointTrace& trace, const Attempt& late) {
  const auto found = std::ranges::find_if(trace.attempts, [&](const Attempt& attempt) {
    const double end = end_of(attempt);
    return first_look(attempt) && attempt.http.status != StageStatus::skipped &&
           !attempt_fails(attempt, evidence.expectations) && end <= end_of(late) &&
           end - late.started_ms >= a_part * took(late);
  });
  return found == trace.attempts.end() ? nullptr : &*found;
}

std::optional<Late> late_side(const Evidence& evidence) {
  if (!evidence.has_proxy) {
    return std::nullopt;
  }
  const Attempt* proxy = look_at(evidence.proxy);
  for (std::size_t i = 0; proxy != nullptr && i < evidence.upstreams.size(); ++i) {
    const EndpointTrace& upstream = evidence.upstreams[i];
    const int number = static_cast<int>(i);
    if (is_late(evidence, *proxy, true)) {
      if (const Attempt* other = meanwhile(evidence, upstream, *proxy)) {
        return Late{0, &evidence.proxy, proxy, other, number};
      }
    }
    const Attempt* look = look_at(upstream);
    if (look != nullptr && is_late(evidence, *look, false)) {
      if (const Attempt* other = meanwhile(evidence, evidence.proxy, *look)) {
        return Late{i + 1, &upstream, look, other, number};
      }
    }
  }
  return std::nullopt;
}

// RFC 9110 section 10.2.3; a date, or what we do not wait for: none.
std::optional<std::chrono::milliseconds> told_to_wait(const Attempt& attempt) {
  constexpr long long longest_s = 3;
  const auto after = attempt.http.response.header("Retry-After");
  const long long wait_s = after ? parse_number(*after) : -1;
  return wait_s < 0 || wait_s > longest_s
             ? std::nullopt
             : std::optional(std::chrono::milliseconds((wait_s * 1000) + 200));
}

// The proxy was told to come back later, and an upstream that was asked beside it answered well:
// a limit of the rate that our own two requests met.
std::optional<Late> refused_side(const Evidence& evidence) {
  const Attempt* proxy = evidence.has_proxy ? look_at(evidence.proxy) : nullptr;
  if (proxy == nullptr || !first_look(*proxy) || !asked_too_often(*proxy) ||
      !attempt_fails(*proxy, evidence.expectations) || !repeatable(proxy->http.request.method) ||
      !told_to_wait(*proxy) || gave_up_late(*proxy)) {
    return std::nullopt;
  }
  for (std::size_t i = 0; i < evidence.upstreams.size(); ++i) {
    const Attempt* look = look_at(evidence.upstreams[i]);
    if (look != nullptr && first_look(*look) && answered(*look) &&
        !attempt_fails(*look, evidence.expectations)) {
      return Late{0, &evidence.proxy, proxy, look, static_cast<int>(i)};
    }
  }
  return std::nullopt;
}

bool alone_is_well(const Evidence& evidence, const Late& side) {
  const std::size_t index = find_role(*side.trace, "alone");
  return index < side.trace->attempts.size() &&
         !attempt_fails(side.trace->attempts[index], evidence.expectations);
}

} // namespace

std::optional<Question> ask_alone(const Evidence& evidence) {
  auto late = late_side(evidence);
  if (!late) {
    late = refused_side(evidence);
  }
  if (!late || find_role(*late->trace, "alone") < late->trace->attempts.size()) {
    return std::nullopt;
  }
  Question question;
  question.role = "alone";
  question.target = late->target;
  question.address = late->look->address;
  return question;
}

std::chrono::milliseconds pause_before(const Evidence& evidence,
                                       const std::vector<Question>& questions) {
  using std::chrono::milliseconds;
  constexpr double longest_ms = 5000;
  if (questions.empty() || questions.front().role != "alone") {
    return milliseconds(0);
  }
  if (const auto late = late_side(evidence)) { // what was given up may be under way for as long
    return milliseconds(static_cast<milliseconds::rep>(std::min(took(*late->other), longest_ms)));
  }
  const auto refused = refused_side(evidence);
  return (refused ? told_to_wait(*refused->look) : std::nullopt).value_or(milliseconds(0));
}

std::optional<std::size_t> kept_waiting(const Evidence& evidence) {
  if (const auto refused = refused_side(evidence); refused && alone_is_well(evidence, *refused)) {
    return refused->target;
  }
  const auto late = late_side(evidence);
  const std::size_t index = late ? find_role(*late->trace, "alone") : 0;
  if (!late || index >= late->trace->attempts.size()) {
    return std::nullopt;
  }
  const Attempt& alone = late->trace->attempts[index];
  const double waited = end_of(*late->other) - late->look->started_ms;
  const bool well =
      !attempt_fails(alone, evidence.expectations) && took(alone) <= evidence.expectations.slow_ms;
  return well && waited + took(alone) >= about * took(*late->look) ? std::optional(late->target)
                                                                   : std::nullopt;
}

namespace {

std::optional<Cause> limit_of_the_rate(const Scene& scene) {
  const auto refused = refused_side(scene.evidence);
  if (!refused || refused->trace->main()->role != "alone") {
    return std::nullopt;
  }
  const int status = refused->look->http.response.status;
  Cause cause = make_cause(
      scene,
      "connection-limit",
      Subject::path,
      refused->upstream,
      fmt::format("the proxy answers {} when both sides are asked at once, and {} alone after the "
                  "pause that it asks for: there may be a limit on how often it is asked, or it "
                  "fails now and then",
                  status,
                  scene.proxy.status));
  cause.certainty = Certainty::possible;
  const auto place = refused->look - refused->trace->attempts.data();
  cause.evidence = {
      make_fact("http",
                fmt::format("asked at the same time as the upstream: {} with Retry-After", status),
                fmt::format("/proxy/attempts/{}/http/http_status", place)),
      make_fact("http",
                fmt::format("asked alone, later: {}", scene.proxy.status),
                "/proxy/stages/http/http_status")};
  return cause;
}

} // namespace

std::optional<Cause> one_at_a_time(const Scene& scene) {
  if (auto often = limit_of_the_rate(scene)) {
    return often;
  }
  const auto late = late_side(scene.evidence);
  if (!late || late->target != 0 || late->trace->main()->role != "alone" ||
      !attempt_fails(*late->look, scene.evidence.expectations)) {
    return std::nullopt;
  }
  const int status = late->look->http.response.status;
  const std::string failure = status > 0 ? std::to_string(status) : "no answer";
  const std::string wait = seconds(took(*late->look));
  Cause cause = make_cause(
      scene,
      "slow-under-load",
      Subject::upstream,
      late->upstream,
      fmt::format("one request at a time: while {} was asked directly, the proxy gave {} after {}; "
                  "alone it answers {} in {}",
                  scene.evidence.upstreams[static_cast<std::size_t>(late->upstream)].endpoint,
                  failure,
                  wait,
                  scene.proxy.status,
                  seconds(scene.proxy.elapsed_ms)));
  cause.certainty = Certainty::possible; // it may also have been slow in that moment
  const auto place = late->look - late->trace->attempts.data();
  cause.evidence = {
      make_fact("http",
                fmt::format("asked at the same time as the upstream: {} after {}", failure, wait),
                fmt::format("/proxy/attempts/{}/http", place)),
      make_fact("http",
                fmt::format("asked alone: {} after {}",
                            scene.proxy.status,
                            seconds(scene.proxy.elapsed_ms)),
                "/proxy/stages/http/http_status")};
  return cause;
}

} // namespace gwdiag
