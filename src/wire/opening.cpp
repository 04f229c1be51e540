// SPDX-License-Identifier: Apache-2.0
#include "wire/opening.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "wire/anomaly_list.hpp"
#include "wire/banner.hpp"

namespace gwdiag {

namespace {

constexpr std::size_t looked_at = 512;

// A byte that text in any encoding that extends ASCII does not hold.
bool is_binary_byte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && (byte < '\t' || byte > '\r')) || byte == 0x7f;
}

bool is_high_byte(char c) {
  return static_cast<unsigned char>(c) >= 0x80;
}

// Printable UTF-8 with line ends; the last character may be cut off.
bool is_utf8_text(std::string_view bytes) {
  std::string text(bytes);
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c >= '\t' && c <= '\r'; }, ' ');
  for (std::size_t cut = 0; cut <= 3 && cut <= text.size(); ++cut) {
    if (is_printable(std::string_view(text).substr(0, text.size() - cut))) {
      return true;
    }
  }
  return false;
}

// A control byte, or mostly bytes that are neither ASCII nor UTF-8. Few high bytes are text in some
// older encoding.
bool is_binary(std::string_view bytes) {
  bytes = bytes.substr(0, looked_at);
  if (std::any_of(bytes.begin(), bytes.end(), is_binary_byte)) {
    return true;
  }
  const auto high = std::count_if(bytes.begin(), bytes.end(), is_high_byte);
  return high * 3 > static_cast<std::ptrdiff_t>(bytes.size()) && !is_utf8_text(bytes);
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_letter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

// "HTTP 1.1 200 OK", "HTTP-1.1 200": it begins with the name, and a status stands within a few
// words.
bool names_http(std::string_view line) {
  constexpr std::string_view name = "HTTP";
  constexpr std::size_t few = 24;
  const bool named = line.size() > name.size() &&
                     equals_ignoring_case(line.substr(0, name.size()), name) &&
                     !is_letter(line[name.size()]);
  int digits = 0;
  for (std::size_t i = name.size(); named && i <= std::min(line.size(), few); ++i) {
    const bool digit = i < line.size() && is_digit(line[i]);
    if (!digit && digits == 3) {
      return true;
    }
    digits = digit ? digits + 1 : 0;
  }
  return false;
}

// "http/1.1 200", "ICY 200 OK", "HTTP 200", a byte order mark before "HTTP/1.1": meant as a status
// line.
bool is_damaged_status_line(std::string_view line) {
  const std::size_t space = line.find(' ');
  if (space > 12 || line.size() < space + 4) {
    return false;
  }
  const std::string_view name = line.substr(0, space);
  const std::string_view code = line.substr(space + 1, 3);
  const bool ends = line.size() == space + 4 || !is_digit(line[space + 4]);
  return std::all_of(code.begin(), code.end(), is_digit) && ends &&
         (equals_ignoring_case(name, "ICY") || equals_ignoring_case(name, "HTTP") ||
          (name.size() > 4 && name[name.size() - 4] == '/' && is_digit(name[name.size() - 3]) &&
           name[name.size() - 2] == '.' && is_digit(name.back())));
}

} // namespace

Opening judge_opening(std::string_view bytes) {
  const Spoken spoken = speaks(bytes);
  if (!spoken.speaks.empty() && spoken.speaks != "http") {
    return {Anomaly::not_http, spoken.why};
  }
  if (is_binary(bytes)) {
    return {Anomaly::not_http, excerpt(bytes)};
  }
  const std::string_view text = trim(bytes);
  const std::string_view line = text.substr(0, text.find_first_of("\r\n"));
  return {is_damaged_status_line(line) || names_http(line) ? Anomaly::status_line_junk
                                                           : Anomaly::no_status_line,
          excerpt(line)};
}

bool is_settled(std::string_view bytes) {
  const Spoken spoken = speaks(bytes);
  return (!spoken.speaks.empty() && spoken.speaks != "http") ||
         std::any_of(bytes.begin(), bytes.end(), is_binary_byte);
}

} // namespace gwdiag
