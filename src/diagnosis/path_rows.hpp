// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "diagnosis/scene.hpp"

namespace gwdiag {

// A possible state of the way to an upstream that is well from here.
struct PathRow {
  std::string_view id;
  Subject subject;
  const char* summary;
  std::vector<Fault> shows_as; // how the proxy meets it
};

// The states that fit how the proxy fails, the likeliest first; `said`: the faults that it names
// itself, none when empty.
std::vector<PathRow> path_rows(const Scene& scene, std::span<const Fault> said);

// It took the request and had not answered when we left: it hangs, or waits longer than we do for
// somebody else, as with 60 s for a connect (nginx).
bool still_waits(const ProxyView& proxy);

// It took as long as HAProxy's tries of a refused connect do.
bool refused_after_retries(const ProxyView& proxy);

} // namespace gwdiag
