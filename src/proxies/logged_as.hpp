// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "proxies/profile.hpp"

namespace gwdiag {

// Whether `id` is no more than what this product may write of that fault of its upstream: what
// follows from it, or the one word that it has for several.
bool logs_as(std::string_view product, Fault fault, std::string_view id);

} // namespace gwdiag
