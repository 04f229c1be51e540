// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "wire/answer.hpp"
#include "wire/http1.hpp"
#include "wire/http2_session.hpp"

namespace gwdiag {

enum class Http2Kind { plain, grpc };

// The one request of an HTTP/2 connection and its answer; what is to be sent first is there from
// the start (take_reply). Sizes of the head and offsets of its anomalies are those of the head as
// HTTP/1.1 would write it.
class Http2Reader : public AnswerReader, private Http2Listener {
public:
  // `scheme`: "http", "https". `body` outlives the reader; gRPC sends it as one message.
  Http2Reader(const GatewayRequest& request,
              std::string_view scheme,
              Http2Kind kind,
              std::string_view body);

  bool feed(std::string_view bytes) override;

  bool complete() const override { return complete_; }

  bool begun() const override { return begun_ || over(); }

  bool head_complete() const override { return response_.head_complete(); }

  bool event_stream() const override { return event_stream_; }

  bool limit_reached() const override { return limit_; }

  Http1Response finish(Ended ended) override;

  std::string take_reply() override;

  std::size_t held_back() const override { return session_.body_left(); }

  ProtocolTrace protocol() const override { return trace_; }

private:
  bool on_field(std::string_view name, std::string_view value) override;
  void on_fields_end() override;
  void on_data(std::string_view bytes) override;
  void on_end_of_stream() override;
  void on_reset(std::uint32_t code) override;
  void on_goaway(std::uint32_t last_stream, std::uint32_t code, std::string_view debug) override;
  void on_setting(std::uint32_t id, std::uint32_t value) override;
  void on_violation(std::uint32_t code, std::string_view reason) override;

  bool over() const { return complete_ || limit_ || !trace_.fault.empty(); }

  void fail(std::string_view fault, std::uint32_t code, std::string what);
  void judge_end(Ended ended);
  void note_missing_end(Http1Response& response) const;

  Http2Frames frames_;
  Http1Reader response_;
  ProtocolTrace trace_;
  std::string message_; // of gRPC
  Http2Session session_;
  std::string reply_;
  std::size_t replied_ = 0;     // bytes sent for the peer's frames, and none of the body
  std::string start_;           // first bytes, raw
  std::string head_;            // of the field section that is under way
  std::size_t field_bytes_ = 0; // of all field sections
  std::size_t settings_kept_ = 0;
  bool begun_ = false;
  bool event_stream_ = false;
  bool has_head_ = false;
  bool complete_ = false;
  bool limit_ = false;
};

} // namespace gwdiag
