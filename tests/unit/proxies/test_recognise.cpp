// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "answer.hpp"
#include "proxies/profile.hpp"

using gwdiag::Layer;
using gwdiag::recognise;

namespace {

// "cloudflare, nginx 1.22.1*": the layers in order, the author with a star.
std::string layers(const gwdiag::Http1Response& response) {
  std::string text;
  for (const Layer& layer : recognise(response)) {
    text += (text.empty() ? "" : ", ") + layer.product +
            (layer.version.empty() ? "" : " " + layer.version) + (layer.wrote_answer ? "*" : "");
  }
  return text;
}

constexpr std::string_view nginx_502 =
    "HTTP/1.1 502 Bad Gateway\nServer: nginx/1.22.1\nContent-Type: text/html";
constexpr std::string_view haproxy_502 =
    "<html><body><h1>502 Bad Gateway</h1>\nThe server returned an invalid or incomplete "
    "response.\n</body></html>\n";

std::string apache_page(std::string_view title, std::string_view heading, std::string_view text) {
  return "<!DOCTYPE HTML PUBLIC \"-//IETF//DTD HTML 2.0//EN\">\n<html><head>\n<title>" +
         std::string{title} + "</title>\n</head><body>\n<h1>" + std::string{heading} + "</h1>\n" +
         std::string{text} + "</body></html>\n";
}

} // namespace

TEST_CASE("nginx's own page names nginx as the author, with the version of the page") {
  CHECK(layers(answer(nginx_502, nginx_page("502 Bad Gateway", "nginx/1.22.1"))) ==
        "nginx 1.22.1*");
  CHECK(layers(answer("HTTP/1.1 504 Gateway Time-out\nServer: nginx",
                      nginx_page("504 Gateway Time-out", "nginx"))) == "nginx*");
}

TEST_CASE("the padding that nginx adds for some browsers does not hide its page") {
  const std::string page = nginx_page("502 Bad Gateway", "nginx/1.22.1") +
                           "<!-- a padding to disable MSIE and Chrome friendly error page -->\r\n";
  CHECK(layers(answer(nginx_502, page)) == "nginx 1.22.1*");
}

TEST_CASE("a page of another nginx version is an inner nginx, the outer one was on the path") {
  CHECK(layers(answer(nginx_502, nginx_page("502 Bad Gateway", "nginx/1.18.0"))) ==
        "nginx 1.22.1, nginx 1.18.0*");
  CHECK(layers(answer(nginx_502, nginx_page("502 Bad Gateway", "nginx"))) ==
        "nginx 1.22.1, nginx*");
}

TEST_CASE("Server: nginx on an application's answer is on the path only") {
  CHECK(layers(answer(
            "HTTP/1.1 404 Not Found\nServer: nginx/1.22.1\nContent-Type: text/html",
            "<h1>Not Found</h1><p>The requested resource was not found on this server.</p>")) ==
        "nginx 1.22.1");
  CHECK(layers(answer("HTTP/1.1 200 OK\nServer: nginx", "hello")) == "nginx");
}

TEST_CASE("an application's page that speaks of nginx has no recognised author") {
  CHECK(layers(answer("HTTP/1.1 502 Bad Gateway\nServer: nginx",
                      "<html><body><p>502 Bad Gateway: <center>nginx</center> could not reach "
                      "us</p></body></html>")) == "nginx");
}

TEST_CASE("a page whose text names another status than the response is nobody's") {
  CHECK(layers(answer("HTTP/1.1 500 Internal Server Error\nServer: nginx/1.22.1",
                      nginx_page("502 Bad Gateway", "nginx/1.22.1"))) == "nginx 1.22.1");
  CHECK(layers(answer("HTTP/1.1 504 Gateway Time-out\nContent-Type: text/html", haproxy_502)) ==
        "");
  CHECK(layers(answer("HTTP/1.1 200 OK\nServer: nginx/1.22.1",
                      nginx_page("502 Bad Gateway", "nginx/1.22.1"))) == "nginx 1.22.1");
}

TEST_CASE("a page whose title and heading name different statuses is nobody's") {
  std::string page = nginx_page("502 Bad Gateway", "nginx/1.22.1");
  page.replace(page.find("<h1>502"), 7, "<h1>404");
  CHECK(layers(answer(nginx_502, page)) == "nginx 1.22.1");
  CHECK(layers(answer(
            "HTTP/1.1 502 Proxy Error\nServer: Apache/2.4.71",
            apache_page(
                "500 Proxy Error",
                "Proxy Error",
                "The proxy server could not handle the request<p>Reason: <strong>x</strong>"))) ==
        "apache 2.4.71");
}

TEST_CASE("a redirect's page is no error page, though nginx wrote it") {
  CHECK(layers(answer("HTTP/1.1 301 Moved Permanently\nServer: nginx/1.22.1",
                      nginx_page("301 Moved Permanently", "nginx/1.22.1"))) == "nginx 1.22.1");
}

TEST_CASE("a page with a file's validators was served, not written by a proxy") {
  CHECK(layers(answer("HTTP/1.1 502 Bad Gateway\nServer: nginx/1.22.1\nETag: \"5f-1\"",
                      nginx_page("502 Bad Gateway", "nginx/1.22.1"))) == "nginx 1.22.1");
  CHECK(layers(answer("HTTP/1.1 502 Bad Gateway\nX-Powered-By: Express", haproxy_502)) == "");
}

TEST_CASE("the nginx-shaped pages of others are told by the line at the end") {
  const std::string title = "502 Bad Gateway";
  CHECK(layers(answer("HTTP/1.1 502 Bad Gateway\nServer: awselb/2.0", nginx_page(title, ""))) ==
        "aws-alb 2.0*");
  CHECK(layers(answer("HTTP/1.1 502 Bad Gateway\nServer: openresty/1.21.4.1",
                      nginx_page(title, "openresty/1.21.4.1"))) == "openresty 1.21.4.1*");
  CHECK(layers(answer("HTTP/1.1 502 Bad Gateway\nServer: Microsoft-Azure-Application-Gateway/v2",
                      nginx_page(title, "Microsoft-Azure-Application-Gateway/v2"))) ==
        "azure-appgw*");
  CHECK(layers(answer("HTTP/1.1 502 Bad Gateway\nServer: cloudflare\nCF-RAY: 8f-AMS",
                      nginx_page(title, "cloudflare"))) == "cloudflare*");
}

TEST_CASE("a page without a tail and without ALB's name is nobody's") {
  CHECK(layers(answer("HTTP/1.1 502 Bad Gateway\nServer: nginx",
                      nginx_page("502 Bad Gateway", ""))) == "nginx");
}

TEST_CASE("a CDN's header on an origin's error page leaves the origin as the author") {
  CHECK(layers(answer("HTTP/1.1 502 Bad Gateway\nServer: cloudflare\nCF-RAY: 8f-AMS",
                      nginx_page("502 Bad Gateway", "nginx/1.22.1"))) ==
        "cloudflare, nginx 1.22.1*");
  CHECK(
      layers(answer(
          "HTTP/1.1 500 Internal Server Error\nX-Cache: Error from cloudfront\nX-Amz-Cf-Id: abc==",
          "<h1>Traceback</h1>")) == "cloudfront");
}

TEST_CASE("HAProxy is told by its exact page, though no header names it") {
  CHECK(layers(answer("HTTP/1.1 502 Bad Gateway\ncache-control: no-cache\ncontent-type: text/html",
                      haproxy_502)) == "haproxy*");
  CHECK(layers(answer("HTTP/1.1 503 Service Unavailable\ncontent-type: text/html",
                      "<html><body><h1>503 Service Unavailable</h1>\nNo server is available to "
                      "handle this request.\n"
                      "</body></html>\n")) == "haproxy*");
  CHECK(layers(answer("HTTP/1.1 504 Gateway Time-out\ncontent-type: text/html",
                      "<html><body><h1>504 Gateway Time-out</h1>\nThe server didn't respond in "
                      "time.\n</body></html>\n")) == "haproxy*");
  CHECK(layers(answer("HTTP/1.1 502 Bad Gateway\nServer: nginx/1.22.1", haproxy_502)) ==
        "nginx 1.22.1, haproxy*");
}

TEST_CASE("HAProxy's sentence in a longer page is not HAProxy's page") {
  CHECK(layers(answer("HTTP/1.1 502 Bad Gateway\nServer: app",
                      std::string{haproxy_502} + "<p>and more</p>")) == "");
}

TEST_CASE("Apache's pages are told by their sentences, with and without a reason") {
  const std::string server = "\nServer: Apache/2.4.71 (Debian)";
  CHECK(
      layers(answer(
          "HTTP/1.1 502 Proxy Error" + server,
          apache_page(
              "502 Proxy Error",
              "Proxy Error",
              "<p>The proxy server received an invalid\r\nresponse from an upstream server.<br "
              "/>\r\n"
              "The proxy server could not handle the request<p>Reason: <strong>Error reading from "
              "remote server</strong></p></p>\n"))) == "apache 2.4.71*");
  CHECK(layers(answer(
            "HTTP/1.1 502 Bad Gateway" + server,
            apache_page("502 Bad Gateway",
                        "Bad Gateway",
                        "<p>The proxy server received an invalid\r\nresponse from an upstream "
                        "server.<br />\r\n</p>\n"))) == "apache 2.4.71*");
  CHECK(layers(answer(
            "HTTP/1.1 503 Service Unavailable" + server,
            apache_page(
                "503 Service Unavailable",
                "Service Unavailable",
                "<p>The server is temporarily unable to service your\nrequest due to maintenance "
                "downtime or capacity\nproblems. Please try again later.</p>\n"))) ==
        "apache 2.4.71*");
}

TEST_CASE("names that begin like Apache are other products") {
  CHECK(layers(answer("HTTP/1.1 502 Bad Gateway\nServer: Apache-Coyote/1.1", "oops")) == "");
}

TEST_CASE("Caddy's own answer is empty and bare; with the upstream's headers it was passed on") {
  CHECK(layers(answer("HTTP/1.1 502 Bad Gateway\nServer: Caddy\nDate: x\nContent-Length: 0", "")) ==
        "caddy*");
  CHECK(layers(answer("HTTP/1.1 502 Bad Gateway\nServer: Caddy\nX-Request-Id: 7\nContent-Length: 0",
                      "")) == "caddy");
  CHECK(layers(answer("HTTP/1.1 502 Bad Gateway\nServer: Caddy\nVia: 1.1 Caddy\nContent-Length: 0",
                      "")) == "caddy");
  CHECK(layers(answer("HTTP/1.1 502 Bad Gateway\nServer: Caddy", "not empty")) == "caddy");
}

TEST_CASE("Traefik is told by the bare status text, in exact length and without a Server header") {
  CHECK(layers(answer("HTTP/1.1 502 Bad Gateway\nContent-Length: 11", "Bad Gateway")) ==
        "traefik*");
  CHECK(layers(answer("HTTP/1.1 504 Gateway Timeout\nContent-Length: 15", "Gateway Timeout")) ==
        "traefik*");
  CHECK(layers(answer("HTTP/1.1 503 Service Unavailable", "no available server\n")) == "traefik*");
  CHECK(layers(answer("HTTP/1.1 502 Bad Gateway\nServer: gunicorn", "Bad Gateway")) == "");
  CHECK(layers(answer("HTTP/1.1 502 Bad Gateway", "Bad Gateway!")) == "");
  // Koa's answer to an error of the application
  CHECK(layers(answer("HTTP/1.1 500 Internal Server Error\nContent-Length: 21",
                      "Internal Server Error")) == "");
}

TEST_CASE("Varnish and Fastly share a page and are told apart") {
  const std::string page =
      "<!DOCTYPE html>\n<html>\n  <body>\n    <h1>Error 503 Backend fetch failed</h1>\n    "
      "<h3>Guru Meditation:</h3>\n    <p>XID: 10</p>\n    <hr>\n    <p>Varnish cache server</p>\n";
  CHECK(layers(answer(
            "HTTP/1.1 503 Backend fetch failed\nServer: Varnish\nVia: 1.1 varnish (Varnish/7.1)",
            page)) == "varnish 7.1*");
  const std::string fastly =
      "<html><body><h1>Error 503 first byte timeout</h1><p>first byte timeout</p><h3>Error "
      "54113</h3><p>Details: cache-ams12780-AMS 1700000000 100</p><hr><p>Varnish cache server</p>";
  CHECK(layers(answer("HTTP/1.1 503 first byte timeout\nX-Served-By: cache-ams12780-AMS",
                      fastly)) == "fastly*");
}

TEST_CASE("the pages of the other proxies name their authors") {
  CHECK(
      layers(answer(
          "HTTP/1.1 502 Gateway Error\nServer: h2o/2.2.5\ncontent-type: text/plain; charset=utf-8",
          "connection failed")) == "h2o 2.2.5*");
  CHECK(layers(answer(
            "HTTP/1.1 502 Bad Gateway\nServer: nghttpx",
            "<!DOCTYPE html><html lang=\"en\"><title>502 Bad Gateway</title><body><h1>502 Bad "
            "Gateway</h1><footer>nghttpx</footer></body></html>")) == "nghttpx*");
  CHECK(layers(answer(
            "HTTP/1.1 502 Connection refused\nServer: ATS/9.2.9",
            "<HTML>\n<HEAD>\n<TITLE>Could Not Connect</TITLE>\n</HEAD>\n\n<BODY BGCOLOR=\"white\" "
            "FGCOLOR=\"black\">\n<H1>Could Not Connect</H1>\n<HR>\n\n<FONT "
            "FACE=\"Helvetica,Arial\"><B>\nDescription: Could not connect to the requested server "
            "host.\n"
            "</B></FONT>\n<HR>\n</BODY>\n")) == "trafficserver 9.2.9*");
  CHECK(layers(answer("HTTP/1.1 503 Service Unavailable\nServer: lighttpd/1.4.69",
                      "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>\n<html "
                      "xmlns=\"http://www.w3.org/1999/xhtml\" "
                      "xml:lang=\"en\" lang=\"en\">\n <head>\n  <title>503 Service "
                      "Unavailable</title>\n </head>\n "
                      "<body>\n  <h1>503 Service Unavailable</h1>\n </body>\n</html>\n")) ==
        "lighttpd 1.4.69*");
  CHECK(layers(
            answer("HTTP/1.1 502 Bad Gateway\nServer: squid/5.7\nX-Squid-Error: ERR_CONNECT_FAIL "
                   "111\nVia: 1.1 "
                   "proxy.example (squid/5.7)",
                   "<html><head><title>ERROR: The requested URL could not be retrieved</title>")) ==
        "squid 5.7*");
  CHECK(layers(answer("HTTP/1.1 503 Service Unavailable\nserver: envoy",
                      "upstream connect error or disconnect/reset before headers. reset reason: "
                      "connection failure")) == "envoy*");
}

TEST_CASE("a header of the upstream's Envoy tells that Envoy did not write the answer") {
  CHECK(layers(answer(
            "HTTP/1.1 503 Service Unavailable\nserver: envoy\nx-envoy-upstream-service-time: 3",
            "busy")) == "envoy");
}

TEST_CASE("the pages of content networks name their authors") {
  CHECK(layers(answer("HTTP/1.1 522 <none>\nServer: cloudflare\nCF-RAY: 8f-AMS",
                      "<html>branded</html>")) == "cloudflare*");
  CHECK(layers(answer(
            "HTTP/1.1 502 Bad Gateway\nServer: CloudFront\nVia: 1.1 x.cloudfront.net (CloudFront)",
            "<HTML><TITLE>ERROR: The request could not be satisfied</TITLE><H1>502 ERROR</H1>")) ==
        "cloudfront*");
  CHECK(layers(answer("HTTP/1.1 504 Gateway Timeout\nserver: Vercel\nx-vercel-error: "
                      "FUNCTION_INVOCATION_TIMEOUT",
                      "An error occurred")) == "vercel*");
  CHECK(layers(answer("HTTP/1.1 503 Service Unavailable\nVia: 1.1 vegur",
                      "<title>Application Error</title><iframe "
                      "src=\"//www.herokucdn.com/error-pages/application-error.html\">")) ==
        "heroku*");
}

TEST_CASE("an answer without marks has no layers, and one that was not understood neither") {
  CHECK(layers(answer("HTTP/1.1 502 Bad Gateway\nServer: gunicorn", "boom")) == "");
  CHECK(recognise(gwdiag::Http1Response{}).empty());
}

TEST_CASE("a version is cut where it stops being one") {
  CHECK(layers(answer("HTTP/1.1 200 OK\nServer: nginx/1.22.1 (Debian) evil", "")) ==
        "nginx 1.22.1");
  CHECK(layers(answer("HTTP/1.1 200 OK\nServer: nginx/<script>", "")) == "nginx");
  CHECK(layers(answer("HTTP/1.1 200 OK\nServer: nginx/" + std::string(500, '1'), "")) ==
        "nginx " + std::string(32, '1'));
}
