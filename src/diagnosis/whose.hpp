// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "diagnosis/verdict.hpp"

namespace gwdiag {

// Whose fault it is that a proxy names, in its log, on its page or in Proxy-Status, where the id
// says so by itself: the same for each of them.
std::optional<Subject> whose(std::string_view id);

} // namespace gwdiag
