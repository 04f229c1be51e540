// SPDX-License-Identifier: Apache-2.0
#include "report/waterfall.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "report/cells.hpp"
#include "report/escaping.hpp"
#include "report/terminal.hpp"

namespace gwdiag {

namespace {

constexpr std::size_t most_lines = 20;
constexpr double label_width = 170;
constexpr double axis_width = 700;
constexpr double line_height = 26;

struct Bar {
  std::string_view kind; // its class and name
  double from = 0, length = 0;
  bool failed = false;
};

struct Line {
  std::string label;
  std::vector<Bar> bars;

  double end() const { return bars.empty() ? 0 : bars.back().from + bars.back().length; }
};

void add(Line& line, std::string_view kind, const std::optional<double>& length, bool failed = false) {
  if (length && *length >= 0) {
    line.bars.push_back({kind, line.end(), *length, failed});
  }
}

Line line_of(const EndpointTrace& trace) {
  Line line{trace.endpoint, {}};
  add(line, "dns", trace.dns.elapsed_ms, trace.dns.status == StageStatus::failed);
  if (const Attempt* attempt = trace.main()) {
    const auto failed = [](const StageResult& stage) { return stage.status == StageStatus::failed; };
    add(line, "tcp", attempt->tcp.elapsed_ms, failed(attempt->tcp));
    add(line, "tls", attempt->tls.elapsed_ms, failed(attempt->tls));
    const std::optional<double>& first = attempt->timing.first_byte_ms;
    add(line, "wait", first ? first : attempt->http.elapsed_ms, !first && failed(attempt->http));
    if (first && attempt->http.elapsed_ms) {
      add(line, "body", std::max(0.0, *attempt->http.elapsed_ms - *first), failed(attempt->http));
    }
  }
  return line;
}

std::string bar_svg(const Bar& bar, double scale, double y) {
  const double width = std::max(1.0, bar.length * scale);
  return fmt::format("<rect class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"14\"><title>{} {}{}</title></rect>\n",
                     bar.failed ? "stop" : bar.kind, label_width + bar.from * scale, y, width, bar.kind,
                     duration_text(bar.length), bar.failed ? ", failed" : "");
}

} // namespace

std::string waterfall_svg(const Evidence& evidence) {
  std::vector<Line> lines;
  if (evidence.has_proxy) {
    lines.push_back(line_of(evidence.proxy));
  }
  for (const EndpointTrace& upstream : evidence.upstreams) {
    if (lines.size() < most_lines) {
      lines.push_back(line_of(upstream));
    }
  }
  double longest = 0;
  for (const Line& line : lines) {
    longest = std::max(longest, line.end());
  }
  if (longest <= 0) {
    return "";
  }
  const double scale = axis_width / longest;
  const double height = line_height * static_cast<double>(lines.size() + 1);
  std::string out = fmt::format("<svg viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-label=\"waterfall\">\n",
                                label_width + axis_width + 70, height);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const double y = line_height * static_cast<double>(i) + 4;
    out += fmt::format("<text x=\"0\" y=\"{:.1f}\">{}</text>\n", y + 12, escape_xml(cut(lines[i].label, 26)));
    for (const Bar& bar : lines[i].bars) {
      out += bar_svg(bar, scale, y);
    }
    out += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n", label_width + lines[i].end() * scale + 6, y + 12,
                       duration_text(lines[i].end()));
  }
  double x = label_width;
  for (const std::string_view kind : {"dns", "tcp", "tls", "wait", "body", "stop"}) {
    out += fmt::format("<rect class=\"{0}\" x=\"{1:.0f}\" y=\"{2:.1f}\" width=\"10\" height=\"10\"/>"
                       "<text x=\"{3:.0f}\" y=\"{4:.1f}\">{0}</text>\n",
                       kind, x, height - 14, x + 14, height - 5);
    x += 60;
  }
  return out + "</svg>\n";
}

} // namespace gwdiag
