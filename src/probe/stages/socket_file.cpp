// SPDX-License-Identifier: Apache-2.0
#include "probe/stages/socket_file.hpp"

#include <filesystem>
#include <vector>

#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>

#include <fmt/format.h>

namespace gwdiag {

namespace {

constexpr std::size_t names_bytes = 4096;

std::string user_name(uid_t id) {
  std::vector<char> buffer(names_bytes);
  passwd entry{};
  passwd* found = nullptr;
  const bool known = getpwuid_r(id, &entry, buffer.data(), buffer.size(), &found) == 0;
  return known && found != nullptr ? std::string(entry.pw_name) : std::to_string(id);
}

std::string group_name(gid_t id) {
  std::vector<char> buffer(names_bytes);
  group entry{};
  group* found = nullptr;
  const bool known = getgrgid_r(id, &entry, buffer.data(), buffer.size(), &found) == 0;
  return known && found != nullptr ? std::string(entry.gr_name) : std::to_string(id);
}

bool open_to_all(const std::filesystem::path& directory) {
  struct stat info {};

  if (stat(directory.c_str(), &info) != 0 || (info.st_mode & S_IXOTH) == 0) {
    return false;
  }
  return !directory.has_relative_path() || open_to_all(directory.parent_path());
}

} // namespace

void look_at_socket(const std::string& path, TcpTrace& trace) {
  struct stat info {};

  if (path.empty() || stat(path.c_str(), &info) != 0 || !S_ISSOCK(info.st_mode)) {
    return;
  }
  std::error_code unknown;
  const std::filesystem::path whole = std::filesystem::absolute(path, unknown);
  const bool open = (info.st_mode & S_IWOTH) != 0 && open_to_all(whole.parent_path());
  trace.socket_access = open ? "open" : "restricted";
  trace.socket_owner = fmt::format("{}:{} {:04o}",
                                   user_name(info.st_uid),
                                   group_name(info.st_gid),
                                   static_cast<unsigned>(info.st_mode & 07777));
}

} // namespace gwdiag
