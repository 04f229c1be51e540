// SPDX-License-Identifier: Apache-2.0
#include "logs/pattern.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <unordered_map>
#include <vector>

#include "logs/parts.hpp"

namespace gwdiag {

namespace {

// The longest piece of a pattern.
std::string_view longest_piece(std::string_view pattern) {
  std::string_view longest;
  while (!pattern.empty()) {
    const std::size_t end = pattern.find_first_of("*^$");
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
constexpr std::array<std::size_t, 3> last_at{0, 3, 5}; // parts of the eight bytes

bool is_letter(char c) {
  return c >= 'a' && c <= 'z';
}

// In the middle of a word: a line that ends with one is whole as often as not.
bool is_cut_of(std::string_view rest, std::string_view piece) {
  return rest.size() >= shortest_cut && rest.size() * 10 >= piece.size() * 6 &&
         rest.size() < piece.size() && piece.starts_with(rest) && is_letter(rest.back()) &&
         is_letter(piece[rest.size()]);
}

// What stands behind the last `*`; empty where the pattern asks for a number or the end of the
// text.
std::string_view last_piece(std::string_view pattern) {
  return pattern.find_first_of("^$") != std::string_view::npos
             ? std::string_view{}
             : pattern.substr(pattern.rfind('*') + 1);
}

// The rows of some tables in order, and by a part of each: only rows whose part the text has are
// looked at.
struct Entries {
  std::vector<Entry> rows;
  TextParts::Bits anchors{};
  std::vector<std::uint16_t> by_anchor;     // numbers of rows, those of one anchor together
  std::vector<std::uint16_t> anchor_begins; // where in by_anchor, by slot
  std::unordered_map<std::string_view, std::vector<std::uint16_t>>
      by_last;                                 // the last piece's start
  std::array<TextParts::Bits, 3> last_parts{}; // of these eight bytes: few texts have all three

  std::span<const std::uint16_t> anchored(std::size_t slot) const {
    return std::span(by_anchor).subspan(anchor_begins[slot],
                                        anchor_begins[slot + 1] - anchor_begins[slot]);
  }
};

// Each row's anchor is the part of its longest piece that the rows have least often: a rare one in
// other texts too.
void anchor(Entries& entries) {
  std::vector<std::uint16_t> often(TextParts::size);
  const auto each_part = [](const Entry& entry, auto use) {
    const std::string_view piece = longest_piece(entry.row->match);
    for (std::size_t at = 0; at + 3 <= piece.size(); ++at) {
      use(TextParts::slot(piece, at));
    }
  };
  for (const Entry& entry : entries.rows) {
    each_part(entry, [&](std::size_t slot) { ++often[slot]; });
  }
  std::vector<std::uint16_t> begins(TextParts::size + 1);
  std::vector<std::size_t> anchors;
  for (const Entry& entry : entries.rows) {
    std::size_t rarest = entry.slots[0];
    each_part(entry,
              [&](std::size_t slot) { rarest = often[slot] < often[rarest] ? slot : rarest; });
    anchors.push_back(rarest);
    ++begins[rarest + 1];
    TextParts::set(entries.anchors, rarest);
  }
  std::partial_sum(begins.begin(), begins.end(), begins.begin());
  entries.anchor_begins = begins;
  entries.by_anchor.resize(anchors.size());
  for (std::size_t number = 0; number < anchors.size(); ++number) {
    entries.by_anchor[begins[anchors[number]]++] = static_cast<std::uint16_t>(number);
  }
}

void add_row(Entries& out, const LogPattern& row, std::string_view product) {
  const std::string_view piece = longest_piece(row.match);
  const std::size_t last =
      piece.size() - 3; // a test holds that every pattern has a piece of three letters
  out.rows.push_back({&row,
                      product,
                      {TextParts::slot(piece, 0),
                       TextParts::slot(piece, last / 2),
                       TextParts::slot(piece, last)}});
  if (const std::string_view end = last_piece(row.match); end.size() > shortest_cut) {
    out.by_last[end.substr(0, cut_key)].push_back(static_cast<std::uint16_t>(out.rows.size() - 1));
    for (std::size_t part = 0; part < last_at.size(); ++part) {
      TextParts::set(out.last_parts[part], TextParts::slot(end, last_at[part]));
    }
  }
}

Entries entries_of(LogTables tables) {
  Entries out;
  for (const LogTable* table : tables) {
    for (const LogPattern& row : table->rows) {
      add_row(out, row, table->product);
    }
  }
  anchor(out);
  return out;
}

// Of all tables whose rows name a cause in a line of any kind.
Entries naming_entries() {
  Entries out;
  for (const LogTables tables : {product_logs(), library_logs(), tls_logs(), resolver_logs()}) {
    for (const LogTable* table : tables) {
      for (const LogPattern& row : table->rows) {
        if (!row.ids.empty() || row.phase != FaultPhase::none) {
          add_row(out, row, table->product);
        }
      }
    }
  }
  anchor(out);
  return out;
}

// Calls `found` with the number of each row that matches until it gives true; a row whose number
// `skip` is true of is not looked at.
template <class Skip, class Found>
void each_match(
    const Entries& entries, std::string_view text, const TextParts& parts, Skip skip, Found found) {
  for (std::size_t word = 0; word < parts.bits().size(); ++word) {
    std::uint64_t hits = parts.bits()[word] & entries.anchors[word];
    for (; hits != 0; hits &= hits - 1) {
      const std::size_t slot = word * 64 + static_cast<std::size_t>(std::countr_zero(hits));
      for (const std::uint16_t number : entries.anchored(slot)) {
        const Entry& entry = entries.rows[number];
        if (!skip(number) && parts.has(entry.slots[0]) && parts.has(entry.slots[1]) &&
            parts.has(entry.slots[2]) && matches(text, entry.row->match) && found(number)) {
          return;
        }
      }
    }
  }
}

const Entries& naming() {
  static const Entries entries = naming_entries();
  return entries;
}

// The rows whose last piece begins with what stands at `at`, if that is the beginning of a word.
const std::vector<std::uint16_t>*
rows_begun(const Entries& entries, std::string_view text, std::size_t at) {
  if (at > 0 && is_letter(text[at - 1])) {
    return nullptr;
  }
  for (std::size_t part = 0; part < last_at.size(); ++part) {
    if (!TextParts::has(entries.last_parts[part], TextParts::slot(text, at + last_at[part]))) {
      return nullptr;
    }
  }
  const auto rows = entries.by_last.find(text.substr(at, cut_key));
  return rows == entries.by_last.end() ? nullptr : &rows->second;
}

// Without a pager's or a program's mark of a cut.
std::string_view without_mark(std::string_view text) {
  const std::size_t end = text.find_last_not_of(" .>\"'");
  return text.substr(0, end == std::string_view::npos ? 0 : end + 1);
}

constexpr std::size_t longest_cut = 80; // of a piece

template <LogTables (*tables)()> const Entries& made_once() {
  static const Entries entries = entries_of(tables());
  return entries;
}

const Entries& prepared(LogTables tables) {
  struct Known {
    LogTables (*tables)();
    const Entries& (*entries)();
  };

  constexpr std::array<Known, 6> all{{{client_side_logs, made_once<client_side_logs>},
                                      {product_logs, made_once<product_logs>},
                                      {library_logs, made_once<library_logs>},
                                      {tls_logs, made_once<tls_logs>},
                                      {resolver_logs, made_once<resolver_logs>},
                                      {envoy_detail_logs, made_once<envoy_detail_logs>}}};
  const auto* const known = std::ranges::find_if(
      all, [&](const Known& row) { return row.tables().data() == tables.data(); });
  return known->entries(); // these are all there are
}

std::string_view first_id(std::string_view ids) {
  return ids.substr(0, ids.find(' '));
}

// Where `piece`, whose `^` is a number and the blanks before it, ends in `text` if it begins at
// `at`.
std::size_t end_of_piece(std::string_view text, std::size_t at, std::string_view piece) {
  for (const char c : piece) {
    if (c != '^') {
      if (at >= text.size() || text[at] != c) {
        return std::string_view::npos;
      }
      ++at;
      continue;
    }
    const std::size_t number = text.find_first_not_of(' ', at);
    at = std::min(text.find_first_not_of("0123456789", number), text.size());
    if (number >= at) {
      return std::string_view::npos;
    }
  }
  return at;
}

// Where the first `piece` at or behind `from` ends.
std::size_t behind_piece(std::string_view text, std::size_t from, std::string_view piece) {
  const std::string_view head = piece.substr(0, piece.find('^'));
  for (std::size_t at = text.find(head, from); at != std::string_view::npos;
       at = text.find(head, at + 1)) {
    if (head.size() == piece.size()) {
      return at + piece.size();
    }
    if (const std::size_t end = end_of_piece(text, at, piece); end != std::string_view::npos) {
      return end;
    }
  }
  return std::string_view::npos;
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
    from = behind_piece(text, from, piece);
    if (from == std::string_view::npos) {
      return false;
    }
    if (star == std::string_view::npos) {
      return true;
    }
    pattern.remove_prefix(star + 1);
  }
}

LogMatch find_pattern(LogTables tables, std::string_view text) {
  return find_pattern(tables, text, TextParts(text));
}

LogMatch find_pattern(LogTables tables, std::string_view text, const TextParts& parts) {
  const Entries& entries = prepared(tables);
  std::size_t first = entries.rows.size();
  each_match(
      entries,
      text,
      parts,
      [&](std::size_t number) { return number >= first; },
      [&](std::size_t number) {
        first = number;
        return false;
      });
  return first == entries.rows.size()
             ? LogMatch{}
             : LogMatch{entries.rows[first].row, entries.rows[first].product};
}

bool names_cause(std::string_view text, const TextParts& parts) {
  bool any = false;
  each_match(
      naming(),
      text,
      parts,
      [](std::size_t) { return false; },
      [&](std::size_t) { return any = true; });
  return any;
}

bool may_be_cut(std::string_view text) {
  const Entries& entries = naming();
  text = without_mark(text);
  for (std::size_t size = std::min(longest_cut, text.size()); size >= shortest_cut; --size) {
    const std::string_view rest = text.substr(text.size() - size);
    const auto* const rows = rows_begun(entries, text, text.size() - size);
    if (rows != nullptr && std::ranges::any_of(*rows, [&](std::uint16_t number) {
          return is_cut_of(rest, last_piece(entries.rows[number].row->match));
        })) {
      return true;
    }
  }
  return false;
}

LogMatch find_cut_pattern(LogTables tables, std::string_view text) {
  const Entries& entries = prepared(tables);
  text = without_mark(text);
  const Entry* found = nullptr;
  for (std::size_t size = std::min(longest_cut, text.size()); size >= shortest_cut; --size) {
    const std::size_t at = text.size() - size;
    const auto* const rows = rows_begun(entries, text, at);
    if (rows == nullptr) {
      continue;
    }
    for (const std::uint16_t number : *rows) {
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
