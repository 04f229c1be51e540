// SPDX-License-Identifier: Apache-2.0
#include "logs/pattern.hpp"

namespace gwdiag {

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
  for (const LogTable* table : tables) {
    for (const LogPattern& row : table->rows) {
      if (matches(text, row.match)) {
        return {&row, table->product};
      }
    }
  }
  return {};
}

} // namespace gwdiag
