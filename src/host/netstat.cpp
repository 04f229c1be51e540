// SPDX-License-Identifier: Apache-2.0
#include "host/netstat.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace gwdiag {

namespace {

std::optional<std::uint64_t> column(const std::vector<std::string_view>& names,
                                    const std::vector<std::string_view>& values,
                                    std::string_view wanted) {
  const auto found = std::ranges::find(names, wanted);
  const auto index = static_cast<std::size_t>(found - names.begin());
  if (index >= values.size() || index >= names.size() || parse_number(values[index]) < 0) {
    return std::nullopt;
  }
  return static_cast<std::uint64_t>(parse_number(values[index]));
}

} // namespace

// Two lines a group: "TcpExt: name name …" and "TcpExt: value value …" (net/ipv4/proc.c).
ListenCounters listen_counters(const Root& root) {
  const std::string text = root.read("/proc/net/netstat", 65536).value_or("");
  std::vector<std::string_view> names;
  for (const std::string_view line : lines_of(text)) {
    if (!line.starts_with("TcpExt:")) {
      continue;
    }
    if (names.empty()) {
      names = words_of(line);
      continue;
    }
    const auto values = words_of(line);
    return {column(names, values, "ListenOverflows"), column(names, values, "ListenDrops")};
  }
  return {};
}

} // namespace gwdiag
