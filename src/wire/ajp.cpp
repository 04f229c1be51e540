// SPDX-License-Identifier: Apache-2.0
#include "wire/ajp.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"

namespace gwdiag {

namespace {

constexpr std::size_t header_size = 4;
constexpr unsigned forward_request = 2;
constexpr char query_string = 5;
constexpr char stored_method = 13;
constexpr char end_of_attributes = '\xff';

struct Method {
  std::string_view name;
  char code;
};

constexpr std::array methods{Method{"OPTIONS", 1},
                             Method{"GET", 2},
                             Method{"HEAD", 3},
                             Method{"POST", 4},
                             Method{"PUT", 5},
                             Method{"DELETE", 6},
                             Method{"TRACE", 7}};
constexpr char other_method = '\xff'; // its name is an attribute

// Of response headers, 0xA001 and on.
constexpr std::array<std::string_view, 11> header_names{"Content-Type",
                                                        "Content-Language",
                                                        "Content-Length",
                                                        "Date",
                                                        "Last-Modified",
                                                        "Location",
                                                        "Set-Cookie",
                                                        "Set-Cookie2",
                                                        "Servlet-Engine",
                                                        "Status",
                                                        "WWW-Authenticate"};

void append_number(std::string& out, std::size_t value) {
  out += static_cast<char>((value >> 8U) & 0xffU);
  out += static_cast<char>(value & 0xffU);
}

void append_text(std::string& out, std::string_view text) {
  append_number(out, text.size());
  out += text;
  out += '\0';
}

std::string packet(std::string_view content) {
  std::string out("\x12\x34");
  append_number(out, content.size());
  return out + std::string(content);
}

// Reads the fields of one packet; `good` turns false where the packet ends inside one.
struct Fields {
  std::string_view rest;
  bool good = true;

  unsigned number() {
    if (rest.size() < 2) {
      good = false;
      return 0;
    }
    const auto high = static_cast<unsigned char>(rest[0]);
    const auto low = static_cast<unsigned char>(rest[1]);
    rest.remove_prefix(2);
    return high * 256U + low;
  }

  std::string_view text(unsigned length) {
    if (length == 0xffffU) {
      return {}; // none
    }
    if (rest.size() < length + std::size_t{1}) {
      good = false;
      return {};
    }
    const std::string_view out = rest.substr(0, length);
    rest.remove_prefix(length + std::size_t{1});
    return out;
  }

  std::string_view name() {
    const unsigned first = number();
    const unsigned code = first - 0xa001U;
    return first > 0xa000U && code < header_names.size() ? header_names[code] : text(first);
  }
};

// What would end a line early stays inside it.
void append_line(std::string& out, std::string_view text) {
  for (const char c : text) {
    out += c == '\r' || c == '\n' || c == '\0' ? ' ' : c;
  }
}

} // namespace

std::string ajp_request(const GatewayRequest& request) {
  const std::size_t mark = request.target.find('?');
  const auto* method = std::ranges::find(methods, std::string_view(request.method), &Method::name);
  std::string out(1, static_cast<char>(forward_request));
  out += method == methods.end() ? other_method : method->code;
  append_text(out, "HTTP/1.1");
  append_text(out, request.target.substr(0, mark));
  append_text(out, "127.0.0.1"); // remote_addr
  append_text(out, "127.0.0.1"); // remote_host
  append_text(out, request.host.substr(0, request.host.find(':')));
  append_number(out, static_cast<std::size_t>(std::max(0LL, parse_number(request.server_port))));
  out += '\0'; // no TLS
  std::string headers;
  std::size_t count = 1;
  append_text(headers, "Host");
  append_text(headers, request.host);
  for (const auto& [name, value] : request.headers) {
    append_text(headers, name);
    append_text(headers, value);
    ++count;
  }
  append_number(out, count);
  out += headers;
  if (method == methods.end()) {
    out += stored_method;
    append_text(out, request.method);
  }
  if (mark != std::string::npos) {
    out += query_string;
    append_text(out, request.target.substr(mark + 1));
  }
  out += end_of_attributes;
  out = packet(out);
  return request.body.empty() ? out : out + ajp_body_packet(request.body, 0);
}

std::string ajp_body_packet(std::string_view body, std::size_t offset) {
  const std::string_view piece =
      offset < body.size() ? body.substr(offset, ajp_most_body) : std::string_view{};
  std::string content;
  if (!piece.empty()) {
    append_number(content, piece.size());
    content += piece;
  }
  return packet(content);
}

void AjpPackets::wrong(const char* fault, std::size_t place, std::string what) {
  fault_ = fault;
  what_ = std::move(what);
  fault_offset_ = total_ - held_.size() + place;
}

void AjpPackets::take(char c, const Sink& sink) {
  held_ += c;
  ++total_;
  if (held_.size() <= 2 && c != "AB"[held_.size() - 1]) {
    wrong("magic", held_.size() - 1, "a packet that does not begin with AB");
    return;
  }
  if (held_.size() < header_size) {
    return;
  }
  Fields header{std::string_view(held_).substr(2, 2)};
  const std::size_t length = header.number();
  if (length == 0) {
    wrong("length", 2, "a packet without a type");
    return;
  }
  if (held_.size() < header_size + length) {
    return;
  }
  const AjpPacket whole{static_cast<unsigned char>(held_[header_size]),
                        std::string_view(held_).substr(header_size + 1)};
  const bool known = whole.type == ajp_send_body_chunk || whole.type == ajp_send_headers ||
                     whole.type == ajp_end_response || whole.type == ajp_get_body_chunk ||
                     whole.type == ajp_cpong;
  if (!known) {
    wrong("type",
          header_size,
          fmt::format("a packet of type {}, which a container does not send", whole.type));
  } else if (!sink(whole)) {
    wrong("content",
          header_size + 1,
          fmt::format("a packet of type {} whose fields exceed it", whole.type));
  } else {
    held_.clear();
  }
}

void AjpPackets::feed(std::string_view bytes, const Sink& sink) {
  for (const char c : bytes) {
    if (stopped_ || !fault_.empty()) {
      return;
    }
    take(c, sink);
  }
}

std::string ajp_head(std::string_view content) {
  Fields fields{content};
  const unsigned status = fields.number();
  std::string out = fmt::format("HTTP/1.1 {} ", status);
  append_line(out, fields.text(fields.number()));
  const unsigned count = fields.number();
  for (unsigned i = 0; i < count && fields.good; ++i) {
    out += "\r\n";
    append_line(out, fields.name());
    out += ": ";
    append_line(out, fields.text(fields.number()));
  }
  return fields.good ? out + "\r\n\r\n" : "";
}

} // namespace gwdiag
