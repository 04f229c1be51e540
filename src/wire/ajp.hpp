// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "wire/cgi.hpp"

// AJP13 (Tomcat connectors, ajpv13a), as Apache's mod_proxy_ajp speaks it.
namespace gwdiag {

// One FORWARD_REQUEST and, where there is a body, its first packet.
std::string ajp_request(const GatewayRequest& request);
// The packet of `body` that begins at `offset`; an empty one behind its end.
std::string ajp_body_packet(std::string_view body, std::size_t offset);
inline constexpr std::size_t ajp_most_body = 8186; // of one packet

// One packet of a container: its type and what follows it.
struct AjpPacket {
  unsigned type = 0;
  std::string_view content;
};

enum AjpType : unsigned char {
  ajp_send_body_chunk = 3,
  ajp_send_headers = 4,
  ajp_end_response = 5,
  ajp_get_body_chunk = 6,
  ajp_cpong = 9,
};

// Decodes packets as they arrive; keeps one packet at most.
class AjpPackets {
public:
  using Sink = std::function<bool(const AjpPacket& packet)>; // false: it makes no sense

  // Stops at the first fault and once `stop()` was called.
  void feed(std::string_view bytes, const Sink& sink);

  void stop() { stopped_ = true; }

  bool stopped() const { return stopped_; }

  bool inside() const { return !held_.empty(); }

  std::size_t offset() const { return total_; }

  // "magic", "length", "type", "content"; empty while all is well.
  const std::string& fault() const { return fault_; }

  const std::string& what() const { return what_; }

  std::size_t fault_offset() const { return fault_offset_; }

private:
  void wrong(const char* fault, std::size_t place, std::string what);
  void take(char c, const Sink& sink);

  std::string held_; // the packet under way, header included
  std::size_t total_ = 0;
  bool stopped_ = false;
  std::string fault_, what_;
  std::size_t fault_offset_ = 0;
};

// The head of SEND_HEADERS as HTTP/1.1 would write it; empty when the packet breaks off.
std::string ajp_head(std::string_view content);

} // namespace gwdiag
