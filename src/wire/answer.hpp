// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "wire/protocol_trace.hpp"

namespace gwdiag {

struct Http1Response;
enum class Ended;

// Reads one answer, whatever protocol carries it, fed piece by piece as it arrives; bounded
// whatever comes.
class AnswerReader {
public:
  AnswerReader() = default;
  virtual ~AnswerReader() = default;
  AnswerReader(const AnswerReader&) = delete;
  AnswerReader& operator=(const AnswerReader&) = delete;

  // Takes bytes; returns true when nothing more need be read: the answer is complete, makes no
  // sense, or reached a limit.
  virtual bool feed(std::string_view bytes) = 0;
  // True when the answer is complete by its own framing (not by close).
  virtual bool complete() const = 0;

  // False while all that came is the protocol's own greeting: no answer has begun.
  virtual bool begun() const { return true; }

  // True once the first byte of the body's place was reached: the head is over.
  virtual bool head_complete() const = 0;

  // The head names a type that is silent between two events. Asked of protocols whose head is not
  // to be read in their bytes.
  virtual bool event_stream() const { return false; }

  // True when a bound of limits.hpp stopped the reading.
  virtual bool limit_reached() const = 0;
  // The connection's end. Call once; the reader is empty afterwards.
  virtual Http1Response finish(Ended ended) = 0;

  // What the protocol wants sent back by now; empty for all that answer a request at one go.
  virtual std::string take_reply() { return {}; }

  // Bytes of the request's body that the peer has not let the protocol send.
  virtual std::size_t held_back() const { return 0; }

  // What the protocol says beside the response, once `finish` was called.
  virtual ProtocolTrace protocol() const { return {}; }

protected:
  AnswerReader(AnswerReader&&) noexcept = default;
  AnswerReader& operator=(AnswerReader&&) noexcept = default;
};

} // namespace gwdiag
