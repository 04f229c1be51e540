// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "wire/anomaly_list.hpp"
#include "wire/content_coding.hpp"
#include "wire/http1_framing.hpp"

namespace gwdiag {

// What is kept of a body while it passes: size, hash, the first bytes, and whether it is coded as
// it says.
class BodySink {
public:
  BodySink(std::string_view content_encoding, std::size_t offset)
      : coding_(content_encoding, offset) {}

  // Takes as much as limits::body_bytes leaves; returns how much.
  std::size_t take(std::string_view bytes, std::size_t offset);

  std::uint64_t size() const { return size_; }

  const std::string& kept() const { return kept_; } // raw, limits::kept_body_bytes

  std::string hash() const;

  const ContentCoding& coding() const { return coding_; }

private:
  ContentCoding coding_;
  std::string kept_;
  std::uint64_t size_ = 0;
  std::uint64_t hash_ = 0xcbf29ce484222325U; // FNV-1a, 64 bit
};

// Finds the end of a body and undoes chunked coding (RFC 9112 sections 6.3 and 7.1).
class BodyReader {
public:
  enum class State {
    reading,
    complete,
    broken,
    limit
  }; // broken: the chunked coding makes no sense from here on

  explicit BodyReader(const BodyPlan& plan);

  // Takes bytes that stand at `offset` in the response; returns how many belong to the body.
  std::size_t
  feed(std::string_view bytes, std::size_t offset, BodySink& sink, AnomalyList& anomalies);

  State state() const { return state_; }

  // True when nothing is missing should the connection end now in order.
  bool may_end(std::uint64_t size) const;
  // What is missing, in words: "3 of 10 bytes".
  std::string missing(std::uint64_t size) const;

private:
  enum class Step {
    size_first,
    size,
    size_space,
    extension,
    size_lf,
    data,
    data_cr,
    data_lf,
    trailer
  };

  std::size_t read_data(std::string_view bytes, std::size_t offset, BodySink& sink);
  std::size_t
  feed_chunked(std::string_view bytes, std::size_t offset, BodySink& sink, AnomalyList& anomalies);
  void take_size(char c, std::size_t offset, AnomalyList& anomalies);
  void take_size_digit(unsigned digit, std::size_t offset, AnomalyList& anomalies);
  void take_data_end(char c, std::size_t offset, AnomalyList& anomalies);
  void take_trailer(char c, std::size_t offset, AnomalyList& anomalies);
  void end_trailer_line(std::size_t offset, AnomalyList& anomalies);
  void end_size(char c, std::size_t offset, AnomalyList& anomalies);
  void end_size_line();
  void give_up(Anomaly anomaly, std::size_t offset, std::string detail, AnomalyList& anomalies);

  BodyPlan plan_;
  State state_ = State::reading;
  Step step_ = Step::size_first;
  std::uint64_t remaining_ = 0; // of the announced length, or of the chunk
  std::uint64_t chunk_size_ = 0;
  std::size_t line_length_ = 0;
  std::size_t trailer_bytes_ = 0;
  std::string trailer_line_;
};

} // namespace gwdiag
