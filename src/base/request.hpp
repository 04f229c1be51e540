// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

// What several folders have to know of requests.
namespace gwdiag {

// GET, HEAD and OPTIONS change nothing (RFC 9110 section 9.2.1): the others are sent once.
bool repeatable(std::string_view method);

// A header whose value is a secret: Authorization, Proxy-Authorization, Cookie.
bool is_credential(std::string_view header);

// "app.example.com:8443" and "[::1]:80" without port and brackets.
std::string host_of(std::string_view authority);

} // namespace gwdiag
