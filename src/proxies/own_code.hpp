// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "proxies/profile.hpp"

namespace gwdiag {

// The code that this product puts on the errors that it writes itself: "1016" (Cloudflare),
// "DNS_HOSTNAME_NOT_FOUND" (Vercel), "97" (Akamai), "ERR_CONNECT_FAIL 111" (Squid). Empty when its
// errors carry none, or this one does not.
std::string own_code(std::string_view product, const Http1Response& response);

} // namespace gwdiag
