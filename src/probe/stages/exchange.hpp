// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "probe/attempt.hpp"
#include "probe/dialogue.hpp"
#include "wire/http1.hpp"

namespace gwdiag {

// The sending of one request, as far as it went.
struct Sending {
  std::size_t total = 0;  // bytes, head and body
  std::size_t bytes = 0;  // handed to the kernel
  int error = 0;          // errno of the write that failed
  bool timed_out = false; // the peer took nothing for the whole of --timeout
  bool cut = false;       // the run ended before that
  std::optional<TimePoint> done;

  bool all() const { return bytes == total; }
};

// The reading of one answer: what came, when, and how it ended.
struct Reading {
  explicit Reading(std::unique_ptr<AnswerReader> answer) : reader(std::move(answer)) {}

  std::unique_ptr<AnswerReader> reader;
  std::string start; // first bytes, raw
  // Of the answer: its first piece, the end of the final response's head, its last piece.
  std::optional<TimePoint> first, head, last;
  Ended ended = Ended::timeout;
  bool over = false; // `ended` stands: nothing more is read
  int error = 0;
  bool cut = false;            // the run ended before the wait did
  bool unread = false;         // the peer took no more of what `reader` had to send
  bool reset_behind = false;   // RST right after a complete answer
  std::size_t outstanding = 0; // bytes of ours that the peer had not acknowledged at `head`
  double longest_pause_ms = 0;

  // True when nothing more need be read.
  bool take(std::string_view bytes);
  void end(Ended how);
};

struct Exchange {
  explicit Exchange(Dialogue dialogue);

  TimePoint start;
  std::string head; // of the request, in the plan's protocol
  std::string_view body;
  Sending sending;
  Reading reading;
};

// One request and its answer on a connection that stands. What the peer says while the request is
// still on its way is read at once; after an answer the rest of the request is offered for a
// moment, to see whether the peer takes it. Every wait is one for silence.
Task<void> run_exchange(Channel& channel, Waits waits, Exchange& exchange);

} // namespace gwdiag
