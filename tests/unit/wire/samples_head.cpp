// SPDX-License-Identifier: Apache-2.0
#include "base/limits.hpp"
#include "samples.hpp"

using namespace std::string_literals;

namespace gwdiag::samples {

namespace {

const std::string empty_rest = "\r\nContent-Length: 0\r\n\r\n";

std::string many_lines(std::size_t count, std::size_t marked_line) {
  std::string out;
  for (std::size_t i = 1; i <= count; ++i) {
    out += (i == marked_line ? std::string(mark) : "") + "X-" + std::to_string(i) + ": v\r\n";
  }
  return out;
}

// A head that is `size` bytes long with the CRLF that has to follow.
std::string padded_head(std::size_t size) {
  std::string head = "HTTP/1.1 204 No\r\n";
  while (head.size() + 8192 < size) {
    head += "F: " + std::string(4091, 'x') + "\r\n";
  }
  return head + "F: " + std::string(size - head.size() - 7, 'x') + "\r\n";
}

std::string endless_head() {
  std::string head = "HTTP/1.1 200 OK\r\n";
  while (head.size() < limits::head_bytes + 4096) {
    head += "F: " + std::string(8000, 'x') + "\r\n";
  }
  head.insert(65536, mark);
  return head;
}

} // namespace

// clang-format off
std::vector<Sample> status_lines() {
  using enum Anomaly;
  return {
      {"plain", "HTTP/1.1 200 OK" + empty_rest, {}},
      {"HTTP/1.0", "HTTP/1.0 404 Not Found" + empty_rest, {}},
      {"reason phrase missing", "HTTP/1.1 200 " + empty_rest, {}},
      {"reason phrase and its space missing", "HTTP/1.1 200▸" + empty_rest, {status_without_space}},
      {"reason phrase in UTF-8", "HTTP/1.1 200 Gr\xc3\xbc\xc3\x9f" "e" + empty_rest, {}},
      {"a later 1.x", "HTTP/▸1.7 200 OK" + empty_rest, {later_minor_version}},
      {"a tab behind the code", "HTTP/1.1 200▸\tOK" + empty_rest, {status_line_junk}},
      {"version without minor", "HTTP/▸2 200 OK" + empty_rest, {bad_version}},
      {"version of no digits", "HTTP/▸x 200 OK" + empty_rest, {bad_version}},
      {"version too long", "HTTP/▸1.10 200 OK" + empty_rest, {bad_version}},
      {"version missing", "HTTP/▸ 200 OK" + empty_rest, {bad_version}},
      {"HTTP/2.0", "HTTP/▸2.0 200 OK" + empty_rest, {unsupported_version}},
      {"HTTP/0.9", "HTTP/▸0.9 200 OK" + empty_rest, {unsupported_version}},
      {"two digits", "HTTP/1.1 ▸20 OK" + empty_rest, {status_not_three_digits}},
      {"four digits", "HTTP/1.1 ▸2000 OK" + empty_rest, {status_not_three_digits}},
      {"letters", "HTTP/1.1 ▸abc" + empty_rest, {status_not_three_digits}},
      {"digits and letters", "HTTP/1.1 ▸200OK" + empty_rest, {status_not_three_digits}},
      {"negative", "HTTP/1.1 ▸-20 OK" + empty_rest, {status_not_three_digits}},
      {"below 100", "HTTP/1.1 ▸099 Low" + empty_rest, {status_out_of_range}},
      {"zero", "HTTP/1.1 ▸000 None" + empty_rest, {status_out_of_range}},
      {"above 599", "HTTP/1.1 ▸600 High" + empty_rest, {status_out_of_range}},
      {"999", "HTTP/1.1 ▸999 Request denied" + empty_rest, {status_out_of_range}},
      {"no status", "HTTP/1.1▸" + empty_rest, {status_line_junk}},
      {"no status after the space", "HTTP/1.1 ▸" + empty_rest, {status_line_junk}},
      {"two spaces", "HTTP/1.1 ▸ 200 OK" + empty_rest, {status_line_junk}},
      {"tab", "HTTP/1.1▸\t200 OK" + empty_rest, {status_line_junk}},
      {"NUL in the reason", "HTTP/1.1 200 O▸\0K"s + empty_rest, {status_line_junk}},
      {"CR in the reason", "HTTP/1.1 200 O▸\rK" + empty_rest, {status_line_junk}},
      {"blank line first", "▸\r\nHTTP/1.1 200 OK" + empty_rest, {leading_blank_line}},
      {"blank lines of LF first", "▸\n\nHTTP/1.1 200 OK" + empty_rest, {leading_blank_line}},
      {"lower case", "▸http/1.1 200 OK" + empty_rest, {status_line_junk}},
      {"ICY", "▸ICY 200 OK\r\nicy-name: radio\r\n\r\n", {status_line_junk}, Ended::fin},
      {"no version", "▸HTTP 200 OK" + empty_rest, {status_line_junk}, Ended::fin},
      {"no slash", "▸HTTP 1.1 200 OK" + empty_rest, {status_line_junk}, Ended::fin},
      {"a dash for the slash", "▸HTTP-1.1 200 OK" + empty_rest, {status_line_junk}, Ended::fin},
      {"text about HTTP", "▸HTTPS is at port 443 now\r\n", {no_status_line}, Ended::fin},
      {"byte order mark", "▸\xef\xbb\xbfHTTP/1.1 200 OK" + empty_rest, {status_line_junk}, Ended::fin},
      {"space first", "▸ HTTP/1.1 200 OK" + empty_rest, {status_line_junk}, Ended::fin},
      {"another protocol's name", "▸FOO/1.0 200 OK\r\n\r\n", {status_line_junk}, Ended::fin},
      {"markup", "▸<html><body>hello</body></html>\n", {no_status_line}, Ended::fin},
      {"markup after blank lines", "▸\r\n\r\n<html></html>", {no_status_line}, Ended::fin},
      {"text", "▸hello world\n", {no_status_line}, Ended::fin},
      {"text that stalls", "▸hello world\n", {no_status_line}, Ended::timeout},
      {"text in Latin-1", "▸Gr\xfc\xdf" "e aus K\xf6ln und der Welt\n", {no_status_line}, Ended::fin},
      {"short text in Latin-1", "▸Gr\xfc\xdf" "e, sch\xf6n", {no_status_line}, Ended::fin},
      {"text in Chinese", "▸\xe4\xbd\xa0\xe5\xa5\xbd\xe4\xb8\x96\xe7\x95\x8c", {no_status_line}, Ended::fin},
      {"headers alone", "▸Content-Type: text/html\r\n\r\n<html>", {no_status_line}, Ended::fin},
      {"a CGI head", "▸Status: 200 OK\r\nContent-Type: text/html\r\n\r\n<html>", {no_status_line}, Ended::fin},
      {"the request sent back", "▸GET / HTTP/1.1\r\nHost: x\r\n\r\n", {no_status_line}, Ended::fin},
      {"HTTPS in words", "▸HTTPS required\r\n", {no_status_line}, Ended::fin},
      {"nothing but blanks", std::string(mark) + std::string(1025, '\n'), {no_status_line}, Ended::fin},
      {"binary", "▸\x7f" "ELF\2\1\1\0\0\0"s, {not_http}, Ended::fin},
      {"compressed", std::string(mark) + gzip("<html>hello</html>"), {not_http}, Ended::fin},
      {"high bytes", "▸\xff\xfe\xfd\xfc\xfb", {not_http}, Ended::fin},
      {"a banner", "▸SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", {not_http}, Ended::stall},
      {"RTSP", "▸RTSP/1.0 400 Bad Request\r\n\r\n", {not_http}, Ended::fin},
      {"SIP", "▸SIP/2.0 400 Bad Request\r\n\r\n", {not_http}, Ended::fin},
      {"a TLS alert", "▸\x15\x03\x01\0\x02\x02\x46"s, {not_http}, Ended::fin},
      {"an HTTP/2 frame", "▸\0\0\0\4\0\0\0\0\0"s, {not_http}, Ended::fin},
  };
}

std::vector<Sample> header_lines() {
  using enum Anomaly;
  const std::string start = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n";
  return {
      {"bare LF", "HTTP/1.1 200 OK\r\nContent-Length: 0▸\n\r\n", {bare_lf}},
      {"LF alone everywhere", "HTTP/1.1 200 OK▸\nContent-Length: 0▸\nServer: x▸\n\n", {bare_lf, bare_lf, bare_lf}},
      {"fold with a space", start + "Foo: a\r\n▸ b\r\n\r\n", {obs_fold}},
      {"fold with a tab", start + "Foo: a\r\n▸\tb\r\n\r\n", {obs_fold}},
      {"fold on the first line", "HTTP/1.1 200 OK\r\n▸ Foo: a\r\nContent-Length: 0\r\n\r\n", {obs_fold}},
      {"line of spaces", start + "▸  \r\n\r\n", {obs_fold}},
      {"space before the colon", start + "Foo▸ : a\r\n\r\n", {space_before_colon}},
      {"tab before the colon", start + "Foo▸\t: a\r\n\r\n", {space_before_colon}},
      {"no space after the colon", start + "Foo:a\r\n\r\n", {}},
      {"no value", start + "Foo:\r\n\r\n", {}},
      {"blanks around the value", start + "Foo: \t a b \t \r\n\r\n", {}},
      {"no colon", start + "▸Foo\r\n\r\n", {no_colon}},
      {"a sentence", start + "▸Warning - something is wrong\r\n\r\n", {no_colon}},
      {"empty name", start + "▸: a\r\n\r\n", {empty_name}},
      {"space in the name", start + "Foo▸ Bar: a\r\n\r\n", {bad_name_character}},
      {"parenthesis in the name", start + "Foo▸(1): a\r\n\r\n", {bad_name_character}},
      {"at sign in the name", start + "▸@Foo: a\r\n\r\n", {bad_name_character}},
      {"NUL in the name", start + "F▸\0o: a\r\n\r\n"s, {bad_name_character}},
      {"high byte in the name", start + "F▸\xc3\xb6o: a\r\n\r\n", {bad_name_character}},
      {"CR in the name", start + "F▸\ro: a\r\n\r\n", {bad_name_character}},
      {"underscore in the name", start + "Foo_Bar: a\r\n\r\n", {}},
      {"every token character", start + "!#$%&'*+-.^_`|~09azAZ: a\r\n\r\n", {}},
      {"PHP warning in the head", start + "▸<br />\r\n▸<b>Warning</b>: x\r\n\r\n", {no_colon, bad_name_character}},
      {"NUL in the value", start + "Foo: a▸\0b\r\n\r\n"s, {nul_in_value}},
      {"bare CR in the value", start + "Foo: a▸\rBar: b\r\n\r\n", {bare_cr}},
      {"CR before CRLF", start + "Foo: a▸\r\r\n\r\n", {bare_cr}},
      {"control byte in the value", start + "Foo: a▸\x1b[31m\r\n\r\n", {control_in_value}},
      {"DEL in the value", start + "Foo: a▸\x7f\r\n\r\n", {control_in_value}},
      {"each once a line", start + "Foo: ▸\1▸\0▸\r\1\0\r\n\r\n"s, {control_in_value, nul_in_value, bare_cr}},
      {"control byte in a fold", start + "Foo: a\r\n▸ b▸\2\r\n\r\n", {obs_fold, control_in_value}},
      {"high bytes in the value", start + "Foo: \xfc\xc3\xbc\r\n\r\n", {}},
      {"second status line", start + "▸HTTP/1.1 404 Not Found\r\nFoo: a\r\n\r\n", {status_line_in_head}},
      {"second status line first", "HTTP/1.1 200 OK\r\n▸HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", {status_line_in_head}},
      {"line of 8 KiB", start + "F: " + std::string(8189, 'x') + "\r\n\r\n", {}},
      {"line above 8 KiB", start + "▸F: " + std::string(8190, 'x') + "\r\n\r\n", {large_line}},
      {"a hundred lines", start + many_lines(99, 0) + "\r\n", {}},
      {"more than a hundred lines", start + many_lines(100, 100) + "\r\n", {many_headers}},
      {"head of 64 KiB", padded_head(65536) + "\r\n", {}},
      {"head above 64 KiB", padded_head(65537) + "\r▸\n", {large_head}},
      {"head that never ends", endless_head(), {large_head}, Ended::limit},
  };
}

} // namespace gwdiag::samples
