// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "wire/anomaly_list.hpp"

namespace gwdiag {

// Above these a head is noted: the limits that most proxies share (Squid and lighttpd 64 KiB, Apache 8 KiB a line,
// HAProxy 101 lines, Envoy and h2o 100).
inline constexpr std::size_t large_head_bytes = 65536;
inline constexpr std::size_t large_line_bytes = 8192;
inline constexpr std::size_t many_headers_count = 100;

// One header line, raw; `offset` is where its name begins in the response.
struct Field {
  std::string_view name;  // without white space around; points into the head
  std::string value;      // trimmed, folded lines joined with one space
  std::size_t offset = 0;
};

// What the head of one response says, raw.
struct Head {
  std::string_view version; // "1.1"; whatever stands there when it is no version
  int status = 0;           // the digits as far as they are a number; 0 when there are none
  bool status_valid = false;// three digits
  std::string_view reason;
  std::vector<Field> fields;// at most limits::kept_headers, and those that frame the body
  std::size_t header_count = 0;
  std::size_t longest_line = 0; // without its line end
};

// Reads `raw`, which begins with the status line ("HTTP/…") at `offset` in the response and ends with the empty line, or
// anywhere when the connection ended: then the last line is not judged. Views in the result point into `raw`.
Head read_head(std::string_view raw, std::size_t offset, AnomalyList& anomalies);

// The same for a head without a status line (RFC 3875 section 6.3): lines may end in LF, and the
// status is that of the field Status, else 302 with Location, else 200. `reason` points into the
// field.
Head read_cgi_head(std::string_view raw, std::size_t offset, AnomalyList& anomalies);

// Splits and checks one header or trailer line without its line end; false for a line that gives no field.
bool read_field(std::string_view line, std::size_t offset, AnomalyList& anomalies, Field& field);

} // namespace gwdiag
