// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "diagnosis/scene.hpp"

// An answer that a cache gave, without asking the upstream: it says nothing of how the upstream is.
namespace gwdiag {

struct Cached {
  std::string by;              // the field that says so: "X-Cache: HIT"
  std::optional<double> age_s; // Age, RFC 9111 section 5.1
};

std::optional<Cached> from_cache(const Http1Response& response);

// The same of what the proxy answered; nothing where it answered nothing.
std::optional<Cached> proxy_cached(const Scene& scene);

// "from a cache (X-Cache: HIT), 37 s old"
std::string in_words(const Cached& cached);

std::optional<Comparison> compare_cache(const Scene& scene);

} // namespace gwdiag
