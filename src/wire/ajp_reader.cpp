// SPDX-License-Identifier: Apache-2.0
#include "wire/ajp_reader.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/limits.hpp"
#include "base/text.hpp"

namespace gwdiag {

namespace {

constexpr std::size_t first_bytes_kept = 64;

} // namespace

AjpReader::AjpReader(const Http1Request& request, std::string_view body)
    : response_(request), body_(body), body_sent_(std::min(body.size(), ajp_most_body)) {
  trace_.name = "ajp";
}

bool AjpReader::take(const AjpPacket& packet) {
  switch (packet.type) {
  case ajp_send_headers: {
    const std::string head = ajp_head(packet.content);
    if (has_head_) {
      return true; // the first one counts
    }
    has_head_ = !head.empty();
    response_.feed(head);
    return has_head_;
  }
  case ajp_send_body_chunk: {
    if (packet.content.size() < 2) {
      return false;
    }
    const std::size_t length = static_cast<unsigned char>(packet.content[0]) * std::size_t{256} +
                               static_cast<unsigned char>(packet.content[1]);
    if (length > packet.content.size() - 2) {
      return false;
    }
    if (has_head_) {
      response_.feed(packet.content.substr(2, length));
    }
    return true;
  }
  case ajp_get_body_chunk:
    if (reply_.size() < limits::head_bytes) { // a container that asks without end gets no more
      reply_ += ajp_body_packet(body_, body_sent_);
    }
    body_sent_ += std::min(body_.size() - body_sent_, ajp_most_body);
    return true;
  case ajp_end_response:
    packets_.stop();
    return true;
  default:
    return true;
  }
}

bool AjpReader::feed(std::string_view bytes) {
  start_ += bytes.substr(0, first_bytes_kept - std::min(first_bytes_kept, start_.size()));
  packets_.feed(bytes, [this](const AjpPacket& packet) { return take(packet); });
  limit_ = !packets_.stopped() &&
           (response_.limit_reached() || packets_.offset() > 2 * limits::raw_bytes);
  return limit_ || packets_.stopped() || !packets_.fault().empty();
}

std::string AjpReader::take_reply() {
  std::string out;
  out.swap(reply_);
  return out;
}

void AjpReader::judge(Ended ended, const Http1Response& response) {
  const bool silent = ended == Ended::stall || ended == Ended::timeout;
  trace_.offset = packets_.offset();
  if (!packets_.fault().empty()) {
    trace_.fault = packets_.fault();
    trace_.what = packets_.what();
    trace_.offset = packets_.fault_offset();
  } else if (packets_.stopped() && !response.has_head) {
    trace_.fault = "no-head";
    trace_.what = "END_RESPONSE comes without SEND_HEADERS";
  } else if (!packets_.stopped() && packets_.offset() > 0 && !limit_ && ended != Ended::limit) {
    trace_.fault = silent ? "stalled" : "cut";
    trace_.what = fmt::format("the connection {} {} and without END_RESPONSE",
                              silent ? "stays silent" : "ends",
                              packets_.inside() ? "inside a packet" : "after whole packets");
  } else {
    trace_.offset = 0;
  }
}

Http1Response AjpReader::finish(Ended ended) {
  const bool closed = ended == Ended::fin || ended == Ended::close_notify;
  Http1Response response = response_.finish(packets_.stopped() || !has_head_ ? Ended::fin
                                            : closed                         ? Ended::rst
                                                                             : ended);
  response.total_bytes = packets_.offset();
  response.first_bytes = escape_peer(start_, first_bytes_kept);
  trace_.end = packets_.stopped() ? "END_RESPONSE" : "";
  judge(ended, response);
  return response;
}

} // namespace gwdiag
