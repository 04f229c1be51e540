// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "diagnosis/scene.hpp"
#include "proxies/leg.hpp"

namespace gwdiag {

// What a gateway says itself of its failure: on a page of its own, or in Proxy-Status. Its view,
// and no observation: alone it makes a cause possible.
struct Statement {
  std::vector<std::string> ids; // what it speaks for, best first
  std::string says;
  Leg leg = Leg::none;
  Fact fact;
  std::vector<Detail> details;

  // Which leg fails, and not yet why.
  bool names_a_leg() const;
};

// Nothing when it says nothing, or hands on what an upstream says.
std::optional<Statement> statement_of(const Scene& scene);
// The part of it that is a page which a product wrote itself.
std::optional<Statement> from_page(const Scene& scene);

// The fault that was seen at an upstream is the one that the gateway speaks of.
bool agrees(const Statement& said, const Finding& finding);

// The gateway speaks of another leg than this fault is on.
bool disagrees(const Statement& said, const Finding& finding);

// One cause for each of its ids, `possible`, about that upstream (-1: none was given).
std::vector<Cause>
to_causes(const Scene& scene, const Statement& said, Subject subject, int upstream);

} // namespace gwdiag
