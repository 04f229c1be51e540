// SPDX-License-Identifier: Apache-2.0
// The first byte chooses how the rest is asked for, cut into pieces and ended. Pieces must give what the whole gives.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "wire/http1.hpp"

using namespace gwdiag;

namespace {

void require(bool holds) {
  if (!holds) {
    std::abort();
  }
}

std::string in_one_text(const Http1Response& response) {
  std::string out = response.version + '|' + std::to_string(response.status) + '|' + response.reason + '|' +
                    std::to_string(response.header_count) + '|' + std::to_string(response.head_bytes) + '|' +
                    std::string(to_string(response.framing)) + '|' + response.body + '|' + response.body_hash + '|' +
                    response.first_bytes + '|' + std::to_string(response.body_bytes);
  for (const Header& header : response.headers) {
    out += '|' + header.name + '=' + header.value;
  }
  for (const FoundAnomaly& found : response.anomalies) {
    out += '|' + std::string(info(found.anomaly).id) + '@' + std::to_string(found.offset) + ' ' + found.detail;
  }
  return out;
}

Http1Response read(std::string_view bytes, unsigned choice, std::size_t piece) {
  Http1Reader reader({.method = (choice & 0x80U) != 0 ? "HEAD" : "GET", .upgrade = (choice & 0x40U) != 0});
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    reader.feed(bytes.substr(at, piece));
  }
  return reader.finish(static_cast<Ended>(choice % 7));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const unsigned choice = data[0];
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const Http1Response whole = read(bytes, choice, bytes.size() + 1);
  const std::string text = in_one_text(whole);
  require(text == in_one_text(read(bytes, choice, 1 + (choice >> 3U) % 8)));
  require(is_printable(text));
  require(whole.total_bytes == bytes.size());
  require(whole.anomalies.size() <= limits::kept_anomalies);
  for (const FoundAnomaly& found : whole.anomalies) {
    require(found.offset <= bytes.size());
  }
  return 0;
}
