// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "wire/anomaly_list.hpp"
#include "wire/http1.hpp"
#include "wire/http1_body.hpp"
#include "wire/http1_head.hpp"

namespace gwdiag {

// The reader's work: the phases of one response.
class Http1Reader::State {
public:
  explicit State(Http1Request request)
      : request_(std::move(request)), cgi_(request_.form == HeadForm::cgi) {}

  bool feed(std::string_view bytes);
  Http1Response finish(Ended ended);

  bool complete() const { return phase_ == Phase::done || phase_ == Phase::upgraded; }
  bool head_complete() const {
    return phase_ == Phase::body || phase_ == Phase::headless || response_.has_head;
  }
  bool limit_reached() const { return limit_; }

private:
  // headless: no status line; broken: chunked coding without sense; upgraded: another protocol's bytes follow
  enum class Phase { start, head, body, done, headless, broken, upgraded };

  static constexpr std::size_t first_bytes_kept = 64;

  bool done() const;
  std::size_t step(std::string_view bytes);
  std::size_t feed_start(std::string_view bytes);
  std::size_t begin_cgi_head(std::string_view bytes);
  Head read_own_head();
  std::size_t feed_head(std::string_view bytes);
  std::size_t feed_body(std::string_view bytes);
  std::size_t feed_headless(std::string_view bytes);
  void become_headless();
  void finish_head(std::size_t end);
  void finish_interim(int status, std::size_t end);
  void start_body(const Head& head, std::size_t offset);
  void describe(const Head& head);
  void note_end(Ended ended);
  void note_end_in_head(bool stalled);
  void note_end_in_body(Ended ended, bool stalled);
  void note_excess();
  void describe_body(Ended ended);

  Http1Request request_;
  bool cgi_; // this head has no status line
  Http1Response response_;
  AnomalyList anomalies_;
  Phase phase_ = Phase::start;
  bool limit_ = false;
  bool settled_ = false;

  std::size_t at_ = 0;            // offset in the response of the byte to be looked at
  std::size_t message_start_ = 0; // where the message begins, blank lines before it included
  std::size_t status_start_ = 0;  // where its status line begins
  std::string opening_;           // the message's first bytes, blank lines included
  std::string head_;              // from the status line on
  std::size_t line_start_ = 0;    // in head_
  std::size_t head_total_ = 0;    // of interim responses read over
  std::size_t interim_count_ = 0;

  std::unique_ptr<BodySink> sink_;   // null until the body's place is reached
  std::unique_ptr<BodyReader> body_; // null without a head
  std::string excess_;            // the first bytes after the end
  std::size_t excess_offset_ = 0;
};

} // namespace gwdiag
