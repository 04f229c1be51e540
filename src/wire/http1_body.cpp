// SPDX-License-Identifier: Apache-2.0
#include "wire/http1_body.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/limits.hpp"
#include "base/text.hpp"

namespace gwdiag {

namespace {

constexpr std::uint64_t largest_chunk = std::uint64_t{1} << 62U;
constexpr std::size_t long_size_line = 16384; // four times what Go reads
constexpr std::size_t longest_size_line = 65536;
constexpr std::size_t most_trailer_bytes = 65536;

// 0 to 15, or 16 for no hexadecimal digit
unsigned hex_digit(char c) {
  if (c >= '0' && c <= '9') {
    return static_cast<unsigned>(c - '0');
  }
  if (c >= 'a' && c <= 'f') {
    return static_cast<unsigned>(c - 'a') + 10;
  }
  return c >= 'A' && c <= 'F' ? static_cast<unsigned>(c - 'A') + 10 : 16;
}

std::string shown(char c) {
  return "'" + escape_peer(std::string_view(&c, 1)) + "'";
}

} // namespace

std::size_t BodySink::take(std::string_view bytes, std::size_t offset) {
  const std::string_view taken = bytes.substr(0, limits::body_bytes - size_);
  for (const char c : taken) {
    hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  }
  kept_ += taken.substr(0, limits::kept_body_bytes - kept_.size());
  coding_.feed(taken, offset);
  size_ += taken.size();
  return taken.size();
}

std::string BodySink::hash() const {
  return fmt::format("{:016x}", hash_);
}

BodyReader::BodyReader(const BodyPlan& plan) : plan_(plan), remaining_(plan.length) {
  if (plan_.framing == Framing::none ||
      (plan_.framing == Framing::content_length && plan_.length == 0)) {
    state_ = State::complete;
  }
}

std::size_t BodyReader::feed(std::string_view bytes,
                             std::size_t offset,
                             BodySink& sink,
                             AnomalyList& anomalies) {
  switch (plan_.framing) {
  case Framing::none:
    return 0;
  case Framing::chunked:
    return feed_chunked(bytes, offset, sink, anomalies);
  case Framing::content_length: {
    const std::size_t taken = read_data(bytes, offset, sink);
    if (remaining_ == 0) {
      state_ = State::complete;
    }
    return taken;
  }
  case Framing::to_close: {
    const std::size_t taken = sink.take(bytes, offset);
    if (taken < bytes.size()) {
      state_ = State::limit;
    }
    return taken;
  }
  }
  return 0;
}

std::size_t BodyReader::read_data(std::string_view bytes, std::size_t offset, BodySink& sink) {
  const std::string_view wanted =
      bytes.substr(0, std::min<std::uint64_t>(bytes.size(), remaining_));
  const std::size_t taken = sink.take(wanted, offset);
  remaining_ -= taken;
  if (taken < wanted.size()) {
    state_ = State::limit;
  }
  return taken;
}

std::size_t BodyReader::feed_chunked(std::string_view bytes,
                                     std::size_t offset,
                                     BodySink& sink,
                                     AnomalyList& anomalies) {
  std::size_t at = 0;
  while (at < bytes.size() && state_ == State::reading) {
    switch (step_) {
    case Step::data:
      at += read_data(bytes.substr(at), offset + at, sink);
      if (remaining_ == 0) {
        step_ = Step::data_cr;
      }
      continue;
    case Step::data_cr:
    case Step::data_lf:
      take_data_end(bytes[at], offset + at, anomalies);
      break;
    case Step::trailer:
      take_trailer(bytes[at], offset + at, anomalies);
      break;
    case Step::size_first:
    case Step::size:
    case Step::size_space:
    case Step::extension:
    case Step::size_lf:
      take_size(bytes[at], offset + at, anomalies);
      break;
    }
    ++at;
  }
  return at;
}

// One byte of a chunk's first line: digits, white space, extension, line end.
void BodyReader::take_size(char c, std::size_t offset, AnomalyList& anomalies) {
  if (++line_length_ > longest_size_line) {
    give_up(Anomaly::bad_chunk_size, offset, "the line with the size does not end", anomalies);
    return;
  }
  if (line_length_ == long_size_line + 1) {
    anomalies.note(Anomaly::loose_chunk_line, offset, "an extension above 16 KiB");
  }
  const unsigned digit = hex_digit(c);
  if ((step_ == Step::size_first || step_ == Step::size) && digit < 16) {
    take_size_digit(digit, offset, anomalies);
  } else if (step_ == Step::size_lf) {
    if (c == '\n') {
      end_size_line();
    } else {
      give_up(Anomaly::bad_chunk_size, offset, "CR without LF after the size", anomalies);
    }
  } else if (step_ == Step::size_first) {
    give_up(Anomaly::bad_chunk_size, offset, shown(c), anomalies);
  } else if (c == '\r' || c == '\n') {
    end_size(c, offset, anomalies);
  } else if (c == ';') {
    step_ = Step::extension;
  } else if (step_ == Step::extension) {
    if ((static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == '\x7f') {
      anomalies.note(Anomaly::loose_chunk_line, offset, "a control byte in a chunk's extension");
    }
  } else {
    step_ = Step::size_space;
    if (c != ' ' && c != '\t') {
      give_up(Anomaly::bad_chunk_size, offset, shown(c), anomalies);
    }
  }
}

// The line's end, or its CR. White space before it is padding of old servers, which the grammar has
// not.
void BodyReader::end_size(char c, std::size_t offset, AnomalyList& anomalies) {
  if (step_ == Step::size_space) {
    anomalies.note(Anomaly::loose_chunk_line, offset, "white space behind a chunk's size");
  }
  if (c == '\r') {
    step_ = Step::size_lf;
    return;
  }
  anomalies.note(Anomaly::chunk_bare_lf, offset, "after a chunk's size");
  end_size_line();
}

void BodyReader::take_size_digit(unsigned digit, std::size_t offset, AnomalyList& anomalies) {
  step_ = Step::size;
  constexpr std::size_t digits_of_64_bits = 16;
  if (line_length_ == digits_of_64_bits + 1 && chunk_size_ == 0) {
    anomalies.note(Anomaly::loose_chunk_line, offset, "more zeros before the size than a number has digits");
  }
  if (chunk_size_ > largest_chunk / 16) {
    give_up(Anomaly::bad_chunk_size, offset, "the size is too large", anomalies);
    return;
  }
  chunk_size_ = chunk_size_ * 16 + digit;
}

void BodyReader::end_size_line() {
  remaining_ = chunk_size_;
  step_ = chunk_size_ == 0 ? Step::trailer : Step::data;
}

void BodyReader::take_data_end(char c, std::size_t offset, AnomalyList& anomalies) {
  if (step_ == Step::data_cr && c == '\r') {
    step_ = Step::data_lf;
    return;
  }
  if (c != '\n') {
    give_up(
        Anomaly::bad_chunk_end, offset, shown(c) + " where a chunk's data has to end", anomalies);
    return;
  }
  if (step_ == Step::data_cr) {
    anomalies.note(Anomaly::chunk_bare_lf, offset, "after a chunk's data");
  }
  step_ = Step::size_first;
  chunk_size_ = 0;
  line_length_ = 0;
}

void BodyReader::take_trailer(char c, std::size_t offset, AnomalyList& anomalies) {
  if (++trailer_bytes_ > most_trailer_bytes) {
    state_ = State::limit;
  } else if (c == '\n') {
    end_trailer_line(offset, anomalies);
  } else {
    trailer_line_ += c;
  }
}

void BodyReader::end_trailer_line(std::size_t offset, AnomalyList& anomalies) {
  std::string_view line = trailer_line_;
  const std::size_t start = offset - line.size();
  if (!line.empty() && line.back() == '\r') {
    line.remove_suffix(1);
  } else {
    anomalies.note(Anomaly::chunk_bare_lf, offset, "in the trailer");
  }
  if (line.empty()) {
    state_ = State::complete;
    return;
  }
  AnomalyList in_line;
  Field field;
  const bool folded = line.front() == ' ' || line.front() == '\t';
  if (folded || !read_field(line, start, in_line, field) || !in_line.empty()) {
    anomalies.note(Anomaly::bad_trailer, std::max(start, in_line.first_offset()), excerpt(line));
  }
  trailer_line_.clear();
}

void BodyReader::give_up(Anomaly anomaly,
                         std::size_t offset,
                         std::string detail,
                         AnomalyList& anomalies) {
  anomalies.note(anomaly, offset, std::move(detail));
  state_ = State::broken;
}

bool BodyReader::may_end(std::uint64_t size) const {
  switch (plan_.framing) {
  case Framing::none:
  case Framing::to_close:
    return true;
  case Framing::content_length:
    return size >= plan_.enough;
  case Framing::chunked:
    return state_ == State::complete;
  }
  return true;
}

std::string BodyReader::missing(std::uint64_t size) const {
  if (plan_.framing == Framing::content_length) {
    return fmt::format("{} of {} bytes", size, plan_.enough);
  }
  if (plan_.framing == Framing::to_close) {
    return fmt::format("{} bytes, length not announced", size);
  }
  switch (step_) {
  case Step::data:
    return fmt::format("{} of a chunk's {} bytes", chunk_size_ - remaining_, chunk_size_);
  case Step::data_cr:
  case Step::data_lf:
    return "ended after a chunk's data";
  case Step::size_first:
    return "no last chunk";
  case Step::size:
  case Step::size_space:
  case Step::extension:
  case Step::size_lf:
    return "ended in a chunk's size";
  case Step::trailer:
    return "no empty line after the last chunk";
  }
  return {};
}

} // namespace gwdiag
