// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "host/facts.hpp"
#include "host/root.hpp"

namespace gwdiag {

// Services of systemd whose unit files name this port or socket path on a line that starts a
// process or makes a socket. Looks into at most 1024 files of the administrator's folders.
std::vector<std::string> units_naming(const Root& root, int port, const std::string& socket_path);

// The state of these services, as systemd has it: asked of it by `systemctl show`. An error where
// that is not to be had.
std::expected<std::vector<HostUnit>, FileError> unit_states(const Root& root,
                                                            const std::vector<std::string>& names);

} // namespace gwdiag
