// SPDX-License-Identifier: Apache-2.0
#include "endpoint/percent.hpp"

#include <charconv>

#include <fmt/format.h>

namespace gwdiag {

std::optional<std::string> percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      out += text[at];
      continue;
    }
    const std::string_view digits = text.substr(at + 1, 2);
    unsigned value = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (digits.size() != 2 || error != std::errc{} || end != digits.data() + digits.size()) {
      return std::nullopt;
    }
    out += static_cast<char>(value);
    at += 2;
  }
  return out;
}

std::string percent_encode_non_ascii(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (const auto byte = static_cast<unsigned char>(c); byte >= 0x80) {
      out += fmt::format("%{:02X}", byte);
    } else {
      out += c;
    }
  }
  return out;
}

} // namespace gwdiag
