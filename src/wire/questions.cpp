// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>

#include <array>
#include <string_view>

#include <fmt/format.h>

#include "wire/banner.hpp"

namespace gwdiag {

namespace {

using namespace std::string_view_literals;

std::uint32_t byte(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

void append_pair(std::string& out, std::string_view name) {
  out += static_cast<char>(name.size());
  out += '\0';
  out += name;
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
  out += name;
  out += '\0';
  out += value;
  out += '\0';
}

bool is_address(int family, std::string_view text) {
  std::array<unsigned char, sizeof(in6_addr)> address{};
  return inet_pton(family, std::string(text).c_str(), address.data()) == 1;
}

} // namespace

std::string fastcgi_get_values() {
  std::string values;
  append_pair(values, "FCGI_MAX_CONNS");
  append_pair(values, "FCGI_MAX_REQS");
  append_pair(values, "FCGI_MPXS_CONNS");
  std::string record("\x01\x09\0\0\0"sv); // version, FCGI_GET_VALUES, request id 0, length high
  record += static_cast<char>(values.size());
  record += "\0\0"sv; // padding, reserved
  return record + values;
}

std::string ajp_cping() { return std::string("\x12\x34\0\x01\x0a"sv); }

std::string http2_preface() {
  return std::string("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"sv) + std::string("\0\0\0\x04\0\0\0\0\0"sv);
}

std::string postgresql_ssl_request() { return std::string("\0\0\0\x08\x04\xd2\x16\x2f"sv); }

std::string uwsgi_ping() { return std::string("d\0\0\0"sv); }

std::string scgi_request(std::string_view path) {
  std::string headers;
  append_header(headers, "CONTENT_LENGTH", "0");
  append_header(headers, "SCGI", "1");
  append_header(headers, "REQUEST_METHOD", "GET");
  append_header(headers, "REQUEST_URI", path);
  append_header(headers, "SERVER_PROTOCOL", "HTTP/1.1");
  return fmt::format("{}:", headers.size()) + headers + ",";
}

std::string proxy_v1(std::string_view source, int source_port, std::string_view destination, int port) {
  for (const auto& [family, name] : {std::pair{AF_INET, "TCP4"}, std::pair{AF_INET6, "TCP6"}}) {
    if (is_address(family, source) && is_address(family, destination)) {
      return fmt::format("PROXY {} {} {} {} {}\r\n", name, source, destination, source_port, port);
    }
  }
  return {};
}

bool is_fastcgi(std::string_view answer) {
  return answer.size() >= 8 && byte(answer, 0) == 1 && byte(answer, 1) >= 1 && byte(answer, 1) <= 11 &&
         byte(answer, 7) == 0;
}

bool is_ajp(std::string_view answer) { return speaks_binary(answer).speaks == "ajp"; }

bool is_http2(std::string_view answer) { return speaks_binary(answer).speaks == "http2"; }

bool is_uwsgi_pong(std::string_view answer) { return speaks_binary(answer).speaks == "uwsgi"; }

} // namespace gwdiag
