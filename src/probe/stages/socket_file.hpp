// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "probe/trace.hpp"

namespace gwdiag {

// Who may open the Unix socket at `path`, by its mode and that of the directories above: fills
// socket_access and socket_owner; both stay empty where the file cannot be looked at. Connecting
// takes the write bit of the socket and the search bit of each directory (unix(7)).
void look_at_socket(const std::string& path, TcpTrace& trace);

} // namespace gwdiag
