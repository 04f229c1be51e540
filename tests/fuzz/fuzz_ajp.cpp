// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "wire/ajp_reader.hpp"
#include "wire/cgi_reader.hpp"

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
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    if (reader.feed(bytes.substr(at, piece))) {
      break;
    }
    require(reader.take_reply().size() < 2 * limits::raw_bytes);
  }
  Seen seen;
  seen.response = reader.finish(ended);
  seen.protocol = reader.protocol();
  require(is_printable(seen.protocol.what) && is_printable(seen.response.body));
  require(is_printable(seen.response.first_bytes));
  require(seen.response.anomalies.size() <= limits::kept_anomalies);
  require(seen.protocol.fault.empty() == seen.protocol.what.empty());
  return seen;
}

void same(const Seen& a, const Seen& b) {
  require(a.protocol.fault == b.protocol.fault && a.protocol.offset == b.protocol.offset);
  require(a.response.status == b.response.status);
}

} // namespace

// The first byte chooses how the connection ends; the rest is the answer, whole and byte by byte.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const auto ended = static_cast<Ended>(data[0] % 7U);
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  AjpReader whole({}, "body");
  AjpReader cut({}, "body");
  same(read(whole, bytes, bytes.size() + 1, ended), read(cut, bytes, 1, ended));
  CgiReader cgi({}, "scgi");
  CgiReader slow({}, "scgi");
  same(read(cgi, bytes, bytes.size() + 1, ended), read(slow, bytes, 1, ended));
  return 0;
}
