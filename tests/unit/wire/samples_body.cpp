// SPDX-License-Identifier: Apache-2.0
#include "base/limits.hpp"
#include "samples.hpp"

using namespace std::string_literals;

namespace gwdiag::samples {

// clang-format off
std::vector<Sample> framings() {
  using enum Anomaly;
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  return {
      {"length", ok + "Content-Length: 5\r\n\r\nhello", {}},
      {"to the close", ok + "\r\nhello", {}, Ended::fin},
      {"equal lengths", ok + "Content-Length: 5\r\n▸content-length: 5\r\n\r\nhello", {duplicate_content_length_same}},
      {"equal lengths, written otherwise", ok + "Content-Length: 5\r\n▸Content-Length: 05\r\n\r\nhello", {duplicate_content_length_same}},
      {"equal lengths in a list", ok + "▸Content-Length: 5, 5\r\n\r\nhello", {duplicate_content_length_same}},
      {"different lengths, the smaller true", ok + "Content-Length: 5\r\n▸Content-Length: 7\r\n\r\nhello", {duplicate_content_length_different}, Ended::fin},
      {"different lengths, the larger true", ok + "Content-Length: 5\r\n▸Content-Length: 7\r\n\r\nhello!!", {duplicate_content_length_different}},
      {"different lengths, none true", ok + "Content-Length: 5\r\n▸Content-Length: 7\r\n\r\nhel▸", {duplicate_content_length_different, truncated_body}, Ended::fin},
      {"different lengths in a list", ok + "▸Content-Length: 5, 7\r\n\r\nhello", {bad_content_length}, Ended::fin},
      {"negative length", ok + "▸Content-Length: -1\r\n\r\nhello", {bad_content_length}, Ended::fin},
      {"length with a sign", ok + "▸Content-Length: +5\r\n\r\nhello", {bad_content_length}, Ended::fin},
      {"length in words", ok + "▸Content-Length: five\r\n\r\nhello", {bad_content_length}, Ended::fin},
      {"length in hexadecimal", ok + "▸Content-Length: 0x5\r\n\r\nhello", {bad_content_length}, Ended::fin},
      {"length with a fraction", ok + "▸Content-Length: 5.0\r\n\r\nhello", {bad_content_length}, Ended::fin},
      {"length missing", ok + "▸Content-Length:\r\n\r\nhello", {bad_content_length}, Ended::fin},
      {"length of 2^63", ok + "▸Content-Length: 9223372036854775808\r\n\r\nhello", {bad_content_length}, Ended::fin},
      {"length of 2^63 - 1", ok + "Content-Length: 9223372036854775807\r\n\r\nhello▸", {truncated_body}, Ended::fin},
      {"length beyond 64 bits", ok + "▸Content-Length: 18446744073709551621\r\n\r\nhello", {bad_content_length}, Ended::fin},
      {"folded length", ok + "Content-Length:\r\n▸ 5\r\n\r\nhello", {obs_fold}},
      {"length and chunked", ok + "Content-Length: 5\r\n▸Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", {content_length_with_chunked}},
      {"chunked and length", ok + "Transfer-Encoding: chunked\r\n▸Content-Length: 5\r\n\r\n0\r\n\r\n", {content_length_with_chunked}},
      {"chunked twice in a list", ok + "▸Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", {duplicate_transfer_encoding}},
      {"chunked twice in lines", ok + "Transfer-Encoding: chunked\r\n▸Transfer-Encoding: Chunked\r\n\r\n0\r\n\r\n", {duplicate_transfer_encoding}},
      {"chunked with a parameter", ok + "▸Transfer-Encoding: chunked;q=1\r\n\r\n0\r\n\r\n", {unknown_transfer_encoding}},
      {"identity", ok + "▸Transfer-Encoding: identity\r\nContent-Length: 5\r\n\r\nhello", {unknown_transfer_encoding}},
      {"gzip as transfer encoding", ok + "▸Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", {unknown_transfer_encoding}},
      {"chunked not last", ok + "▸Transfer-Encoding: chunked, gzip\r\n\r\nhello", {unknown_transfer_encoding}, Ended::fin},
      {"a transfer encoding of no name", ok + "▸Transfer-Encoding:\r\n\r\nhello", {unknown_transfer_encoding}, Ended::fin},
      {"nearly chunked", ok + "▸Transfer-Encoding: xchunked\r\n\r\nhello", {unknown_transfer_encoding}, Ended::fin},
      {"chunked in HTTP/1.0", "HTTP/1.0 200 OK\r\n▸Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", {transfer_encoding_http10}},
      {"204 with bytes", "HTTP/1.1 204 No Content\r\n\r\n▸hello", {body_not_allowed}},
      {"204 with a length alone", "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", {}},
      {"304 with bytes", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n▸hello", {body_not_allowed}},
      {"HEAD with bytes", ok + "Content-Length: 5\r\n\r\n▸hello", {body_not_allowed}, Ended::complete, "HEAD"},
      {"HEAD", ok + "Content-Length: 5\r\n\r\n", {}, Ended::complete, "HEAD"},
      {"too much", ok + "Content-Length: 5\r\n\r\nhello▸ world", {excess_body}},
      {"too much after nothing", ok + "Content-Length: 0\r\n\r\n▸hello", {excess_body}},
      {"too much after the last chunk", ok + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n▸0\r\n\r\n", {excess_body}},
  };
}

std::vector<Sample> chunked_bodies() {
  using enum Anomaly;
  const std::string start = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  return {
      {"chunks", start + "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", {}},
      {"large digits", start + "00A\r\n0123456789\r\na\r\n0123456789\r\n000\r\n\r\n", {}},
      {"extensions", start + "5;a=b;c=\"d\"\r\nhello\r\n0;x\r\n\r\n", {}},
      {"spaces before an extension", start + "5  ;x\r\nhello\r\n0 ;x\r\n\r\n", {}},
      {"spaces after the size", start + "5  ▸\r\nhello\r\n0\r\n\r\n", {loose_chunk_line}},
      {"many zeros", start + "0000000000000000▸05\r\nhello\r\n0\r\n\r\n", {loose_chunk_line}},
      {"control byte in an extension", start + "5;x▸\x01\r\nhello\r\n0\r\n\r\n", {loose_chunk_line}},
      {"trailers", start + "0\r\nX-Sum: 1\r\nX-B: 2\r\n\r\n", {}},
      {"no size", start + "▸hello", {bad_chunk_size}},
      {"size of letters", start + "▸xyz\r\n", {bad_chunk_size}},
      {"size with a prefix", start + "0▸x5\r\nhello\r\n", {bad_chunk_size}},
      {"negative size", start + "▸-5\r\nhello\r\n", {bad_chunk_size}},
      {"empty size", start + "▸\r\nhello\r\n", {bad_chunk_size}},
      {"blank before the size", start + "▸ 5\r\nhello\r\n", {bad_chunk_size}},
      {"words after the size", start + "5 ▸hello\r\n", {bad_chunk_size}},
      {"size too large", start + "7ffffffffffffff▸f\r\n", {bad_chunk_size}},
      {"CR alone after the size", start + "5\r▸hello\r\n", {bad_chunk_size}},
      {"second size wrong", start + "5\r\nhello\r\n▸g\r\n", {bad_chunk_size}},
      {"line of the size too long for many", start + "5;" + std::string(16382, 'x') + "▸x\r\nhello\r\n0\r\n\r\n", {loose_chunk_line}},
      {"line of the size without end", start + "5;" + std::string(16382, 'x') + "▸" + std::string(49152, 'x') + "▸x", {loose_chunk_line, bad_chunk_size}},
      {"data longer than its size", start + "5\r\nhello▸ world\r\n0\r\n\r\n", {bad_chunk_end}},
      {"CR without LF after the data", start + "5\r\nhello\r▸0\r\n\r\n", {bad_chunk_end}},
      {"LF after the size", start + "5▸\nhello\r\n0\r\n\r\n", {chunk_bare_lf}},
      {"LF after an extension", start + "5;x▸\nhello\r\n0\r\n\r\n", {chunk_bare_lf}},
      {"LF after the data", start + "5\r\nhello▸\n0\r\n\r\n", {chunk_bare_lf}},
      {"LF after the trailer", start + "0\r\nX: y▸\n▸\n", {chunk_bare_lf, chunk_bare_lf}},
      {"trailer without colon", start + "0\r\n▸oops\r\n\r\n", {bad_trailer}},
      {"trailer with a bad name", start + "0\r\nX▸(: y\r\n\r\n", {bad_trailer}},
      {"folded trailer", start + "0\r\nX: y\r\n▸ z\r\n\r\n", {bad_trailer}},
      {"folded trailer with a colon", start + "0\r\nX: y\r\n▸ z: y\r\n\r\n", {bad_trailer}},
      {"trailer without end", start + "0\r\n" + std::string(70000, 'x'), {}, Ended::limit},
  };
}

std::vector<Sample> endings() {
  using enum Anomaly;
  const std::string five = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
  const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::string close = "HTTP/1.1 200 OK\r\n\r\n";
  const std::string proceed = "HTTP/1.1 100 Continue\r\n\r\n";
  const std::string done = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  std::string ten;
  for (int i = 0; i < 10; ++i) {
    ten += "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
  }
  return {
      {"nothing", "", {}, Ended::fin},
      {"nothing, reset", "", {}, Ended::rst},
      {"nothing, silence", "", {}, Ended::timeout},
      {"one byte", "H▸", {truncated_head}, Ended::fin},
      {"name cut off", "HTT▸", {truncated_head}, Ended::rst},
      {"status line cut off", "HTTP/1.1 20▸", {truncated_head}, Ended::fin},
      {"headers cut off", "HTTP/1.1 200 OK\r\nServer: x\r\n▸", {truncated_head}, Ended::close_notify},
      {"header line cut off", "HTTP/1.1 200 OK\r\nServer▸", {truncated_head}, Ended::fin},
      {"blank lines alone", "\r\n\r\n▸", {truncated_head}, Ended::fin},
      {"head stalls", "HTTP/1.1 200 OK\r\nServer: x\r\n▸", {stalled_head}, Ended::stall},
      {"head times out", "HTTP/▸", {stalled_head}, Ended::timeout},
      {"head within a limit of the caller", "HTTP/1.1 200 OK\r\n", {}, Ended::limit},
      {"lines before the cut are judged", "HTTP/1.1 200 OK\r\nFoo▸ : a\r\nBar : ▸", {space_before_colon, truncated_head}, Ended::fin},
      {"body cut off", five + "hel▸", {truncated_body}, Ended::fin},
      {"body missing", five + "▸", {truncated_body}, Ended::fin},
      {"body reset", five + "hel▸", {truncated_body}, Ended::rst},
      {"body stalls", five + "hel▸", {stalled_body}, Ended::stall},
      {"body times out", five + "▸", {stalled_body}, Ended::timeout},
      {"body of no length, reset", close + "hel▸", {truncated_body}, Ended::rst},
      {"body of no length stalls", close + "hel▸", {stalled_body}, Ended::stall},
      {"body of no length, TLS end", close + "hel", {}, Ended::close_notify},
      {"chunk cut off", chunked + "5\r\nhel▸", {truncated_body}, Ended::fin},
      {"size cut off", chunked + "5▸", {truncated_body}, Ended::fin},
      {"last chunk missing", chunked + "5\r\nhello\r\n▸", {truncated_body}, Ended::fin},
      {"last empty line missing", chunked + "5\r\nhello\r\n0\r\n▸", {truncated_body}, Ended::fin},
      {"last LF missing", chunked + "0\r\n\r▸", {truncated_body}, Ended::fin},
      {"chunks stall", chunked + "5\r\nhello\r\n▸", {stalled_body}, Ended::stall},
      {"complete, then reset", five + "hello", {}, Ended::rst},
      {"body above the limit", "HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n" + std::string(limits::body_bytes + 1, 'x'), {}, Ended::limit},
      {"chunks above the limit", chunked + "1e8480\r\n" + std::string(limits::body_bytes + 1, 'x'), {}, Ended::limit},
      {"small chunks above the limit", chunked + [] {
         std::string chunks;
         while (chunks.size() < limits::raw_bytes) {
           chunks += "1\r\nx\r\n";
         }
         return chunks;
       }(), {}, Ended::limit},
      {"100 first", proceed + done, {}},
      {"102 and 103 first", "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + done, {}},
      {"100 alone", proceed + "▸", {truncated_head}, Ended::fin},
      {"100, then silence", proceed + "▸", {stalled_head}, Ended::stall},
      {"100, then text", proceed + "▸<html>hello</html>", {status_line_junk}, Ended::fin},
      {"100 with damage, then 200", "HTTP/1.1 100 Continue\r\n▸oops\r\n\r\n" + done, {no_colon}},
      {"damage after 100", proceed + "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n▸oops\r\n\r\n", {no_colon}},
      {"blank line after 100", proceed + "▸\r\n" + done, {leading_blank_line}},
      {"an unknown interim response", "▸HTTP/1.1 199 Huh\r\n\r\n" + done, {unexpected_interim}},
      {"ten interim responses", ten + done, {}},
      {"eleven interim responses", ten + "▸" + proceed + done, {too_many_interim}},
      {"101 unasked", "▸HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\x81\x05hello", {unexpected_101}},
      {"101 asked for", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\x81\x05hello", {}, Ended::complete, "GET", true},
  };
}

std::vector<Sample> codings() {
  using enum Anomaly;
  const std::string page = "<html><body>" + std::string(5000, 'a') + "</body></html>";
  const auto coded = [](std::string_view coding, std::string_view body, std::string_view marked) {
    return "HTTP/1.1 200 OK\r\nContent-Encoding: " + std::string(coding) + "\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + std::string(marked.empty() ? body : marked);
  };
  const std::string packed = gzip(page);
  const std::string half = packed.substr(0, packed.size() / 2);
  std::string damaged = packed;
  damaged[packed.size() - 5] = static_cast<char>(damaged[packed.size() - 5] ^ 1); // its checksum
  const std::string at_start(mark);
  std::string chunked = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const char c : packed) {
    chunked += "1\r\n" + std::string(1, c) + "\r\n";
  }
  return {
      {"gzip", coded("gzip", packed, ""), {}},
      {"x-gzip in capitals", coded("X-GZIP", packed, ""), {}},
      {"gzip in chunks of one byte", chunked + "0\r\n\r\n", {}},
      {"gzip in two members", coded("gzip", packed + packed, ""), {}},
      {"deflate with zlib's header", coded("deflate", zlib(page), ""), {}},
      {"deflate without", coded("deflate", raw_deflate(page), ""), {}},
      {"gzip to the close", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + packed, {}, Ended::fin},
      {"identity", coded("identity", "hello", ""), {}},
      {"brotli is not judged", coded("br", "hello", ""), {}},
      {"two codings are not judged", coded("gzip, br", "hello", ""), {}},
      {"empty body", coded("gzip", "", ""), {}},
      {"HEAD", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 99\r\n\r\n", {}, Ended::complete, "HEAD"},
      {"plain text as gzip", coded("gzip", page, at_start + page), {broken_content_encoding}},
      {"plain text as deflate", coded("deflate", page, at_start + page), {broken_content_encoding}},
      {"one byte as gzip", coded("gzip", "x", at_start + "x"), {broken_content_encoding}},
      {"zlib as gzip", coded("gzip", zlib(page), at_start + zlib(page)), {broken_content_encoding}},
      {"gzip as deflate", coded("deflate", packed, at_start + packed), {broken_content_encoding}},
      {"gzip cut off", coded("gzip", half, half + at_start), {broken_content_encoding}},
      {"gzip cut off, and bytes behind", coded("gzip", half, half + at_start + at_start + "xy"), {excess_body, broken_content_encoding}},
      {"gzip cut off, closed", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + half + "▸", {broken_content_encoding}, Ended::fin},
      {"gzip with a wrong checksum", coded("gzip", damaged, at_start + damaged), {broken_content_encoding}},
      {"bytes after gzip", coded("gzip", packed + "hello", packed + at_start + "hello"), {broken_content_encoding}},
      {"one byte after gzip", coded("gzip", packed + "h", packed + at_start + "h"), {broken_content_encoding}},
      {"broken gzip that was not read whole is not judged", coded("gzip", page, page.substr(0, 100) + at_start), {truncated_body}, Ended::fin},
      {"length of the plain text with gzip", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5026\r\n\r\n" + packed + "▸", {truncated_body}, Ended::fin},
      {"length of the gzip with plain text", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 50\r\n\r\n" + at_start + page.substr(0, 50) + at_start + page.substr(50), {broken_content_encoding, excess_body}},
  };
}

} // namespace gwdiag::samples
