// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace gwdiag {

// One line of a log that shows a cause, or all lines of one cause in a summary.
struct LoggedLine {
  std::uint64_t line = 0;  // counted from 1; 0: not known
  std::uint64_t count = 1; // of a summary
  std::string at;          // RFC 3339, UTC; empty: the line has no time
  std::string last_at;     // of a summary: the last one's
  // What makes it a line of this run: "connection" (it names our end of the connection),
  // "request-id", "request" (method and target), "time"; "other-request": of this time and about
  // another request; "before": not long before this run; empty: nothing.
  std::string tie;
  std::vector<std::string> ids; // causes, best first
  bool consequence = false;     // follows from an earlier failure
  std::string product;          // nginx, haproxy, gunicorn, kernel, …
  std::string says;             // one sentence: what the line means
  std::string upstream;         // address or name found in it, escaped
  std::string text;             // the line, escaped, cut at 500 bytes
};

// What one log shows about this run.
struct LogTrace {
  std::string file;
  std::string because;     // why it could not be read; empty: it was read
  std::uint64_t lines = 0; // looked at
  std::uint64_t bytes = 0;
  std::vector<LoggedLine> entries; // as they stand in the file; at most 32
};

} // namespace gwdiag
