// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "logs/tie.hpp"
#include "logs/trace.hpp"

namespace gwdiag {

// Logs that are being written, held open from before a run to after it, so that a rotation in
// between loses nothing.
class LogFollower {
public:
  // Errors (input): a file that cannot be opened, or is no plain file with text that is still
  // written.
  static Result<LogFollower> open(const std::vector<std::string>& paths);
  ~LogFollower();
  LogFollower(LogFollower&&) noexcept;
  LogFollower& operator=(LogFollower&&) noexcept;

  // What the files show by now: the lines that came since open(), and of those before only what is
  // of the run's time or shortly before it. At most 8 MiB of a file are read.
  std::vector<LogTrace> read(const RunMarks& marks) const;

private:
  struct State;
  explicit LogFollower(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// A whole log of an earlier time, or its end: what ties by time is found. Errors as
// LogFollower::open().
Result<LogTrace> read_finished_log(const std::string& path, const RunMarks& marks);

} // namespace gwdiag
