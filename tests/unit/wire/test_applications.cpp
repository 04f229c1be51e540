// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "base/limits.hpp"
#include "wire/ajp_reader.hpp"
#include "wire/cgi_reader.hpp"
#include "wire/uwsgi.hpp"

using namespace gwdiag;
using namespace std::string_literals;
using namespace std::string_view_literals;

namespace {

std::string number(std::size_t value) {
  return {static_cast<char>(value >> 8U), static_cast<char>(value & 0xffU)};
}

std::string text(std::string_view value) {
  return number(value.size()) + std::string(value) + '\0';
}

std::string packet(char type, std::string_view content, std::string_view magic = "AB") {
  return std::string(magic) + number(content.size() + 1) + type + std::string(content);
}

std::string head(unsigned status) {
  return packet(4,
                number(status) + text("Fine") + number(2) + "\xa0\x01" + text("text/plain") +
                    text("X-Two") + text("b\r\nX-Three: c"));
}

std::string chunk(std::string_view body) {
  return packet(3, text(body));
}

const std::string done = packet(5, "\x01");

struct Read {
  Http1Response response;
  ProtocolTrace protocol;
};

template <typename Reader>
Read read(Reader reader, std::string_view bytes, Ended ended, std::size_t piece = 65536) {
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    if (reader->feed(bytes.substr(at, piece))) {
      break;
    }
  }
  Read result;
  result.response = reader->finish(ended);
  result.protocol = reader->protocol();
  return result;
}

Read ajp(std::string_view bytes, Ended ended = Ended::fin, std::size_t piece = 65536) {
  return read(std::make_unique<AjpReader>(Http1Request{}, std::string_view{}), bytes, ended, piece);
}

Read cgi(std::string_view bytes, Ended ended = Ended::fin, std::size_t piece = 65536) {
  return read(std::make_unique<CgiReader>(Http1Request{}, "scgi"), bytes, ended, piece);
}

GatewayRequest request_of(const std::string& target) {
  GatewayRequest request;
  request.target = target;
  request.host = "app.example.com:8080";
  request.headers = {{"Accept", "*/*"}};
  return request;
}

} // namespace

TEST_CASE("an AJP response is read from its packets, however they are cut") {
  const std::string bytes = head(404) + chunk("hel") + chunk("") + chunk("lo") + done;
  for (const std::size_t piece : {std::size_t{1}, std::size_t{5}, bytes.size()}) {
    const Read seen = ajp(bytes, Ended::complete, piece);
    CHECK(seen.protocol.fault.empty());
    CHECK(seen.protocol.end == "END_RESPONSE");
    CHECK(seen.response.status == 404);
    CHECK(seen.response.reason == "Fine");
    CHECK(seen.response.header("Content-Type") == "text/plain");
    CHECK(seen.response.header("X-Two") == "b  X-Three: c"); // no line of its own
    CHECK(seen.response.body == "hello");
    CHECK(seen.response.anomalies.empty());
    CHECK(seen.response.total_bytes == bytes.size());
  }
}

TEST_CASE("what breaks AJP is named with its offset") {
  CHECK(ajp("HTTP/1.1 400 Bad Request\r\n\r\n").protocol.fault == "magic");
  CHECK(ajp(head(200) + "XY").protocol.offset == head(200).size());
  CHECK(ajp("AB\0\0"sv).protocol.fault == "length");
  CHECK(ajp(packet(42, "x")).protocol.fault == "type");
  CHECK(ajp(packet(4, number(200) + number(900))).protocol.fault == "content");
  CHECK(ajp(packet(3, number(900) + "a")).protocol.fault == "content");
  CHECK(ajp(packet(3, "")).protocol.fault == "content");
  CHECK(ajp(done).protocol.fault == "no-head");
  CHECK(ajp(head(200).substr(0, 9)).protocol.fault == "cut");
  CHECK(ajp(head(200).substr(0, 9), Ended::stall).protocol.fault == "stalled");
  CHECK(ajp(head(200) + chunk("x")).response.find(Anomaly::truncated_body) != nullptr);
  CHECK(ajp("", Ended::fin).protocol.fault.empty());
}

TEST_CASE("a body goes out in packets, and the container is given more as it asks") {
  const std::string body(ajp_most_body + 10, 'b');
  GatewayRequest request = request_of("/");
  request.method = "PATCH";
  request.body = body;
  const std::string sent = ajp_request(request);
  CHECK(sent.ends_with(ajp_body_packet(body, 0)));
  CHECK(sent.find(text("PATCH")) != std::string::npos);
  AjpReader reader({.method = "PATCH"}, body);
  reader.feed(packet(6, number(ajp_most_body)));
  CHECK(reader.take_reply() == "\x12\x34\0\x0c\0\x0a"s + std::string(10, 'b'));
  reader.feed(packet(6, number(ajp_most_body)));
  CHECK(reader.take_reply() == "\x12\x34\0\0"s);
  for (int i = 0; i < 200'000; ++i) {
    reader.feed(packet(6, number(ajp_most_body)));
  }
  CHECK(reader.take_reply().size() < 2 * limits::head_bytes);
}

TEST_CASE("an AJP request names the method, the path and the query") {
  const std::string sent = ajp_request(request_of("/a/b?c=d"));
  CHECK(sent.starts_with("\x12\x34"));
  CHECK(sent.substr(4, 2) == "\x02\x02");
  CHECK(static_cast<unsigned char>(sent[2]) * 256U + static_cast<unsigned char>(sent[3]) ==
        sent.size() - 4);
  CHECK(sent.find(text("/a/b")) != std::string::npos);
  CHECK(sent.find("\x05" + text("c=d")) != std::string::npos);
  CHECK(sent.find(text("Host") + text("app.example.com:8080")) != std::string::npos);
  CHECK(sent.ends_with('\xff'));
}

TEST_CASE("a uwsgi packet holds the variables with lengths in little endian") {
  GatewayRequest request = request_of("/a?b");
  request.body = "body";
  const std::string sent = uwsgi_request(request);
  CHECK(sent[0] == 0);
  const std::size_t size =
      static_cast<unsigned char>(sent[1]) + static_cast<unsigned char>(sent[2]) * std::size_t{256};
  CHECK(sent.size() == 4 + size + 4);
  CHECK(sent.ends_with("body"));
  CHECK(sent.find("\x09\0PATH_INFO\x02\0/a"sv) != std::string::npos);
  CHECK(sent.find("\x0b\0SCRIPT_NAME\0\0"sv) != std::string::npos);
  request.headers = {{"X-Large", std::string(70000, 'x')}};
  CHECK(uwsgi_request(request).size() < 65536);
}

TEST_CASE("an SCGI request is a netstring that begins with CONTENT_LENGTH") {
  const std::string sent = scgi_request(request_of("/a?b"));
  const std::size_t colon = sent.find(':');
  CHECK(std::stoul(sent.substr(0, colon)) == sent.size() - colon - 2);
  CHECK(sent.substr(colon + 1).starts_with("CONTENT_LENGTH\0000\0SCGI\0001\0"sv));
  CHECK(sent.ends_with(','));
}

TEST_CASE("a uwsgi or SCGI response begins with a status line or with CGI headers") {
  for (const std::size_t piece : {std::size_t{1}, std::size_t{100}}) {
    const Read line = cgi("HTTP/1.0 404 Gone\r\nA: b\r\n\r\nx", Ended::fin, piece);
    CHECK(line.response.status == 404);
    CHECK(line.protocol.fault.empty());
    const Read headers = cgi("H: b\nStatus: 403 No\nHTTP: c\n\nx", Ended::fin, piece);
    CHECK(headers.response.status == 403);
    CHECK(headers.response.header("H") == "b");
    CHECK(headers.response.body == "x");
    CHECK(headers.response.anomalies.empty());
    CHECK(cgi("HTTP-Odd: b\n\nx", Ended::fin, piece).response.header("HTTP-Odd") == "b");
  }
  CHECK(cgi("Traceback\n").protocol.fault == "no-head");
  CHECK(cgi("Status: 2", Ended::stall).protocol.fault == "stalled");
  CHECK(cgi("", Ended::fin).protocol.fault.empty());
}
