// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace gwdiag {

// A PROXY protocol header of version 1 or 2 for a TCP connection over IPv4 from 127.0.0.1 (HAProxy
// doc/proxy-protocol.txt).
std::string proxy_header(int version);

// The same bytes but one, so that no reader of the protocol takes it for a header.
std::string no_proxy_header(int version);

} // namespace gwdiag
