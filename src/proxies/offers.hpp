// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ranges>
#include <string_view>

// The ciphers of TLS 1.2 that products offer to their upstreams, by OpenSSL's names: as their
// ClientHello has them on Debian 12 with nothing configured.
namespace gwdiag {

// The default list of OpenSSL 3.0: nginx, HAProxy, Apache, Squid and h2o leave it as it is.
inline constexpr std::string_view openssl_ciphers =
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:DHE-RSA-AES256-GCM-SHA384:"
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:DHE-RSA-CHACHA20-POLY1305:"
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES128-GCM-SHA256:"
    "ECDHE-ECDSA-AES256-SHA384:ECDHE-RSA-AES256-SHA384:DHE-RSA-AES256-SHA256:"
    "ECDHE-ECDSA-AES128-SHA256:ECDHE-RSA-AES128-SHA256:DHE-RSA-AES128-SHA256:"
    "ECDHE-ECDSA-AES256-SHA:ECDHE-RSA-AES256-SHA:DHE-RSA-AES256-SHA:ECDHE-ECDSA-AES128-SHA:"
    "ECDHE-RSA-AES128-SHA:DHE-RSA-AES128-SHA:AES256-GCM-SHA384:AES128-GCM-SHA256:"
    "AES256-SHA256:AES128-SHA256:AES256-SHA:AES128-SHA";

// Is that cipher in the list?
inline bool offers(std::string_view list, std::string_view cipher) {
  for (const auto name : std::views::split(list, ':')) {
    if (std::string_view(name) == cipher) {
      return true;
    }
  }
  return false;
}

} // namespace gwdiag
