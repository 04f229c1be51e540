// SPDX-License-Identifier: Apache-2.0
#include "host/access.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <set>

#include <sys/xattr.h>

#include <fmt/format.h>

#include "base/text.hpp"
#include "host/processes.hpp"

namespace gwdiag {

namespace {

constexpr std::uint64_t override_modes = 1U << 1U; // CAP_DAC_OVERRIDE, linux/capability.h

struct Credentials {
  std::uint32_t user = 0;
  std::set<std::uint32_t> groups;
  bool overrides = false;
};

// proc(5), status: "Uid: real effective saved filesystem"; the last is what files are opened with.
std::optional<Credentials> credentials_of(const Root& root, int pid) {
  const auto text = root.read(fmt::format("/proc/{}/status", pid), 16384);
  if (!text) {
    return std::nullopt;
  }
  Credentials credentials;
  bool known = false;
  for (const std::string_view line : lines_of(*text)) {
    const auto words = words_of(line);
    const auto number = [&](std::size_t i) {
      return static_cast<std::uint32_t>(std::max(0LL, parse_number(words[i])));
    };
    if (line.starts_with("Uid:") && words.size() > 4) {
      credentials.user = number(4);
      known = true;
    } else if (line.starts_with("Gid:") && words.size() > 4) {
      credentials.groups.insert(number(4));
    } else if (line.starts_with("Groups:")) {
      for (std::size_t i = 1; i < words.size(); ++i) {
        credentials.groups.insert(number(i));
      }
    } else if (line.starts_with("CapEff:") && words.size() > 1) {
      std::uint64_t set = 0;
      std::from_chars(words[1].data(), words[1].data() + words[1].size(), set, 16);
      credentials.overrides = (set & override_modes) != 0;
    }
  }
  return known ? std::optional(credentials) : std::nullopt;
}

// Of the three sets of permission bits the first that applies decides alone.
bool allows(const struct stat& status, const Credentials& who, unsigned bit) {
  const unsigned shift = status.st_uid == who.user ? 6 : who.groups.contains(status.st_gid) ? 3 : 0;
  return (status.st_mode >> shift & bit) != 0;
}

bool has_acl(const Root& root, const std::string& path) {
  return getxattr(root.place(path).c_str(), "system.posix_acl_access", nullptr, 0) > 0;
}

} // namespace

std::optional<HostAccess> read_access(const Root& root, int pid, const std::string& path) {
  constexpr unsigned write_bit = 2;
  constexpr unsigned search_bit = 1;
  const auto who = credentials_of(root, pid);
  const auto process = read_process(root, pid);
  if (!who || !process || who->user == 0 || who->overrides || !path.starts_with('/')) {
    return std::nullopt;
  }
  // The files as that process sees them: through its own root and mounts.
  const std::string view = root.live() ? fmt::format("/proc/{}/root", pid) : "";
  HostAccess access{pid, process->name, process->user, "", "", "", "", ""};
  for (std::size_t end = 0; end != std::string::npos;) {
    end = path.find('/', end + 1);
    const std::string part = end == std::string::npos ? path : path.substr(0, end);
    const auto status = root.status(view + part);
    if (!status || has_acl(root, view + part)) {
      return std::nullopt;
    }
    const bool last = end == std::string::npos;
    if (!allows(*status, *who, last ? write_bit : search_bit)) {
      access.denied_at = escape_peer(part, 256);
      access.needs = last ? "write" : "search";
      access.owner = user_name(root, status->st_uid);
      access.group = group_name(root, status->st_gid);
      access.mode = fmt::format("{:04o}", status->st_mode & 07777U);
      return access;
    }
  }
  return access;
}

} // namespace gwdiag
