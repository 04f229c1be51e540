// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "report/renderers.hpp"
#include "report/report.hpp"

namespace gwdiag {

namespace {

constexpr std::array<Format, 10> table{{
    {"text", render_text},
    {"json", render_json},
    {"jsonl", render_jsonl},
    {"junit", render_junit},
    {"tap", render_tap},
    {"github", render_github},
    {"markdown", render_markdown},
    {"html", render_html},
    {"prometheus", render_prometheus},
    {"nagios", render_nagios},
}};

} // namespace

std::span<const Format> formats() { return table; }

const Format* find_format(std::string_view name) {
  const auto* found = std::ranges::find(table, name, &Format::name);
  return found == table.end() ? nullptr : found;
}

} // namespace gwdiag
