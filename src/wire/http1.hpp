// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wire/anomaly.hpp"
#include "wire/answer.hpp"

namespace gwdiag {

struct Header {
  std::string name;  // escaped, case kept
  std::string value; // escaped, cut at limits::kept_header_bytes
};

enum class Framing { none, content_length, chunked, to_close }; // none: no body (1xx, 204, 304, HEAD)

// How the reading of a response ended.
enum class Ended { complete, fin, close_notify, rst, stall, timeout, limit };

// A response as far as it was understood. Strings are escaped; sizes are bytes on the wire, offsets count from the first
// byte received, interim responses included. Without a head, status and headers are those of the lines that came.
struct Http1Response {
  bool has_head = false;       // a status line and the end of the head were seen
  std::string version;         // "1.1"
  int status = 0;              // of the final response; 0 when there was none
  std::string reason;
  std::vector<Header> headers; // of the final response, at most limits::kept_headers
  std::size_t header_count = 0;// lines of the head without status line and folded lines, wrong ones included
  std::size_t head_bytes = 0;  // of the final response, status line and empty line included
  std::size_t longest_line = 0;// of the head, without its line end
  Framing framing = Framing::none;
  std::optional<std::uint64_t> content_length;
  std::uint64_t body_bytes = 0; // decoded from chunking, before Content-Encoding
  std::uint64_t total_bytes = 0;// everything received, framing and excess included
  std::string body;             // escaped excerpt, limits::kept_body_bytes of raw body
  std::string body_hash;        // 16 hex digits over the whole body as read, chunking undone
  std::vector<int> interim;     // 1xx statuses before the final one
  std::string first_bytes;      // escaped, first 64 bytes of the response
  std::vector<FoundAnomaly> anomalies; // by offset, at most limits::kept_anomalies, three of a kind

  // The first of that kind; null when absent.
  const FoundAnomaly* find(Anomaly anomaly) const;
  // First header of that name, ignoring case; empty optional when absent.
  std::optional<std::string_view> header(std::string_view name) const;
};

// What the head of a response begins with: a status line, or header lines with Status among them
// (RFC 3875 section 6).
enum class HeadForm { status_line, cgi, either };

struct Http1Request {
  std::string method = "GET"; // decides whether a body is allowed
  bool upgrade = false;       // we asked for an upgrade
  HeadForm form = HeadForm::status_line;
};

// Reads one response, fed piece by piece as it arrives; bounded whatever comes. Tolerant: goes on after an anomaly as
// long as a reader could, and notes it. RFC 9112; what proxies differ about is noted, not judged.
class Http1Reader : public AnswerReader {
public:
  explicit Http1Reader(Http1Request request);
  ~Http1Reader() override;
  Http1Reader(Http1Reader&&) noexcept;
  Http1Reader& operator=(Http1Reader&&) noexcept;

  // Takes bytes; returns true when the message is complete, when it can make no sense of more, or when a limit is
  // reached: nothing more need be read. Bytes after a complete message are looked at (excess_body) if already here.
  // Text without a status line is read on, as HTTP/0.9 is, unless it is a banner that `speaks` knows.
  bool feed(std::string_view bytes) override;

  // True when the message is complete by its own framing (not by close).
  bool complete() const override;
  // True once the first byte of the body's place was reached: the head is over.
  bool head_complete() const override;
  // True when a bound of limits.hpp stopped the reading.
  bool limit_reached() const override;

  // The connection's end: adds truncated_*, stalled_*, decides to_close bodies, checks Content-Encoding where the body
  // was read whole. Without one byte of response nothing is noted: that is no fault of the message.
  // `ended` is fin, close_notify, rst, stall, timeout, limit or complete. Call once; the reader is empty afterwards.
  Http1Response finish(Ended ended) override;

private:
  class State;
  std::unique_ptr<State> state_;
};

std::string_view to_string(Framing framing);
std::string_view to_string(Ended ended);

} // namespace gwdiag
