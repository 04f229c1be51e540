// SPDX-License-Identifier: Apache-2.0
#include "demo/servers.hpp"

#include <array>

#include <fmt/format.h>

#include "base/text.hpp"
#include "demo/fault.hpp"

namespace gwdiag::demo {

namespace {

using namespace std::string_view_literals;

constexpr std::chrono::milliseconds patience{5000};

std::string first_bytes(Stream& peer, std::size_t least) {
  std::string bytes;
  while (bytes.size() < least) {
    const Got got = peer.read(patience);
    if (got.how != Got::How::data) {
      break;
    }
    bytes += got.bytes;
  }
  return bytes;
}

std::string host_of(const std::string& head) {
  for (const std::string_view line : split(head, '\n')) {
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos && equals_ignoring_case(line.substr(0, colon), "Host")) {
      return std::string(trim(line.substr(colon + 1)));
    }
  }
  return "";
}

} // namespace

void serve_behind_proxy_header(Stream& peer, const std::string&) {
  std::string bytes = first_bytes(peer, 6);
  const std::size_t end = bytes.find("\r\n");
  if (!bytes.starts_with("PROXY ") || end == std::string::npos) {
    peer.close();
    return;
  }
  peer.unread(bytes.substr(end + 2));
  if (!peer.read_request().empty()) {
    peer.write(good_answer());
    peer.close();
  }
}

void serve_own_host(Stream& peer, const std::string& authority) {
  const std::string head = peer.read_request();
  if (head.empty()) {
    return;
  }
  const bool own = equals_ignoring_case(host_of(head), authority);
  peer.write(own ? good_answer() : full_answer("503 Service Unavailable", "no such site here\n"));
  peer.close();
}

// Records of 8 bytes and their content; type 9 asks for values, type 10 gives them (FastCGI 1.0
// section 4.1).
void serve_fastcgi(Stream& peer, const std::string&) {
  constexpr std::string_view values = "\x0e\x01"
                                      "FCGI_MAX_CONNS5"
                                      "\x0f\x01"
                                      "FCGI_MPXS_CONNS0"sv;
  const std::string bytes = first_bytes(peer, 8);
  if (bytes.size() >= 8 && bytes[0] == 1 && bytes[1] == 9) {
    const std::array<char, 8> head{1, 10, 0, 0, 0, static_cast<char>(values.size()), 0, 0};
    peer.write(std::string(head.data(), head.size()) + std::string(values));
  }
  peer.close();
}

void serve_mute_tls(Stream& peer, const std::string&) {
  constexpr int handshake_record = 0x16;
  if (peer.peek(patience) == handshake_record) {
    peer.hold();
  } else {
    first_bytes(peer, 1);
  }
  peer.close();
}

} // namespace gwdiag::demo
