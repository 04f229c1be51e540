// SPDX-License-Identifier: Apache-2.0

#include "proxies/profile.hpp"
#include <cstddef>

namespace gwdiag {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Takes the next number or run of other characters, without the separators around it.
std::string_view take_part(std::string_view& rest) {
  while (!rest.empty() && (rest.front() == '.' || rest.front() == '-' || rest.front() == '+' ||
                           rest.front() == '~')) {
    rest.remove_prefix(1);
  }
  std::size_t end = 0;
  while (end < rest.size() && rest[end] != '.' && rest[end] != '-' && rest[end] != '+' &&
         rest[end] != '~' && is_digit(rest[end]) == is_digit(rest[0])) {
    ++end;
  }
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(end);
  return part;
}

std::string_view without_zeros(std::string_view digits) {
  while (digits.size() > 1 && digits.front() == '0') {
    digits.remove_prefix(1);
  }
  return digits;
}

int compare_parts(std::string_view a, std::string_view b) {
  const bool numbers = !a.empty() && !b.empty() && is_digit(a[0]) && is_digit(b[0]);
  if (numbers) {
    a = without_zeros(a);
    b = without_zeros(b);
    if (a.size() != b.size()) {
      return a.size() < b.size() ? -1 : 1;
    }
  }
  return a.compare(b);
}

} // namespace

int compare_versions(std::string_view a, std::string_view b) {
  while (!a.empty() || !b.empty()) {
    std::string_view part_a = take_part(a);
    std::string_view part_b = take_part(b);
    if (part_a.empty() && !part_b.empty()) {
      part_a = is_digit(part_b[0]) ? "0" : part_a; // "1.2" is "1.2.0"
    } else if (part_b.empty() && !part_a.empty()) {
      part_b = is_digit(part_a[0]) ? "0" : part_b;
    }
    if (const int order = compare_parts(part_a, part_b); order != 0) {
      return order;
    }
  }
  return 0;
}

} // namespace gwdiag
