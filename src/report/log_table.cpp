// SPDX-License-Identifier: Apache-2.0
#include "report/log_table.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "logs/excerpt.hpp"
#include "logs/time.hpp"
#include "report/terminal.hpp"

namespace gwdiag {

namespace {

constexpr std::size_t most_upstreams = 5;
const std::string indent(11, ' ');

// The example's telling part, with a mark where something is missing.
std::string shown_example(const LogCause& cause, const Page& page) {
  const std::size_t width = page.width() - indent.size();
  const std::string mark = page.glyphs("…");
  const std::string example = page.glyphs(cause.example);
  if (display_width(example) <= width) {
    return example;
  }
  const std::size_t room = width - 2 * display_width(mark);
  const std::string_view part = telling_part(example, cause.id, room);
  const std::size_t before = static_cast<std::size_t>(part.data() - example.data());
  if (before == 0) {
    return cut(example, width, mark);
  }
  const bool to_the_end = before + part.size() == example.size();
  return mark + cut(part, width - display_width(mark) * (to_the_end ? 1 : 2), mark) +
         (to_the_end ? "" : mark);
}

void add_upstreams(const LogCause& cause, Page& page) {
  std::size_t shown = 0;
  for (const auto& [name, count] : by_count(cause.upstreams)) {
    if (++shown > most_upstreams) {
      page.line(fmt::format("{}and {} more", indent, cause.upstreams.size() - most_upstreams));
      break;
    }
    const std::string times = page.glyphs(fmt::format("{}{:>7} × ", indent, count));
    page.line(times + page.cell(name, page.width() - display_width(times)));
  }
}

} // namespace

std::string render_log_table(const LogSummary& summary, const RenderOptions& options) {
  Page page(options);
  const bool none = summary.causes.empty();
  page.line(fmt::format("{} lines, {} bytes{}",
                        summary.lines,
                        summary.bytes,
                        none ? ": no gateway problem found" : ""));
  if (!none) {
    page.blank();
  }
  const bool explained =
      std::ranges::any_of(summary.causes, [](const LogCause& c) { return !c.consequence; });
  for (const LogCause& cause : summary.causes) {
    page.item(fmt::format("{:>9}  ", cause.count),
              cause.id + (cause.consequence && explained ? "  (follows from the above)" : ""));
    page.item(indent, cause.meaning);
    if (cause.first_ms && cause.last_ms) {
      page.item(indent, fmt::format("{} to {}", rfc3339(*cause.first_ms), rfc3339(*cause.last_ms)));
    }
    add_upstreams(cause, page);
    page.line(indent + shown_example(cause, page));
    page.blank();
  }
  return std::move(page).finish();
}

} // namespace gwdiag
