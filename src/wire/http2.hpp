// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wire/cgi.hpp"

namespace gwdiag {

// "PROTOCOL_ERROR", … (RFC 9113 section 7); "0x1f" for a code that it does not name.
std::string http2_error_name(std::uint32_t code);

// "HEADERS", … (RFC 9113 section 6); "0x1f" for a type that it does not name.
std::string http2_frame_name(std::uint8_t type);

// "MAX_CONCURRENT_STREAMS", … (RFC 9113 section 6.5.2); "0x1f" for one that it does not name.
std::string http2_setting_name(std::uint32_t id);

// Pseudo-header fields first, names in lower case, without the fields that belong to a connection
// (RFC 9113 section 8.2.2). gRPC adds its content type and "te: trailers".
using Http2Fields = std::vector<std::pair<std::string, std::string>>;
Http2Fields http2_fields(const GatewayRequest& request, std::string_view scheme, bool grpc);

// A page without a head, as HTTP/1 servers write it to a request line of a version that they do not
// know.
bool begins_page(std::string_view bytes);

// A gRPC message with its prefix (PROTOCOL-HTTP2.md, Length-Prefixed-Message), not compressed.
std::string grpc_message(std::string_view message);

// Where the bytes of a connection are: splits what is fed at the ends of frame headers and frames.
class Http2Frames {
public:
  // How many of the bytes, at least one, belong to the frame header or payload that goes on or
  // begins here.
  std::size_t take(std::string_view bytes);

  std::size_t start() const { return start_; } // offset of the frame that was taken from last

  std::size_t offset() const { return at_; } // behind what was taken

  bool inside() const { return have_ != header_.size() || left_ != 0; } // a frame is not over

  std::uint8_t type() const { return static_cast<std::uint8_t>(header_[3]); }

  bool has_header() const { return have_ == header_.size(); }

private:
  std::array<char, 9> header_{};
  std::size_t have_ = 0; // of the header
  std::size_t left_ = 0; // of the payload
  std::size_t at_ = 0;
  std::size_t start_ = 0;
};

} // namespace gwdiag
