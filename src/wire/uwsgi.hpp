// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "wire/cgi.hpp"

namespace gwdiag {

// One request of the uwsgi protocol (uwsgi-docs, Protocol.rst): modifiers 0, the variables with
// lengths in little endian, and the body behind them. A packet holds 65,535 bytes of variables:
// those that do not fit are left out.
std::string uwsgi_request(const GatewayRequest& request);

// One SCGI request (python.ca/scgi/protocol.txt): a netstring of variables, and the body.
std::string scgi_request(const GatewayRequest& request);

} // namespace gwdiag
