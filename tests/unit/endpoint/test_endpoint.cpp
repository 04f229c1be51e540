// SPDX-License-Identifier: Apache-2.0
#include "endpoint/endpoint.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

using namespace gwdiag;

namespace {

constexpr auto proxy = EndpointRole::proxy;
constexpr auto upstream = EndpointRole::upstream;

Endpoint parsed(std::string_view text, EndpointRole role = upstream) {
  CAPTURE(text);
  const auto endpoint = parse_endpoint(text, role);
  REQUIRE_MESSAGE(endpoint.has_value(), (endpoint ? "" : endpoint.error().message));
  return *endpoint;
}

} // namespace

TEST_CASE("every scheme of the contract is read, with its port and its text") {
  struct Row {
    std::string_view given;
    Scheme scheme;
    int port;
    bool tls;
    std::string_view text;
  };

  const std::vector<Row> rows = {
      {"http://shop.example", Scheme::http, 80, false, "http://shop.example"},
      {"http://shop.example:80/", Scheme::http, 80, false, "http://shop.example/"},
      {"HTTP://Shop.Example:8080/A?b=C",
       Scheme::http,
       8080,
       false,
       "http://shop.example:8080/A?b=C"},
      {"https://shop.example", Scheme::https, 443, true, "https://shop.example"},
      {"https://shop.example:8443/x", Scheme::https, 8443, true, "https://shop.example:8443/x"},
      {"h2c://app:8080", Scheme::h2c, 8080, false, "h2c://app:8080"},
      {"grpc://app:50051", Scheme::grpc, 50051, false, "grpc://app:50051"},
      {"grpcs://app:443", Scheme::grpcs, 443, true, "grpcs://app:443"},
      {"fcgi://127.0.0.1:9000/srv/index.php",
       Scheme::fcgi,
       9000,
       false,
       "fcgi://127.0.0.1:9000/srv/index.php"},
      {"uwsgi://app:3031", Scheme::uwsgi, 3031, false, "uwsgi://app:3031"},
      {"scgi://app:4000", Scheme::scgi, 4000, false, "scgi://app:4000"},
      {"ajp://tomcat:8009", Scheme::ajp, 8009, false, "ajp://tomcat:8009"},
      {"tcp://db:5432", Scheme::tcp, 5432, false, "tcp://db:5432"},
      {"tcp://db:5432/", Scheme::tcp, 5432, false, "tcp://db:5432/"},
      {"tls://db:5432", Scheme::tls, 5432, true, "tls://db:5432"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.given);
    const Endpoint endpoint = parsed(row.given);
    CHECK(endpoint.scheme == row.scheme);
    CHECK(endpoint.scheme_given);
    CHECK(endpoint.port == row.port);
    CHECK(endpoint.uses_tls() == row.tls);
    CHECK(endpoint.text() == row.text);
  }
}

TEST_CASE("without a scheme the port and the role decide") {
  struct Row {
    std::string_view given;
    EndpointRole role;
    std::string_view text;
  };

  const std::vector<Row> rows = {
      {"shop.example", proxy, "https://shop.example"},
      {"shop.example:443", proxy, "https://shop.example"},
      {"shop.example:80", proxy, "http://shop.example"},
      {"shop.example:8443", proxy, "http://shop.example:8443"},
      {"shop.example", upstream, "http://shop.example"},
      {"shop.example:443", upstream, "https://shop.example"},
      {"shop.example:8080/health?x=1", upstream, "http://shop.example:8080/health?x=1"},
      {"[::1]:443", upstream, "https://[::1]"},
      {"http:8080", upstream, "http://http:8080"}, // a container may have that name
      {"shop.example/go?to=http://other.example",
       upstream,
       "http://shop.example/go?to=http://other.example"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.given);
    const Endpoint endpoint = parsed(row.given, row.role);
    CHECK(endpoint.text() == row.text);
    CHECK_FALSE(endpoint.scheme_given);
  }
}

TEST_CASE("a port alone is this machine") {
  const Endpoint endpoint = parsed(":8080/health");
  CHECK(endpoint.local_shorthand);
  CHECK(endpoint.is_ip_literal);
  CHECK(endpoint.text() == "http://127.0.0.1:8080/health");
  CHECK(parsed(":443").scheme == Scheme::https);
  CHECK_FALSE(parsed("127.0.0.1:8080").local_shorthand);
}

TEST_CASE("Unix sockets in every form") {
  struct Row {
    std::string_view given;
    Scheme scheme;
    std::string_view socket;
    std::string_view path;
    std::string_view text;
  };

  const std::vector<Row> rows = {
      {"unix:/run/app.sock", Scheme::http, "/run/app.sock", "/", "http://unix:/run/app.sock"},
      {"unix:///run/app.sock", Scheme::http, "/run/app.sock", "/", "http://unix:/run/app.sock"},
      {"unix:/run/app.sock:/api?q#top",
       Scheme::http,
       "/run/app.sock",
       "/api?q",
       "http://unix:/run/app.sock:/api?q"},
      {"unix:@app", Scheme::http, "@app", "/", "http://unix:@app"},
      {"http://unix:/run/a:b.sock:/",
       Scheme::http,
       "/run/a:b.sock",
       "/",
       "http://unix:/run/a:b.sock:/"},
      {"https://unix:@app:/x@y", Scheme::https, "@app", "/x@y", "https://unix:@app:/x@y"},
      {"fcgi://unix:/run/php.sock:/srv/a.php",
       Scheme::fcgi,
       "/run/php.sock",
       "/srv/a.php",
       "fcgi://unix:/run/php.sock:/srv/a.php"},
      {"tls://unix:/run/t.sock", Scheme::tls, "/run/t.sock", "/", "tls://unix:/run/t.sock"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.given);
    const Endpoint endpoint = parsed(row.given);
    CHECK(endpoint.is_unix());
    CHECK(endpoint.scheme == row.scheme);
    CHECK(endpoint.socket_path == row.socket);
    CHECK(endpoint.path == row.path);
    CHECK(endpoint.host == "localhost");
    CHECK(endpoint.port == 0);
    CHECK(endpoint.host_header() == "localhost");
    CHECK(endpoint.authority() == "localhost");
    CHECK(endpoint.text() == row.text);
  }
}

TEST_CASE("IPv6 literals keep their zone to themselves") {
  const Endpoint endpoint = parsed("http://[FE80:0::1%25eth0]:8080/x");
  CHECK(endpoint.host == "fe80::1");
  CHECK(endpoint.zone == "eth0");
  CHECK(endpoint.is_ipv6_literal);
  CHECK(endpoint.is_ip_literal);
  CHECK(endpoint.authority() == "[fe80::1%25eth0]:8080");
  CHECK(endpoint.host_header() == "[fe80::1]:8080");
  CHECK(endpoint.text() == "http://[fe80::1%25eth0]:8080/x");
  CHECK(parsed("http://[::1]").host_header() == "[::1]");
  CHECK(parsed("http://[::1]").text() == "http://[::1]");
  CHECK(parsed("[::ffff:127.0.0.1]:80").host == "::ffff:127.0.0.1");
}

TEST_CASE("the Host field leaves out the scheme's own port only") {
  CHECK(parsed("http://app").host_header() == "app");
  CHECK(parsed("http://app:443").host_header() == "app:443");
  CHECK(parsed("https://app:443").host_header() == "app");
  CHECK(parsed("https://app").authority() == "app:443");
}

TEST_CASE("names: case, underscore, trailing dot, IDNA") {
  struct Row {
    std::string_view given;
    std::string_view host;
    std::string_view unicode;
  };

  const std::vector<Row> rows = {
      {"http://My_App.Example.", "my_app.example.", ""},
      {"http://_http._tcp.app", "_http._tcp.app", ""},
      {"http://web.1:80", "web.1", ""},
      {"http://a--b-", "a--b-", ""},
      {"http://xn--bcher-kva.example", "xn--bcher-kva.example", ""},
      {"http://B\xc3\xbc"
       "cher.example",
       "xn--bcher-kva.example",
       "B\xc3\xbc"
       "cher.example"},
      {"http://fa\xc3\x9f.de", "xn--fa-hia.de", "fa\xc3\x9f.de"}, // non-transitional: ß is kept
      {"http://b\xc3\xbc"
       "cher_1.example",
       "xn--bcher_1-n2a.example",
       "b\xc3\xbc"
       "cher_1.example"},
      {"http://\xe4\xbe\x8b\xe3\x80\x82jp",
       "xn--fsq.jp",
       "\xe4\xbe\x8b\xe3\x80\x82jp"}, // ideographic full stop
  };
  for (const Row& row : rows) {
    CAPTURE(row.given);
    const Endpoint endpoint = parsed(row.given);
    CHECK(endpoint.host == row.host);
    CHECK(endpoint.host_unicode == row.unicode);
    CHECK_FALSE(endpoint.is_ip_literal);
  }
}

TEST_CASE("paths: query, fragment, bytes that are not ASCII") {
  struct Row {
    std::string_view given;
    std::string_view path;
    bool path_given;
  };

  const std::vector<Row> rows = {
      {"http://app", "/", false},
      {"http://app#top", "/", false},
      {"http://app/", "/", true},
      {"http://app?q=1", "/?q=1", true},
      {"http://app/a/../b?c=d/e#f", "/a/../b?c=d/e", true},
      {"http://app/%20%zz{}", "/%20%zz{}", true},
      {"http://app/caf\xc3\xa9?\xff", "/caf%C3%A9?%FF", true},
      {"http://app/\x80\x7e", "/%80~", true},
      {"http://app/mail@example", "/mail@example", true},
  };
  for (const Row& row : rows) {
    CAPTURE(row.given);
    const Endpoint endpoint = parsed(row.given);
    CHECK(endpoint.path == row.path);
    CHECK(endpoint.path_given == row.path_given);
  }
}

TEST_CASE("userinfo is decoded and left out of the text") {
  struct Row {
    std::string_view given;
    std::string_view userinfo;
  };

  const std::vector<Row> rows = {
      {"http://ann:s%3ecret@app:81/x", "ann:s>cret"},
      {"http://ann@app:81/x", "ann:"},
      {"http://a%40b:c:d@e@app:81/x", "a@b:c:d@e"},
      {"http://@app:81/x", ""},
      {"ann:pw@app:81/x", "ann:pw"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.given);
    const Endpoint endpoint = parsed(row.given);
    CHECK(endpoint.userinfo == row.userinfo);
    CHECK(endpoint.text() == "http://app:81/x");
  }
}

TEST_CASE("the text of an endpoint reads back as the same endpoint") {
  for (const std::string_view given : {"shop.example",
                                       "https://[fe80::1%25eth0]/x",
                                       "http://app:443/",
                                       "unix:@app:/x",
                                       "fcgi://unix:/run/p.sock"}) {
    const Endpoint first = parsed(given);
    const Endpoint second = parsed(first.text(), proxy);
    CHECK(second.text() == first.text());
    CHECK(second.authority() == first.authority());
    CHECK(second.path_given == first.path_given);
    CHECK(second.socket_path == first.socket_path);
  }
}
