// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "diagnosis/fit.hpp"
#include "diagnosis/host_view.hpp"
#include "diagnosis/known_times.hpp"

namespace gwdiag::rules {

namespace {

bool is_close(const Finding& f) {
  return f.id == "closed-before-response" || f.id == "reset-before-response";
}

// Asked again it closed after the same time: its own limit, and no fault of the moment.
std::optional<std::size_t> same_time_again(const Seen& seen, double after_ms) {
  constexpr double timer_ms = 1200; // gunicorn's arbiter looks once a second (gunicorn/arbiter.py)
  for (const char* role : {"again", "again-2", "sample"}) {
    const std::size_t index = find_role(seen.trace, role);
    if (index >= seen.trace.attempts.size() || index == seen.index) {
      continue;
    }
    const HttpTrace& http = seen.trace.attempts[index].http;
    const double other = http.elapsed_ms.value_or(0);
    if (broke_off(seen.trace.attempts[index]) && other >= shortest_timeout_ms &&
        std::abs(other - after_ms) < timer_ms) {
      return index;
    }
  }
  return std::nullopt;
}

// A proxy that answers for it has not given up, and one that tries again doubles the work.
void say_whose(const Seen& seen,
               double after_ms,
               const std::string& whose,
               std::string_view how,
               Finding& close) {
  if (whose.empty()) {
    return;
  }
  close.facts.push_back(make_fact(
      "http",
      fmt::format("{} is {}{}: the upstream gives up, not the proxy. Where the proxy tries "
                  "again, the request, a POST too, runs once more",
                  seconds(after_ms),
                  whose,
                  how),
      seen.at("http", "elapsed_ms")));
  const auto known = std::ranges::find(close.details, "default_of", &Detail::key);
  if (known == close.details.end()) {
    close.details.push_back(text_detail("default_of", whose));
  } else {
    known->text += ", " + whose;
  }
}

} // namespace

// From outside it is a close, and no more: whose limit the time may be is said beside it.
void limit_of_time(const Seen& seen, Findings& found) {
  const auto close = std::ranges::find_if(found, is_close);
  const double after_ms = close == found.end() ? 0 : detail(*close, "after_ms").value_or(0);
  if (seen.upstream < 0 || after_ms < shortest_timeout_ms) {
    return;
  }
  const std::string whose = whose_request_limit(after_ms / 1000);
  const auto again = same_time_again(seen, after_ms);
  if (again) {
    close->facts.push_back(
        make_fact("http",
                  fmt::format("asked again it closes after {}: a time limit of its own",
                              seconds(seen.trace.attempts[*again].http.elapsed_ms.value_or(0))),
                  seen.at_attempt(*again, "http", "elapsed_ms")));
  }
  say_whose(seen,
            after_ms,
            whose,
            ", which kills the worker with its connection (worker-killed)",
            *close);
  say_whose(
      seen, after_ms, whose_patience(after_ms / 1000), ", which closes the connection", *close);
  if (again || !whose.empty()) {
    close->details.push_back(text_detail("may_be", "worker-killed"));
  }
}

// The process that listened has ended and its master has not: who ended it, a limit or a crash,
// the time tells.
void worker(const Seen& seen, const HostView& view, Findings& found) {
  const auto close = std::ranges::find_if(found, is_close);
  if (close == found.end() || view.endpoint.listeners.empty()) {
    return;
  }
  const auto& processes = view.endpoint.listeners.front().processes;
  for (std::size_t i = 0; i < view.endpoint.gone.size(); ++i) {
    const HostProcess& gone = view.endpoint.gone[i];
    const auto master = std::ranges::find(processes, gone.parent, &HostProcess::pid);
    if (master == processes.end()) {
      continue;
    }
    close->facts.push_back(
        make_fact("host",
                  fmt::format("{}, a worker of {}, ended during this run", who(gone), who(*master)),
                  view.at(fmt::format("gone/{}/pid", i))));
    const double after_ms = detail(*close, "after_ms").value_or(0);
    const bool by_time = after_ms >= shortest_timeout_ms;
    const bool fixed = by_time && (same_time_again(seen, after_ms).has_value() ||
                                   !whose_request_limit(after_ms / 1000).empty());
    if (by_time) {
      std::erase_if(close->details, [](const Detail& d) { return d.key == "may_be"; });
      close->details.push_back(text_detail("symptom", close->id));
      close->details.push_back(text_detail("killed", gone.name));
      close->details.push_back(number_detail("killed_pid", gone.pid));
      close->summary += fmt::format(", and its worker {} ends with it", who(gone));
      close->id = "worker-killed";
      close->at_most = fixed ? Certainty::likely : Certainty::possible;
    }
    return;
  }
}

} // namespace gwdiag::rules
