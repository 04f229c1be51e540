// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <string>

#include "wire/banner.hpp"

using namespace gwdiag;
using namespace std::string_literals;

TEST_CASE("the questions are what the protocols ask for, byte by byte") {
  CHECK(fastcgi_get_values() ==
        "\1\x09\0\0\0\x30\0\0\x0e\0FCGI_MAX_CONNS\x0d\0" "FCGI_MAX_REQS\x0f\0" "FCGI_MPXS_CONNS"s);
  CHECK(ajp_cping() == "\x12\x34\0\1\x0a"s);
  CHECK(http2_preface() == "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"s);
  CHECK(postgresql_ssl_request() == "\0\0\0\x08\x04\xd2\x16\x2f"s);
  CHECK(uwsgi_ping() == "d\0\0\0"s);
}

TEST_CASE("an SCGI request is a netstring of headers, CONTENT_LENGTH first") {
  const std::string request = scgi_request("/a?b");
  CHECK(request == "85:CONTENT_LENGTH\0000\0SCGI\0001\0REQUEST_METHOD\0GET\0REQUEST_URI\0/a?b\0SERVER_PROTOCOL\0HTTP/1.1\0,"s);
}

TEST_CASE("a PROXY header of version 1") {
  CHECK(proxy_v1("10.0.0.1", 1234, "10.0.0.2", 80) == "PROXY TCP4 10.0.0.1 10.0.0.2 1234 80\r\n");
  CHECK(proxy_v1("::1", 1, "fe80::2", 65535) == "PROXY TCP6 ::1 fe80::2 1 65535\r\n");
  CHECK(proxy_v1("::1", 1, "10.0.0.2", 2) == "");
  CHECK(proxy_v1("localhost", 1, "10.0.0.2", 2) == "");
  CHECK(proxy_v1("10.0.0.1\r\nX", 1, "10.0.0.2", 2) == "");
}

TEST_CASE("answers to the questions") {
  CHECK(is_fastcgi("\1\x0a\0\0\0\x33\5\0"s));
  CHECK_FALSE(is_fastcgi("\1\x0a\0\0\0\x33\5"s));
  CHECK_FALSE(is_fastcgi("HTTP/1.1 400 Bad Request\r\n"));
  CHECK_FALSE(is_fastcgi("\1\x0c\0\0\0\x33\5\0"s));
  CHECK(is_ajp("AB\0\1\x09"s));
  CHECK_FALSE(is_ajp("AB\0\1"s));
  CHECK_FALSE(is_ajp("ABBA!"));
  CHECK(is_http2("\0\0\0\4\0\0\0\0\0"s));
  CHECK(is_http2("\0\0\x08\7\0\0\0\0\0\0\0\0\0\0\0\0\1"s));
  CHECK_FALSE(is_http2("HTTP/1.1 400 Bad Request\r\n"));
  CHECK(is_uwsgi_pong("d\0\0\1"s));
  CHECK_FALSE(is_uwsgi_pong("d\0\0\0"s)); // our own question sent back
  CHECK_FALSE(is_uwsgi_pong("done"));
}
