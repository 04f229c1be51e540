// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "wire/http2_reader.hpp"

using namespace gwdiag;

namespace {

void require(bool holds) {
  if (!holds) {
    std::abort();
  }
}

struct Seen {
  Http1Response response;
  ProtocolTrace protocol;
};

Seen read(AnswerReader& reader, std::string_view bytes, std::size_t piece, Ended ended) {
  reader.take_reply();
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    if (reader.feed(bytes.substr(at, piece))) {
      break;
    }
    require(reader.take_reply().size() < 2 * limits::raw_bytes);
  }
  Seen seen;
  seen.response = reader.finish(ended);
  seen.protocol = reader.protocol();
  for (const std::string* text : {&seen.protocol.what,
                                  &seen.protocol.debug,
                                  &seen.protocol.settings,
                                  &seen.protocol.grpc_message,
                                  &seen.response.body,
                                  &seen.response.first_bytes}) {
    require(is_printable(*text) && text->size() < 4 * limits::kept_body_bytes);
  }
  require(seen.response.anomalies.size() <= limits::kept_anomalies);
  require(seen.protocol.fault.empty() == seen.protocol.what.empty());
  return seen;
}

} // namespace

// The first byte chooses how the connection ends and what is asked; the rest is the answer, whole
// and byte by byte.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const auto ended = static_cast<Ended>(data[0] % 7U);
  const Http2Kind kind = data[0] % 2U == 0 ? Http2Kind::plain : Http2Kind::grpc;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  Http2Reader whole({}, "http", kind, "body");
  Http2Reader cut({}, "http", kind, "body");
  const Seen a = read(whole, bytes, bytes.size() + 1, ended);
  const Seen b = read(cut, bytes, 1, ended);
  require(a.protocol.fault == b.protocol.fault && a.protocol.offset == b.protocol.offset);
  require(a.response.status == b.response.status);
  return 0;
}
