// SPDX-License-Identifier: Apache-2.0
#include "endpoint/schemes.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "base/text.hpp"

namespace gwdiag {

const SchemeRow* find_scheme(std::string_view name) {
  const auto* row = std::ranges::find_if(
      scheme_rows, [&](const SchemeRow& r) { return equals_ignoring_case(r.name, name); });
  return row == scheme_rows.end() ? nullptr : row;
}

std::size_t find_scheme_end(std::string_view text) {
  const std::size_t end = text.find("://");
  const auto is_scheme_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '-' || c == '.';
  };
  return end != std::string_view::npos && std::ranges::all_of(text.substr(0, end), is_scheme_letter)
             ? end
             : std::string_view::npos;
}

std::string unknown_scheme(std::string_view name) {
  if (equals_ignoring_case(name, "ws") || equals_ignoring_case(name, "wss")) {
    return fmt::format("a WebSocket begins as HTTP; write {}://",
                       name.size() == 2 ? "http" : "https");
  }
  std::vector<std::string> names;
  names.reserve(scheme_rows.size());
  for (const SchemeRow& row : scheme_rows) {
    names.emplace_back(row.name);
  }
  const std::vector<std::string> near = nearest(name, names, 1);
  if (!near.empty()) {
    return fmt::format("{}:// is no known scheme; did you mean {}://?", name, near.front());
  }
  return fmt::format("{}:// is no known scheme; known are {}", name, fmt::join(names, ", "));
}

} // namespace gwdiag
