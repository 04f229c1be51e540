// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace gwdiag {

// What can be wrong with an HTTP/1 response message, as fine as proxies differ about it.
enum class Anomaly {
  // the first line
  not_http, // first bytes are no HTTP response of any version: binary, or another protocol's banner
  no_status_line,          // text or markup without a status line (HTTP/0.9)
  leading_blank_line,      // empty lines before the status line
  bad_version,             // "HTTP/" but no version of the form d.d: "HTTP/2 200", "HTTP/x"
  unsupported_version,     // a well-formed version that is not 1.x: "HTTP/2.0", "HTTP/0.9"
  later_minor_version,     // "HTTP/1.2"
  status_not_three_digits, // "HTTP/1.1 20 OK", "HTTP/1.1 2000 OK", "HTTP/1.1 abc"
  status_out_of_range,     // three digits below 100 or above 599
  status_line_junk, // no status code at all, or other damage of the status line: "http/1.1 200",
                    // "ICY 200 OK"
  status_without_space, // "HTTP/1.1 200" and nothing behind the code, not even the space
  // header lines
  bare_lf,  // line ends without CR
  obs_fold, // a line that begins with a space or a tab
  space_before_colon,
  no_colon,
  empty_name,         // ": value"
  bad_name_character, // a byte that is no token character, other than the space before the colon
  nul_in_value,
  bare_cr,             // CR not followed by LF
  control_in_value,    // another control byte
  status_line_in_head, // a second "HTTP/1.x …" line inside the head
  // framing
  duplicate_content_length_same,
  duplicate_content_length_different,
  bad_content_length, // no number, negative, a list in one line that differs, 2^63 or more
  content_length_with_chunked,
  duplicate_transfer_encoding, // two "chunked"
  unknown_transfer_encoding,   // any coding but chunked, alone or beside it
  transfer_encoding_http10,    // chunked in an HTTP/1.0 message
  bad_chunk_size,
  bad_chunk_end, // the CRLF after a chunk's data is missing
  chunk_bare_lf,
  loose_chunk_line, // white space behind a chunk's size, a control byte in its extension
  bad_trailer,      // a trailer line that would be wrong in a head as well
  // size
  large_head,   // more than 64 KiB: larger than most proxies take
  large_line,   // one header line above 8 KiB
  many_headers, // more than 100
  // the end
  truncated_head,
  truncated_body, // ended before Content-Length or the last chunk
  stalled_head,   // stopped coming, connection open
  stalled_body,
  // meaning
  unexpected_101,
  too_many_interim,        // more than ten 1xx
  unexpected_interim,      // a 1xx that a client need not expect: other than 100, 101, 102, 103
  body_not_allowed,        // bytes after 204, 304 or the answer to HEAD
  excess_body,             // bytes after the announced length
  broken_content_encoding, // the body is not what Content-Encoding says
  count_
};

struct AnomalyInfo {
  Anomaly anomaly;
  std::string_view id;    // kebab-case name, in JSON
  std::string_view cause; // the cause id that it shows
  std::string_view what;  // "a header line without a colon"
  std::string_view rule;  // "RFC 9112 section 5"
};

// All anomalies in the order of the enum.
std::span<const AnomalyInfo> anomalies();
const AnomalyInfo& info(Anomaly anomaly);
std::optional<Anomaly> anomaly_from_id(std::string_view id);

// One anomaly where it was met.
struct FoundAnomaly {
  Anomaly anomaly;
  std::size_t offset =
      0; // of the offending byte, or of the line's begin, counted from the first byte received
  std::string detail; // escaped excerpt or figures: "Content-Length: 5, 7"
};

} // namespace gwdiag
