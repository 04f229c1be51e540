// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cerrno>
#include <optional>

#include <asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "base/text.hpp"
#include "probe/attempt.hpp"
#include "wire/banner.hpp"
#include "wire/http1.hpp"

namespace gwdiag {

namespace {

constexpr std::chrono::milliseconds seen_enough{5000}; // of a body that keeps coming
constexpr std::size_t sniffed = 4096;                  // bytes kept to see what a port speaks

bool late_alert(const Channel& channel) {
  return channel.tls && channel.tls->facts().error == "alert";
}

// The reading of one answer: what came, when, and how it ended.
struct Reading {
  explicit Reading(const Http1Request& request) : reader(request) {}

  Http1Reader reader;
  std::string start; // first bytes, raw
  std::optional<TimePoint> first, last;
  Ended ended = Ended::timeout;
  int error = 0;
  bool cut = false; // the run ended before the wait did
  double longest_pause_ms = 0;

  bool take(const char* data, std::size_t size) {
    const TimePoint now = SteadyClock::now();
    longest_pause_ms = last ? std::max(longest_pause_ms, milliseconds_between(*last, now)) : 0;
    last = now;
    if (!first) {
      first = last;
    }
    const std::string_view bytes(data, size);
    start.append(bytes.substr(0, sniffed - std::min(sniffed, start.size())));
    return reader.feed(bytes);
  }
};

Ended end_of(const Reading& reading, const IoResult& io, bool close_notify) {
  if (io.eof) {
    return close_notify ? Ended::close_notify : Ended::fin;
  }
  if (io.error != 0) {
    return Ended::rst;
  }
  return reading.first ? Ended::stall : Ended::timeout;
}

// Bytes that came right behind a complete message: they are there already, or they are none of
// ours.
Task<void> look_behind(Channel& channel, Reading& reading) {
  std::array<char, 4096> buffer{};
  const IoResult io = co_await channel.read(buffer.data(), buffer.size(), SteadyClock::now());
  if (io.bytes > 0) {
    reading.reader.feed(std::string_view(buffer.data(), io.bytes));
  }
}

bool is_event_stream(const std::string& start) {
  return contains_ignoring_case(start.substr(0, start.find("\r\n\r\n")), "text/event-stream");
}

Task<void> read_answer(Channel& channel, Waits waits, Reading& reading) {
  std::array<char, 16384> buffer{};
  const TimePoint answer_by = SteadyClock::now() + waits.answer_timeout;
  while (true) {
    const TimePoint now = SteadyClock::now();
    // A body that keeps coming is not waited for longer than a silence would be: what it is has
    // been seen.
    const bool streams = reading.reader.head_complete() && reading.first &&
                         now - *reading.first > std::min(waits.timeout, seen_enough);
    if (reading.reader.limit_reached() || streams) {
      reading.ended = Ended::limit;
      co_return;
    }
    // A head that drips is given the time of the whole answer, not a new one for each byte.
    TimePoint until = reading.first ? now + waits.timeout : answer_by;
    if (reading.first && !reading.reader.head_complete()) {
      until = std::min(until, std::max(answer_by, *reading.first + waits.timeout));
    }
    const IoResult io = co_await channel.read(buffer.data(), buffer.size(), until);
    if (io.timed_out && reading.reader.head_complete() && is_event_stream(reading.start)) {
      reading.ended = Ended::limit; // silence between two events is what such a stream is made of
      co_return;
    }
    if (io.bytes == 0) {
      reading.cut = io.timed_out && SteadyClock::now() + std::chrono::milliseconds(1) < until;
      reading.error = io.error;
      reading.ended = end_of(reading, io, channel.tls && channel.tls->close_notify());
      co_return;
    }
    if (reading.take(buffer.data(), io.bytes) && !reading.reader.limit_reached()) {
      reading.ended = Ended::complete;
      co_await look_behind(channel, reading);
      co_return;
    }
  }
}

const char* error_of_silence(Ended ended) {
  switch (ended) {
  case Ended::fin:
  case Ended::close_notify:
    return "closed";
  case Ended::rst:
    return "reset";
  case Ended::complete:
  case Ended::stall:
  case Ended::timeout:
  case Ended::limit:
    return "timeout";
  }
  return "timeout";
}

bool incomplete(const Http1Response& response) {
  for (const FoundAnomaly& found : response.anomalies) {
    if (found.anomaly == Anomaly::truncated_body || found.anomaly == Anomaly::stalled_body) {
      return true;
    }
  }
  return false;
}

std::string in_words(const HttpTrace& trace, double waited_ms) {
  if (trace.error == "closed") {
    return "the connection was closed without one byte of an answer";
  }
  if (trace.error == "reset") {
    return "the connection was reset without one byte of an answer";
  }
  if (trace.error == "timeout") {
    return fmt::format("no byte of an answer within {:.1f} s", waited_ms / 1000);
  }
  if (trace.error == "send-timeout") {
    return "the peer does not read the request";
  }
  if (!trace.response.anomalies.empty()) {
    return std::string(info(trace.response.anomalies.front().anomaly).what);
  }
  return trace.error.empty() ? "" : "the bytes are no HTTP response";
}

void judge(HttpTrace& trace, const Reading& reading, double waited_ms, bool cut_short) {
  if (!reading.first) {
    trace.error = cut_short ? "interrupted" : error_of_silence(reading.ended);
  } else if (!trace.response.has_head) {
    trace.error = "invalid";
  } else if (incomplete(trace.response)) {
    trace.error = "incomplete";
  }
  trace.because = in_words(trace, waited_ms);
  trace.status = !trace.error.empty()                ? StageStatus::failed
                 : !trace.response.anomalies.empty() ? StageStatus::warning
                                                     : StageStatus::ok;
}

void note_protocol(HttpTrace& trace, const Reading& reading) {
  Spoken spoken;
  if (trace.response.has_head) {
    const std::size_t head = std::min(trace.response.head_bytes, reading.start.size());
    spoken = complaint(trace.response.status,
                       std::string_view(reading.start).substr(0, head),
                       std::string_view(reading.start).substr(head));
  } else {
    spoken = speaks(reading.start);
  }
  if (!spoken.speaks.empty() && spoken.speaks != "http") {
    trace.speaks = spoken.speaks;
    trace.speaks_why = spoken.why;
  }
}

} // namespace

Task<void> http_stage(Channel& channel, const AttemptPlan& plan, Waits waits, Attempt& attempt) {
  HttpTrace& trace = attempt.http;
  trace.request = plan.request;
  trace.status = StageStatus::failed;
  trace.error = "interrupted";
  const TimePoint start = SteadyClock::now();
  const std::string request = plan.head + plan.body;
  const IoResult sent = co_await channel.write(request, start + waits.timeout);
  trace.request_sent = sent.ok();
  trace.close_during_send = sent.error != 0;
  Http1Request asked;
  asked.method = plan.request.method;
  asked.upgrade = contains_ignoring_case(plan.head, "\r\nupgrade:");
  Reading reading(asked);
  if (sent.timed_out) {
    reading.ended = Ended::timeout;
  } else {
    co_await read_answer(channel, waits, reading);
    if (sent.error != 0 && !reading.first) {
      reading.ended = Ended::rst; // the first error counts: after it the read says end of file
    }
  }
  const bool interrupted = reading.cut && reading.first && !reading.reader.head_complete();
  if (reading.cut && reading.reader.head_complete()) {
    reading.ended = Ended::limit; // nothing is known of its end
  }
  const TimePoint end = SteadyClock::now();
  trace.elapsed_ms = milliseconds_between(start, end);
  const bool complete = reading.ended == Ended::complete;
  trace.ended = reading.ended;
  trace.response = reading.reader.finish(reading.ended);
  if (reading.first) {
    attempt.timing.first_byte_ms = milliseconds_between(start, *reading.first);
    attempt.timing.elapsed_ms = trace.elapsed_ms;
    attempt.timing.longest_pause_ms = reading.longest_pause_ms;
    if (!complete && reading.last) {
      attempt.timing.stalled_ms = milliseconds_between(*reading.last, end);
    }
  }
  const bool cut_short = reading.ended == Ended::timeout && !sent.timed_out &&
                         *trace.elapsed_ms + 1 < static_cast<double>(waits.answer_timeout.count());
  trace.error.clear();
  judge(trace, reading, *trace.elapsed_ms, cut_short);
  if (interrupted) {
    trace.error = "interrupted";
    trace.because = "the run ended in the middle of the head";
  }
  if (sent.timed_out) {
    trace.error = "send-timeout";
    trace.because = in_words(trace, 0);
  }
  note_protocol(trace, reading);
  if (late_alert(channel) && !reading.first) {
    trace.error = "tls";
    note_late_alert(channel.tls->facts(), attempt.tls);
    trace.because = "the TLS session ended with an alert before an answer";
  }
}

} // namespace gwdiag
