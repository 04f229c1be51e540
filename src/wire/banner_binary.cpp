// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstdint>
#include <string_view>

#include <fmt/format.h>

#include "base/text.hpp"
#include "wire/anomaly_list.hpp"
#include "wire/banner.hpp"

namespace gwdiag {

namespace {

using namespace std::string_view_literals;

std::uint32_t byte(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

std::uint32_t big16(std::string_view bytes, std::size_t at) {
  return byte(bytes, at) << 8U | byte(bytes, at + 1);
}

std::uint32_t big32(std::string_view bytes, std::size_t at) {
  return big16(bytes, at) << 16U | big16(bytes, at + 2);
}

std::uint32_t little16(std::string_view bytes, std::size_t at) {
  return byte(bytes, at + 1) << 8U | byte(bytes, at);
}

std::uint32_t little32(std::string_view bytes, std::size_t at) {
  return little16(bytes, at + 2) << 16U | little16(bytes, at);
}

// TLS record header, RFC 8446 section 5.1: an alert, a handshake message or what follows.
Spoken tls(std::string_view bytes) {
  if (bytes.size() < 5 || byte(bytes, 1) != 3 || byte(bytes, 2) > 4) {
    return {};
  }
  const std::uint32_t type = byte(bytes, 0);
  const std::uint32_t length = big16(bytes, 3);
  if (type == 21 && length == 2 &&
      (bytes.size() < 6 || byte(bytes, 5) == 1 || byte(bytes, 5) == 2)) {
    return {"tls", bytes.size() < 7 ? "a TLS alert" : fmt::format("TLS alert {}", byte(bytes, 6))};
  }
  if (type == 22 && length >= 4 && length <= 16384 && (bytes.size() < 6 || byte(bytes, 5) <= 24)) {
    return {"tls", "a TLS handshake record"};
  }
  return {};
}

// A frame of the connection itself (stream 0): SETTINGS or GOAWAY, RFC 9113 sections 6.5 and 6.8.
Spoken http2(std::string_view bytes) {
  if (bytes.size() < 9 || byte(bytes, 0) != 0 || big32(bytes, 5) != 0) {
    return {};
  }
  const std::uint32_t length = big16(bytes, 1);
  if (byte(bytes, 3) == 4 && byte(bytes, 4) <= 1 && length % 6 == 0 && length <= 600) {
    return {"http2", "an HTTP/2 SETTINGS frame"};
  }
  if (byte(bytes, 3) == 7 && byte(bytes, 4) == 0 && length >= 8) {
    return {"http2", "an HTTP/2 GOAWAY frame"};
  }
  return {};
}

// Record header of FastCGI 1.0 section 3.3, of a type that an application sends.
Spoken fastcgi(std::string_view bytes) {
  if (bytes.size() < 8 || byte(bytes, 0) != 1 || byte(bytes, 7) != 0) {
    return {};
  }
  switch (byte(bytes, 1)) {
  case 3:
    return big16(bytes, 4) == 8 ? Spoken{"fastcgi", "a FastCGI END_REQUEST record"} : Spoken{};
  case 6:
    return {"fastcgi", "a FastCGI STDOUT record"};
  case 7:
    return {"fastcgi", "a FastCGI STDERR record"};
  case 10:
    return {"fastcgi", "a FastCGI GET_VALUES_RESULT record"};
  case 11:
    return big16(bytes, 4) == 8 ? Spoken{"fastcgi", "a FastCGI UNKNOWN_TYPE record"} : Spoken{};
  default:
    return {};
  }
}

// A packet of an AJP 1.3 container: "AB", length, a code.
Spoken ajp(std::string_view bytes) {
  if (bytes.size() < 5 || !bytes.starts_with("AB"sv) || big16(bytes, 2) == 0) {
    return {};
  }
  switch (byte(bytes, 4)) {
  case 9:
    return big16(bytes, 2) == 1 ? Spoken{"ajp", "an AJP CPong"} : Spoken{};
  case 3:
  case 4:
  case 5:
  case 6:
    return {"ajp", "an AJP packet"};
  default:
    return {};
  }
}

// The pong of uwsgi's ping plugin: modifier1 100, modifier2 1, a message.
Spoken uwsgi(std::string_view bytes) {
  if (bytes.size() >= 4 && byte(bytes, 0) == 100 && byte(bytes, 2) == 0 && byte(bytes, 3) == 1 &&
      bytes.size() <= 4 + little16(bytes, 1)) {
    return {"uwsgi", "a uwsgi pong"};
  }
  return {};
}

// MySQL's greeting (protocol 10 or 9) or its error in place of one; the X protocol's notice.
Spoken mysql(std::string_view bytes) {
  if (bytes.starts_with("\x05\0\0\0\x0b\x08\x05\x1a\0"sv)) {
    return {"mysql", "a notice of the MySQL X protocol"};
  }
  if (bytes.size() < 7 || byte(bytes, 3) > 1 || byte(bytes, 2) != 0) {
    return {};
  }
  const std::uint32_t length = little16(bytes, 0);
  const std::uint32_t kind = byte(bytes, 4);
  if ((kind == 10 || kind == 9) && byte(bytes, 3) == 0 && length >= 20 && length < 512) {
    const std::string_view version = bytes.substr(5, bytes.find('\0', 5) - 5);
    if (is_printable(version) && version.find('.') != std::string_view::npos) {
      return {"mysql", "the greeting of MySQL or MariaDB " + excerpt(version)};
    }
  }
  const std::uint32_t code = little16(bytes, 5);
  if (kind == 0xff && length >= 3 && length < 1024 && code >= 1000 && code < 5000) {
    return {"mysql", fmt::format("MySQL error {}: {}", code, excerpt(bytes.substr(7)))};
  }
  return {};
}

// ErrorResponse: 'E', length, fields that begin with the severity.
Spoken postgresql(std::string_view bytes) {
  if (bytes.starts_with("EFATAL:"sv)) {
    return {"postgresql", "an error of PostgreSQL: " + excerpt(bytes.substr(1))};
  }
  if (bytes.size() >= 6 && bytes.front() == 'E' && big32(bytes, 1) >= 8 &&
      big32(bytes, 1) < 30000 && bytes[5] == 'S') {
    return {"postgresql", "an error of PostgreSQL: " + excerpt(bytes.substr(6))};
  }
  return {};
}

// Message header: length, request id, response to, OP_REPLY or OP_MSG.
Spoken mongodb(std::string_view bytes) {
  if (bytes.size() < 16) {
    return {};
  }
  const std::uint32_t length = little32(bytes, 0);
  const std::uint32_t code = little32(bytes, 12);
  if (length >= 16 && length <= 48000000 && (code == 1 || code == 2013)) {
    return {"mongodb", "a MongoDB message"};
  }
  return {};
}

// BER: an LDAPMessage that is a notice of disconnection, a bind response or a search result (RFC
// 4511).
Spoken ldap(std::string_view bytes) {
  if (bytes.size() < 7 || byte(bytes, 0) != 0x30) {
    return {};
  }
  const std::uint32_t first = byte(bytes, 1);
  const std::size_t at = first < 0x80 ? 2 : 2 + (first & 0x7fU);
  if (at > 6 || bytes.size() < at + 4 || byte(bytes, at) != 2 || byte(bytes, at + 1) != 1) {
    return {};
  }
  const std::uint32_t operation = byte(bytes, at + 3);
  return operation == 0x78 || operation == 0x61 || operation == 0x65
             ? Spoken{"ldap", "an LDAP message"}
             : Spoken{};
}

Spoken telnet(std::string_view bytes) {
  // IAC, WILL to DONT or SB, and an option: none of IANA's numbers is a letter, as behind a UTF-16
  // byte order mark.
  constexpr std::uint32_t last_low_option = 49;
  if (bytes.size() >= 3 && byte(bytes, 0) == 0xff && byte(bytes, 1) >= 0xfa &&
      byte(bytes, 1) <= 0xfe && (byte(bytes, 2) <= last_low_option || byte(bytes, 2) >= 0x80)) {
    return {"telnet", "a telnet negotiation"};
  }
  return {};
}

// SOCKS 5: no method is acceptable (RFC 1928 section 3); SOCKS 4: a refusal of eight bytes.
Spoken socks(std::string_view bytes) {
  if (bytes == "\x05\xff"sv) {
    return {"socks", "a SOCKS 5 refusal"};
  }
  if (bytes.size() == 8 && byte(bytes, 0) == 0 && byte(bytes, 1) >= 0x5a &&
      byte(bytes, 1) <= 0x5d) {
    return {"socks", "a SOCKS 4 reply"};
  }
  return {};
}

// An error frame of the native protocol; Cassandra refuses 'G' as a version.
Spoken cassandra(std::string_view bytes) {
  if (bytes.size() >= 9 && byte(bytes, 0) >= 0x81 && byte(bytes, 0) <= 0x86 &&
      byte(bytes, 4) == 0 && contains_ignoring_case(bytes, "protocol version")) {
    return {"cassandra", "an error frame of Cassandra"};
  }
  return {};
}

// A TNS packet that refuses.
Spoken oracle(std::string_view bytes) {
  if (bytes.size() >= 12 && byte(bytes, 4) == 4 && contains_ignoring_case(bytes, "(ERR")) {
    return {"oracle", "a TNS refusal: " + excerpt(bytes.substr(12))};
  }
  return {};
}

Spoken by_signature(std::string_view bytes) {
  if (bytes.size() >= 8 && bytes.starts_with("AMQP"sv) && byte(bytes, 4) <= 3) {
    return {
        "amqp",
        fmt::format(
            "an AMQP header, version {}.{}.{}", byte(bytes, 5), byte(bytes, 6), byte(bytes, 7))};
  }
  if (bytes.size() >= 13 && byte(bytes, 4) == 1 && bytes.substr(5).starts_with("ActiveMQ"sv)) {
    return {"openwire", "the OpenWire greeting of ActiveMQ"};
  }
  if (bytes.size() >= 10 && byte(bytes, 0) == 0xff && byte(bytes, 9) == 0x7f) {
    return {"zeromq", "a ZeroMQ greeting"};
  }
  if (bytes.starts_with("\r\n\r\n\0\r\nQUIT\n"sv)) {
    return {"proxy-protocol", "a PROXY protocol header, version 2"};
  }
  return {};
}

} // namespace

Spoken speaks_binary(std::string_view bytes) {
  constexpr std::array judges{by_signature,
                              tls,
                              http2,
                              fastcgi,
                              ajp,
                              mysql,
                              postgresql,
                              mongodb,
                              uwsgi,
                              ldap,
                              telnet,
                              socks,
                              cassandra,
                              oracle};
  for (const auto& judge : judges) {
    Spoken spoken = judge(bytes);
    if (!spoken.speaks.empty()) {
      return spoken;
    }
  }
  return {};
}

} // namespace gwdiag
