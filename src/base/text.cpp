// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>
#include <utility>

namespace gwdiag {

namespace {

constexpr std::size_t longest_word = 64; // edit distance is quadratic: nobody types a longer id

struct Range {
  std::uint32_t first;
  std::uint32_t last;
};

// Code points that steer a terminal, a browser or the eye instead of showing a glyph (Unicode 15, categories Cc, Cf, Zl,
// Zp, noncharacters), sorted.
constexpr std::array<Range, 14> invisible{{
    {0x00, 0x1f},         // C0
    {0x7f, 0x9f},         // DEL and C1
    {0xad, 0xad},         // soft hyphen
    {0x061c, 0x061c},     // Arabic letter mark
    {0x180e, 0x180e},     // Mongolian vowel separator
    {0x200b, 0x200f},     // zero width, direction marks
    {0x2028, 0x202e},     // line and paragraph separator, embeddings and overrides
    {0x2060, 0x206f},     // word joiner, isolates
    {0xfdd0, 0xfdef},     // noncharacters
    {0xfeff, 0xfeff},     // byte order mark
    {0xfff9, 0xfffb},     // interlinear annotation
    {0xfffe, 0xffff},     // noncharacters
    {0x1d173, 0x1d17a},   // musical formatting
    {0xe0000, 0x10ffff},  // tags, variation selectors, private planes
}};

struct CodePoint {
  std::uint32_t value = 0;
  std::size_t length = 0; // 0: no valid UTF-8 here
};

unsigned char byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

// The code point at `at`, RFC 3629: shortest form, no surrogates, at most U+10FFFF.
CodePoint decode(std::string_view text, std::size_t at) {
  const unsigned char lead = byte_at(text, at);
  if (lead < 0x80) {
    return {lead, 1};
  }
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() - at < length) {
    return {};
  }
  std::uint32_t value = lead & (0xffU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    const unsigned char next = byte_at(text, at + i);
    if ((next & 0xc0U) != 0x80) {
      return {};
    }
    value = value << 6U | (next & 0x3fU);
  }
  constexpr std::array<std::uint32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
  if (value < smallest[length] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) {
    return {};
  }
  return {value, length};
}

bool is_invisible(std::uint32_t value) {
  const auto* range = std::lower_bound(
      invisible.begin(), invisible.end(), value,
      [](const Range& candidate, std::uint32_t wanted) { return candidate.last < wanted; });
  return range != invisible.end() && range->first <= value;
}

// Length of the printable character at `at`; 0 if its first byte has to be escaped.
std::size_t printable_length(std::string_view text, std::size_t at) {
  const CodePoint point = decode(text, at);
  return point.length != 0 && !is_invisible(point.value) ? point.length : 0;
}

void append_hex(std::string& out, unsigned char byte) {
  constexpr std::string_view digits = "0123456789abcdef";
  out += "\\x";
  out += digits[byte >> 4U];
  out += digits[byte & 0x0fU];
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_letter(char a, char b) { return lower(a) == lower(b); }

// `limit`, or less where the cut would go through a character.
std::size_t cut_between_characters(std::string_view bytes, std::size_t limit) {
  for (std::size_t back = 1; back <= 3 && back <= limit; ++back) {
    const std::size_t start = limit - back;
    if ((byte_at(bytes, start) & 0xc0U) != 0x80) {
      return decode(bytes, start).length > back ? start : limit;
    }
  }
  return limit;
}

// Optimal string alignment: insert, remove, replace, swap two neighbours, each 1; ignores case.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> previous(b.size() + 1);
  std::vector<std::size_t> current(b.size() + 1);
  std::iota(previous.begin(), previous.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = previous[j - 1] + (same_letter(a[i - 1], b[j - 1]) ? 0 : 1);
      current[j] = std::min({previous[j] + 1, current[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && same_letter(a[i - 1], b[j - 2]) && same_letter(a[i - 2], b[j - 1])) {
        current[j] = std::min(current[j], before[j - 2] + 1);
      }
    }
    std::swap(before, previous);
    std::swap(previous, current);
  }
  return previous[b.size()];
}

} // namespace

std::string escape_peer(std::string_view bytes, std::size_t limit) {
  if (bytes.size() > limit) {
    bytes = bytes.substr(0, cut_between_characters(bytes, limit));
  }
  std::string out;
  out.reserve(bytes.size());
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t length = printable_length(bytes, at);
    if (length == 0) {
      append_hex(out, byte_at(bytes, at));
      ++at;
    } else if (bytes[at] == '\\') {
      out += "\\\\";
      ++at;
    } else {
      out += bytes.substr(at, length);
      at += length;
    }
  }
  return out;
}

bool is_printable(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = printable_length(text, at);
    if (length == 0) {
      return false;
    }
    at += length;
  }
  return true;
}

std::string lower_ascii(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), same_letter);
}

bool contains_ignoring_case(std::string_view text, std::string_view part) {
  return part.empty() ||
         std::search(text.begin(), text.end(), part.begin(), part.end(), same_letter) != text.end();
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n\v\f";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) {
    return {};
  }
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t start = 0;;) {
    const std::size_t end = text.find(separator, start);
    parts.push_back(text.substr(start, end - start));
    if (end == std::string_view::npos) {
      return parts;
    }
    start = end + 1;
  }
}

long long parse_number(std::string_view text) {
  constexpr long long largest = 1LL << 53;
  if (text.empty()) {
    return -1;
  }
  long long value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') {
      return -1;
    }
    value = value * 10 + (c - '0');
    if (value > largest) {
      return -1;
    }
  }
  return value;
}

std::string shell_quote(std::string_view value) {
  constexpr std::string_view harmless = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                        "@%+=:,./-_";
  if (!value.empty() && value.find_first_not_of(harmless) == std::string_view::npos) {
    return std::string(value);
  }
  std::string out = "'";
  for (const char c : value) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  out += '\'';
  return out;
}

std::vector<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates,
                                 std::size_t count) {
  if (word.size() > longest_word) {
    return {};
  }
  std::vector<std::pair<std::size_t, std::size_t>> ranked; // distance, place in `candidates`
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const std::string& candidate = candidates[i];
    if (candidate.size() > longest_word) {
      continue;
    }
    const std::size_t distance = edit_distance(word, candidate);
    if (distance * 2 <= std::max(word.size(), candidate.size())) {
      ranked.emplace_back(distance, i);
    }
  }
  std::sort(ranked.begin(), ranked.end());
  ranked.resize(std::min(ranked.size(), count));
  std::vector<std::string> names;
  names.reserve(ranked.size());
  for (const auto& entry : ranked) {
    names.push_back(candidates[entry.second]);
  }
  return names;
}

} // namespace gwdiag
