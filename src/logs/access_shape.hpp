// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gwdiag {

// A line of a common access log without what varies and decides nothing: the client, the time, the
// request, the referrer and the browser are always the same ones, a time that is not 0 is 1, the
// addresses are counted through. What classify_line() finds in it holds for every line with the
// same plain text, once the addresses are put back.
struct PlainAccess {
  std::string text;
  std::vector<std::string_view> addresses; // of the line, as placeholders stand for them

  // False for a line that is not `… [time] "METHOD …" STATUS BYTES`, then `"referrer" "browser"` or
  // nothing, then `key=value`, `key="value"` and `"value"`: other formats tell more.
  bool read(std::string_view line);

  // `text` with the addresses that its placeholders stand for.
  std::string with_addresses(std::string_view text) const;
};

} // namespace gwdiag
