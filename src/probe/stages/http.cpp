// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "base/text.hpp"
#include "probe/attempt.hpp"
#include "probe/stages/exchange.hpp"
#include "wire/banner.hpp"
#include "wire/http1.hpp"
#include "wire/http2.hpp"

namespace gwdiag {

namespace {

bool late_alert(const Channel& channel) {
  return channel.tls && channel.tls->facts().error == "alert";
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

// A record or frame that makes no sense: nothing after it can be read.
bool broken(const ProtocolTrace& protocol) {
  return !protocol.fault.empty() && protocol.fault != "cut" && protocol.fault != "stalled";
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
  if (trace.error == "interrupted") {
    return "the run ended before the answer did";
  }
  if (!trace.protocol.what.empty()) {
    return trace.protocol.what;
  }
  if (!trace.response.anomalies.empty()) {
    return std::string(info(trace.response.anomalies.front().anomaly).what);
  }
  return trace.error.empty() ? "" : "the bytes are no HTTP response";
}

std::string error_of(const HttpTrace& trace, const Exchange& exchange, bool headless) {
  const Reading& reading = exchange.reading;
  if (headless && (reading.cut || exchange.sending.cut)) {
    return "interrupted";
  }
  const bool silent = reading.ended == Ended::timeout || reading.ended == Ended::stall;
  const bool held = reading.unread || reading.reader->held_back() > 0;
  if (headless && (exchange.sending.timed_out || (silent && held))) {
    return "send-timeout";
  }
  if (!reading.first && trace.protocol.fault.empty()) {
    return error_of_silence(reading.ended);
  }
  if (!trace.response.has_head || broken(trace.protocol)) {
    return "invalid";
  }
  return incomplete(trace.response) ? "incomplete" : "";
}

void judge(HttpTrace& trace, const Exchange& exchange, bool headless) {
  trace.because = in_words(trace, *trace.elapsed_ms);
  if (trace.error == "interrupted" && exchange.reading.first && headless) {
    trace.because = "the run ended in the middle of the head";
  } else if (trace.error == "interrupted" && exchange.sending.cut) {
    trace.because = "the run ended before the request was sent";
  }
  trace.status = !trace.error.empty()                ? StageStatus::failed
                 : !trace.response.anomalies.empty() ? StageStatus::warning
                                                     : StageStatus::ok;
}

void note_sending(HttpTrace& trace, const Exchange& exchange, bool has_body) {
  const Sending& sending = exchange.sending;
  trace.request_sent =
      sending.all() && !exchange.reading.unread && exchange.reading.reader->held_back() == 0;
  trace.close_during_send = sending.error != 0;
  trace.reset_behind = exchange.reading.reset_behind;
  if (has_body) {
    trace.request_bytes = sending.total;
    const std::size_t outstanding = sending.all() ? exchange.reading.outstanding : 0;
    trace.sent_bytes = sending.bytes - std::min(sending.bytes, outstanding);
  }
}

// Counted from the end of the request: a long upload makes no slow answer.
void note_timing(TimingTrace& timing, const Exchange& exchange, TimePoint end) {
  const Reading& reading = exchange.reading;
  if (!reading.first) {
    return;
  }
  const TimePoint asked = std::min(exchange.sending.done.value_or(exchange.start), *reading.first);
  timing.first_byte_ms = milliseconds_between(asked, *reading.first);
  constexpr double apart_ms = 100; // less is one answer in several segments
  if (reading.head && milliseconds_between(*reading.first, *reading.head) > apart_ms) {
    timing.head_ms = milliseconds_between(asked, *reading.head);
  }
  timing.elapsed_ms = milliseconds_between(exchange.start, end);
  timing.longest_pause_ms = reading.longest_pause_ms;
  if (reading.ended != Ended::complete && reading.last) {
    timing.stalled_ms = milliseconds_between(*reading.last, end);
  }
}

// Whole HTTP/1 may say what it would rather have been asked in; a page alone is HTTP/1 too.
Spoken in_place_of_frames(std::string_view start, Spoken spoken) {
  constexpr std::size_t code = 9; // "HTTP/1.1 400"
  const std::size_t end = start.find("\r\n\r\n");
  if (spoken.speaks == "http" && start.starts_with("HTTP/1.") && end != std::string_view::npos) {
    const auto status = static_cast<int>(parse_number(start.substr(code, 3)));
    Spoken wanted = complaint(status, start.substr(0, end + 4), start.substr(end + 4));
    return wanted.speaks.empty() ? spoken : wanted;
  }
  return spoken.speaks.empty() && begins_page(start) ? Spoken{"http", "an HTML page without a head"}
                                                     : spoken;
}

void note_protocol(HttpTrace& trace, const Reading& reading) {
  Spoken spoken;
  const bool framed = trace.protocol.name == "http2" || trace.protocol.name == "grpc";
  if (framed && trace.protocol.fault != "preface" && trace.protocol.fault != "cut") {
    return;
  }
  if (trace.response.has_head) {
    const std::size_t head = std::min(trace.response.head_bytes, reading.start.size());
    spoken = complaint(trace.response.status,
                       std::string_view(reading.start).substr(0, head),
                       std::string_view(reading.start).substr(head));
  } else {
    spoken = speaks(reading.start);
  }
  if (framed) {
    spoken = in_place_of_frames(reading.start, std::move(spoken));
  }
  std::string_view own = framed ? std::string_view("http2") : std::string_view(trace.protocol.name);
  if (own.empty()) {
    own = "http";
  }
  if (own == "uwsgi" && spoken.speaks == "http" && !trace.response.has_head) {
    return; // an answer in uwsgi is HTTP's: this one has lost its end
  }
  if (!spoken.speaks.empty() && spoken.speaks != own) {
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
  Exchange exchange(open_dialogue(plan));
  Reading& reading = exchange.reading;
  co_await run_exchange(channel, waits, exchange);
  const bool headless = !reading.reader->head_complete();
  if (reading.cut && !headless) {
    reading.ended = Ended::limit; // nothing is known of its end
  }
  const TimePoint end = SteadyClock::now();
  trace.elapsed_ms = milliseconds_between(exchange.start, end);
  trace.ended = reading.ended;
  note_sending(trace, exchange, !plan.gateway.body.empty());
  note_timing(attempt.timing, exchange, end);
  trace.response = reading.reader->finish(reading.ended);
  trace.protocol = reading.reader->protocol();
  trace.error = error_of(trace, exchange, headless);
  judge(trace, exchange, headless);
  note_protocol(trace, reading);
  if (late_alert(channel) && !reading.first) {
    trace.error = "tls";
    note_late_alert(channel.tls->facts(), attempt.tls);
    trace.because = "the TLS session ended with an alert before an answer";
  }
}

} // namespace gwdiag
