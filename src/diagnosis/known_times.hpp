// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

// Times that are somebody's default: what was measured at one of them names who gave up.
namespace gwdiag {

// "the default of Node.js (keepAliveTimeout) and Apache httpd (KeepAliveTimeout)" for the seconds
// after which a server closed an idle connection, of servers whose Server header, or the lack of
// one, it is. Empty when no default is known.
std::string whose_idle_time(double seconds, std::string_view server_header);

// The same for the seconds after which an application server kills the worker of a request that
// still runs.
std::string whose_request_limit(double seconds);

// The same for a server that only closes the connection of a request it has not answered.
std::string whose_patience(double seconds);

} // namespace gwdiag
