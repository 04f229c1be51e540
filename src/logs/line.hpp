// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "logs/parts.hpp"

namespace gwdiag {

struct LogField {
  std::string key; // lower case, without `_`, `-` and `.`
  std::string value;
};

// The `"key": value` and `key=value` pairs of a line, also of JSON inside JSON and of JSON that is
// cut off. Never fails.
class LogFields {
public:
  explicit LogFields(std::string_view line);

  // The value of the first pair whose key is one of `keys` (as LogField has them); empty if there
  // is none.
  std::string_view get(std::initializer_list<std::string_view> keys) const;
  bool has(std::initializer_list<std::string_view> keys) const;

private:
  void scan(std::string_view text, int depth);
  void add(std::string_view key, std::string value, int depth);

  std::vector<LogField> fields_;
};

// A log line without its wrapping: no colours, plain quotes, JSON escapes and HTML entities
// resolved, at most 64 KiB.
struct LogLine {
  std::string text;
  std::string lower;           // the same in lower case (ASCII), byte for byte
  std::size_t message_end = 0; // where nginx's ", client: …" context starts, else the end
  LogFields fields{{}};
  TextParts parts{""}; // of `lower`

  std::string_view message() const { return std::string_view(lower).substr(0, message_end); }
};

LogLine unwrap_line(std::string_view raw);

} // namespace gwdiag
