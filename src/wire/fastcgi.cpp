// SPDX-License-Identifier: Apache-2.0
#include "wire/fastcgi.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace gwdiag {

namespace {

enum Type : unsigned char { // section 8
  begin_request = 1,
  end_request = 3,
  params = 4,
  standard_input = 5,
  standard_output = 6,
  standard_error = 7,
  get_values_result = 10,
  unknown_type = 11,
};

constexpr std::size_t header_size = 8;
constexpr std::size_t end_size = 8;
constexpr std::size_t most_content = 65535;

char byte_of(std::size_t value, unsigned shift) {
  return static_cast<char>((value >> shift) & 0xffU);
}

void append_record(std::string& out, Type type, std::string_view content) {
  out += '\x01'; // FCGI_VERSION_1
  out += static_cast<char>(type);
  out += '\0';
  out += '\x01'; // request id
  out += byte_of(content.size(), 8);
  out += byte_of(content.size(), 0);
  out += '\0'; // no padding
  out += '\0';
  out += content;
}

// A stream in records of at most 65,535 bytes, closed by an empty one.
void append_stream(std::string& out, Type type, std::string_view content) {
  while (!content.empty()) {
    append_record(out, type, content.substr(0, most_content));
    content.remove_prefix(std::min(content.size(), most_content));
  }
  append_record(out, type, {});
}

// One byte below 128, else four with the highest bit set (section 3.4).
void append_length(std::string& out, std::size_t length) {
  if (length < 128) {
    out += static_cast<char>(length);
    return;
  }
  out += static_cast<char>(((length >> 24U) & 0x7fU) | 0x80U);
  out += byte_of(length, 16);
  out += byte_of(length, 8);
  out += byte_of(length, 0);
}

} // namespace

std::string fastcgi_request(const GatewayRequest& request) {
  std::string out;
  append_record(
      out, begin_request, std::string("\0\x01\0\0\0\0\0\0", 8)); // FCGI_RESPONDER, no flags
  std::string pairs;
  for (const auto& [name, value] : cgi_variables(request)) {
    append_length(pairs, name.size());
    append_length(pairs, value.size());
    pairs += name;
    pairs += value;
  }
  append_stream(out, params, pairs);
  append_stream(out, standard_input, request.body);
  return out;
}

std::uint32_t FastcgiRecords::app_status() const {
  return (std::uint32_t{end_[0]} << 24U) | (std::uint32_t{end_[1]} << 16U) |
         (std::uint32_t{end_[2]} << 8U) | std::uint32_t{end_[3]};
}

void FastcgiRecords::wrong(const char* fault, std::size_t place, std::string what) {
  fault_ = fault;
  what_ = std::move(what);
  fault_offset_ = total_ - header_size + place;
}

// The header is whole: what follows it?
void FastcgiRecords::read_header() {
  const unsigned version = header_[0];
  const unsigned type = header_[1];
  const unsigned id = header_[2] * 256U + header_[3];
  left_ = header_[4] * std::size_t{256} + header_[5];
  padding_ = header_[6];
  ++records_;
  const bool ours = type == end_request || type == standard_output || type == standard_error;
  const bool management = type == get_values_result || type == unknown_type;
  if (version != 1) {
    wrong("version", 0, fmt::format("a record of version {}, not 1 (section 3.3)", version));
  } else if (!ours && !management) {
    wrong("type", 1, fmt::format("a record of type {}, which an application does not send", type));
  } else if (ours && id != 1) {
    wrong("request-id", 2, fmt::format("a record for request {}, and only 1 was begun", id));
  } else if (type == end_request && left_ < end_size) {
    wrong("length", 4, fmt::format("END_REQUEST with {} bytes instead of 8 (section 5.5)", left_));
  }
}

// Takes at least one byte.
std::size_t FastcgiRecords::step(std::string_view bytes, const Sink& sink) {
  if (at_ < header_size) {
    header_[at_++] = static_cast<unsigned char>(bytes.front());
    ++total_;
    if (at_ == header_size) {
      read_header();
    }
    return 1;
  }
  const std::size_t used = std::min(left_ > 0 ? left_ : padding_, bytes.size());
  if (left_ > 0) {
    take_content(bytes.substr(0, used), sink);
  }
  (left_ > 0 ? left_ : padding_) -= used;
  total_ += used;
  return used;
}

void FastcgiRecords::take_content(std::string_view piece, const Sink& sink) {
  if (header_[1] == end_request) {
    for (const char c : piece.substr(0, end_size - end_at_)) {
      end_[end_at_++] = static_cast<unsigned char>(c);
    }
  } else if (header_[1] == standard_output || header_[1] == standard_error) {
    sink(header_[1] == standard_output ? Stream::output : Stream::errors, piece, total_);
  }
}

std::size_t FastcgiRecords::feed(std::string_view bytes, const Sink& sink) {
  const std::size_t size = bytes.size();
  while (!bytes.empty() && fault_.empty() && !ended_) {
    bytes.remove_prefix(step(bytes, sink));
    if (at_ == header_size && left_ == 0 && padding_ == 0 && fault_.empty()) {
      ended_ = header_[1] == end_request;
      at_ = 0;
    }
  }
  return size - bytes.size();
}

std::string fastcgi_status_name(unsigned status) {
  static constexpr std::array names{
      "REQUEST_COMPLETE", "CANT_MPX_CONN", "OVERLOADED", "UNKNOWN_ROLE"};
  return status < names.size() ? names[status] : fmt::format("protocol status {}", status);
}

} // namespace gwdiag
