// SPDX-License-Identifier: Apache-2.0
#include "probe/stages/exchange.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>

#include <asio/use_awaitable.hpp>

#include "base/text.hpp"

namespace gwdiag {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds seen_enough{5000}; // of a body that keeps coming
constexpr std::chrono::milliseconds lingering{1000};   // for the rest of a request that is answered
constexpr std::chrono::milliseconds close_follows{200}; // after an answer, where one is announced
constexpr std::size_t sniffed = 4096;                   // bytes kept to see what a port speaks
constexpr std::size_t one_piece = 16384; // of head and body together: one packet for a small one

// A wait that ended sooner than it should have: the deadline, or a signal.
bool ended_early(TimePoint until) {
  return SteadyClock::now() + std::chrono::milliseconds(1) < until;
}

Ended end_of(const Reading& reading, const IoResult& io, bool close_notify) {
  if (io.eof) {
    return close_notify ? Ended::close_notify : Ended::fin;
  }
  if (io.error != 0) {
    return Ended::rst;
  }
  return reading.first ? Ended::stall : Ended::timeout;
}

void take_end(Channel& channel, const IoResult& io, Reading& reading) {
  reading.error = io.error;
  reading.end(end_of(reading, io, channel.tls && channel.tls->close_notify()));
}

// Bytes that came right behind a complete message: they are there already, or they are none of
// ours. Behind a request with a body the end is waited for: a peer that closes without having read
// the body resets the connection.
Task<void> look_behind(Channel& channel, bool had_body, Reading& reading) {
  std::array<char, 4096> buffer{};
  const TimePoint until = SteadyClock::now() + (had_body ? close_follows : 0ms);
  const IoResult io = co_await channel.read(buffer.data(), buffer.size(), until);
  reading.reset_behind = io.error == ECONNRESET;
  if (io.bytes > 0) {
    reading.reader->feed(std::string_view(buffer.data(), io.bytes));
  }
}

// The peer's kernel has all of the request once the head of an answer to all of it is here: an
// acknowledgement travels with each segment (RFC 9293 section 3.10).
bool take(Channel& channel, std::string_view bytes, Reading& reading) {
  const bool had_head = reading.head.has_value();
  const bool enough = reading.take(bytes);
  if (!had_head && reading.head) {
    reading.outstanding = channel.socket.unacknowledged();
  }
  return enough;
}

bool is_event_stream(const Reading& reading) {
  const std::string_view head =
      std::string_view(reading.start).substr(0, reading.start.find("\r\n\r\n"));
  return reading.reader->event_stream() || contains_ignoring_case(head, "text/event-stream");
}

// What the protocol has to say before more comes.
Task<void> send_reply(Channel& channel, Waits waits, Reading& reading) {
  const std::string reply = reading.reader->take_reply();
  std::string_view left = reply;
  while (!left.empty() || channel.unsent()) {
    const TimePoint until = SteadyClock::now() + waits.timeout; // for silence: a body is slow
    const IoResult io = co_await channel.write_some(left, false, until);
    if (!io.ok()) {
      reading.cut = io.timed_out && ended_early(until);
      reading.unread = io.timed_out && !reading.cut;
      co_return;
    }
    left.remove_prefix(io.bytes);
  }
}

Task<void> read_answer(Channel& channel, bool had_body, Waits waits, Reading& reading) {
  std::array<char, 8192> buffer{};
  const TimePoint answer_by = SteadyClock::now() + waits.answer_timeout;
  co_await send_reply(channel, waits, reading); // to what was overheard
  while (true) {
    const TimePoint now = SteadyClock::now();
    // A body that keeps coming is not waited for longer than a silence would be: what it is has
    // been seen.
    const bool streams = reading.reader->head_complete() && reading.first &&
                         now - *reading.first > std::min(waits.timeout, seen_enough);
    if (reading.reader->limit_reached() || streams) {
      co_return reading.end(Ended::limit);
    }
    // A head that drips is given the time of the whole answer, not a new one for each byte.
    TimePoint until = reading.unread || reading.cut ? now // what is there already
                      : reading.first               ? now + waits.timeout
                                                    : answer_by;
    if (reading.first && !reading.reader->head_complete()) {
      until = std::min(until, std::max(answer_by, *reading.first + waits.timeout));
    }
    const IoResult io = co_await channel.read(buffer.data(), buffer.size(), until);
    if (io.timed_out && reading.reader->head_complete() && is_event_stream(reading)) {
      co_return reading.end(Ended::limit); // silence between two events is what it is made of
    }
    if (io.bytes == 0) {
      reading.cut = reading.cut || (io.timed_out && ended_early(until));
      co_return take_end(channel, io, reading);
    }
    const bool enough = take(channel, {buffer.data(), io.bytes}, reading);
    co_await send_reply(channel, waits, reading);
    if (enough && !reading.reader->limit_reached()) {
      reading.end(Ended::complete);
      co_return co_await look_behind(channel, had_body, reading);
    }
  }
}

// What has come while the request is on its way.
Task<void> overhear(Channel& channel, Reading& reading) {
  std::array<char, 8192> buffer{};
  const IoResult io = co_await channel.read(buffer.data(), buffer.size(), SteadyClock::now());
  if (io.bytes > 0) {
    if (take(channel, {buffer.data(), io.bytes}, reading)) {
      reading.end(reading.reader->limit_reached() ? Ended::limit : Ended::complete);
    }
  } else if (!io.timed_out) {
    take_end(channel, io, reading);
  }
}

Task<void> send_request(Channel& channel, Waits waits, Exchange& exchange) {
  Sending& sending = exchange.sending;
  Reading& reading = exchange.reading;
  const std::size_t with_head = std::min(exchange.body.size(), one_piece);
  const std::string first = exchange.head + std::string(exchange.body.substr(0, with_head));
  sending.total = exchange.head.size() + exchange.body.size();
  std::optional<TimePoint> linger_until;
  while (!sending.all() || channel.unsent()) {
    if (reading.over && !linger_until) {
      linger_until = SteadyClock::now() + std::min(lingering, waits.timeout);
    }
    const bool in_first = sending.bytes < first.size();
    const std::string_view left =
        in_first ? std::string_view(first).substr(sending.bytes)
                 : exchange.body.substr(
                       std::min(exchange.body.size(), sending.bytes - exchange.head.size()));
    const TimePoint until = linger_until.value_or(SteadyClock::now() + waits.timeout);
    const IoResult io = co_await channel.write_some(left, !reading.over, until);
    sending.bytes += io.bytes;
    if (io.heard) {
      co_await overhear(channel, reading);
    } else if (!io.ok()) {
      sending.error = io.error;
      sending.cut = io.timed_out && ended_early(until);
      sending.timed_out = io.timed_out && !sending.cut;
      co_return;
    }
    const bool silent_end = reading.over && !reading.first;
    if (silent_end || (linger_until && SteadyClock::now() >= *linger_until)) {
      co_return;
    }
  }
  sending.done = SteadyClock::now();
}

} // namespace

bool Reading::take(std::string_view bytes) {
  start.append(bytes.substr(0, sniffed - std::min(sniffed, start.size())));
  const bool enough = reader->feed(bytes);
  if (!first && !reader->begun()) {
    return enough;
  }
  const TimePoint now = SteadyClock::now();
  longest_pause_ms = last ? std::max(longest_pause_ms, milliseconds_between(*last, now)) : 0;
  last = now;
  if (!first) {
    first = last;
  }
  if (!head && reader->head_complete()) {
    head = last;
  }
  return enough;
}

void Reading::end(Ended how) {
  ended = how;
  over = true;
}

Exchange::Exchange(Dialogue dialogue)
    : start(SteadyClock::now()), head(std::move(dialogue.head)), body(dialogue.body),
      reading(std::move(dialogue.reader)) {}

Task<void> run_exchange(Channel& channel, Waits waits, Exchange& exchange) {
  Reading& reading = exchange.reading;
  co_await send_request(channel, waits, exchange);
  const Sending& sending = exchange.sending;
  const bool stuck = sending.timed_out || sending.cut;
  if (!reading.over && (!stuck || reading.reader->head_complete())) {
    co_await read_answer(channel, !exchange.body.empty(), waits, reading);
  }
  if (sending.error != 0 && !reading.first) {
    reading.end(Ended::rst); // the first error counts: after it the read says end of file
  }
}

} // namespace gwdiag
