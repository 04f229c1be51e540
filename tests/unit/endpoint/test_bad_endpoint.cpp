// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "endpoint/endpoint.hpp"

using namespace gwdiag;

namespace {

std::string error_of(std::string_view text) {
  const auto endpoint = parse_endpoint(text, EndpointRole::upstream);
  if (endpoint) {
    return "accepted as " + endpoint->text();
  }
  CHECK(endpoint.error().kind == ErrorKind::usage);
  return endpoint.error().message;
}

struct Row {
  std::string_view given;
  std::string_view message;
};

void check(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(row.given);
    CHECK(error_of(row.given) == row.message);
  }
}

} // namespace

TEST_CASE("a bad host is named with the remedy") {
  check({
      {"", "'': an endpoint is empty; write one as in http://HOST:PORT"},
      {"http://", "http://: the host is empty; write a name or an address"},
      {"http:///path", "http:///path: the host is empty; write a name or an address"},
      {"http://:8080", "http://:8080: the host is empty; write a name or an address"},
      {"http://a b/", "http://a b/: an endpoint has no spaces; write %20 in a path"},
      {"http://a/\x01", "http://a/\\x01: an endpoint has no control characters; remove them"},
      {"http://a\r\nHost: b",
       "http://a\\x0d\\x0aHost: b: an endpoint has no control characters; remove them"},
      {"http://a..b",
       "http://a..b: the host has an empty label (two dots, or a dot in front); remove the dot"},
      {"http://.", "http://.: the host is empty; write a name or an address"},
      {"http://*.example.com",
       "http://*.example.com: '*' cannot stand in a host name; use letters, digits, hyphens and "
       "dots"},
      {"http://a'b",
       "http://a'b: \"'\" cannot stand in a host name; use letters, digits, hyphens and dots"},
      {"http://ex%61mple",
       "http://ex%61mple: the host is percent-encoded; write it in plain letters"},
      {"http://a\\b",
       "http://a\\\\b: '\\' cannot stand in a host name; use letters, digits, hyphens and dots"},
      {"http://a\xef\xbc\x8f"
       "b", // a full-width slash, which IDNA maps to the plain one
       "http://a\xef\xbc\x8f"
       "b: '/' cannot stand in a host name; use letters, digits, hyphens and dots"},
      {"http://\xe2\x80\xae"
       "a",
       "http://\\xe2\\x80\\xaea: the host name is not valid under IDNA (string contains a "
       "disallowed character); write "
       "its ASCII form (xn--…)"},
  });
  CHECK(error_of("http://" + std::string(64, 'a') + ".example")
            .contains("has 64 characters, a name takes 63"));
  std::string long_name;
  for (int i = 0; i < 64; ++i) {
    long_name += "abc.";
  }
  CHECK(
      error_of("http://" + long_name + "example").contains("has 263 characters, a name takes 253"));
  CHECK(error_of("http://a\xff.example").contains("not valid under IDNA"));
}

TEST_CASE("number forms of IPv4 that only some programs read are refused") {
  const std::string_view remedy =
      " is no IPv4 address in four decimal numbers from 0 to 255 without leading zeros; "
      "write it so, as in 127.0.0.1";
  for (const std::string_view host : {"0x7f.1",
                                      "010.0.0.1",
                                      "127.1",
                                      "1.2.3.4.5",
                                      "256.1.1.1",
                                      "127.0.0.1.",
                                      "0x7f000001",
                                      "1.2.3"}) {
    const std::string text = "http://" + std::string(host);
    CHECK(error_of(text) == text + ": " + std::string(host) + std::string(remedy));
  }
  check({{"8080", "8080: 8080 is a number and no host; a port of this machine is written :8080"}});
}

TEST_CASE("a bad IPv6 literal is named with the remedy") {
  check({
      {"::1:80", "::1:80: an IPv6 address stands in brackets; write [::1]:80 or [::1:80]"},
      {"::1", "::1: an IPv6 address stands in brackets; write [::1] or [::1]:PORT"},
      {"http://fe80::1/x",
       "http://fe80::1/x: an IPv6 address stands in brackets; write [fe80::1] or [fe80::1]:PORT"},
      {"http://a:b:c",
       "http://a:b:c: more than one colon; write HOST:PORT, and an IPv6 address in brackets"},
      {"http://[::1",
       "http://[::1: the closing bracket is missing; write an IPv6 address as in [::1]:8080"},
      {"http://[::1]8080",
       "http://[::1]8080: after the bracket stands a colon and the port, or nothing; write it as "
       "in [::1]:8080"},
      {"http://[::g]", "http://[::g]: [::g] is no IPv6 address; write one as in [2001:db8::1]"},
      {"http://[]", "http://[]: [] is no IPv6 address; write one as in [2001:db8::1]"},
      {"http://[127.0.0.1]",
       "http://[127.0.0.1]: brackets are for IPv6; write 127.0.0.1 without them"},
      {"http://[fe80::1%eth0]",
       "http://[fe80::1%eth0]: a zone is written with %25; write [fe80::1%25eth0]"},
      {"http://[fe80::1%25]",
       "http://[fe80::1%25]: the zone after %25 is no interface name; write it as in "
       "[fe80::1%25eth0]"},
      {"http://[fe80::1%250123456789abcdef]",
       "http://[fe80::1%250123456789abcdef]: the zone after %25 is no interface name; write it as "
       "in "
       "[fe80::1%25eth0]"},
      {"http://[fe80::1%25a%2Fb]",
       "http://[fe80::1%25a%2Fb]: the zone after %25 is no interface name; write it as in "
       "[fe80::1%25eth0]"},
  });
}

TEST_CASE("a bad port is named with the remedy") {
  check({
      {"app:0", "app:0: 0 is no port; write a number from 1 to 65535"},
      {"http://app:65536/", "http://app:65536/: 65536 is no port; write a number from 1 to 65535"},
      {"app:99999999999999999999",
       "app:99999999999999999999: 99999999999999999999 is no port; write a number from 1 to "
       "65535"},
      {"app:80a", "app:80a: 80a is no port; write a number from 1 to 65535"},
      {"app:-1", "app:-1: -1 is no port; write a number from 1 to 65535"},
      {"app:", "app:: the port after the colon is missing; write it, or leave the colon out"},
      {":", ":: the port after the colon is missing; write it, or leave the colon out"},
      {"[::1]:x", "[::1]:x: x is no port; write a number from 1 to 65535"},
      {"fcgi://app", "fcgi://app: fcgi:// needs a port; add one, as in fcgi://HOST:9000"},
      {"tcp://app", "tcp://app: tcp:// needs a port; add one, as in tcp://HOST:8080"},
  });
}

TEST_CASE("a bad scheme is named with the remedy") {
  check({
      {"htps://app", "htps://app: htps:// is no known scheme; did you mean https://?"},
      {"gopher://app",
       "gopher://app: gopher:// is no known scheme; known are http, https, h2c, grpc, grpcs, fcgi, "
       "uwsgi, "
       "scgi, ajp, tcp, tls"},
      {"ws://app", "ws://app: a WebSocket begins as HTTP; write http://"},
      {"WSS://app", "WSS://app: a WebSocket begins as HTTP; write https://"},
      {"http:/app", "http:/app: two slashes are missing after http:; write http://HOST"},
      {"https:app:80", "https:app:80: two slashes are missing after https:; write https://HOST"},
      {"tcp://app:1/x",
       "tcp://app:1/x: tcp:// takes no path, as nothing is requested; leave it out"},
      {"fcgi://u:p@app:1",
       "fcgi://***@app:1: fcgi:// takes no user name and password; leave them out"},
  });
}

TEST_CASE("a bad Unix socket is named with the remedy") {
  const std::string_view remedy =
      ": after unix: stands the path of a socket, or @ and an abstract name; write "
      "unix:/run/app.sock or unix:@app";
  for (const std::string_view text :
       {"unix:run/app.sock", "unix:", "unix:@", "unix:/", "http://unix:80/", "unix::/x"}) {
    CHECK(error_of(text) == std::string(text) + std::string(remedy));
  }
  check({
      {"http://ann@unix:80/",
       "http://***@unix:80/: a Unix socket takes no user name and password; use "
       "--header 'Authorization: …'"},
      {"http://[\xff]",
       "http://[\\xff]: [\\xff] is no IPv6 address; write one as in [2001:db8::1]"},
      {"/run/app.sock",
       "/run/app.sock: a path alone is no endpoint; for a Unix socket write unix: in front of it"},
      {"unix://run/app.sock",
       "unix://run/app.sock: after unix:// stands an absolute path; write it as in "
       "unix:/run/app.sock"},
  });
  CHECK(error_of("unix:/" + std::string(107, 'a')).contains("has 108 bytes, the system takes 107"));
  CHECK(parse_endpoint("unix:/" + std::string(106, 'a'), EndpointRole::upstream).has_value());
}

TEST_CASE("no error repeats a user name or password") {
  for (const std::string_view text :
       {"http://hugo:s3cret@",       "http://hugo:s3cret@app:0", "hugo:s3cret@app:0/x",
        "htp://hugo:s3cret@app",     "http://hugo:s3cret/x@app", "hugo:s3cret/x@app",
        "http://hugo:%zzs3cret@app", "http://an%3an:s3cret@app", "http://hugo:s3cret%0a@app",
        "http://hugo:s3cret@a b",    "tcp://hugo:s3cret@app:1",  "http://hugo:a#s3cret@app",
        "http://[hugo]:s3cret/@app", "http://unix:s3cret@app",   "http://unix:s3cret:/@app",
        "hugo:s3cret://x@app",       "http://hugo:x?s3cret@app", "unix://s3cret@app",
        "http:s3cret@app",           "s3cret://hugo:x@app:0"}) {
    CAPTURE(text);
    const std::string message = error_of(text);
    CHECK_FALSE(message.starts_with("accepted"));
    if (!text.starts_with("s3cret")) { // there it is the scheme
      CHECK_FALSE(message.contains("s3cret"));
    }
    CHECK_FALSE(message.contains("hugo"));
    CHECK_FALSE(message.contains('\n'));
  }
}
