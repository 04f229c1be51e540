// SPDX-License-Identifier: Apache-2.0
#include "logs/pattern.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "logs/parts.hpp"

namespace gwdiag {

namespace {

// The longest piece of a pattern.
std::string_view longest_piece(std::string_view pattern) {
  std::string_view longest;
  while (!pattern.empty()) {
    const std::size_t end = pattern.find_first_of("*$");
    const std::string_view piece = pattern.substr(0, end);
    longest = piece.size() > longest.size() ? piece : longest;
    pattern.remove_prefix(end == std::string_view::npos ? pattern.size() : end + 1);
  }
  return longest;
}

struct Entry {
  const LogPattern* row;
  std::string_view product;
  std::array<std::size_t, 3> slots; // the start, the middle and the end of the longest piece
};

// How a cut line begins its last piece: so many bytes are looked up at once, so many of the piece
// must be there, and six tenths of it.
constexpr std::size_t cut_key = 8;
constexpr std::size_t shortest_cut = 12;

bool is_letter(char c) {
  return c >= 'a' && c <= 'z';
}

// In the middle of a word: a line that ends with one is whole as often as not.
bool is_cut_of(std::string_view rest, std::string_view piece) {
  return rest.size() >= shortest_cut && rest.size() * 10 >= piece.size() * 6 &&
         rest.size() < piece.size() && piece.starts_with(rest) && is_letter(rest.back()) &&
         is_letter(piece[rest.size()]);
}

// What stands behind the last `*`; empty where the pattern asks for the end of the text.
std::string_view last_piece(std::string_view pattern) {
  return pattern.ends_with('$') ? std::string_view{} : pattern.substr(pattern.rfind('*') + 1);
}

// The rows of some tables in order, and by a part of each: only rows whose part the text has are
// looked at.
struct Entries {
  std::vector<Entry> rows;
  TextParts::Bits anchors{};
  std::vector<std::vector<std::uint16_t>> by_anchor =
      std::vector<std::vector<std::uint16_t>>(TextParts::size);
  std::unordered_map<std::string_view, std::vector<std::uint16_t>>
      by_last;                  // the last piece's start
  TextParts::Bits last_first{}; // its first three letters, and the next: few texts have both
  TextParts::Bits last_next{};
};

// Of a row's parts the one that the fewest rows before it have.
void anchor(Entries& entries, std::uint16_t number) {
  const auto& slots = entries.rows[number].slots;
  const std::size_t slot = *std::ranges::min_element(
      slots, {}, [&](std::size_t candidate) { return entries.by_anchor[candidate].size(); });
  entries.by_anchor[slot].push_back(number);
  TextParts::set(entries.anchors, slot);
}

Entries entries_of(LogTables tables) {
  Entries out;
  for (const LogTable* table : tables) {
    for (const LogPattern& row : table->rows) {
      const std::string_view piece = longest_piece(row.match);
      const std::size_t last =
          piece.size() - 3; // a test holds that every pattern has a piece of three letters
      out.rows.push_back({&row,
                          table->product,
                          {TextParts::slot(piece, 0),
                           TextParts::slot(piece, last / 2),
                           TextParts::slot(piece, last)}});
      const auto number = static_cast<std::uint16_t>(out.rows.size() - 1);
      anchor(out, number);
      if (const std::string_view end = last_piece(row.match); end.size() > shortest_cut) {
        out.by_last[end.substr(0, cut_key)].push_back(number);
        TextParts::set(out.last_first, TextParts::slot(end, 0));
        TextParts::set(out.last_next, TextParts::slot(end, 3));
      }
    }
  }
  return out;
}

const Entries& prepared(LogTables tables) {
  static const Entries client = entries_of(client_side_logs());
  static const Entries product = entries_of(product_logs());
  static const Entries library = entries_of(library_logs());
  static const Entries tls = entries_of(tls_logs());
  static const Entries resolver = entries_of(resolver_logs());
  static const Entries detail = entries_of(envoy_detail_logs());
  const std::array<std::pair<LogTables, const Entries*>, 6> all{{{client_side_logs(), &client},
                                                                 {product_logs(), &product},
                                                                 {library_logs(), &library},
                                                                 {tls_logs(), &tls},
                                                                 {resolver_logs(), &resolver},
                                                                 {envoy_detail_logs(), &detail}}};
  for (const auto& [known, entries] : all) {
    if (known.data() == tables.data()) {
      return *entries;
    }
  }
  return client; // not reached: these are all there are
}

std::string_view first_id(std::string_view ids) {
  return ids.substr(0, ids.find(' '));
}

} // namespace

bool matches(std::string_view text, std::string_view pattern) {
  const bool at_end = pattern.ends_with('$');
  if (at_end) {
    pattern.remove_suffix(1);
  }
  std::size_t from = 0;
  while (true) {
    const std::size_t star = pattern.find('*');
    const std::string_view piece = pattern.substr(0, star);
    if (star == std::string_view::npos && at_end) {
      return text.size() >= from + piece.size() && text.ends_with(piece);
    }
    const std::size_t found = text.find(piece, from);
    if (found == std::string_view::npos) {
      return false;
    }
    if (star == std::string_view::npos) {
      return true;
    }
    from = found + piece.size();
    pattern.remove_prefix(star + 1);
  }
}

LogMatch find_pattern(LogTables tables, std::string_view text) {
  return find_pattern(tables, text, TextParts(text));
}

LogMatch find_pattern(LogTables tables, std::string_view text, const TextParts& parts) {
  const Entries& entries = prepared(tables);
  std::size_t first = entries.rows.size();
  for (std::size_t word = 0; word < parts.bits().size(); ++word) {
    std::uint64_t hits = parts.bits()[word] & entries.anchors[word];
    for (; hits != 0; hits &= hits - 1) {
      const std::size_t slot = word * 64 + static_cast<std::size_t>(std::countr_zero(hits));
      for (const std::uint16_t number : entries.by_anchor[slot]) {
        const Entry& entry = entries.rows[number];
        if (number < first && parts.has(entry.slots[0]) && parts.has(entry.slots[1]) &&
            parts.has(entry.slots[2]) && matches(text, entry.row->match)) {
          first = number;
        }
      }
    }
  }
  return first == entries.rows.size()
             ? LogMatch{}
             : LogMatch{entries.rows[first].row, entries.rows[first].product};
}

LogMatch find_cut_pattern(LogTables tables, std::string_view text) {
  constexpr std::size_t longest = 80; // of a piece
  const Entries& entries = prepared(tables);
  const std::size_t end = text.find_last_not_of(" .>\"'"); // a pager's or a program's mark of a cut
  text = text.substr(0, end == std::string_view::npos ? 0 : end + 1);
  const Entry* found = nullptr;
  for (std::size_t size = std::min(longest, text.size()); size >= shortest_cut; --size) {
    const std::size_t at = text.size() - size;
    if ((at > 0 && is_letter(text[at - 1])) || // pieces begin with a word
        !TextParts::has(entries.last_first, TextParts::slot(text, at)) ||
        !TextParts::has(entries.last_next, TextParts::slot(text, at + 3))) {
      continue;
    }
    const auto rows = entries.by_last.find(text.substr(at, cut_key));
    if (rows == entries.by_last.end()) {
      continue;
    }
    for (const std::uint16_t number : rows->second) {
      const Entry& entry = entries.rows[number];
      const std::string_view piece = last_piece(entry.row->match);
      const std::string_view before =
          entry.row->match.substr(0, entry.row->match.size() - piece.size());
      if (!is_cut_of(text.substr(at), piece) ||
          (!before.empty() && !matches(text.substr(0, at), before.substr(0, before.size() - 1)))) {
        continue;
      }
      if (found != nullptr && first_id(found->row->ids) != first_id(entry.row->ids)) {
        return {};
      }
      found = found == nullptr || &entry < found ? &entry : found;
    }
  }
  return found == nullptr ? LogMatch{} : LogMatch{found->row, found->product};
}

} // namespace gwdiag
