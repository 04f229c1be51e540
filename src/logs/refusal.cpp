// SPDX-License-Identifier: Apache-2.0
#include "logs/refusal.hpp"

#include <algorithm>

#include "logs/line.hpp"
#include "logs/pattern.hpp"
#include "logs/recognise.hpp"

namespace gwdiag {

const Refusal* refusal_in(std::string_view raw) {
  const LogLine line = unwrap_line(raw);
  const auto rows = refusals();
  const auto found = std::ranges::find_if(
      rows, [&](const Refusal& row) { return matches(line.message(), row.match); });
  return found == rows.end() ? nullptr : &*found;
}

std::vector<LogFinding> classify_refusal(std::string_view line) {
  const Refusal* row = refusal_in(line);
  return row == nullptr ? std::vector<LogFinding>{}
                        : make_findings(row->id, row->product, row->meaning, "");
}

} // namespace gwdiag
