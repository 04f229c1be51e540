// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "base/limits.hpp"
#include "wire/http2_reader.hpp"

using namespace gwdiag;
using namespace std::string_literals;
using namespace std::string_view_literals;

namespace {

std::string big32(std::uint32_t value) {
  std::string out;
  for (const unsigned shift : {24U, 16U, 8U, 0U}) {
    out += static_cast<char>(value >> shift & 0xffU);
  }
  return out;
}

std::string frame(int type, int flags, std::uint32_t stream, std::string_view payload) {
  return big32(static_cast<std::uint32_t>(payload.size())).substr(1) + static_cast<char>(type) +
         static_cast<char>(flags) + big32(stream) + std::string(payload);
}

// A literal field without indexing (RFC 7541 section 6.2.2).
std::string field(std::string_view name, std::string_view value) {
  return "\0"s + static_cast<char>(name.size()) + std::string(name) +
         static_cast<char>(value.size()) + std::string(value);
}

std::string headers(std::string_view status, std::string_view more = "", int flags = 4) {
  return frame(1, flags, 1, field(":status", status) + std::string(more));
}

std::string data(std::string_view body, bool last = true) {
  return frame(0, last ? 1 : 0, 1, body);
}

std::string reset(std::uint32_t code) {
  return frame(3, 0, 1, big32(code));
}

std::string goaway(std::uint32_t last, std::uint32_t code, std::string_view debug = "") {
  return frame(7, 0, 0, big32(last) + big32(code) + std::string(debug));
}

const std::string settings = frame(4, 0, 0, "\0\3\0\0\0\x80"s);
const std::string greeting = settings + frame(4, 1, 0, "");
const std::string hello = headers("200", field("content-type", "text/plain")) + data("hello\n");

std::unique_ptr<Http2Reader> reader(Http2Kind kind = Http2Kind::plain, std::string_view body = "") {
  GatewayRequest request;
  request.method = kind == Http2Kind::grpc || !body.empty() ? "POST" : "GET";
  request.host = "app.example.com";
  request.headers = {{"User-Agent", "x"}, {"Accept", "*/*"}, {"Connection", "close"}};
  return std::make_unique<Http2Reader>(request, "http", kind, body);
}

struct Read {
  Http1Response response;
  ProtocolTrace protocol;
  std::string sent; // after the request
  bool begun = false;
  bool complete = false;
  bool limit = false;
};

Read read(std::unique_ptr<Http2Reader> reader,
          std::string_view bytes,
          Ended ended = Ended::fin,
          std::size_t piece = 65536) {
  Read result;
  reader->take_reply();
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    const bool enough = reader->feed(bytes.substr(at, piece));
    result.sent += reader->take_reply();
    if (enough) {
      break;
    }
  }
  result.begun = reader->begun();
  result.complete = reader->complete();
  result.limit = reader->limit_reached();
  result.response = reader->finish(ended);
  result.protocol = reader->protocol();
  return result;
}

Read read(std::string_view bytes, Ended ended = Ended::fin, std::size_t piece = 65536) {
  return read(reader(), bytes, ended, piece);
}

std::vector<int> types(std::string_view bytes) {
  Http2Frames frames;
  std::vector<int> out;
  while (!bytes.empty()) {
    const bool had = frames.has_header() && frames.inside();
    bytes.remove_prefix(frames.take(bytes));
    if (frames.has_header() && !had) {
      out.push_back(frames.type());
    }
  }
  return out;
}

} // namespace

TEST_CASE("an HTTP/2 request is the preface, SETTINGS and one stream that is ended") {
  const std::string sent = reader()->take_reply();
  REQUIRE(sent.starts_with("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
  CHECK(types(std::string_view(sent).substr(24)) == std::vector{4, 8, 1});
  const std::string call = reader(Http2Kind::grpc)->take_reply();
  CHECK(types(std::string_view(call).substr(24)) == std::vector{4, 8, 1, 0});
  CHECK(call.ends_with(frame(0, 1, 1, "\0\0\0\0\0"sv)));
}

TEST_CASE("fields of the connection are not sent, and gRPC adds its own") {
  GatewayRequest request;
  request.host = "a";
  request.headers = {{"X-Own", "1"}, {"Accept", "*/*"}, {"Connection", "close"}, {"TE", "gzip"}};
  const Http2Fields plain = http2_fields(request, "https", false);
  CHECK(plain == Http2Fields{{":method", "GET"},
                             {":scheme", "https"},
                             {":authority", "a"},
                             {":path", "/"},
                             {"x-own", "1"},
                             {"accept", "*/*"}});
  const Http2Fields grpc = http2_fields(request, "http", true);
  CHECK(std::vector(grpc.begin() + 4, grpc.end()) ==
        Http2Fields{{"x-own", "1"}, {"content-type", "application/grpc"}, {"te", "trailers"}});
}

TEST_CASE("an HTTP/2 answer is read from its frames, however they are cut") {
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{65536}}) {
    const Read seen = read(greeting + headers("103") + hello, Ended::complete, piece);
    CHECK(seen.complete);
    CHECK(seen.response.status == 200);
    CHECK(seen.response.version == "2");
    CHECK(seen.response.body == "hello\\x0a");
    CHECK(seen.response.header("content-type") == "text/plain");
    CHECK(seen.response.interim == std::vector{103});
    CHECK(seen.response.anomalies.empty());
    CHECK(seen.protocol.name == "http2");
    CHECK(seen.protocol.fault.empty());
    CHECK(seen.protocol.end == "END_STREAM");
    CHECK(seen.protocol.settings == "MAX_CONCURRENT_STREAMS=128");
  }
}

TEST_CASE("what the peer wants acknowledged is, and nothing of it is an answer") {
  const Read seen = read(greeting + frame(6, 0, 0, "12345678"), Ended::timeout);
  CHECK(seen.sent == frame(4, 1, 0, "") + frame(6, 1, 0, "12345678"));
  CHECK_FALSE(seen.begun);
  CHECK(seen.protocol.fault.empty());
  CHECK_FALSE(seen.response.has_head);
}

TEST_CASE("a large body is read to the limit, and the windows stay open for it") {
  std::string bytes = greeting + headers("200");
  const std::string piece = data(std::string(16384, 'a'), false);
  while (bytes.size() < 2 * limits::body_bytes) {
    bytes += piece;
  }
  const Read seen = read(bytes, Ended::limit, 8192);
  CHECK(seen.limit);
  CHECK(seen.response.body_bytes == limits::body_bytes);
  CHECK(seen.protocol.fault.empty());
}

TEST_CASE("RST_STREAM and GOAWAY are named, with the offset of their frame") {
  const std::uint32_t at = static_cast<std::uint32_t>(greeting.size());
  const Read refused = read(greeting + reset(7));
  CHECK(refused.protocol.fault == "reset");
  CHECK(refused.protocol.code == "REFUSED_STREAM");
  CHECK(refused.protocol.offset == at);
  CHECK_FALSE(refused.response.has_head);
  const Read away = read(greeting + goaway(0, 11, "too\x1bmany"));
  CHECK(away.protocol.fault == "goaway");
  CHECK(away.protocol.code == "ENHANCE_YOUR_CALM");
  CHECK(away.protocol.debug == "too\\x1bmany");
  CHECK(away.protocol.last_stream == 0U);
  const Read unknown = read(greeting + reset(0xfe));
  CHECK(unknown.protocol.code == "0xfe");
  // An orderly end before the answer is no error of the protocol.
  const Read graceful = read(greeting + goaway(0, 0));
  CHECK(graceful.protocol.fault.empty());
  CHECK(graceful.protocol.goaway == "NO_ERROR");
  CHECK_FALSE(graceful.begun);
  // Behind a whole answer they say nothing of it.
  CHECK(read(greeting + hello + reset(0)).protocol.fault.empty());
}

TEST_CASE("the first frame that breaks HTTP/2 is named, with its offset") {
  struct Case {
    std::string bytes;
    const char* fault;
    const char* code;
    std::size_t offset;
  };

  const std::size_t at = greeting.size();
  const std::vector<Case> cases{
      {"HTTP/1.1 400 Bad Request\r\n\r\n", "preface", "PROTOCOL_ERROR", 0},
      {hello, "preface", "PROTOCOL_ERROR", 0},
      {frame(4, 0, 0, "12345"), "frame", "FRAME_SIZE_ERROR", 0},
      {greeting + data("hello\n"), "frame", "PROTOCOL_ERROR", at},
      {greeting + frame(1, 5, 1, field("a", "b")), "frame", "PROTOCOL_ERROR", at},
      {greeting + frame(1, 5, 1, "\xff\xff\x7f"), "frame", "COMPRESSION_ERROR", at},
      {greeting + frame(1, 4, 1, std::string(20000, '\0')), "frame", "FRAME_SIZE_ERROR", at},
      {greeting + headers("200", field("X-Big", "b"), 5), "frame", "PROTOCOL_ERROR", at},
      {greeting + headers("200", field("connection", "b"), 5), "frame", "PROTOCOL_ERROR", at},
      {greeting + headers("20", "", 5), "frame", "PROTOCOL_ERROR", at},
      {greeting + headers("101", "", 4), "frame", "PROTOCOL_ERROR", at},
      {greeting + frame(8, 0, 0, big32(0)), "frame", "PROTOCOL_ERROR", at},
      {greeting + frame(5, 4, 1, "\0\0\0\2\x82\x86\x84"sv), "frame", "PROTOCOL_ERROR", at},
      {greeting + headers("200", field("content-length", "9")) + data("hello\n"),
       "frame",
       "PROTOCOL_ERROR",
       at + headers("200", field("content-length", "9")).size()},
  };
  for (const Case& one : cases) {
    for (const std::size_t piece : {std::size_t{1}, std::size_t{65536}}) {
      const Read seen = read(one.bytes, Ended::fin, piece);
      CAPTURE(seen.protocol.what);
      CHECK(seen.protocol.fault == one.fault);
      CHECK(seen.protocol.code == one.code);
      CHECK(seen.protocol.offset == one.offset);
    }
  }
}

TEST_CASE("an answer that breaks off is cut or stalled, and the message says where") {
  const Read head = read(greeting + headers("200", "", 0));
  CHECK(head.protocol.fault == "cut");
  CHECK_FALSE(head.response.has_head);
  const Read stalled = read(greeting + headers("200", "", 0), Ended::stall);
  CHECK(stalled.protocol.fault == "stalled");
  const Read body = read(greeting + headers("200") + data("hel", false));
  CHECK(body.response.find(Anomaly::truncated_body) != nullptr);
  const Read silent = read(greeting + headers("200") + data("hel", false), Ended::stall);
  CHECK(silent.response.find(Anomaly::stalled_body) != nullptr);
  const Read broken = read(greeting + headers("200") + data("hel", false) + reset(2));
  CHECK(broken.protocol.fault == "reset");
  CHECK(broken.response.find(Anomaly::truncated_body) != nullptr);
  // Not a word of the answer: silence, however it ended.
  CHECK(read(greeting).protocol.fault.empty());
  CHECK(read("", Ended::fin).protocol.fault.empty());
  CHECK(read(settings.substr(0, 5)).protocol.fault == "cut");
}

TEST_CASE("the status of a gRPC call comes in the trailers, or in the head") {
  const Read served = read(reader(Http2Kind::grpc),
                           greeting + headers("200") + data("\0\0\0\0\2\x08\x01"sv, false) +
                               frame(1, 5, 1, field("grpc-status", "0")));
  CHECK(served.complete);
  CHECK(served.protocol.name == "grpc");
  CHECK(served.protocol.grpc_status == 0U);
  const Read unknown = read(
      reader(Http2Kind::grpc),
      greeting +
          headers("200", field("grpc-status", "12") + field("grpc-message", "no %20 such"), 5));
  CHECK(unknown.complete);
  CHECK(unknown.protocol.grpc_status == 12U);
  CHECK(unknown.protocol.grpc_message == "no %20 such");
}

TEST_CASE("a peer that sends without end is bounded") {
  std::string pings = greeting;
  while (pings.size() < 4 * limits::raw_bytes) {
    pings += frame(6, 1, 0, "12345678");
  }
  CHECK(read(pings).protocol.fault == "flood");
  std::string asked = greeting;
  while (asked.size() < 4 * limits::raw_bytes) {
    asked += frame(6, 0, 0, "12345678");
  }
  const Read answers = read(asked);
  CHECK(answers.protocol.fault == "flood");
  CHECK(answers.sent.size() < 2 * limits::raw_bytes);
  std::string interim = greeting;
  while (interim.size() < 4 * limits::raw_bytes) {
    interim += headers("103");
  }
  const Read endless = read(interim);
  CHECK((endless.limit || !endless.protocol.fault.empty()));
  std::string continued = greeting + headers("200", "", 0);
  for (int i = 0; i < 1000; ++i) {
    continued += frame(9, 0, 1, "");
  }
  CHECK_FALSE(read(continued).protocol.fault.empty());
  // One entry of the dynamic table, named again and again: a byte each, 4 KB unpacked.
  std::string bomb = field(":status", "200") +
                     "\x40\x01"
                     "a"
                     "\x7f\xa1\x1e"s +
                     std::string(4000, 'b');
  bomb += std::string(12000, '\xbe');
  const Read unpacked = read(greeting + frame(1, 4, 1, bomb));
  CHECK(unpacked.limit);
  CHECK_FALSE(unpacked.response.has_head);
}

TEST_CASE("a body goes as the peer's windows allow") {
  const std::string body(200000, 'x');
  auto uploading = reader(Http2Kind::plain, body);
  uploading->take_reply();
  CHECK(uploading->held_back() == body.size() - 65535);
  uploading->feed(greeting + frame(8, 0, 0, big32(1000000)) + frame(8, 0, 1, big32(1000000)));
  CHECK(uploading->held_back() == 0);
  CHECK(uploading->take_reply().size() > body.size() - 65535);
}

TEST_CASE("a large body that the peer's windows let out at once is no flood") {
  const std::string body(2 * limits::head_bytes, 'x');
  auto uploading = reader(Http2Kind::plain, body);
  uploading->take_reply();
  const std::string wide = frame(8, 0, 0, big32(4000000)) + frame(8, 0, 1, big32(4000000));
  CHECK_FALSE(uploading->feed(greeting + wide));
  CHECK(uploading->held_back() == 0);
  CHECK(uploading->take_reply().size() > body.size() - 65535);
  CHECK(uploading->feed(hello));
  CHECK(uploading->finish(Ended::complete).status == 200);
  CHECK(uploading->protocol().fault.empty());
}
