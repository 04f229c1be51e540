// SPDX-License-Identifier: Apache-2.0
#include "wire/content_coding.hpp"

#define ZLIB_CONST
#include <zlib.h>

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/limits.hpp"
#include "base/text.hpp"

namespace gwdiag {

namespace {

enum class Coding { gzip, deflate, not_judged };

Coding coding_of(std::string_view value) {
  const std::string_view name = trim(value);
  if (equals_ignoring_case(name, "gzip") || equals_ignoring_case(name, "x-gzip")) {
    return Coding::gzip;
  }
  return equals_ignoring_case(name, "deflate") ? Coding::deflate : Coding::not_judged;
}

constexpr int window_gzip = 15 + 16;
constexpr int window_zlib = 15;
constexpr int window_raw = -15;

unsigned byte_of(char c) { return static_cast<unsigned char>(c); }

// The zlib header of RFC 1950: deflate, and a check over both bytes.
bool has_zlib_header(std::string_view two) {
  return (byte_of(two[0]) & 0x0fU) == 8 && (byte_of(two[0]) * 256 + byte_of(two[1])) % 31 == 0;
}

} // namespace

struct ContentCoding::Stream {
  enum class State { opening, inflating, ended, broken, given_up };

  Coding coding = Coding::not_judged;
  State state = State::opening;
  bool zlib_ready = false;
  z_stream zlib{};
  std::size_t body_offset = 0;
  std::size_t end_offset = 0;     // just behind the stream's end
  std::uint64_t output = 0;
  std::array<unsigned char, 16384> scratch{}; // inflated bytes, thrown away
  std::string opening;            // the first two bytes: they decide how to read on

  ~Stream() {
    if (zlib_ready) {
      inflateEnd(&zlib);
    }
  }

  bool looks_like_gzip() const { return byte_of(opening[0]) == 0x1f && byte_of(opening[1]) == 0x8b; }

  void open() {
    if (state == State::opening) {
      start();
    } else {
      restart();
    }
  }

  void start() {
    if (coding == Coding::gzip && !looks_like_gzip()) {
      state = State::broken;
      return;
    }
    const int window = coding == Coding::gzip      ? window_gzip
                       : has_zlib_header(opening) ? window_zlib
                                                  : window_raw;
    zlib_ready = inflateInit2(&zlib, window) == Z_OK;
    state = zlib_ready ? State::inflating : State::given_up;
  }

  // Another gzip member may follow (RFC 1952 section 2.2); it is opened like the first.
  void restart() {
    if (coding == Coding::gzip && looks_like_gzip() && inflateReset(&zlib) == Z_OK) {
      state = State::inflating;
    }
  }

  void inflate_piece(std::string_view& bytes, std::size_t& offset) {
    zlib.next_in = reinterpret_cast<const Bytef*>(bytes.data());
    zlib.avail_in = static_cast<uInt>(bytes.size());
    int result = Z_OK;
    do {
      zlib.next_out = scratch.data();
      zlib.avail_out = static_cast<uInt>(scratch.size());
      result = inflate(&zlib, Z_NO_FLUSH);
      output += scratch.size() - zlib.avail_out;
    } while (result == Z_OK && (zlib.avail_in != 0 || zlib.avail_out == 0) && output < most_output);
    const std::size_t used = bytes.size() - zlib.avail_in;
    bytes.remove_prefix(used);
    offset += used;
    if (result == Z_STREAM_END) {
      state = State::ended;
      end_offset = offset;
      opening.clear();
    } else if (output >= most_output || result == Z_MEM_ERROR) {
      state = State::given_up;
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      state = State::broken;
    }
  }

  // Collects the two bytes that open a stream; true when they are there.
  bool collect_opening(std::string_view& bytes, std::size_t& offset) {
    const std::size_t wanted = std::min(std::size_t{2} - opening.size(), bytes.size());
    opening += bytes.substr(0, wanted);
    bytes.remove_prefix(wanted);
    offset += wanted;
    return opening.size() == 2;
  }

  // The two bytes go through inflate as well; they stand just before `offset`.
  void replay_opening(std::size_t offset) {
    const std::string copy = opening;
    std::string_view bytes = copy;
    offset -= copy.size();
    inflate_piece(bytes, offset);
  }
};

ContentCoding::ContentCoding(std::string_view value, std::size_t offset) {
  const Coding coding = coding_of(value);
  if (coding != Coding::not_judged) {
    stream_ = std::make_unique<Stream>();
    stream_->coding = coding;
    stream_->body_offset = offset;
  }
}

ContentCoding::~ContentCoding() = default;

void ContentCoding::feed(std::string_view bytes, std::size_t offset) {
  if (!stream_) {
    return;
  }
  Stream& stream = *stream_;
  while (!bytes.empty()) {
    if (stream.state == Stream::State::broken || stream.state == Stream::State::given_up) {
      return;
    }
    if (stream.state == Stream::State::inflating) {
      stream.inflate_piece(bytes, offset);
      continue;
    }
    if (stream.opening.size() == 2) {
      return; // bytes behind the end that open no other member
    }
    if (stream.collect_opening(bytes, offset)) {
      stream.open();
      if (stream.state == Stream::State::inflating) {
        stream.replay_opening(offset);
      }
    }
  }
}

ContentCoding::Fault ContentCoding::finish(std::size_t end_offset) const {
  if (!stream_) {
    return {};
  }
  const Stream& stream = *stream_;
  const std::string_view name = stream.coding == Coding::gzip ? "gzip" : "deflate";
  switch (stream.state) {
  case Stream::State::given_up:
    return {};
  case Stream::State::opening:
    if (stream.opening.empty()) {
      return {}; // an empty body: every client takes it
    }
    return {fmt::format("{} announced, but the body is one byte", name), stream.body_offset};
  case Stream::State::broken:
    if (stream.output == 0) {
      return {fmt::format("{} announced, but the body is none", name), stream.body_offset};
    }
    return {fmt::format("the {} data breaks after {} inflated bytes", name, stream.output),
            stream.body_offset};
  case Stream::State::inflating:
    return {fmt::format("the {} data ends too early, after {} inflated bytes", name, stream.output),
            end_offset};
  case Stream::State::ended:
    if (stream.opening.empty()) {
      return {};
    }
    return {fmt::format("bytes after the end of the {} data", name), stream.end_offset};
  }
  return {};
}

} // namespace gwdiag
