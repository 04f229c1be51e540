// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace gwdiag {

// Whether a command line names this port or socket path as a server does: an argument "8080",
// ":8080", "0.0.0.0:8080", "--port=8080", "unix:/run/app.sock". A URL is a client's, and so is
// every argument of a known client.
bool names(const std::vector<std::string>& arguments, int port, const std::string& socket_path);

// Whether one port is easily taken for the other: at most ten apart, or one digit more, less or
// other.
bool neighbouring_ports(int one, int other);

} // namespace gwdiag
