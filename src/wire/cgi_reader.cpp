// SPDX-License-Identifier: Apache-2.0
#include "wire/cgi_reader.hpp"

namespace gwdiag {

namespace {

Http1Request either_form(Http1Request request) {
  request.form = HeadForm::either;
  return request;
}

} // namespace

CgiReader::CgiReader(Http1Request request, std::string protocol)
    : response_(either_form(std::move(request))) {
  trace_.name = std::move(protocol);
}

Http1Response CgiReader::finish(Ended ended) {
  Http1Response response = response_.finish(ended);
  const bool silent = ended == Ended::stall || ended == Ended::timeout;
  if (!response.has_head && response.total_bytes > 0 && ended != Ended::limit) {
    trace_.fault = silent ? "stalled" : "no-head";
    trace_.what = silent ? "the head stops coming while the connection stays open"
                         : "the connection ends before the response has a head";
    trace_.offset = response.total_bytes;
  }
  return response;
}

} // namespace gwdiag
