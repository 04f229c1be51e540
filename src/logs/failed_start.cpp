// SPDX-License-Identifier: Apache-2.0
// gunicorn/arbiter.py; php-fpm: fpm_children.c, fpm_signals.c; uvicorn/server.py, whose lines stand
// in gunicorn's table.
#include "logs/failed_start.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace gwdiag {

namespace {

constexpr std::array<std::string_view, 7> beginnings{"] listening at: ",
                                                     "booting worker with pid",
                                                     "] handling signal: ",
                                                     "ready to handle connections",
                                                     "notice: terminating ...",
                                                     "uvicorn running on ",
                                                     "application startup complete"};

} // namespace

bool failed_start(const LoggedLine& line) {
  const bool server = line.product == "gunicorn" || line.product == "php-fpm";
  const bool down = !line.ids.empty() && (line.ids.front() == "connection-refused" ||
                                          line.ids.front().starts_with("unix-socket-"));
  return server && down && line.tie == "before";
}

bool begins_anew(std::string_view line) {
  const std::string lower = lower_ascii(line);
  return std::ranges::any_of(
      beginnings, [&](std::string_view words) { return lower.find(words) != std::string::npos; });
}

} // namespace gwdiag
