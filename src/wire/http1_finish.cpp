// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "wire/http1_state.hpp"
#include "wire/opening.hpp"

namespace gwdiag {

void Http1Reader::State::describe(const Head& head) {
  constexpr std::size_t longest_version = 16;
  response_.version = escape_peer(head.version, longest_version);
  response_.status = head.status;
  response_.reason = escape_peer(head.reason, limits::kept_header_bytes);
  response_.header_count = head.header_count;
  response_.longest_line = head.longest_line;
  response_.head_bytes = head_.size();
  for (const Field& field : head.fields) {
    if (response_.headers.size() < limits::kept_headers) {
      response_.headers.push_back({escape_peer(field.name, limits::kept_header_bytes),
                                   escape_peer(field.value, limits::kept_header_bytes)});
    }
  }
}

void Http1Reader::State::note_end(Ended ended) {
  const bool stalled = ended == Ended::stall || ended == Ended::timeout;
  const bool closed = ended == Ended::fin || ended == Ended::close_notify || ended == Ended::rst;
  const bool missing = !limit_ && (stalled || closed);
  switch (phase_) {
  case Phase::start:
  case Phase::head:
    if (missing && at_ != 0) {
      note_end_in_head(stalled);
    }
    break;
  case Phase::headless: {
    Opening opening = judge_opening(opening_);
    if (opening.anomaly == Anomaly::no_status_line && !response_.interim.empty()) {
      opening.anomaly = Anomaly::status_line_junk; // HTTP/0.9 has no interim responses
    }
    anomalies_.note(opening.anomaly, message_start_, std::move(opening.detail));
    break;
  }
  case Phase::body:
    if (missing) {
      note_end_in_body(ended, stalled);
    }
    break;
  case Phase::done:
    note_excess();
    break;
  case Phase::broken:
  case Phase::upgraded:
    break;
  }
}

void Http1Reader::State::note_end_in_head(bool stalled) {
  const std::size_t bytes = at_ - message_start_;
  anomalies_.note(stalled ? Anomaly::stalled_head : Anomaly::truncated_head,
                  at_,
                  bytes == 0 ? "nothing after an interim response"
                             : fmt::format("after {} bytes of the head", bytes));
}

void Http1Reader::State::note_end_in_body(Ended ended, bool stalled) {
  const bool to_close = response_.framing == Framing::to_close;
  const bool whole = body_->may_end(sink_->size());
  if (stalled && (to_close || !whole)) {
    anomalies_.note(Anomaly::stalled_body, at_, body_->missing(sink_->size()));
  } else if (!stalled && (!whole || (to_close && ended == Ended::rst))) {
    anomalies_.note(Anomaly::truncated_body, at_, body_->missing(sink_->size()));
  }
}

void Http1Reader::State::note_excess() {
  if (!excess_.empty()) {
    anomalies_.note(response_.framing == Framing::none ? Anomaly::body_not_allowed
                                                       : Anomaly::excess_body,
                    excess_offset_,
                    excerpt(excess_));
  }
}

void Http1Reader::State::describe_body(Ended ended) {
  response_.body_bytes = sink_->size();
  response_.body = escape_peer(sink_->kept(), limits::kept_body_bytes);
  response_.body_hash = sink_->hash();
  const bool closed_in_order = ended == Ended::fin || ended == Ended::close_notify;
  const bool whole =
      phase_ == Phase::done || (phase_ == Phase::body && response_.framing == Framing::to_close &&
                                !limit_ && closed_in_order);
  ContentCoding::Fault fault = sink_->coding().finish(excess_.empty() ? at_ : excess_offset_);
  if (whole && !fault.wrong.empty()) {
    anomalies_.note(Anomaly::broken_content_encoding, fault.offset, std::move(fault.wrong));
  }
}

Http1Response Http1Reader::State::finish(Ended ended) {
  if (phase_ == Phase::head) {
    describe(read_own_head());
  }
  note_end(ended);
  if (sink_) {
    describe_body(ended);
  }
  response_.first_bytes = escape_peer(response_.first_bytes, first_bytes_kept);
  response_.anomalies = anomalies_.take();
  return std::move(response_);
}

} // namespace gwdiag
