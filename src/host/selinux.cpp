// SPDX-License-Identifier: Apache-2.0
#include "host/selinux.hpp"

#include <algorithm>
#include <cstdlib>
#include <string>

#include <fmt/format.h>

#include "base/text.hpp"

namespace gwdiag {

namespace {

constexpr std::size_t log_bytes = std::size_t{1} << 20;
constexpr std::size_t most_denials = 16;
constexpr double an_hour_ms = 3600 * 1000.0;

// KEY=VALUE between blanks; a value that may hold blanks stands in quotes.
std::string_view value(std::string_view line, std::string_view key) {
  const std::string before = " " + std::string(key) + "=";
  const std::size_t at = line.find(before);
  if (at == std::string_view::npos) {
    return {};
  }
  std::string_view rest = line.substr(at + before.size());
  const bool quoted = rest.starts_with('"');
  rest.remove_prefix(quoted ? 1 : 0);
  return rest.substr(0, rest.find(quoted ? '"' : ' '));
}

// "system_u:system_r:httpd_t:s0": the third is what the policy speaks of.
std::string type_of(std::string_view context) {
  const auto parts = split(context, ':');
  return parts.size() > 2 ? escape_peer(parts[2], 64) : "";
}

// "audit(1700000000.123:456)": seconds since 1970 and a serial number
double time_of(std::string_view line) {
  constexpr std::string_view mark = "audit(";
  const std::size_t at = line.find(mark);
  if (at == std::string_view::npos) {
    return -1;
  }
  const std::string seconds(line.substr(at + mark.size(), 14));
  return std::strtod(seconds.c_str(), nullptr) * 1000;
}

// security/selinux/avc.c: "avc:  denied  { name_connect } for  pid=… comm="…" dest=… scontext=…
// tcontext=… tclass=tcp_socket permissive=0"; connectto and write name a Unix socket by its path or
// file name
bool read_denial(std::string_view line, HostDenial& denial) {
  const auto says = [&](std::string_view words) {
    return line.find(words) != std::string_view::npos;
  };
  const bool tcp = says("{ name_connect }") && value(line, "tclass") == "tcp_socket";
  const bool to_unix = (says("{ connectto }") && value(line, "tclass") == "unix_stream_socket") ||
                       (says(" write ") && value(line, "tclass") == "sock_file");
  if (!says("avc:  denied ") || (!tcp && !to_unix) || value(line, "permissive") == "1") {
    return false;
  }
  const long long pid = parse_number(value(line, "pid"));
  const long long port = parse_number(value(line, "dest"));
  if (pid <= 0 || pid > 1 << 22 || (tcp && (port <= 0 || port > 65535))) {
    return false;
  }
  denial.pid = static_cast<int>(pid);
  denial.name = escape_peer(value(line, "comm"), 64);
  denial.source = type_of(value(line, "scontext"));
  denial.target = type_of(value(line, "tcontext"));
  if (tcp) {
    denial.port = static_cast<int>(port);
    return true;
  }
  const std::string_view path = value(line, "path");
  denial.socket_path = escape_peer(path.empty() ? value(line, "name") : path, 256);
  return !denial.socket_path.empty();
}

} // namespace

std::vector<HostDenial> find_denials(std::string_view log, double now) {
  std::vector<HostDenial> denials;
  for (const std::string_view line : lines_of(log)) {
    const double at = time_of(line);
    HostDenial denial;
    if (at < 0 || now - at > an_hour_ms || !read_denial(line, denial)) {
      continue;
    }
    denial.age_ms = std::max(0.0, now - at);
    denials.insert(denials.begin(), std::move(denial));
    denials.resize(std::min(denials.size(), most_denials));
  }
  return denials;
}

void read_denials(const Root& root, HostTrace& trace) {
  const auto enforce = root.read("/sys/fs/selinux/enforce", 8);
  if (!enforce) {
    return; // no SELinux here, and nothing to be said of it
  }
  trace.selinux = trim(*enforce) == "1" ? "enforcing" : "permissive";
  const double started = root.started_ms();
  const double now = started < 0 ? started : started + root.uptime_ms();
  constexpr const char* path = "/var/log/audit/audit.log";
  const auto audit = root.read_end(path, log_bytes);
  const auto kernel = root.read_log("/dev/kmsg", log_bytes);
  if (!audit && !kernel) {
    trace.unread.push_back(
        {"connects that SELinux refused", fmt::format("{}: {}", path, audit.error())});
  }
  trace.denials = find_denials(audit.value_or(""), now);
  for (HostDenial& denial : find_denials(kernel.value_or(""), now)) {
    trace.denials.push_back(std::move(denial));
  }
  std::ranges::stable_sort(trace.denials, {}, &HostDenial::age_ms);
}

} // namespace gwdiag
