// SPDX-License-Identifier: Apache-2.0
#include "logs/pattern.hpp"

#include <array>
#include <bitset>
#include <cstddef>
#include <vector>

namespace gwdiag {

namespace {

// Which three-letter parts a text has, as a filter: a pattern whose parts are not all there need
// not be searched for.
class Parts {
public:
  explicit Parts(std::string_view text) {
    for (std::size_t at = 0; at + 3 <= text.size(); ++at) {
      bits_.set(slot(text, at));
    }
  }

  static std::size_t slot(std::string_view text, std::size_t at) {
    const auto byte = [text](std::size_t i) {
      return static_cast<std::size_t>(static_cast<unsigned char>(text[i]));
    };
    return (byte(at) * 2654435761U + byte(at + 1) * 40503U + byte(at + 2) * 2057U) % size;
  }

  bool has(std::size_t slot_number) const { return bits_[slot_number]; }

private:
  static constexpr std::size_t size = 8192;
  std::bitset<size> bits_;
};

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

using Entries = std::vector<Entry>;

Entries entries_of(LogTables tables) {
  Entries out;
  for (const LogTable* table : tables) {
    for (const LogPattern& row : table->rows) {
      const std::string_view piece = longest_piece(row.match);
      const std::size_t last =
          piece.size() - 3; // a test holds that every pattern has a piece of three letters
      out.push_back(
          {&row,
           table->product,
           {Parts::slot(piece, 0), Parts::slot(piece, last / 2), Parts::slot(piece, last)}});
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
  const Parts parts(text);
  for (const Entry& entry : prepared(tables)) {
    if (parts.has(entry.slots[0]) && parts.has(entry.slots[1]) && parts.has(entry.slots[2]) &&
        matches(text, entry.row->match)) {
      return {entry.row, entry.product};
    }
  }
  return {};
}

} // namespace gwdiag
