// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "wire/fastcgi_reader.hpp"

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

Seen read(std::string_view bytes, std::size_t piece, Ended ended) {
  FastcgiReader reader({.method = "GET"}, "");
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    if (reader.feed(bytes.substr(at, piece))) {
      break;
    }
  }
  Seen seen;
  seen.response = reader.finish(ended);
  seen.protocol = reader.protocol();
  return seen;
}

} // namespace

// The first byte chooses how the connection ends; the rest is the answer.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const auto ended = static_cast<Ended>(data[0] % 7U);
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  const Seen whole = read(bytes, bytes.size() + 1, ended);
  require(is_printable(whole.protocol.errors) && is_printable(whole.protocol.what));
  require(whole.protocol.errors.size() <= 4 * limits::kept_body_bytes);
  require(is_printable(whole.response.body) && is_printable(whole.response.first_bytes));
  require(whole.response.anomalies.size() <= limits::kept_anomalies);
  require(whole.protocol.fault.empty() == whole.protocol.what.empty());
  const Seen cut = read(bytes, 1, ended);
  require(cut.protocol.fault == whole.protocol.fault);
  require(cut.protocol.offset == whole.protocol.offset);
  require(cut.response.status == whole.response.status);
  require(cut.response.body_hash == whole.response.body_hash);
  return 0;
}
