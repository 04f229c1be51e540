// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace gwdiag {

// A fast hash of text in pieces, for tables in memory. Seeded: who writes a log cannot make texts
// that meet.
class TextHash {
public:
  explicit TextHash(std::uint64_t seed) : state_(seed ^ 0x9e3779b97f4a7c15U) {}

  // Up to sixteen bytes a step; the last step overlaps the one before it.
  void add(const char* text, std::size_t size) {
    std::size_t left = size;
    const char* at = text;
    for (; left > 16; left -= 16, at += 16) {
      mix(load(at), load(at + 8));
    }
    if (left >= 8) {
      mix(load(at) ^ size, load(at + left - 8));
    } else if (size >= 16) {
      mix(load(at + left - 16) ^ size, load(at + left - 8));
    } else {
      mix(size, short_text(at, left));
    }
  }

  // A mark between texts.
  void mark(std::uint64_t kind) { state_ ^= kind * 0xd6e8feb86659fd93U; }

  std::uint64_t value() const { return folded(state_ ^ 0xa0761d6478bd642fU, state_ | 1U); }

private:
  static std::uint64_t load(const char* at) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    return word;
  }

  static std::uint64_t short_text(const char* at, std::size_t size) { // below 8 bytes
    if (size >= 4) {
      std::uint32_t first = 0;
      std::uint32_t last = 0;
      std::memcpy(&first, at, sizeof first);
      std::memcpy(&last, at + size - 4, sizeof last);
      return std::uint64_t{first} << 32U | last;
    }
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < size; ++i) {
      word = word << 8U | static_cast<unsigned char>(at[i]);
    }
    return word;
  }

  static std::uint64_t folded(std::uint64_t a, std::uint64_t b) {
#ifdef __SIZEOF_INT128__
    __extension__ using Wide = unsigned __int128;
    const Wide product = static_cast<Wide>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
#else
    a = (a ^ b >> 32U) * 0xbf58476d1ce4e5b9U;
    return (a ^ a >> 29U ^ b) * 0x94d049bb133111ebU;
#endif
  }

  void mix(std::uint64_t a, std::uint64_t b) {
    state_ = folded(a ^ state_, b ^ 0xe7037ed1a0b428dbU) ^ (state_ >> 32U);
  }

  std::uint64_t state_;
};

} // namespace gwdiag
