// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "wire/banner.hpp"

using namespace gwdiag;

namespace {

struct Row {
  int status;
  std::string body;
  std::string speaks;
};

const std::string nginx = "<html>\r\n<head><title>400 The plain HTTP request was sent to HTTPS port</title></head>\r\n"
                          "<body>\r\n<center><h1>400 Bad Request</h1></center>\r\n"
                          "<center>The plain HTTP request was sent to HTTPS port</center>\r\n"
                          "<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n";
const std::string apache = "<!DOCTYPE HTML PUBLIC \"-//IETF//DTD HTML 2.0//EN\">\n<html><head>\n"
                           "<title>400 Bad Request</title>\n</head><body>\n<h1>Bad Request</h1>\n"
                           "<p>Your browser sent a request that this server could not understand.<br />\n"
                           "Reason: You're speaking plain HTTP to an SSL-enabled server port.<br />\n"
                           " Instead use the HTTPS scheme to access this URL, please.<br />\n</p>\n<hr>\n"
                           "<address>Apache/2.4.57 (Debian) Server at localhost Port 443</address>\n</body></html>\n";
const std::string apache_newer =
    "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\" \"http://www.w3.org/TR/html4/strict.dtd\">\n<html><head>\n"
    "<title>400 Bad Request</title>\n</head><body>\n<h1>Bad Request</h1>\n"
    "<p>Your browser sent a request that this server could not understand.<br />\n"
    "Reason: You're speaking plain HTTP to an SSL-enabled server port.<br />\n"
    " Instead use the HTTPS scheme to access this URL, please.<br />\n</p>\n</body></html>\n";
const std::string mongodb =
    "It looks like you are trying to access MongoDB over HTTP on the native driver port.\r\n";

const std::vector<Row> complaints = {
    {400, nginx, "tls"},
    {400, apache, "tls"},
    {400, apache_newer, "tls"},
    {400, "Client sent an HTTP request to an HTTPS server.\n", "tls"},
    {400, "Bad Request\r\nThis combination of host and port requires TLS.\r\n", "tls"},
    {200, "<h1>Error - Bad Request</h1>\n<pre>This web server is running in SSL mode. Try the URL "
          "<a href='https://h:10000/'>https://h:10000/</a> instead.<br></pre>\n", "tls"},
    {400, "An HTTP/1.x request was sent to an HTTP/2 only endpoint.", "http2"},
    {403, "Unknown ALPN Protocol, expected `h2` to be available.\nIf this is a HTTP request: The server was not "
          "configured with the `allowHTTP1` option or a listener for the `unknownProtocol` event.\n", "http2"},
    {200, mongodb, "mongodb"},
    {400, "Port 9000 is for clickhouse-client program\r\nYou must use port 8123 for HTTP.\r\n", "clickhouse"},
    {404, "It looks like you are making an HTTP request to a Hadoop IPC port. This is not the correct port for the "
          "web interface on this daemon.\r\n", "hadoop"},
    {501, "<html>\n<head>\n<title>Tor is not an HTTP Proxy</title>\n</head>\n", "socks"},
};

} // namespace

TEST_CASE("a service that complains about HTTP is recognised") {
  for (const Row& row : complaints) {
    CAPTURE(row.body);
    CHECK(complaint(row.status, "HTTP/1.1 400 Bad Request\r\n", row.body).speaks == row.speaks);
  }
}

TEST_CASE("the same sentence with another status is no complaint") {
  for (const Row& row : complaints) {
    CAPTURE(row.body);
    for (const int status : {0, 201, 302, 500, 502}) {
      CHECK(complaint(status, "", row.body).speaks == "");
    }
  }
}

TEST_CASE("a page that quotes the sentence is no complaint") {
  for (const Row& row : complaints) {
    CAPTURE(row.body);
    CHECK(complaint(row.status, "", "<html><body><p>We saw this in our logs:</p>" + row.body).speaks == "");
    CHECK(complaint(row.status, "", row.body + std::string(4096, 'x')).speaks == "");
    CHECK(complaint(row.status, "", "{\"error\": \"" + row.body + "\"}").speaks == "");
  }
}

TEST_CASE("a text that begins with the sentence and goes on is no complaint") {
  const std::string more(1100, 'x');
  CHECK(complaint(400, "", "Client sent an HTTP request to an HTTPS server. " + more).speaks == "");
  CHECK(complaint(200, "", mongodb + more).speaks == "");
  CHECK(complaint(400, "", nginx + more).speaks == "");
}

TEST_CASE("ordinary error pages are no complaint") {
  for (const int status : {200, 400, 403, 404, 501}) {
    CHECK(complaint(status, "", "").speaks == "");
    CHECK(complaint(status, "", "Bad Request").speaks == "");
    CHECK(complaint(status, "", "<html><head><title>400 Bad Request</title></head></html>").speaks == "");
    CHECK(complaint(status, "", "<html><title>400 No required SSL certificate was sent</title></html>").speaks == "");
  }
}

TEST_CASE("the reason quotes the answer") {
  CHECK(complaint(200, "HTTP/1.0 200 OK\r\nConnection: close\r\n", mongodb).why ==
        "the answer HTTP/1.0 200 OK: It looks like you are trying to access MongoDB over HTTP on the …");
  CHECK(complaint(400, "HTTP/1.1 400 Bad Request\r\n", apache).why ==
        "the answer HTTP/1.1 400 Bad Request: You're speaking plain HTTP to an SSL-enabled server port.");
  CHECK(complaint(200, "", mongodb).why ==
        "the answer It looks like you are trying to access MongoDB over HTTP on the …");
}
