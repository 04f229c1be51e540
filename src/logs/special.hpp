// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace gwdiag {

// Where in sixty-four bytes stand digits, dots, and the marks `"`, `(`, `)` and `,`: bit n for byte
// n.
struct Specials {
  static constexpr int width = 64;
  std::uint64_t digits = 0;
  std::uint64_t dots = 0;
  std::uint64_t marks = 0;
};

namespace detail {

#ifdef __SSE2__

inline std::uint64_t bits_of(__m128i bytes) {
  return static_cast<std::uint32_t>(_mm_movemask_epi8(bytes));
}

inline void add_sixteen(Specials& out, const char* at, unsigned place) {
  __m128i bytes;
  std::memcpy(&bytes, at + place, sizeof bytes);
  const __m128i above_zero = _mm_sub_epi8(bytes, _mm_set1_epi8('0'));
  const __m128i digits = _mm_cmpeq_epi8(_mm_min_epu8(above_zero, _mm_set1_epi8(9)), above_zero);
  const __m128i brackets = // the two differ in the lowest bit
      _mm_cmpeq_epi8(_mm_or_si128(bytes, _mm_set1_epi8(1)), _mm_set1_epi8(')'));
  const __m128i others = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')),
                                      _mm_cmpeq_epi8(bytes, _mm_set1_epi8(',')));
  out.digits |= bits_of(digits) << place;
  out.dots |= bits_of(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('.'))) << place;
  out.marks |= bits_of(_mm_or_si128(brackets, others)) << place;
}

inline Specials specials(const char* at) {
  Specials out;
  add_sixteen(out, at, 0);
  add_sixteen(out, at, 16);
  add_sixteen(out, at, 32);
  add_sixteen(out, at, 48);
  return out;
}

#else

inline Specials specials(const char* at) {
  Specials out;
  for (unsigned i = 0; i < 64; ++i) {
    const char c = at[i];
    const std::uint64_t bit = std::uint64_t{1} << i;
    out.digits |= c >= '0' && c <= '9' ? bit : 0;
    out.dots |= c == '.' ? bit : 0;
    out.marks |= c == '"' || c == '(' || c == ')' || c == ',' ? bit : 0;
  }
  return out;
}

#endif

} // namespace detail

// Of the bytes from `at` up to `end`, at most sixty-four.
inline Specials specials_in(const char* at, const char* end) {
  const auto size = static_cast<std::size_t>(end - at);
  if (size >= Specials::width) {
    return detail::specials(at);
  }
  char bytes[Specials::width] = {};
  std::memcpy(bytes, at, size);
  return detail::specials(bytes);
}

} // namespace gwdiag
