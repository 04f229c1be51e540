// SPDX-License-Identifier: Apache-2.0
#include "wire/anomaly.hpp"

#include <algorithm>
#include <array>

namespace gwdiag {

namespace {

constexpr std::size_t count = static_cast<std::size_t>(Anomaly::count_);

// clang-format off
constexpr std::array<AnomalyInfo, count> table{{
    {Anomaly::not_http, "not-http", "not-http",
     "the bytes are no HTTP response of any version", "RFC 9112 section 2.1"},
    {Anomaly::no_status_line, "no-status-line", "http09-response",
     "text without a status line, as in HTTP/0.9", "RFC 9112 section 4"},
    {Anomaly::leading_blank_line, "leading-blank-line", "malformed-status-line",
     "empty lines before the status line", "RFC 9112 section 2.2"},
    {Anomaly::bad_version, "bad-version", "malformed-status-line",
     "a version that is not of the form HTTP/1.1", "RFC 9112 section 2.3"},
    {Anomaly::unsupported_version, "unsupported-version", "malformed-status-line",
     "a version other than HTTP/1.x in an HTTP/1 status line", "RFC 9112 section 2.3"},
    {Anomaly::later_minor_version, "later-minor-version", "malformed-status-line",
     "a version after HTTP/1.1, to be read like it", "RFC 9110 section 2.5"},
    {Anomaly::status_not_three_digits, "status-not-three-digits", "malformed-status-line",
     "a status code that is not three digits", "RFC 9112 section 4"},
    {Anomaly::status_out_of_range, "status-out-of-range", "malformed-status-line",
     "a status code outside 100 to 599", "RFC 9110 section 15"},
    {Anomaly::status_line_junk, "status-line-junk", "malformed-status-line",
     "a damaged status line", "RFC 9112 section 4"},
    {Anomaly::status_without_space, "status-without-space", "malformed-status-line",
     "a status line without the space behind the code", "RFC 9112 section 4"},

    {Anomaly::bare_lf, "bare-lf", "malformed-header",
     "a line of the head that ends in LF without CR", "RFC 9112 section 2.2"},
    {Anomaly::obs_fold, "obs-fold", "malformed-header",
     "a header folded over two lines", "RFC 9112 section 5.2"},
    {Anomaly::space_before_colon, "space-before-colon", "malformed-header",
     "white space between a header's name and the colon", "RFC 9112 section 5.1"},
    {Anomaly::no_colon, "no-colon", "malformed-header",
     "a header line without a colon", "RFC 9112 section 5"},
    {Anomaly::empty_name, "empty-name", "malformed-header",
     "a header line without a name", "RFC 9112 section 5"},
    {Anomaly::bad_name_character, "bad-name-character", "malformed-header",
     "a byte in a header's name that may not stand there", "RFC 9110 section 5.6.2"},
    {Anomaly::nul_in_value, "nul-in-value", "malformed-header",
     "a NUL byte in a header's value", "RFC 9110 section 5.5"},
    {Anomaly::bare_cr, "bare-cr", "malformed-header",
     "a CR without LF in a header line", "RFC 9112 section 2.2"},
    {Anomaly::control_in_value, "control-in-value", "malformed-header",
     "a control byte in a header's value", "RFC 9110 section 5.5"},
    {Anomaly::status_line_in_head, "status-line-in-head", "malformed-header",
     "a second status line among the headers", "RFC 9112 section 2.1"},

    {Anomaly::duplicate_content_length_same, "duplicate-content-length-same", "conflicting-framing",
     "Content-Length given more than once with one value", "RFC 9110 section 8.6"},
    {Anomaly::duplicate_content_length_different, "duplicate-content-length-different", "conflicting-framing",
     "Content-Length given more than once with different values", "RFC 9112 section 6.3"},
    {Anomaly::bad_content_length, "bad-content-length", "malformed-header",
     "a Content-Length that is no length", "RFC 9110 section 8.6"},
    {Anomaly::content_length_with_chunked, "content-length-with-chunked", "conflicting-framing",
     "Content-Length beside Transfer-Encoding: chunked", "RFC 9112 section 6.2"},
    {Anomaly::duplicate_transfer_encoding, "duplicate-transfer-encoding", "conflicting-framing",
     "chunked named more than once in Transfer-Encoding", "RFC 9112 section 6.1"},
    {Anomaly::unknown_transfer_encoding, "unknown-transfer-encoding", "conflicting-framing",
     "a Transfer-Encoding other than chunked", "RFC 9112 section 6.1"},
    {Anomaly::transfer_encoding_http10, "transfer-encoding-http10", "conflicting-framing",
     "Transfer-Encoding in an HTTP/1.0 response", "RFC 9112 section 6.1"},
    {Anomaly::bad_chunk_size, "bad-chunk-size", "malformed-chunking",
     "a chunk size that is no hexadecimal number", "RFC 9112 section 7.1"},
    {Anomaly::bad_chunk_end, "bad-chunk-end", "malformed-chunking",
     "no CRLF after a chunk's data", "RFC 9112 section 7.1"},
    {Anomaly::chunk_bare_lf, "chunk-bare-lf", "malformed-chunking",
     "a line of the chunked coding that ends in LF without CR", "RFC 9112 section 7.1"},
    {Anomaly::loose_chunk_line, "loose-chunk-line", "malformed-chunking",
     "a chunk's first line with more in it than a size and an extension", "RFC 9112 section 7.1"},
    {Anomaly::bad_trailer, "bad-trailer", "malformed-chunking",
     "a trailer line that is no header line", "RFC 9112 section 7.1.2"},

    {Anomaly::large_head, "large-head", "header-too-large",
     "a response head above 64 KiB", "RFC 9110 section 5.4"},
    {Anomaly::large_line, "large-line", "header-too-large",
     "a line of the head above 8 KiB", "RFC 9110 section 5.4"},
    {Anomaly::many_headers, "many-headers", "too-many-headers",
     "more than 100 header lines", "RFC 9110 section 5.4"},

    {Anomaly::truncated_head, "truncated-head", "truncated-headers",
     "the connection ended inside the head", "RFC 9112 section 8"},
    {Anomaly::truncated_body, "truncated-body", "truncated-body",
     "the connection ended before the body was complete", "RFC 9112 section 8"},
    {Anomaly::stalled_head, "stalled-head", "stalled-response",
     "the head stopped coming while the connection stayed open", "RFC 9112 section 9.5"},
    {Anomaly::stalled_body, "stalled-body", "stalled-response",
     "the body stopped coming while the connection stayed open", "RFC 9112 section 9.5"},

    {Anomaly::unexpected_101, "unexpected-101", "unexpected-upgrade",
     "101 Switching Protocols without being asked", "RFC 9110 section 7.8"},
    {Anomaly::too_many_interim, "too-many-interim", "unexpected-upgrade",
     "more than ten interim responses", "RFC 9110 section 15.2"},
    {Anomaly::unexpected_interim, "unexpected-interim", "unexpected-upgrade",
     "an interim response of an unknown kind", "RFC 9110 section 15.2"},
    {Anomaly::body_not_allowed, "body-not-allowed", "body-not-allowed",
     "bytes after a response that has no body", "RFC 9112 section 6.3"},
    {Anomaly::excess_body, "excess-body", "body-not-allowed",
     "bytes after the announced end of the body", "RFC 9112 section 6.3"},
    {Anomaly::broken_content_encoding, "broken-content-encoding", "broken-content-encoding",
     "a body that is not what Content-Encoding says", "RFC 9110 section 8.4"},
}};

// clang-format on

constexpr bool in_order() {
  for (std::size_t i = 0; i < count; ++i) {
    if (static_cast<std::size_t>(table[i].anomaly) != i || table[i].id.empty()) {
      return false;
    }
  }
  return true;
}

static_assert(in_order(), "one row for each anomaly, in the order of the enum");

} // namespace

std::span<const AnomalyInfo> anomalies() {
  return table;
}

const AnomalyInfo& info(Anomaly anomaly) {
  return table.at(static_cast<std::size_t>(anomaly));
}

std::optional<Anomaly> anomaly_from_id(std::string_view id) {
  const auto* row = std::find_if(
      table.begin(), table.end(), [&](const AnomalyInfo& candidate) { return candidate.id == id; });
  if (row == table.end()) {
    return std::nullopt;
  }
  return row->anomaly;
}

} // namespace gwdiag
