// SPDX-License-Identifier: Apache-2.0
#include "logs/accepted.hpp"

#include <charconv>
#include <optional>
#include <string_view>

namespace gwdiag {

namespace {

// Where Linux begins to choose source ports (ip_local_port_range); other systems begin above.
constexpr int first_ephemeral_port = 32768;

std::optional<int> port_in(std::string_view digits) {
  int port = 0;
  const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  return failure == std::errc{} && end == digits.data() + digits.size() ? std::optional(port)
                                                                        : std::nullopt;
}

// The digits behind the last colon of `address`, as in `10.0.0.9:80` and `[2001:db8::7]:80`.
std::optional<int> port_of(std::string_view address) {
  const std::size_t colon = address.rfind(':');
  return colon == std::string_view::npos ? std::nullopt : port_in(address.substr(colon + 1));
}

} // namespace

bool is_accepted_connection(const LogLine& line) {
  const std::string_view text = line.lower;
  if (!line.parts.may_have(" tcp ")) {
    return false;
  }
  for (std::size_t arrow = text.find("->"); arrow != std::string_view::npos;
       arrow = text.find("->", arrow + 2)) {
    const std::size_t start = text.rfind(' ', arrow);
    if (start == std::string_view::npos || !text.substr(0, start).ends_with(" tcp")) {
      continue;
    }
    std::string_view peer = text.substr(arrow + 2);
    peer = peer.substr(0, peer.find(' '));
    while (!peer.empty() && (peer.back() < '0' || peer.back() > '9')) {
      peer.remove_suffix(1);
    }
    const auto own = port_of(text.substr(start, arrow - start));
    const auto other = port_of(peer);
    if (own && other && *own < first_ephemeral_port && *other >= first_ephemeral_port) {
      return true;
    }
  }
  return false;
}

} // namespace gwdiag
