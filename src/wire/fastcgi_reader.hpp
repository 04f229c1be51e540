// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "wire/answer.hpp"
#include "wire/fastcgi.hpp"
#include "wire/http1.hpp"

namespace gwdiag {

// The answer of a FastCGI application: records, and in their STDOUT a CGI response.
class FastcgiReader : public AnswerReader {
public:
  // `script`: what was asked for, escaped.
  FastcgiReader(const Http1Request& request, std::string script);

  bool feed(std::string_view bytes) override;

  bool complete() const override { return records_.ended(); }

  bool head_complete() const override { return output_.head_complete(); }

  bool limit_reached() const override { return limit_; }

  // A response whose END_REQUEST never came is truncated, whatever its own length says.
  Http1Response finish(Ended ended) override;

  ProtocolTrace protocol() const override { return trace_; }

private:
  void judge(Ended ended, const Http1Response& response);
  void note(const char* fault, std::string what);

  FastcgiRecords records_;
  Http1Reader output_;
  ProtocolTrace trace_;
  std::string start_;  // first bytes, raw
  std::string errors_; // STDERR, raw, limits::kept_body_bytes
  bool limit_ = false;
  std::size_t output_bytes_ = 0;
};

} // namespace gwdiag
