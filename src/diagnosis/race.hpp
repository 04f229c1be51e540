// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "diagnosis/scene.hpp"

// The upstream's idle close against the time for which the proxy uses a connection again.
namespace gwdiag {

// What is known of the proxy's product; `unknown` without one.
Reuse reuse_of(const ProxyView& proxy);

// A race that nobody has seen and that may come, in front of a proxy that answers: `possible`, and
// only of a product that reuses connections by default.
std::vector<Cause> races_ahead(const Scene& scene);

// The proxy failed at once and answered when it was asked again: a race that may have been met.
std::optional<Cause> race_met(const Scene& scene);

// Both times side by side; nothing where the upstream's was not measured.
std::optional<Comparison> compare_idle(const Scene& scene, std::size_t upstream);

} // namespace gwdiag
