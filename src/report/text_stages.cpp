// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <numeric>

#include <fmt/format.h>

#include "report/sections.hpp"

namespace gwdiag {

namespace {

constexpr std::size_t most_rows = 8;    // beside the first; the rest is counted
constexpr std::size_t widest_label = 24;
constexpr std::size_t margin = 2;
constexpr std::size_t narrowest_cell = 4;

struct Layout {
  std::size_t label = 0;
  std::array<std::size_t, stage_count> cells{};
  std::size_t gap = 3;

  std::size_t total() const {
    return margin + label + gap * stage_count + std::accumulate(cells.begin(), cells.end(), std::size_t{0});
  }
  std::size_t column(std::size_t index) const {
    return margin + label + gap * (index + 1) +
           std::accumulate(cells.begin(), cells.begin() + static_cast<std::ptrdiff_t>(index), std::size_t{0});
  }
};

// As wide as the contents need; when that is too wide, smaller gaps, then the widest of label and cells give way.
Layout layout_of(const Page& page, const std::vector<Row>& rows) {
  Layout layout;
  for (std::size_t i = 0; i < stage_count; ++i) {
    layout.cells[i] = stage_titles[i].size();
  }
  for (const Row& row : rows) {
    layout.label = std::max(layout.label, std::min(widest_label, display_width(page.glyphs(row.label))));
    for (std::size_t i = 0; i < stage_count; ++i) {
      layout.cells[i] = std::max(layout.cells[i], display_width(page.glyphs(cell_text(row.cells[i]))));
    }
  }
  if (layout.total() > page.width()) {
    layout.gap = 2;
  }
  while (layout.total() > page.width()) {
    auto* widest = std::ranges::max_element(layout.cells);
    std::size_t& victim = *widest > layout.label ? *widest : layout.label;
    if (victim <= narrowest_cell) {
      break;
    }
    --victim;
  }
  return layout;
}

Paint paint_of(Mark mark) {
  switch (mark) {
  case Mark::none:
    return Paint::plain;
  case Mark::not_reached:
    return Paint::dim;
  case Mark::warning:
    return Paint::warn;
  case Mark::failed:
    return Paint::bad;
  }
  return Paint::plain;
}

void write_row(Page& page, const Layout& layout, const Row& row) {
  std::string line = std::string(margin, ' ') + page.cell(row.label, layout.label);
  for (std::size_t i = 0; i < stage_count; ++i) {
    const std::string text = cell_text(row.cells[i]);
    line += std::string(layout.gap, ' ') + page.paint(paint_of(row.cells[i].mark), page.cell(text, layout.cells[i]));
  }
  page.line(line);
}

void write_titles(Page& page, const Layout& layout) {
  std::string line(margin + layout.label, ' ');
  for (std::size_t i = 0; i < stage_count; ++i) {
    line += std::string(layout.gap, ' ') + page.cell(stage_titles[i], layout.cells[i]);
  }
  page.line(page.paint(Paint::dim, line.substr(0, line.find_last_not_of(' ') + 1)));
}

// The pointer stands left of its column where the words would not fit to the right of it.
void write_divergence(Page& page, const Layout& layout, const Verdict& verdict) {
  const std::optional<std::size_t> column = stage_column(verdict.first_divergence);
  if (!column) {
    return;
  }
  const std::string arrow = page.glyphs("↑");
  constexpr std::string_view words = "here the two part";
  const std::size_t at = layout.column(*column);
  if (at + 2 + words.size() <= page.width()) {
    page.line(page.paint(Paint::strong, fmt::format("{}{} {}", std::string(at, ' '), arrow, words)));
  } else {
    page.line(page.paint(Paint::strong,
                         fmt::format("{}{} {}", std::string(at - words.size() - 1, ' '), words, arrow)));
  }
}

// "200 from nginx in 3.1 ms; dns 1.2 ms, tcp 0.4 ms"
std::string healthy_line(const Row& row, const EndpointTrace& trace) {
  std::string out = cell_text(row.cells[3]);
  if (!trace.layers.empty()) {
    out += " from " + trace.layers.front().product;
  }
  if (row.cells[4].mark != Mark::not_reached) {
    out += " in " + cell_text(row.cells[4]);
  }
  std::string_view separator = "; ";
  for (std::size_t i = 0; i < 3; ++i) {
    const Cell& cell = row.cells[i];
    const bool literal = i == 0 && trace.dns.name.empty();
    if (cell.mark != Mark::not_reached && !literal) {
      out += fmt::format("{}{} {}", separator, stage_titles[i], cell_text(cell));
      separator = ", ";
    }
  }
  return out;
}

std::string pool_line(const Evidence& evidence) {
  double least = 0;
  double most = 0;
  bool any = false;
  for (const EndpointTrace& trace : evidence.upstreams) {
    const Attempt* attempt = trace.main();
    if (attempt == nullptr || !attempt->timing.first_byte_ms) {
      continue;
    }
    const double first = *attempt->timing.first_byte_ms;
    least = any ? std::min(least, first) : first;
    most = any ? std::max(most, first) : first;
    any = true;
  }
  const std::string times =
      any ? fmt::format(", the first byte after {} to {}", duration_text(least), duration_text(most)) : "";
  return fmt::format("all {} answer{}", evidence.upstreams.size(), times);
}

bool about_the_pool(const Comparison& row) {
  return row.aspect.starts_with("pool_") || row.aspect == "failing_share" || row.aspect == "answers_by";
}

// "4 × 502 from Server: nginx", one group a line.
} // namespace

void write_pool(Page& page, const Verdict& verdict) {
  if (std::ranges::any_of(verdict.comparison, about_the_pool)) {
    page.heading("Pool");
  }
  for (const Comparison& row : verdict.comparison) {
    if (about_the_pool(row) && row.groups.empty()) {
      page.item("  ", row.says);
    }
    for (const AnswerGroup& group : row.groups) {
      page.item(&group == &row.groups.front() ? "  answered " : "           ", group.in_words());
    }
  }
}

void write_stages(Page& page, const Shown& what) {
  const std::vector<Row> rows = stage_rows_with_addresses(what.evidence);
  if (rows.empty()) {
    return;
  }
  const std::size_t shown = std::min(rows.size(), most_rows + (what.evidence.has_proxy ? 1 : 0));
  const std::vector<Row> visible(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(shown));
  const Layout layout = layout_of(page, visible);
  page.blank();
  write_titles(page, layout);
  for (const Row& row : visible) {
    write_row(page, layout, row);
  }
  if (const std::string rest = remainder_text(rows, shown); !rest.empty()) {
    page.item(std::string(margin, ' '), rest);
  }
  write_divergence(page, layout, what.verdict);
}

void write_healthy(Page& page, const Shown& what) {
  const std::vector<Row> rows = stage_rows(what.evidence);
  const auto write = [&page](std::string_view label, const std::string& text) {
    const std::string start = padded(fmt::format("  {}", label), 13);
    page.line(start + cut(page.glyphs(text), page.width() - start.size(), page.glyphs("…")));
  };
  if (what.evidence.has_proxy && !rows.empty()) {
    write("proxy", healthy_line(rows.front(), what.evidence.proxy));
  }
  if (what.evidence.upstreams.size() == 1) {
    write("upstream", healthy_line(rows.back(), what.evidence.upstreams.front()));
  } else if (!what.evidence.upstreams.empty()) {
    write("upstreams", pool_line(what.evidence));
  }
  for (const Comparison& row : what.verdict.comparison) {
    if (row.aspect == "cache") {
      page.item("  cache      ", row.says);
    } else if (row.aspect == "idle_s") {
      page.item("  keep-alive ", row.says);
    } else if (row.aspect == "load_slowest_ms") {
      page.item("  load       ", row.says);
    }
  }
  write_pool(page, what.verdict);
}

} // namespace gwdiag
