// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "endpoint/endpoint.hpp"
#include "probe/attempt.hpp"
#include "probe/question.hpp"
#include "probe/settings.hpp"

namespace gwdiag {

// What one attempt at `address` sends: the endpoint and the side's settings, changed by a question
// where there is one.
AttemptPlan make_plan(const Endpoint& endpoint,
                      const SideSettings& side,
                      std::shared_ptr<TlsContext> tls,
                      const SocketAddress& address,
                      const Question* question);

// Authorization, Cookie or userinfo goes with each request to this side.
bool carries_credentials(const Endpoint& endpoint, const SideSettings& side);

// gRPC knows POST only.
std::string method_of(const Endpoint& endpoint, const SideSettings& side);

} // namespace gwdiag
