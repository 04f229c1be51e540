// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "report/escaping.hpp"
#include "report/points.hpp"
#include "report/renderers.hpp"

namespace gwdiag {

namespace {

std::string test_case(const Point& point) {
  std::string out = fmt::format("    <testcase classname=\"gwdiag.{}\" name=\"{}\" time=\"{:.3f}\"", point.group,
                                escape_xml(point.name), point.seconds);
  if (point.message.empty() && !point.failed && !point.unknown) {
    return out + "/>\n";
  }
  out += ">\n";
  const std::string_view element = point.unknown ? "error" : point.failed ? "failure" : "system-out";
  if (element == "system-out") {
    return out + fmt::format("      <system-out>{}\n{}</system-out>\n    </testcase>\n", escape_xml(point.message),
                             escape_xml(point.details));
  }
  return out + fmt::format("      <{0} type=\"{1}\" message=\"{2}\">{3}</{0}>\n    </testcase>\n", element,
                           escape_xml(point.cause), escape_xml(point.message), escape_xml(point.details));
}

} // namespace

// The form that Jenkins and most readers take; times in seconds.
std::string render_junit(const Report& report, const RenderOptions& options) {
  const Shown what = shown(report, options.show_secrets);
  const std::vector<Point> points = points_of(what);
  const auto errors = std::ranges::count_if(points, &Point::unknown);
  const auto failures = std::ranges::count_if(points, [](const Point& point) { return point.failed && !point.unknown; });
  const std::string counts = fmt::format("tests=\"{}\" failures=\"{}\" errors=\"{}\" time=\"{:.3f}\"", points.size(), failures,
                                         errors, what.evidence.elapsed_ms / 1000);
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  out += fmt::format("<testsuites name=\"gwdiag\" {}>\n", counts);
  out += fmt::format("  <testsuite name=\"gwdiag\" {} skipped=\"0\" timestamp=\"{}\">\n", counts,
                     escape_xml(what.evidence.started_at));
  for (const Point& point : points) {
    out += test_case(point);
  }
  return out + "  </testsuite>\n</testsuites>\n";
}

} // namespace gwdiag
