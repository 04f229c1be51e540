// SPDX-License-Identifier: Apache-2.0
#include "wire/proxy_header.hpp"

#include <string_view>

namespace gwdiag {

std::string proxy_header(int version) {
  if (version != 2) {
    return "PROXY TCP4 127.0.0.1 127.0.0.1 49152 80\r\n";
  }
  // Signature, version 2 and command PROXY, TCP over IPv4, 12 bytes: two addresses, two ports.
  static constexpr std::string_view header(
      "\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\x7f\0\0\x01\x7f\0\0\x01\xc0\0\0\x50", 28);
  return std::string(header);
}

std::string no_proxy_header(int version) {
  std::string header = proxy_header(version);
  header[header.find(version == 2 ? "QUIT" : "PROXY")] = 'X';
  return header;
}

} // namespace gwdiag
