// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/text.hpp"
#include "report/points.hpp"
#include "report/renderers.hpp"

namespace gwdiag {

namespace {

// A bare # would begin a directive; a backslash escapes.
std::string description(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '#' || c == '\\') {
      out += '\\';
    }
    out += c;
  }
  return out;
}

} // namespace

// Version 13: `prove` takes no later one.
std::string render_tap(const Report& report, const RenderOptions& options) {
  const std::vector<Point> points = points_of(shown(report, options.show_secrets));
  std::string out = fmt::format("TAP version 13\n1..{}\n", points.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Point& point = points[i];
    out += fmt::format("{} {} - {} {}\n", point.failed || point.unknown ? "not ok" : "ok", i + 1, point.group,
                       description(point.name));
    if (point.message.empty()) {
      continue;
    }
    out += fmt::format("# {}{}\n", point.message, point.cause.empty() ? "" : " (" + point.cause + ")");
    for (const std::string_view line : split(point.details, '\n')) {
      out += line.empty() ? "" : fmt::format("#   {}\n", line);
    }
  }
  return out;
}

} // namespace gwdiag
