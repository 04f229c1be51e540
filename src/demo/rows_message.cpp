// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "demo/families.hpp"

namespace gwdiag::demo {

namespace {

using namespace std::string_view_literals;

const char* const page = "\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello\n";

std::vector<std::string> short_lines(int count) {
  std::vector<std::string> lines;
  for (int i = 0; i < count; ++i) {
    lines.push_back(fmt::format("X-Row-{}: {}", i, i));
  }
  return lines;
}

std::vector<std::string> cookies(int count) {
  std::vector<std::string> lines;
  for (int i = 0; i < count; ++i) {
    lines.push_back(fmt::format("Set-Cookie: session{}={}", i, std::string(1000, 'x')));
  }
  return lines;
}

std::string junk() {
  std::string bytes;
  for (unsigned i = 0; i < 200; ++i) {
    bytes += static_cast<char>((i * 37 + 131) % 256);
  }
  return bytes;
}

Fault row(const char* id, const char* title, std::string answer) {
  return {.name = id, .title = title, .ids = id, .play = {.answer = std::move(answer)}};
}

std::vector<Fault> sizes() {
  return {
      row("header-buffer-exceeded",
          "the answer's head is larger than the gateway's buffer of 4 KiB",
          full_answer("200 OK", "hello\n", cookies(8))),
      row("header-too-large",
          "the answer's head is larger than any gateway takes",
          full_answer("200 OK", "hello\n", cookies(80))),
      row("too-many-headers",
          "the answer has 130 header lines",
          full_answer("200 OK", "hello\n", short_lines(130))),
  };
}

} // namespace

std::vector<Fault> message_rows() {
  std::vector<Fault> rows{
      row("truncated-headers",
          "the connection ends inside the answer's head",
          "HTTP/1.1 200 OK\r\nContent-Type: text/ht"),
      row("truncated-body",
          "the connection ends before the announced end of the body",
          "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\nConnection: close\r\n\r\n<html>half of it"),
      row("malformed-status-line",
          "the answer's status line is damaged",
          std::string("HTTP/1.1 2OO OK") + page),
      row("malformed-header",
          "a header line has no colon",
          std::string("HTTP/1.1 200 OK\r\nDEBUG user loaded in 3 ms") + page),
      row("conflicting-framing",
          "Content-Length is given twice, with different values",
          "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nContent-Length: 4\r\n"
          "Connection: close\r\n\r\nhello\n"),
      row("malformed-chunking",
          "the answer announces chunks and sends none",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
          "<html>hello</html>\n"),
      row("not-http", "the answer is binary junk", junk()),
      row("http09-response",
          "the answer is a page without status line and headers",
          "<!DOCTYPE html>\n<html><head><title>App</title></head><body>hello</body></html>\n"),
      row("unexpected-upgrade",
          "the upstream switches protocols without being asked",
          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"),
      row("body-not-allowed",
          "the upstream sends a body after 204 No Content",
          "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n{\"deleted\":true}\n"),
      row("broken-content-encoding",
          "the body is announced as gzip and is not; the gateway hands it on",
          full_answer("200 OK", "<html>plain text</html>\n", {"Content-Encoding: gzip"})),
  };
  rows.back().status = Status::degraded;
  for (Fault& size : sizes()) {
    rows.push_back(std::move(size));
  }
  return rows;
}

} // namespace gwdiag::demo
