// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "report/shown.hpp"

namespace gwdiag {

// The report as a list of things that pass or fail, for test formats: the verdict, then each endpoint. A point fails exactly when
// the exit status of the program is for failure.
struct Point {
  std::string group;   // "verdict", "proxy", "upstream"
  std::string name;    // endpoint text
  bool failed = false;
  bool unknown = false; // nothing could be established
  std::string cause;   // id of the first cause
  std::string message; // one sentence
  std::string details; // facts and fixes, several lines
  double seconds = 0;
};

std::vector<Point> points_of(const Shown& what);

} // namespace gwdiag
