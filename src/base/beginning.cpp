// SPDX-License-Identifier: Apache-2.0
#include "base/beginning.hpp"

namespace gwdiag {

namespace {

// Of the character of UTF-8 that begins at `at`, or of what escape_peer wrote for one byte.
std::size_t length_at(std::string_view escaped, std::size_t at) {
  if (escaped[at] == '\\') {
    return at + 1 < escaped.size() && escaped[at + 1] == 'x' ? 4 : 2;
  }
  std::size_t end = at + 1;
  while (end < escaped.size() && (static_cast<unsigned char>(escaped[end]) & 0xc0U) == 0x80U) {
    ++end;
  }
  return end - at;
}

} // namespace

std::string_view beginning(std::string_view escaped, std::size_t enough) {
  std::size_t end = 0;
  while (escaped.size() > enough && end + length_at(escaped, end) <= enough) {
    end += length_at(escaped, end);
  }
  return escaped.size() > enough ? escaped.substr(0, end) : escaped;
}

} // namespace gwdiag
