// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "wire/ajp.hpp"
#include "wire/answer.hpp"
#include "wire/http1.hpp"

namespace gwdiag {

// The answer of an AJP container. Sizes of the head and offsets of its anomalies are those of the
// head as HTTP/1.1 would write it.
class AjpReader : public AnswerReader {
public:
  // `body`: of the request, whose further packets the container asks for; outlives the reader.
  AjpReader(const Http1Request& request, std::string_view body);

  bool feed(std::string_view bytes) override;

  bool complete() const override { return packets_.stopped(); }

  bool head_complete() const override { return response_.head_complete(); }

  bool limit_reached() const override { return limit_; }

  Http1Response finish(Ended ended) override;

  std::string take_reply() override;

  ProtocolTrace protocol() const override { return trace_; }

private:
  bool take(const AjpPacket& packet);
  void judge(Ended ended, const Http1Response& response);

  AjpPackets packets_;
  Http1Reader response_;
  ProtocolTrace trace_;
  std::string_view body_;
  std::size_t body_sent_;
  std::string reply_;
  std::string start_; // first bytes, raw
  bool has_head_ = false;
  bool limit_ = false;
};

} // namespace gwdiag
