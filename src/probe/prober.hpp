// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "endpoint/endpoint.hpp"
#include "probe/question.hpp"
#include "probe/settings.hpp"
#include "probe/trace.hpp"

namespace gwdiag {

struct ProbeTarget {
  Endpoint endpoint;
  EndpointRole role = EndpointRole::upstream;
};

// Probes endpoints, all at once; every wait is bounded by the deadline. What is known at any moment
// stands in traces().
class Prober {
public:
  // Errors (input): certificate files that cannot be read.
  static Result<Prober> create(ProbeSettings settings);
  ~Prober();
  Prober(Prober&&) noexcept;
  Prober& operator=(Prober&&) noexcept;

  // The base attempt of every target. Returns when all are done, at the deadline, or after a
  // signal.
  void probe(const std::vector<ProbeTarget>& targets);
  // Further questions: those to one target one after the other, different targets at once.
  void ask(const std::vector<Question>& questions);
  // From now on the latest attempt of that role is the one that counts at this target.
  void let_count(std::size_t target, std::string_view role);
  // Nothing is asked for `time`, or for what is left before the deadline. False when that has been
  // reached or a signal has come, also one from before this call; then it returns at once.
  bool pause(std::chrono::milliseconds time);

  // What was asked for beside the check: ProbeSettings::keepalive at the upstreams, ::load at every
  // endpoint. When nothing else is under way; extends the deadline by what each needs.
  void measure();

  // In the order of the targets.
  std::vector<EndpointTrace> traces() const;
  // "deadline", "SIGINT", "SIGTERM", "SIGHUP", or empty.
  std::string interrupted_by() const;
  double elapsed_ms() const;

private:
  struct State;
  explicit Prober(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

} // namespace gwdiag
