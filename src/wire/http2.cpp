// SPDX-License-Identifier: Apache-2.0
#include "wire/http2.hpp"

#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "base/text.hpp"

namespace gwdiag {

namespace {

constexpr std::array<std::string_view, 14> errors{
    "NO_ERROR",
    "PROTOCOL_ERROR",
    "INTERNAL_ERROR",
    "FLOW_CONTROL_ERROR",
    "SETTINGS_TIMEOUT",
    "STREAM_CLOSED",
    "FRAME_SIZE_ERROR",
    "REFUSED_STREAM",
    "CANCEL",
    "COMPRESSION_ERROR",
    "CONNECT_ERROR",
    "ENHANCE_YOUR_CALM",
    "INADEQUATE_SECURITY",
    "HTTP_1_1_REQUIRED",
};

constexpr std::array<std::string_view, 10> frames{
    "DATA",
    "HEADERS",
    "PRIORITY",
    "RST_STREAM",
    "SETTINGS",
    "PUSH_PROMISE",
    "PING",
    "GOAWAY",
    "WINDOW_UPDATE",
    "CONTINUATION",
};

constexpr std::array<std::string_view, 7> settings{
    "", // 0 is reserved
    "HEADER_TABLE_SIZE",
    "ENABLE_PUSH",
    "MAX_CONCURRENT_STREAMS",
    "INITIAL_WINDOW_SIZE",
    "MAX_FRAME_SIZE",
    "MAX_HEADER_LIST_SIZE",
};

std::string name_of(std::span<const std::string_view> names, std::uint32_t number) {
  return number < names.size() && !names[number].empty() ? std::string(names[number])
                                                         : fmt::format("{:#x}", number);
}

// RFC 9113 section 8.2.2, and what a pseudo-header field says instead.
bool of_a_connection(std::string_view name) {
  constexpr std::array<std::string_view, 7> names{
      "connection", "host", "keep-alive", "proxy-connection", "te", "transfer-encoding", "upgrade"};
  return std::ranges::find(names, name) != names.end();
}

bool has(const Http2Fields& fields, std::string_view name) {
  return std::ranges::any_of(fields, [&](const auto& field) { return field.first == name; });
}

} // namespace

std::string http2_error_name(std::uint32_t code) {
  return name_of(errors, code);
}

std::string http2_frame_name(std::uint8_t type) {
  return name_of(frames, type);
}

std::string http2_setting_name(std::uint32_t id) {
  return name_of(settings, id);
}

Http2Fields http2_fields(const GatewayRequest& request, std::string_view scheme, bool grpc) {
  Http2Fields fields{{":method", request.method},
                     {":scheme", std::string(scheme)},
                     {":authority", request.host},
                     {":path", request.target}};
  for (const auto& [given, value] : request.headers) {
    const std::string name = lower_ascii(given);
    // No gRPC client sends an Accept, and the message has a length of its own.
    const bool of_http = grpc && (name == "accept" || name == "content-length");
    if (!of_a_connection(name) && !of_http) {
      fields.emplace_back(name, value);
    }
  }
  if (grpc) {
    if (!has(fields, "content-type")) {
      fields.emplace_back("content-type", "application/grpc");
    }
    fields.emplace_back("te", "trailers");
  }
  return fields;
}

bool begins_page(std::string_view bytes) {
  constexpr std::size_t looked_at = 64;
  const std::string start = lower_ascii(trim(bytes.substr(0, looked_at)));
  return start.starts_with("<!doctype html") || start.starts_with("<html");
}

std::string grpc_message(std::string_view message) {
  std::string out(1, '\0');
  for (const unsigned shift : {24U, 16U, 8U, 0U}) {
    out += static_cast<char>(message.size() >> shift & 0xffU);
  }
  return out.append(message);
}

std::size_t Http2Frames::take(std::string_view bytes) {
  if (have_ == header_.size() && left_ == 0) {
    have_ = 0;
    start_ = at_;
  }
  std::size_t taken = 0;
  if (have_ < header_.size()) {
    taken = std::min(header_.size() - have_, bytes.size());
    std::ranges::copy(bytes.substr(0, taken), header_.begin() + static_cast<std::ptrdiff_t>(have_));
    have_ += taken;
    if (have_ == header_.size()) {
      for (std::size_t i = 0; i < 3; ++i) {
        left_ = left_ << 8U | static_cast<unsigned char>(header_.at(i));
      }
    }
  } else {
    taken = std::min(left_, bytes.size());
    left_ -= taken;
  }
  at_ += taken;
  return taken;
}

} // namespace gwdiag
