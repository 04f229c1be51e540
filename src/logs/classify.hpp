// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gwdiag {

struct LogFinding {
  std::string id;           // a cause id
  std::string product;      // whose line it is: nginx, haproxy, envoy, php-fpm, kernel, go, …
  std::string meaning;      // one sentence: what this line says
  std::string upstream;     // address or name found in the line, escaped; empty when there is none
  bool consequence = false; // follows from an earlier failure, as "no live upstreams" does
};

// The causes that one log line shows, best first; empty when it shows no gateway problem. `line` is
// hostile: any bytes, any length; only the first 64 KiB are read, in time linear in that.
std::vector<LogFinding> classify_line(std::string_view line);

// What a line says that shows no gateway problem, in a sentence; empty where it is not known.
// Nothing for a record of a request.
std::string_view harmless_meaning(std::string_view line);

} // namespace gwdiag
