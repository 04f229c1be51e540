// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "wire/answer.hpp"
#include "wire/http1.hpp"

namespace gwdiag {

// The answer of a uwsgi or SCGI application: a response with a status line or, as CGI has it, with
// Status among its headers; nothing of the protocol stands around it.
class CgiReader : public AnswerReader {
public:
  CgiReader(Http1Request request, std::string protocol);

  bool feed(std::string_view bytes) override { return response_.feed(bytes); }

  bool complete() const override { return response_.complete(); }

  bool head_complete() const override { return response_.head_complete(); }

  bool limit_reached() const override { return response_.limit_reached(); }

  Http1Response finish(Ended ended) override;

  ProtocolTrace protocol() const override { return trace_; }

private:
  Http1Reader response_;
  ProtocolTrace trace_;
};

} // namespace gwdiag
