// SPDX-License-Identifier: Apache-2.0
#include "logs/excerpt.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "logs/classify.hpp"

namespace gwdiag {

namespace {

constexpr std::size_t most_weighed = 4096; // bytes of a line whose words are left out one by one
constexpr std::string_view between_words = " \t,;\"";

bool shows(std::string_view text, std::string_view id) {
  const auto findings = classify_line(text);
  return !findings.empty() && findings.front().id == id;
}

// `size` bytes from `at`, or a little less, so that no character of UTF-8 is cut.
std::string_view piece(std::string_view line, std::size_t at, std::size_t size) {
  const auto inside = [line](std::size_t i) {
    return i < line.size() && (static_cast<unsigned char>(line[i]) & 0xc0U) == 0x80U;
  };
  std::size_t end = std::min(at + size, line.size());
  for (int tries = 0; tries < 3 && inside(at); ++tries) {
    ++at;
  }
  for (int tries = 0; tries < 3 && end > at && inside(end); ++tries) {
    --end;
  }
  return line.substr(at, end - at);
}

// The piece shows it with whole words: its end is none of a line that was cut.
bool piece_shows(std::string_view line, std::size_t at, std::size_t size, std::string_view id) {
  const std::string_view part = piece(line, at, size);
  const bool at_end = part.data() + part.size() == line.data() + line.size();
  return shows(at_end ? std::string(part) : std::string(part) + " -", id);
}

struct Word {
  std::size_t at;
  std::size_t size;
};

std::vector<Word> words_of(std::string_view line) {
  std::vector<Word> words;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t begin = line.find_first_not_of(between_words, at);
    if (begin == std::string_view::npos) {
      break;
    }
    const std::size_t end = std::min(line.find_first_of(between_words, begin), line.size());
    words.push_back({begin, end - begin});
    at = end;
  }
  return words;
}

// Moves `at` to a word that begins nearby, no further than `last`.
std::size_t at_word(std::string_view line, std::size_t at, std::size_t last, std::size_t room) {
  const std::size_t blank = line.find(' ', at);
  return at > 0 && blank < std::min(at + room / 8, last) ? blank + 1 : at;
}

// The words without which the line no longer shows `id`.
std::vector<Word> needed_words(std::string_view line, std::string_view id) {
  std::vector<Word> needed;
  for (const Word& word : words_of(line)) {
    std::string without(line);
    if (!shows(without.replace(word.at, word.size, "-"), id)) {
      needed.push_back(word);
    }
  }
  return needed;
}

std::string_view around_needed_words(std::string_view line, std::string_view id, std::size_t room) {
  if (line.size() > most_weighed || !shows(line, id)) {
    return piece(line, 0, room);
  }
  const std::vector<Word> words = needed_words(line, id);
  std::size_t most = 0;
  std::size_t first_at = 0;
  std::size_t last_end = room;
  for (auto first = words.begin(); first != words.end(); ++first) {
    const auto outside = std::find_if(first, words.end(), [&](const Word& word) {
      return word.at + word.size > first->at + room;
    });
    const auto count = static_cast<std::size_t>(outside - first);
    if (count > most) {
      most = count;
      first_at = first->at;
      last_end = (outside - 1)->at + (outside - 1)->size;
    }
  }
  const std::size_t before = (room - (last_end - first_at)) / 2;
  const std::size_t at = std::min(first_at - std::min(first_at, before), line.size() - room);
  return piece(line, at_word(line, at, first_at, room), room);
}

} // namespace

std::string_view telling_part(std::string_view line, std::string_view id, std::size_t room) {
  // The beginning, unless what tells stands at its very end and is cut.
  if (line.size() <= room || piece_shows(line, 0, room - room / 4, id)) {
    return piece(line, 0, room);
  }
  const std::size_t step = std::max<std::size_t>(room / 8, 1);
  std::size_t first = line.size();
  std::size_t last = line.size();
  for (std::size_t at = 0; at < line.size(); at += step) {
    const bool found = piece_shows(line, at, room, id);
    if (found) {
      first = std::min(first, at);
      last = at;
    } else if (first < line.size()) {
      break;
    }
  }
  if (first == line.size()) {
    return around_needed_words(line, id, room);
  }
  const std::size_t at = std::min(first + (last - first) / 2, line.size() - room);
  return piece(line, at_word(line, at, last, room), room);
}

} // namespace gwdiag
