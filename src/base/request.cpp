// SPDX-License-Identifier: Apache-2.0
#include "base/request.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace gwdiag {

bool repeatable(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

bool is_credential(std::string_view header) {
  static constexpr std::array<std::string_view, 3> names{
      "Authorization", "Proxy-Authorization", "Cookie"};
  return std::ranges::any_of(
      names, [&](std::string_view name) { return equals_ignoring_case(header, name); });
}

std::string host_of(std::string_view authority) {
  if (authority.starts_with('[')) {
    const std::size_t end = authority.find(']');
    return std::string(authority.substr(1, end == std::string_view::npos ? end : end - 1));
  }
  return std::string(authority.substr(0, authority.find(':')));
}

} // namespace gwdiag
