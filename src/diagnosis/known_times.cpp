// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/known_times.hpp"

#include <algorithm>
#include <array>
#include <span>

#include <fmt/format.h>

#include "base/text.hpp"

namespace gwdiag {

namespace {

struct Row {
  double seconds;
  double late;             // how much later its coarse timer may look
  std::string_view server; // as people write it
  std::string_view setting;
  std::string_view token; // of its Server header; empty: it sends none
};

// From the servers' documentation, each for the versions in use.
constexpr std::array idle_times{
    Row{2, 1.2, "gunicorn", "keepalive", "gunicorn"},
    Row{5, 1.2, "Node.js", "keepAliveTimeout", ""}, // keepAliveTimeoutBuffer adds a second
    Row{5, 0, "uvicorn", "--timeout-keep-alive", "uvicorn"},
    Row{5, 0, "Apache httpd", "KeepAliveTimeout", "apache"},
    Row{5, 0, "lighttpd", "server.max-keep-alive-idle", "lighttpd"},
    Row{20, 0, "Puma", "persistent_timeout", ""},
    Row{20, 1, "Tomcat", "connectionTimeout of its server.xml", ""},
    Row{30, 0, "Jetty", "idleTimeout", "jetty"},
    Row{60, 1, "Tomcat", "connectionTimeout", ""},
    Row{65, 0, "nginx", "keepalive_timeout of its sample configuration", "nginx"},
    Row{75, 0, "nginx", "keepalive_timeout", "nginx"},
    Row{120, 0, "IIS", "connectionTimeout", "microsoft-iis"},
    Row{130, 0, "Kestrel", "KeepAliveTimeout", "kestrel"},
    Row{300, 0, "Caddy", "idle_timeout", "caddy"},
};

// gunicorn's master looks once a second, and counts from the worker's last sign of life
// (gunicorn/arbiter.py, murder_workers); Unicorn's sleeps until a worker is due.
constexpr std::array request_limits{
    Row{30, 1.5, "gunicorn", "timeout", ""},
    Row{60, 1.5, "Unicorn", "timeout", ""},
};

// After how long servers end a connection whose request they have not answered, and no worker.
constexpr std::array patience{
    Row{60, 1, "uWSGI", "http-timeout", ""},
    Row{120, 0, "Node.js before 13", "server.timeout", ""},
};

constexpr double about = 0.02; // of the time itself

bool at(double seconds, const Row& row) {
  return seconds > row.seconds * (1 - about) && seconds < row.seconds * (1 + about) + row.late;
}

// It names itself in its Server header.
bool signs(const Row& row, std::string_view server_header) {
  return !row.token.empty() && contains_ignoring_case(server_header, row.token);
}

std::string default_of(std::span<const Row> rows, double seconds) {
  const auto row = std::ranges::find_if(rows, [&](const Row& r) { return at(seconds, r); });
  return row == rows.end() ? "" : fmt::format("the default of {} ({})", row->server, row->setting);
}

} // namespace

std::string whose_idle_time(double seconds, std::string_view server_header) {
  std::string names;
  for (const Row& row : idle_times) {
    // A server that names itself is no other one, and one that always does is not without a name.
    const bool may_be = row.token.empty() ? server_header.empty() : signs(row, server_header);
    if (at(seconds, row) && may_be) {
      names += fmt::format("{}{} ({})", names.empty() ? "" : ", ", row.server, row.setting);
    }
  }
  return names.empty() ? "" : "the default of " + names;
}

std::string whose_request_limit(double seconds) {
  return default_of(request_limits, seconds);
}

std::string whose_patience(double seconds) {
  return default_of(patience, seconds);
}

} // namespace gwdiag
