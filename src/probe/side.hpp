// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <exception>
#include <memory>
#include <optional>
#include <vector>

#include "endpoint/endpoint.hpp"
#include "probe/attempt.hpp"
#include "probe/question.hpp"
#include "probe/settings.hpp"
#include "probe/slots.hpp"
#include "probe/trace.hpp"

namespace gwdiag {

// One endpoint while it is probed. Attempts stand in a deque: they keep their place while others
// are added.
struct Side {
  Endpoint endpoint;
  EndpointRole role = EndpointRole::upstream;
  const ProbeSettings* settings = nullptr;
  std::shared_ptr<TlsContext> tls;
  Loop loop;
  std::shared_ptr<Slots> slots;
  TimePoint run_start;

  EndpointTrace trace; // without its attempts
  std::deque<Attempt> attempts;
  std::vector<SocketAddress> addresses;

  const SideSettings& side() const {
    return role == EndpointRole::proxy ? settings->proxy : settings->upstream;
  }

  Waits waits() const { return {settings->timeout, settings->answer_timeout}; }

  // Runs one attempt at `address` and keeps it; `question` and `idle` may be null and must outlive
  // the task.
  Task<Attempt*> attempt(SocketAddress address,
                         std::string role_name,
                         const Question* question,
                         bool connect_only,
                         IdleTrace* idle = nullptr);
  // Of the attempt that counts; empty where there is none.
  std::optional<SocketAddress> address_that_counts() const;
  // An exception ends what threw it, not what other endpoints show.
  void note_failure(const std::exception& error);

private:
  // Out of descriptors it waits until another connection ends.
  Task<void> run_one(const AttemptPlan& plan, Waits limits_of_this, Attempt& kept, IdleTrace* idle);
};

// dns: fills trace.dns and addresses.
Task<void> dns_stage(Side& side);
// What the name servers say where the hosts file names the endpoint: fills trace.dns.sources.
Task<void> name_sources(Side& side);
// The base attempts: every address of an upstream; one request to a proxy.
Task<void> probe_side(Side& side);
Task<void> ask_side(Side& side, std::vector<Question> questions);

} // namespace gwdiag
