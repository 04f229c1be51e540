// SPDX-License-Identifier: Apache-2.0
#include "logs/shape.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace gwdiag {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

constexpr std::size_t stamp_length = 20;   // "2024/05/06 07:08:09 "
constexpr std::size_t longest_line = 4096; // of a line worth remembering

bool starts_with_stamp(std::string_view line) {
  constexpr std::string_view form = "dddd/dd/dd dd:dd:dd [";
  if (line.size() < form.size()) {
    return false;
  }
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (form[i] == 'd' ? !is_digit(line[i]) : line[i] != form[i]) {
      return false;
    }
  }
  return true;
}

// Messages whose numbers say what the peer speaks.
constexpr std::array<std::string_view, 5> telling_numbers{
    "frame", "version", "block size", "status", "signal"};

void mix(std::uint64_t& hash, char c) {
  hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
}

} // namespace

bool numbers_tell(std::string_view line) {
  line = line.substr(0, line.find(", client: "));
  return std::any_of(telling_numbers.begin(), telling_numbers.end(), [line](std::string_view word) {
    return line.find(word) != std::string_view::npos;
  });
}

std::optional<std::uint64_t> nginx_error_shape(std::string_view line, std::uint64_t seed) {
  if (line.size() > longest_line || !starts_with_stamp(line)) {
    return std::nullopt;
  }
  const std::size_t context = line.find(", client: ", stamp_length);
  const std::string_view message = line.substr(
      stamp_length, context == std::string_view::npos ? context : context - stamp_length);
  std::uint64_t hash = seed ^ 14695981039346656037U;
  int depth = 0;
  for (std::size_t at = 0; at < message.size(); ++at) {
    const char c = message[at];
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    if (c == '"' && at + 1 < message.size() && message[at + 1] == '/') {
      const std::size_t end = message.find('"', at + 1);
      at = end == std::string_view::npos ? message.size() : end; // a path
      mix(hash, '/');
    } else if (!is_digit(c) || depth > 0) {
      mix(hash, c);
    }
  }
  // Which side failed is told by the context alone in some messages, and the kind of socket in all.
  mix(hash, context == std::string_view::npos ? 'n' : 'c');
  if (context != std::string_view::npos) {
    const std::string_view rest = line.substr(context);
    const bool unix_socket = rest.find("unix:") != std::string_view::npos ||
                             rest.find(".sock") != std::string_view::npos;
    mix(hash, unix_socket ? 'u' : 't');
  }
  return hash;
}

} // namespace gwdiag
