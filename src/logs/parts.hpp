// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace gwdiag {

// Which three-letter parts a text has, as a filter: what has a part that is not there need not be
// searched for.
class TextParts {
public:
  static constexpr std::size_t size = 8192;
  using Bits = std::array<std::uint64_t, size / 64>;

  explicit TextParts(std::string_view text) {
    std::uint32_t part = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
      part = next(part, text[at]);
      if (at >= 2) {
        set(bits_, slot(part));
      }
    }
  }

  // False: `word` does not stand in the text.
  bool may_have(std::string_view word) const {
    return word.size() < 3 || (has(slot(word, 0)) && has(slot(word, word.size() - 3)));
  }

  bool has(std::size_t slot_number) const { return has(bits_, slot_number); }

  static bool has(const Bits& bits, std::size_t slot_number) {
    return (bits[slot_number / 64] >> (slot_number % 64) & 1U) != 0;
  }

  const Bits& bits() const { return bits_; }

  static void set(Bits& bits, std::size_t slot_number) {
    bits[slot_number / 64] |= std::uint64_t{1} << (slot_number % 64);
  }

  static constexpr std::size_t slot(std::string_view text, std::size_t at) {
    return slot(next(next(next(0, text[at]), text[at + 1]), text[at + 2]));
  }

private:
  // The last three bytes as one number.
  static constexpr std::uint32_t next(std::uint32_t part, char byte) {
    return (part << 8U | static_cast<unsigned char>(byte)) & 0xffffffU;
  }

  static constexpr std::size_t slot(std::uint32_t part) { return part * 2654435761U >> 19U; }

  Bits bits_{};
};

// A word of three letters or more that is looked for in many texts.
struct SoughtWord {
  std::string_view word;
  std::size_t first; // slots of its beginning and its end
  std::size_t last;

  constexpr SoughtWord(const char* text)
      : word(text), first(TextParts::slot(word, 0)), last(TextParts::slot(word, word.size() - 3)) {}
};

// True if one of `words` stands in `text`, whose parts these are.
inline bool
any_of(std::string_view text, const TextParts& parts, std::span<const SoughtWord> words) {
  for (const SoughtWord& sought : words) {
    if (parts.has(sought.first) && parts.has(sought.last) &&
        text.find(sought.word) != std::string_view::npos) {
      return true;
    }
  }
  return false;
}

} // namespace gwdiag
