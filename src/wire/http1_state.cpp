// SPDX-License-Identifier: Apache-2.0
#include "wire/http1_state.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "wire/http1_framing.hpp"
#include "wire/opening.hpp"

namespace gwdiag {

namespace {

constexpr std::string_view http_name = "HTTP/";
constexpr std::size_t most_blank_bytes = 1024; // before a status line; more is no HTTP
constexpr std::size_t most_interim = 10;       // what Apache takes
constexpr std::size_t kept_interim = 64;
constexpr std::size_t settled_at = 256;        // a banner is known by then, or it is none that we know

void append_up_to(std::string& kept, std::string_view bytes, std::size_t limit) {
  if (kept.size() < limit) {
    kept += bytes.substr(0, limit - kept.size());
  }
}

} // namespace

bool Http1Reader::State::done() const {
  return limit_ || complete() || phase_ == Phase::broken ||
         (phase_ == Phase::headless && settled_);
}

bool Http1Reader::State::feed(std::string_view bytes) {
  append_up_to(response_.first_bytes, bytes, first_bytes_kept);
  response_.total_bytes += bytes.size();
  const std::size_t end = at_ + bytes.size();
  const std::size_t room = limits::raw_bytes - std::min(at_, limits::raw_bytes);
  std::string_view rest = bytes.substr(0, room);
  while (!rest.empty() && !limit_) {
    const std::size_t used = step(rest);
    rest.remove_prefix(used);
    at_ += used;
  }
  at_ = end;
  if (bytes.size() > room && !complete()) {
    limit_ = true;
  }
  return done();
}

// Takes at least one byte.
std::size_t Http1Reader::State::step(std::string_view bytes) {
  switch (phase_) {
  case Phase::start:
    return feed_start(bytes);
  case Phase::head:
    return feed_head(bytes);
  case Phase::body:
    return feed_body(bytes);
  case Phase::headless:
    return feed_headless(bytes);
  case Phase::done:
    if (excess_.empty()) {
      excess_offset_ = at_;
    }
    append_up_to(excess_, bytes, first_bytes_kept + 1); // one more tells that there is more
    return bytes.size();
  case Phase::broken:
  case Phase::upgraded:
    return bytes.size();
  }
  return bytes.size();
}

// Empty lines, then "HTTP/" byte by byte.
std::size_t Http1Reader::State::feed_start(std::string_view bytes) {
  if (cgi_) {
    return begin_cgi_head(bytes);
  }
  const char c = bytes.front();
  const bool blank =
      request_.form == HeadForm::status_line && head_.empty() && (c == '\r' || c == '\n');
  opening_ += c;
  if (blank && opening_.size() <= most_blank_bytes) {
    return 1;
  }
  if (c != http_name[head_.size()]) {
    if (request_.form == HeadForm::either) {
      cgi_ = true;
      return begin_cgi_head(bytes);
    }
    become_headless();
    return 1;
  }
  if (head_.empty()) {
    status_start_ = at_;
  }
  head_ += c;
  if (head_.size() == http_name.size()) {
    phase_ = Phase::head;
    line_start_ = 0;
    if (status_start_ != message_start_) {
      anomalies_.note(Anomaly::leading_blank_line, message_start_);
    }
  }
  return 1;
}

// `head_` holds what looked like a status line so far.
std::size_t Http1Reader::State::begin_cgi_head(std::string_view bytes) {
  phase_ = Phase::head;
  status_start_ = at_ - head_.size();
  line_start_ = 0;
  return feed_head(bytes);
}

Head Http1Reader::State::read_own_head() {
  return cgi_ ? read_cgi_head(head_, status_start_, anomalies_)
              : read_head(head_, status_start_, anomalies_);
}

void Http1Reader::State::become_headless() {
  phase_ = Phase::headless;
  response_.framing = Framing::to_close;
  sink_ = std::make_unique<BodySink>(std::string_view{}, message_start_);
  sink_->take(opening_, message_start_);
  head_.clear();
  settled_ = is_settled(opening_);
}

std::size_t Http1Reader::State::feed_headless(std::string_view bytes) {
  const std::size_t known = opening_.size();
  append_up_to(opening_, bytes, settled_at);
  if (!settled_ && opening_.size() > known) {
    settled_ = is_settled(opening_);
  }
  if (sink_->take(bytes, at_) < bytes.size()) {
    limit_ = true;
  }
  return bytes.size();
}

// Collects the head line by line until its empty line.
std::size_t Http1Reader::State::feed_head(std::string_view bytes) {
  const std::size_t room =
      limits::head_bytes - std::min(limits::head_bytes, head_total_ + head_.size());
  if (room == 0) {
    limit_ = true;
    return bytes.size();
  }
  const std::size_t end = std::min(bytes.find('\n'), bytes.size() - 1) + 1;
  const std::string_view piece = bytes.substr(0, std::min(end, room));
  head_ += piece;
  if (head_.back() == '\n') {
    const std::string_view line = std::string_view(head_).substr(line_start_);
    line_start_ = head_.size();
    if (line == "\n" || line == "\r\n") {
      finish_head(at_ + piece.size());
    }
  }
  return piece.size();
}

void Http1Reader::State::finish_head(std::size_t end) {
  const Head head = read_own_head();
  const bool interim = !cgi_ && head.status_valid && head.status / 100 == 1;
  if (interim && head.status != 101) {
    finish_interim(head.status, end);
    return;
  }
  response_.has_head = true;
  describe(head);
  if (interim && !request_.upgrade) {
    anomalies_.note(Anomaly::unexpected_101, status_start_);
  }
  start_body(head, end);
  if (interim) {
    phase_ = Phase::upgraded;
  }
  head_ = {};
}

void Http1Reader::State::finish_interim(int status, std::size_t end) {
  if (response_.interim.size() < kept_interim) {
    response_.interim.push_back(status);
  }
  if (status > 103) {
    anomalies_.note(Anomaly::unexpected_interim, status_start_, fmt::format("{}", status));
  }
  if (++interim_count_ == most_interim + 1) {
    anomalies_.note(Anomaly::too_many_interim, status_start_);
  }
  head_total_ += head_.size();
  head_.clear();
  opening_.clear();
  message_start_ = end;
  status_start_ = end;
  phase_ = Phase::start;
}

void Http1Reader::State::start_body(const Head& head, std::size_t offset) {
  const BodyPlan plan = plan_body(head, request_, anomalies_);
  std::string coding;
  for (const Field& field : head.fields) {
    if (equals_ignoring_case(field.name, "Content-Encoding")) {
      coding += (coding.empty() ? "" : ",") + field.value;
    }
  }
  response_.framing = plan.framing;
  response_.content_length = plan.announced;
  sink_ = std::make_unique<BodySink>(coding, offset);
  body_ = std::make_unique<BodyReader>(plan);
  phase_ = body_->state() == BodyReader::State::complete ? Phase::done : Phase::body;
}

std::size_t Http1Reader::State::feed_body(std::string_view bytes) {
  const std::size_t used = body_->feed(bytes, at_, *sink_, anomalies_);
  switch (body_->state()) {
  case BodyReader::State::reading:
    break;
  case BodyReader::State::complete:
    phase_ = Phase::done;
    break;
  case BodyReader::State::broken:
    phase_ = Phase::broken;
    break;
  case BodyReader::State::limit:
    limit_ = true;
    break;
  }
  return used;
}

} // namespace gwdiag
