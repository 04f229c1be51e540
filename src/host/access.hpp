// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "host/facts.hpp"
#include "host/root.hpp"

namespace gwdiag {

// Whether process `pid` may connect to the Unix socket at `path`: search on every folder above it,
// write on the socket (unix(7), path_resolution(7)). Nothing where that cannot be told: the process
// is root or may override modes, lives in a chroot that hides the path, or an ACL has a say.
std::optional<HostAccess> read_access(const Root& root, int pid, const std::string& path);

} // namespace gwdiag
