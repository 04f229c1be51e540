// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gwdiag {

// Structured Field Values for HTTP (RFC 9651): as much as a list of items with parameters needs.
struct FieldParameter {
  std::string key;
  std::string value; // a token or number as it stands, a string without quotes, "?1" for true
};

struct FieldItem {
  std::string value; // a token or a string without its quotes
  std::vector<FieldParameter> parameters;

  // The last of that key (RFC 9651 section 4.2.3.2); nothing when absent.
  std::optional<std::string_view> parameter(std::string_view key) const;
};

// Parses a header's value as the trace holds it (escape_peer). The whole field counts or nothing of
// it, as RFC 9651 section 4.2 has it: nothing when it breaks the grammar anywhere, when a member is
// neither token nor string, or when it has more than 16 members. Strings given back are printable
// ASCII, escaped again.
std::optional<std::vector<FieldItem>> parse_field_items(std::string_view escaped);

} // namespace gwdiag
