// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "wire/fastcgi_reader.hpp"

using namespace gwdiag;
using namespace std::string_view_literals;

namespace {

constexpr std::string_view head = "Content-Type: text/plain\r\n\r\n";

std::string record(
    char type, std::string_view content, std::size_t padding = 0, char version = 1, char id = 1) {
  std::string out{version, type, '\0', id};
  out += static_cast<char>(content.size() >> 8U);
  out += static_cast<char>(content.size() & 0xffU);
  out += static_cast<char>(padding);
  out += '\0';
  return out + std::string(content) + std::string(padding, '\0');
}

std::string output(std::string_view content, std::size_t padding = 0) {
  return record(6, content, padding);
}

std::string errors(std::string_view content) {
  return record(7, content);
}

std::string ending(char status = 0, char app = 0) {
  return record(3, std::string{'\0', '\0', '\0', app, status, '\0', '\0', '\0'});
}

struct Read {
  Http1Response response;
  ProtocolTrace protocol;
  bool enough = false;
};

// In pieces of `piece` bytes, as they may arrive.
Read read(std::string_view bytes, Ended ended = Ended::fin, std::size_t piece = 65536) {
  FastcgiReader reader({.method = "GET"}, "/srv/index.php");
  Read result;
  for (std::size_t at = 0; at < bytes.size() && !result.enough; at += piece) {
    result.enough = reader.feed(bytes.substr(at, piece));
  }
  result.response = reader.finish(ended);
  result.protocol = reader.protocol();
  return result;
}

} // namespace

TEST_CASE("a FastCGI response is read from its records, however they are cut") {
  const std::string bytes = output("Status: 404 Not Found\r\nContent-Ty") + errors("note") +
                            output("pe: text/html\r\n\r\nno ", 7) + output("") +
                            output("page\n", 255) + ending();
  for (const std::size_t piece : {std::size_t{1}, std::size_t{3}, std::size_t{9}, bytes.size()}) {
    const Read result = read(bytes, Ended::complete, piece);
    CHECK(result.enough);
    CHECK(result.protocol.fault.empty());
    CHECK(result.response.status == 404);
    CHECK(result.response.reason == "Not Found");
    CHECK(result.response.header("Content-Type") == "text/html");
    CHECK(result.response.body == "no page\\x0a");
    CHECK(result.response.anomalies.empty());
    CHECK(result.protocol.end == "REQUEST_COMPLETE");
    CHECK(result.protocol.errors == "note");
    CHECK(result.response.total_bytes == bytes.size());
  }
}

TEST_CASE("the status of a CGI response is that of Status, of a redirect, or 200") {
  CHECK(read(output(std::string(head) + "hello") + ending()).response.status == 200);
  CHECK(read(output("Location: /there\r\n\r\n") + ending()).response.status == 302);
  CHECK(read(output("Status: 500\nContent-Type: a/b\n\nx") + ending()).response.status == 500);
  CHECK(read(output("Status: 500\nContent-Type: a/b\n\nx") + ending()).response.anomalies.empty());
  const Read odd = read(output("Status: fine\r\n\r\n") + ending());
  CHECK(odd.response.find(Anomaly::status_not_three_digits) != nullptr);
}

TEST_CASE("what breaks the records is named with its offset") {
  struct Row {
    std::string bytes;
    std::string fault;
    std::size_t offset;
  };

  const Row rows[] = {
      {record(6, head, 0, 2), "version", 0},
      {output(head) + "HTTP/1.1 400", "version", 8 + head.size()},
      {record(9, "x"), "type", 1},
      {record(1, "12345678"), "type", 1},
      {record(6, head, 0, 1, 9), "request-id", 2},
      {record(3, "1234"), "length", 4},
      {ending(), "no-head", 16},
      {output("Content-Type: a") + ending(), "no-head", 8 + 15 + 16},
      {output(head).substr(0, 12), "cut", 12},
      {output("").substr(0, 3), "cut", 3},
      {ending(2), "refused", 16},
  };
  for (const Row& row : rows) {
    const Read result = read(row.bytes);
    CAPTURE(row.fault);
    CHECK(result.protocol.fault == row.fault);
    CHECK(result.protocol.offset == row.offset);
    CHECK(!result.protocol.what.empty());
  }
  CHECK(read(ending(2)).protocol.end == "OVERLOADED");
  CHECK(read(ending(1)).protocol.end == "CANT_MPX_CONN");
  CHECK(read(ending(9)).protocol.end == "protocol status 9");
  CHECK(read(output(head) + ending(0, 7)).protocol.app_status == 7);
  CHECK(read("", Ended::fin).protocol.fault.empty());
  CHECK(read(output("Content"), Ended::stall).protocol.fault == "stalled");
}

TEST_CASE("a response without END_REQUEST is truncated, whatever its length says") {
  const Read result = read(output(std::string(head) + "hel"));
  CHECK(result.response.find(Anomaly::truncated_body) != nullptr);
  CHECK(result.protocol.fault == "cut");
  CHECK(
      read(output(std::string(head) + "hel"), Ended::stall).response.find(Anomaly::stalled_body) !=
      nullptr);
  const Read shorter = read(output("Content-Length: 9\r\n" + std::string(head) + "hel") + ending());
  CHECK(shorter.response.find(Anomaly::truncated_body) != nullptr);
}

TEST_CASE("an error stream is kept within bounds and escaped") {
  std::string bytes;
  for (int i = 0; i < 100; ++i) {
    bytes += errors(std::string(1000, '\x1b'));
  }
  const Read result = read(bytes + output(head) + ending());
  CHECK(result.protocol.errors_bytes == 100'000);
  CHECK(result.protocol.errors.size() <= 4 * limits::kept_body_bytes);
  CHECK(is_printable(result.protocol.errors));
  CHECK(result.response.status == 200);
}

TEST_CASE("an answer without end stops at a bound") {
  FastcgiReader reader({.method = "GET"}, "");
  const std::string piece = output(std::string(60000, 'a'));
  std::size_t fed = 0;
  while (!reader.feed(piece) && fed < 100 * limits::raw_bytes) {
    fed += piece.size();
  }
  CHECK(fed < 3 * limits::raw_bytes);
  CHECK(reader.limit_reached());
  FastcgiReader noisy({.method = "GET"}, "");
  const std::string noise = errors(std::string(60000, 'e'));
  for (fed = 0; !noisy.feed(noise) && fed < 100 * limits::raw_bytes;) {
    fed += noise.size();
  }
  CHECK(fed < 3 * limits::raw_bytes);
}

TEST_CASE("a FastCGI request is one BEGIN_REQUEST, PARAMS and STDIN, each stream closed") {
  GatewayRequest request;
  request.method = "POST";
  request.target = "/shop/cart?id=1";
  request.host = "shop.example.com:8443";
  request.script = "/srv/www/index.php";
  request.headers = {
      {"X-One", std::string(200, 'x')}, {"Content-Type", "a/b"}, {"Connection", "close"}};
  const std::string body(70000, 'b');
  request.body = body;
  const std::string bytes = fastcgi_request(request);
  CHECK(bytes.starts_with("\x01\x01\0\x01\0\x08\0\0\0\x01\0\0\0\0\0\0"sv));
  CHECK(bytes.ends_with("\x01\x05\0\x01\0\0\0\0"sv));
  CHECK(bytes.find("\x0b\x05SERVER_NAME"sv) == std::string::npos);
  CHECK(bytes.find("\x0b\x10SERVER_NAMEshop.example.com"sv) != std::string::npos);
  CHECK(bytes.find("\x0f\x12SCRIPT_FILENAME/srv/www/index.php"sv) != std::string::npos);
  CHECK(bytes.find("\x0b\x0aSCRIPT_NAME/index.php"sv) != std::string::npos);
  CHECK(bytes.find("\x0d\x08"
                   "DOCUMENT_ROOT/srv/www"sv) != std::string::npos);
  CHECK(bytes.find("\x0b\x0fREQUEST_URI/shop/cart?id=1"sv) != std::string::npos);
  CHECK(bytes.find("\x0c\x03"
                   "CONTENT_TYPEa/b"sv) != std::string::npos);
  CHECK(bytes.find("\x0e\x05"
                   "CONTENT_LENGTH70000"sv) != std::string::npos);
  CHECK(bytes.find("\x0a\x80\0\0\xc8HTTP_X_ONExxx"sv) != std::string::npos);
  CHECK(bytes.find("HTTP_CONNECTION") == std::string::npos);
  CHECK(bytes.find("\x01\x05\0\x01\xff\xff\0\0"sv) != std::string::npos); // the body in two records
}
