// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "host/root.hpp"

namespace gwdiag {

// Services of systemd whose unit files name this port or socket path on a line that starts a
// process or makes a socket. Looks into at most 1024 files of the administrator's folders.
std::vector<std::string> units_naming(const Root& root, int port, const std::string& socket_path);

} // namespace gwdiag
