// SPDX-License-Identifier: Apache-2.0
#include "wire/fastcgi_reader.hpp"

#include <fmt/format.h>

#include "base/limits.hpp"
#include "base/text.hpp"

namespace gwdiag {

namespace {

constexpr std::size_t first_bytes_kept = 64;

Http1Request as_cgi(Http1Request request) {
  request.form = HeadForm::cgi;
  return request;
}

void append_up_to(std::string& kept, std::string_view bytes, std::size_t limit) {
  kept += bytes.substr(0, limit - std::min(limit, kept.size()));
}

} // namespace

FastcgiReader::FastcgiReader(const Http1Request& request, std::string script)
    : output_(as_cgi(request)) {
  trace_.name = "fastcgi";
  trace_.script = std::move(script);
}

bool FastcgiReader::feed(std::string_view bytes) {
  append_up_to(start_, bytes, first_bytes_kept);
  records_.feed(bytes, [&](FastcgiRecords::Stream stream, std::string_view piece, std::size_t) {
    if (stream == FastcgiRecords::Stream::errors) {
      append_up_to(errors_, piece, limits::kept_body_bytes);
      trace_.errors_bytes += piece.size();
    } else {
      output_bytes_ += piece.size();
      output_.feed(piece);
    }
  });
  limit_ =
      !records_.ended() && (output_.limit_reached() || records_.offset() > 2 * limits::raw_bytes);
  return limit_ || records_.ended() || !records_.fault().empty();
}

void FastcgiReader::note(const char* fault, std::string what) {
  trace_.fault = fault;
  trace_.what = std::move(what);
  trace_.offset = records_.offset();
}

void FastcgiReader::judge(Ended ended, const Http1Response& response) {
  const bool silent = ended == Ended::stall || ended == Ended::timeout;
  if (!records_.fault().empty()) {
    trace_.fault = records_.fault();
    trace_.what = records_.what();
    trace_.offset = records_.fault_offset();
  } else if (records_.ended() && records_.protocol_status() != 0) {
    note("refused", fmt::format("END_REQUEST with {}", trace_.end));
  } else if (records_.ended() && !response.has_head) {
    note("no-head",
         output_bytes_ == 0 ? "the request ends without one byte of a response"
                            : "the request ends before the response has a head");
  } else if (!records_.ended() && records_.offset() > 0 && !limit_ && ended != Ended::limit) {
    note(silent ? "stalled" : "cut",
         fmt::format("the connection {} {} and without END_REQUEST",
                     silent ? "stays silent" : "ends",
                     records_.inside() ? "inside a record" : "after whole records"));
  }
}

Http1Response FastcgiReader::finish(Ended ended) {
  const bool whole = records_.ended();
  Http1Response response =
      output_.finish(whole || output_bytes_ == 0                           ? Ended::fin
                     : ended == Ended::fin || ended == Ended::close_notify ? Ended::rst
                                                                           : ended);
  response.total_bytes = records_.offset();
  response.first_bytes = escape_peer(start_, first_bytes_kept);
  if (whole) {
    trace_.end = fastcgi_status_name(records_.protocol_status());
    trace_.app_status = records_.app_status();
  }
  trace_.errors = escape_peer(errors_, limits::kept_body_bytes);
  judge(ended, response);
  return response;
}

} // namespace gwdiag
