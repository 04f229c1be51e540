// SPDX-License-Identifier: Apache-2.0
#include "wire/http1.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/limits.hpp"
#include "samples.hpp"

using namespace gwdiag;
using namespace std::string_literals;

namespace {

Http1Response read_all(std::string_view bytes, Ended ended = Ended::fin, std::string method = "GET") {
  Http1Reader reader({.method = std::move(method)});
  reader.feed(bytes);
  return reader.finish(ended);
}

// How many bytes the reader takes, one after the other, until it says that no more need be read; -1: it never does.
int stops_after(std::string_view bytes, std::string method = "GET", bool upgrade = false) {
  Http1Reader reader({.method = std::move(method), .upgrade = upgrade});
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    if (reader.feed(bytes.substr(at, 1))) {
      return static_cast<int>(at) + 1;
    }
  }
  return -1;
}

} // namespace

TEST_CASE("a response is described") {
  const std::string bytes = "HTTP/1.1 502 Bad Gateway\r\nServer: nginx/1.22.1\r\nX-Empty:\r\nSET-cookie: a=b\r\n"
                            "Content-Length: 5\r\n\r\nhello";
  const Http1Response response = read_all(bytes, Ended::complete);
  CHECK(response.has_head);
  CHECK(response.version == "1.1");
  CHECK(response.status == 502);
  CHECK(response.reason == "Bad Gateway");
  CHECK(response.header_count == 4);
  CHECK(response.headers.size() == 4);
  CHECK(response.headers[2].name == "SET-cookie");
  CHECK(response.header("server") == "nginx/1.22.1");
  CHECK(response.header("x-empty") == "");
  CHECK_FALSE(response.header("Via").has_value());
  CHECK(response.head_bytes == bytes.size() - 5);
  CHECK(response.longest_line == 24);
  CHECK(response.framing == Framing::content_length);
  CHECK(response.content_length == 5);
  CHECK(response.body_bytes == 5);
  CHECK(response.total_bytes == bytes.size());
  CHECK(response.body == "hello");
  CHECK(response.body_hash == "a430d84680aabd0b"); // FNV-1a of "hello"
  CHECK(response.first_bytes == "HTTP/1.1 502 Bad Gateway\\x0d\\x0aServer: nginx/1.22.1\\x0d\\x0aX-Empty:\\x0d\\x0aSET-co");
  CHECK(response.anomalies.empty());
  CHECK(response.find(Anomaly::bare_lf) == nullptr);
}

TEST_CASE("chunked bodies are joined") {
  const Http1Response response =
      read_all("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x\r\nllo\r\n0\r\nX: y\r\n\r\n");
  CHECK(response.framing == Framing::chunked);
  CHECK(response.body == "hello");
  CHECK(response.body_bytes == 5);
  CHECK(response.body_hash == "a430d84680aabd0b");
  CHECK_FALSE(response.content_length.has_value());
}

TEST_CASE("a body's hash tells bodies of one size apart") {
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
  CHECK(read_all(head + "hello").body_hash != read_all(head + "hellp").body_hash);
}

TEST_CASE("interim responses are recorded and the final one described") {
  const Http1Response response =
      read_all("HTTP/1.1 100 Continue\r\nX: interim\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n"
               "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
  CHECK(response.interim == std::vector<int>{100, 103});
  CHECK(response.status == 404);
  CHECK(response.header_count == 1);
  CHECK(response.head_bytes == 45);
  CHECK_FALSE(response.header("X").has_value());
}

TEST_CASE("without a final response the interim one is no answer") {
  const Http1Response response = read_all("HTTP/1.1 100 Continue\r\n\r\n");
  CHECK_FALSE(response.has_head);
  CHECK(response.status == 0);
  CHECK(response.interim == std::vector<int>{100});
}

TEST_CASE("text after an interim response is judged by itself") {
  const Http1Response response = read_all("HTTP/1.1 100 Continue\r\n\r\n<html>hello</html>");
  CHECK(response.body == "<html>hello</html>");
  REQUIRE(response.find(Anomaly::status_line_junk) != nullptr);
  CHECK(response.find(Anomaly::status_line_junk)->detail == "<html>hello</html>");
}

TEST_CASE("chunks that are mostly framing end at the limit of raw bytes") {
  Http1Reader reader({});
  reader.feed("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
  std::string chunks;
  while (chunks.size() < limits::raw_bytes) {
    chunks += "1\r\nx\r\n";
  }
  CHECK(reader.feed(chunks));
  CHECK(reader.limit_reached());
  CHECK(reader.finish(Ended::stall).anomalies.empty());
}

TEST_CASE("a head that was cut off gives what its whole lines say") {
  const Http1Response response = read_all("HTTP/1.1 200 OK\r\nServer: x\r\nDate: Mo");
  CHECK_FALSE(response.has_head);
  CHECK(response.status == 200);
  CHECK(response.headers.size() == 1);
  CHECK(response.header("Server") == "x");
  REQUIRE(response.find(Anomaly::truncated_head) != nullptr);
  CHECK(response.find(Anomaly::truncated_head)->detail == "after 36 bytes of the head");
}

TEST_CASE("text without a status line is a body") {
  const Http1Response response = read_all("\r\n<html>hello</html>\n");
  CHECK_FALSE(response.has_head);
  CHECK(response.status == 0);
  CHECK(response.framing == Framing::to_close);
  CHECK(response.body == "\\x0d\\x0a<html>hello</html>\\x0a");
  CHECK(response.body_bytes == 21);
  CHECK(response.anomalies[0].detail == "<html>hello</html>");
}

TEST_CASE("the details say what was found") {
  struct Row {
    std::string bytes;
    Anomaly anomaly;
    std::string detail;
  };
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  const std::vector<Row> rows = {
      {"HTTP/2 200\r\n\r\n", Anomaly::bad_version, "2"},
      {"HTTP/1.1 2x0 OK\r\n\r\n", Anomaly::status_not_three_digits, "2x0"},
      {ok + "Foo\x1b\r\n\r\n", Anomaly::no_colon, "Foo\\x1b"},
      {ok + "Content-Length: 5\r\nContent-Length: 7\r\n\r\nhello", Anomaly::duplicate_content_length_different,
       "Content-Length: 5, 7"},
      {ok + "Content-Length: 5, 7\r\n\r\n", Anomaly::bad_content_length, "Content-Length: 5, 7"},
      {ok + "Content-Length: 9\r\n\r\nhello", Anomaly::truncated_body, "5 of 9 bytes"},
      {ok + "Content-Length: 1\r\n\r\nhello\n", Anomaly::excess_body, "ello\\x0a"},
      {ok + "Transfer-Encoding: chunked\r\n\r\n9\r\nhello", Anomaly::truncated_body, "5 of a chunk's 9 bytes"},
      {ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", Anomaly::truncated_body, "no last chunk"},
      {ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello", Anomaly::truncated_body, "ended after a chunk's data"},
      {ok + "Transfer-Encoding: chunked\r\n\r\n5", Anomaly::truncated_body, "ended in a chunk's size"},
      {ok + "Transfer-Encoding: chunked\r\n\r\n0\r\n", Anomaly::truncated_body, "no empty line after the last chunk"},
      {ok + "Transfer-Encoding: chunked\r\n\r\nhi", Anomaly::bad_chunk_size, "'h'"},
      {ok + "Transfer-Encoding: gzip\r\n\r\nhi", Anomaly::unknown_transfer_encoding, "gzip"},
      {ok + "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello", Anomaly::broken_content_encoding,
       "gzip announced, but the body is none"},
      {"SSH-2.0-x\r\n", Anomaly::not_http, "the bytes SSH-2.0-x"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.bytes);
    const Http1Response response = read_all(row.bytes);
    REQUIRE(response.find(row.anomaly) != nullptr);
    CHECK(response.find(row.anomaly)->detail == row.detail);
  }
}

TEST_CASE("the reader says at the exact byte that nothing more need be read") {
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  CHECK(stops_after(ok + "Content-Length: 5\r\n\r\nhello world") == 43);
  CHECK(stops_after(ok + "Content-Length: 0\r\n\r\nhello") == 38);
  CHECK(stops_after(ok + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nrest") == 52);
  CHECK(stops_after(ok + "Transfer-Encoding: chunked\r\n\r\nx") == 48);
  CHECK(stops_after(ok + "\r\nhello") == -1);
  CHECK(stops_after(ok + "Content-Length: 5\r\n\r\nhell") == -1);
  CHECK(stops_after(ok + "Content-Length: 5\r\n\r\nhello", "HEAD") == 38);
  CHECK(stops_after("HTTP/1.1 204 No Content\r\n\r\nhello") == 27);
  CHECK(stops_after("HTTP/1.1 101 Upgrade\r\n\r\nhello") == 24);
  CHECK(stops_after("HTTP/1.1 101 Upgrade\r\n\r\nhello", "GET", true) == 24);
  CHECK(stops_after("HTTP/1.1 100 Continue\r\n\r\n") == -1);
  CHECK(stops_after("SSH-2.0-x\r\n") == 4);
  CHECK(stops_after("hello world\n") == -1);
  CHECK(stops_after("\0\1"s) == 1);
}

TEST_CASE("complete, head_complete and limit_reached") {
  Http1Reader reader({});
  CHECK_FALSE(reader.feed("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n"));
  CHECK_FALSE(reader.head_complete());
  CHECK_FALSE(reader.feed("\r\n"));
  CHECK(reader.head_complete());
  CHECK_FALSE(reader.complete());
  CHECK(reader.feed("hello"));
  CHECK(reader.complete());
  CHECK_FALSE(reader.limit_reached());

  Http1Reader closes({});
  CHECK_FALSE(closes.feed("HTTP/1.1 200 OK\r\n\r\nhello"));
  CHECK_FALSE(closes.complete());
  CHECK(closes.head_complete());
}

TEST_CASE("a body longer than the limit ends the reading without an anomaly") {
  for (const std::string& framing : {"Content-Length: 9000000"s, "X: y"s, "Transfer-Encoding: chunked"s}) {
    CAPTURE(framing);
    Http1Reader reader({});
    reader.feed("HTTP/1.1 200 OK\r\n" + framing + "\r\n\r\n");
    if (framing.starts_with('T')) {
      reader.feed("895440\r\n");
    }
    CHECK_FALSE(reader.feed(std::string(limits::body_bytes, 'x')));
    CHECK_FALSE(reader.limit_reached());
    CHECK(reader.feed("x"));
    CHECK(reader.limit_reached());
    CHECK_FALSE(reader.complete());
    const Http1Response response = reader.finish(Ended::rst);
    CHECK(response.anomalies.empty());
    CHECK(response.body_bytes == limits::body_bytes);
    CHECK(response.body.size() == limits::kept_body_bytes);
  }
}

TEST_CASE("a body of exactly the limit is whole") {
  Http1Reader reader({});
  reader.feed("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(limits::body_bytes) + "\r\n\r\n");
  CHECK(reader.feed(std::string(limits::body_bytes, 'x')));
  CHECK(reader.complete());
  CHECK_FALSE(reader.limit_reached());
}

TEST_CASE("what is kept of a head is bounded") {
  std::string bytes = "HTTP/1.1 200 " + std::string(5000, 'r') + "\r\n";
  for (int i = 0; i < 5000; ++i) {
    bytes += "X-" + std::to_string(i) + ": y\r\n";
  }
  bytes += "X-Long: " + std::string(5000, 'v') + "\r\nContent-Length: 2\r\n\r\nhi";
  const Http1Response response = read_all(bytes, Ended::complete);
  CHECK(response.headers.size() == limits::kept_headers);
  CHECK(response.header_count == 5002);
  CHECK(response.reason.size() == limits::kept_header_bytes);
  CHECK(response.framing == Framing::content_length); // though far behind what is kept
  CHECK(response.body == "hi");
}

TEST_CASE("an endless row of interim responses ends at the limit of a head") {
  Http1Reader reader({});
  const std::string interim = "HTTP/1.1 103 Early Hints\r\n\r\n";
  std::size_t fed = 0;
  while (!reader.feed(interim) && fed < 10 * limits::head_bytes) {
    fed += interim.size();
  }
  CHECK(reader.limit_reached());
  CHECK(fed <= limits::head_bytes + interim.size());
  CHECK(reader.finish(Ended::limit).interim.size() == 64);
}

TEST_CASE("a small body that inflates without end is given up, not judged") {
  const std::string bomb = samples::gzip(std::string(80 << 20, '\0'));
  REQUIRE(bomb.size() < limits::body_bytes);
  const Http1Response response = read_all("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " +
                                          std::to_string(bomb.size() + 1) + "\r\n\r\n" + bomb + "x");
  CHECK(response.anomalies.empty());
}

TEST_CASE("the reader can be moved and is empty after finish") {
  Http1Reader first({});
  first.feed("HTTP/1.1 200 OK\r\nContent-");
  Http1Reader second = std::move(first);
  CHECK(second.feed("Length: 2\r\n\r\nhi"));
  CHECK(second.finish(Ended::complete).body == "hi");
  CHECK_FALSE(second.complete());
  CHECK(second.finish(Ended::fin).total_bytes == 0);
}

TEST_CASE("names for JSON") {
  CHECK(to_string(Framing::none) == "none");
  CHECK(to_string(Framing::content_length) == "content-length");
  CHECK(to_string(Framing::chunked) == "chunked");
  CHECK(to_string(Framing::to_close) == "to-close");
  CHECK(to_string(Ended::complete) == "complete");
  CHECK(to_string(Ended::close_notify) == "close-notify");
  CHECK(to_string(Ended::limit) == "limit");
}
