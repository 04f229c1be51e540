// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "logs/classify.hpp"

namespace gwdiag {

// What `gwdiag explain` was asked and what is known about it, ready for any output format.
struct Explanation {
  struct Item {
    std::string id;       // cause id, status ("502"), or flag ("UC")
    std::string kind;     // "cause", "status", "flag", "line"
    std::string meaning;  // the sentence of the flag or line; empty for a cause
    std::string product;  // of a flag or line
    std::string upstream; // of a line
  };

  std::vector<Item> items; // best first
  std::string topic;       // what was asked, escaped
  std::string says;        // of a line without a cause: what it says, where that is known
};

// One word: an id, a status (502, 504, 520 …), a proxy's flag (UC, UF, SH--, sC …). Unknown: error
// (usage) with the nearest.
Result<Explanation> explain_word(std::string_view word);
Explanation explain_line(std::string_view line);
Explanation explain_all(); // every cause, for `explain` without WHAT in JSON and `--list`

std::string render_text(const Explanation& explanation, int width);
std::string render_json(const Explanation& explanation); // gwdiag.explain/1

} // namespace gwdiag
