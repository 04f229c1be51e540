// SPDX-License-Identifier: Apache-2.0
#include "wire/http2_reader.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/limits.hpp"
#include "base/text.hpp"

namespace gwdiag {

namespace {

constexpr std::size_t first_bytes_kept = 64;
constexpr std::size_t shown = 200; // of words of the peer or the library
constexpr std::size_t shown_settings = 12;
// What comes beside the answer: frames of the connection, padding, CONTINUATIONs.
constexpr std::size_t most_bytes = 2 * limits::raw_bytes;
constexpr std::size_t most_replies = limits::head_bytes; // beside the body

Http1Request asked(const GatewayRequest& request) {
  Http1Request asked;
  asked.method = request.method;
  return asked;
}

bool closed(Ended ended) {
  return ended == Ended::fin || ended == Ended::close_notify || ended == Ended::rst;
}

bool silent(Ended ended) {
  return ended == Ended::stall || ended == Ended::timeout;
}

} // namespace

Http2Reader::Http2Reader(const GatewayRequest& request,
                         std::string_view scheme,
                         Http2Kind kind,
                         std::string_view body)
    : response_(asked(request)), message_(kind == Http2Kind::grpc ? grpc_message(body) : ""),
      session_(http2_fields(request, scheme, kind == Http2Kind::grpc),
               kind == Http2Kind::grpc ? std::string_view(message_) : body,
               *this) {
  trace_.name = kind == Http2Kind::grpc ? "grpc" : "http2";
  reply_ = session_.take_output();
}

std::string Http2Reader::take_reply() {
  std::string out;
  out.swap(reply_);
  return out;
}

bool Http2Reader::feed(std::string_view bytes) {
  start_ += bytes.substr(0, first_bytes_kept - std::min(first_bytes_kept, start_.size()));
  while (!bytes.empty() && !over()) {
    const std::size_t taken = frames_.take(bytes);
    const bool goes_on = session_.receive(bytes.substr(0, taken));
    const std::size_t body = session_.body_left();
    const std::string output = session_.take_output();
    replied_ += output.size() - std::min(output.size(), body - session_.body_left());
    reply_ += output;
    bytes.remove_prefix(taken);
    limit_ = limit_ || response_.limit_reached();
    if (over()) {
      break;
    }
    if (!goes_on || frames_.offset() > most_bytes || replied_ > most_replies) {
      fail("flood", 0, "frames come without end, and no answer among them");
    }
  }
  return over();
}

bool Http2Reader::on_field(std::string_view name, std::string_view value) {
  begun_ = true;
  field_bytes_ += name.size() + value.size();
  if (field_bytes_ > limits::head_bytes) {
    limit_ = true;
    return false;
  }
  if (name == ":status") {
    head_ = fmt::format("HTTP/1.1 {} \r\n", value);
  } else if (!head_.empty()) {
    head_.append(name).append(": ").append(value).append("\r\n");
  }
  if (name == "content-type") {
    event_stream_ = contains_ignoring_case(value, "text/event-stream");
  } else if (name == "grpc-status") {
    const long long status = parse_number(value);
    if (status >= 0) {
      trace_.grpc_status = static_cast<std::uint32_t>(std::min<long long>(status, UINT32_MAX));
    }
  } else if (name == "grpc-message") {
    trace_.grpc_message = escape_peer(value, shown);
  }
  return true;
}

void Http2Reader::on_fields_end() {
  begun_ = true;
  if (head_.empty()) {
    return; // trailers
  }
  has_head_ = true;
  response_.feed(head_ + "\r\n");
  head_.clear();
}

void Http2Reader::on_data(std::string_view bytes) {
  if (has_head_) {
    response_.feed(bytes);
  }
}

void Http2Reader::on_end_of_stream() {
  complete_ = response_.head_complete(); // an interim answer does not end it
}

void Http2Reader::on_reset(std::uint32_t code) {
  if (!complete_) {
    fail("reset", code, fmt::format("RST_STREAM ({}) ends the stream", http2_error_name(code)));
  }
}

void Http2Reader::on_goaway(std::uint32_t last_stream, std::uint32_t code, std::string_view debug) {
  trace_.goaway = http2_error_name(code);
  trace_.last_stream = last_stream;
  trace_.debug = escape_peer(debug, shown);
  if (code != 0 && !complete_) {
    fail("goaway", code, fmt::format("GOAWAY ({}) ends the connection", trace_.goaway));
  }
}

void Http2Reader::on_setting(std::uint32_t id, std::uint32_t value) {
  if (settings_kept_ < shown_settings) {
    trace_.settings +=
        fmt::format("{}{}={}", settings_kept_ == 0 ? "" : ", ", http2_setting_name(id), value);
    ++settings_kept_;
  }
}

void Http2Reader::on_violation(std::uint32_t code, std::string_view reason) {
  if (over()) {
    return;
  }
  if (frames_.start() == 0 && frames_.type() != 4) { // SETTINGS come first (RFC 9113 section 3.4)
    fail("preface",
         code,
         fmt::format("it does not begin with SETTINGS but with {}", escape_peer(start_, 24)));
    return;
  }
  fail("frame",
       code,
       fmt::format("the {} frame breaks HTTP/2 ({}): {}",
                   http2_frame_name(frames_.type()),
                   http2_error_name(code),
                   escape_peer(reason, shown)));
}

void Http2Reader::fail(std::string_view fault, std::uint32_t code, std::string what) {
  if (!trace_.fault.empty()) {
    return;
  }
  trace_.fault = fault;
  trace_.what = std::move(what);
  trace_.code = http2_error_name(code);
  trace_.offset = frames_.start();
}

// A connection that ended without a word of the answer breaks nothing: that is silence.
void Http2Reader::judge_end(Ended ended) {
  const bool greeted = frames_.start() > 0 || (frames_.offset() > 0 && !frames_.inside());
  if (over() || (!closed(ended) && !silent(ended)) || (!begun_ && greeted)) {
    return;
  }
  if (frames_.offset() == 0) {
    return;
  }
  fail(silent(ended) ? "stalled" : "cut",
       0,
       fmt::format("the connection {} {} and before the stream's end",
                   silent(ended) ? "stays silent" : "ends",
                   frames_.inside() ? "inside a frame" : "after whole frames"));
  trace_.code.clear();
  trace_.offset = frames_.offset();
}

// RFC 9113 section 8.1: END_STREAM ends the message, no length that is reached.
void Http2Reader::note_missing_end(Http1Response& response) const {
  const bool stalled = trace_.fault == "stalled";
  const Anomaly anomaly = stalled ? Anomaly::stalled_body : Anomaly::truncated_body;
  if (!response.has_head || (!stalled && trace_.fault != "cut") ||
      response.find(anomaly) != nullptr) {
    return;
  }
  response.anomalies.push_back(
      {anomaly,
       frames_.offset(),
       fmt::format("{} bytes, as announced, and no END_STREAM (RFC 9113 section 8.1)",
                   response.body_bytes)});
}

Http1Response Http2Reader::finish(Ended ended) {
  judge_end(ended);
  const bool broken = !trace_.fault.empty() && trace_.fault != "stalled";
  Http1Response response = response_.finish(complete_                 ? Ended::fin
                                            : limit_                  ? Ended::limit
                                            : broken || closed(ended) ? Ended::rst
                                                                      : ended);
  note_missing_end(response);
  response.version = "2";
  response.total_bytes = frames_.offset();
  response.first_bytes = escape_peer(start_, first_bytes_kept);
  trace_.end = complete_ ? "END_STREAM" : "";
  return response;
}

} // namespace gwdiag
