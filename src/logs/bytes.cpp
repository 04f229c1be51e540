// SPDX-License-Identifier: Apache-2.0
#include "logs/bytes.hpp"

#include <array>
#include <charconv>
#include <string>

namespace gwdiag {

namespace {

constexpr ErrorMeaning speaks_http{"protocol-mismatch http2-protocol-error not-http",
                                   "The upstream speaks HTTP/1, not what the proxy sends."};
constexpr ErrorMeaning speaks_tls{"plain-http-to-tls-port protocol-mismatch not-http",
                                  "The upstream answers with a TLS record: the port speaks TLS."};
constexpr ErrorMeaning speaks_http2{"protocol-mismatch http2-protocol-error not-http",
                                    "The upstream answers with an HTTP/2 frame."};
constexpr ErrorMeaning speaks_other{"protocol-mismatch not-http malformed-status-line",
                                    "The upstream speaks another protocol than HTTP."};
constexpr ErrorMeaning speaks_html{"http09-response not-http malformed-status-line",
                                   "The upstream sends a body without a status line."};

struct Start {
  std::string_view bytes; // in lower case where they are letters
  ErrorMeaning meaning;
};

constexpr std::array starts{
    Start{std::string_view("\x15\x03", 2), speaks_tls},
    Start{std::string_view("\x16\x03", 2), speaks_tls},
    Start{"ssh-", speaks_other},
    Start{"220", speaks_other},  // SMTP, FTP
    Start{"-err", speaks_other}, // Redis
    Start{"-no", speaks_other},  // Redis: -NOAUTH
    Start{"* ok", speaks_other}, // IMAP
    Start{"+ok", speaks_other},  // POP3
    Start{"amqp", speaks_other},
    Start{"rfb ", speaks_other},
    Start{"debian-", speaks_other}, // the second word of an SSH banner
    Start{"ubuntu-", speaks_other},
    Start{"raspbian-", speaks_other},
    Start{"<htm", speaks_html},
    Start{"<!do", speaks_html},
    Start{"<?xm", speaks_html},
};

int hex(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// The first bytes of a text as Go's %q or a log with `\xNN` writes it.
std::string unquoted(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size() && text[at] != '"' && out.size() < 64;) {
    if (text[at] == '\\' && at + 3 < text.size() && text[at + 1] == 'x' && hex(text[at + 2]) >= 0 &&
        hex(text[at + 3]) >= 0) {
      out += static_cast<char>(hex(text[at + 2]) * 16 + hex(text[at + 3]));
      at += 4;
    } else if (text[at] == '\\' && at + 1 < text.size()) {
      out += text[at + 1] == 'n' ? '\n' : text[at + 1];
      at += 2;
    } else {
      out += text[at++];
    }
  }
  return out;
}

std::optional<ErrorMeaning> by_bytes(std::string_view bytes) {
  for (const Start& start : starts) {
    if (bytes.starts_with(start.bytes)) {
      return start.meaning;
    }
  }
  if (bytes.size() >= 4 && bytes[0] == '\0' && bytes[1] == '\0' &&
      (bytes[3] == '\x04' || bytes[3] == '\x07')) {
    return speaks_http2; // SETTINGS or GOAWAY: a length below 256, then the type
  }
  if (bytes.size() >= 5 && bytes[3] == '\0' &&
      (bytes[4] == '\x0a' || bytes[4] == '\n' || bytes[4] == '\xff')) {
    return speaks_other; // MySQL's greeting
  }
  return std::nullopt;
}

// The number behind `before`.
std::optional<unsigned long> number_behind(std::string_view text, std::string_view before) {
  const std::size_t found = text.find(before);
  if (found == std::string_view::npos) {
    return std::nullopt;
  }
  std::string_view rest = text.substr(found + before.size());
  while (rest.starts_with(' ') || rest.starts_with(':')) {
    rest.remove_prefix(1);
  }
  unsigned long value = 0;
  const auto [end, failure] = std::from_chars(rest.data(), rest.data() + rest.size(), value);
  return failure == std::errc{} && end != rest.data() ? std::optional(value) : std::nullopt;
}

bool printable(unsigned long byte) {
  return byte >= 0x20 && byte < 0x7f;
}

// Three bytes that were read as a frame length.
std::optional<ErrorMeaning> by_frame_length(unsigned long length) {
  if (length > 0xffffff) {
    return std::nullopt;
  }
  const unsigned long first = length >> 16;
  const unsigned long second = (length >> 8) & 0xff;
  const unsigned long third = length & 0xff;
  if ((first == 0x15 || first == 0x16) && second == 3) {
    return speaks_tls;
  }
  if (!printable(first) || !printable(second) ||
      (!printable(third) && third != 0x0a && third != 0x0d)) {
    return std::nullopt;
  }
  return first == 'H' && second == 'T' ? speaks_http : speaks_other;
}

} // namespace

std::optional<ErrorMeaning> spoken_instead(const LogLine& line) {
  const std::string_view text = line.message();
  for (const std::string_view before : {"too large http2 frame", "http2 frame too large"}) {
    if (const auto length = number_behind(text, before)) {
      return by_frame_length(*length);
    }
  }
  // A uwsgi packet of the size that "GE" or "PO" make: somebody speaks HTTP to a uwsgi socket.
  if (const auto size = number_behind(text, "invalid request block size")) {
    const unsigned long low = *size & 0xff;
    const unsigned long high = *size >> 8;
    return *size <= 0xffff && low >= 'A' && low <= 'Z' && high >= 'A' && high <= 'Z'
               ? std::optional(ErrorMeaning{"protocol-mismatch",
                                            "HTTP came in where the uwsgi protocol was expected."})
               : std::nullopt;
  }
  for (const std::string_view before : {"malformed http response \"",
                                        "malformed http status code \"",
                                        "malformed http version \""}) {
    const std::size_t found = text.find(before);
    if (found != std::string_view::npos) {
      return by_bytes(unquoted(text.substr(found + before.size())));
    }
  }
  return std::nullopt;
}

} // namespace gwdiag
