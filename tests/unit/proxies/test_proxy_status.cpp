// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <doctest/doctest.h>

#include "answer.hpp"
#include "proxies/proxy_status.hpp"

using gwdiag::gateway_words;
using gwdiag::Layer;

namespace {

gwdiag::Http1Response with(std::string_view fields, std::string_view status = "502 Bad Gateway") {
  return answer("HTTP/1.1 " + std::string{status} + "\n" + std::string{fields}, "sorry\n");
}

// "envoy*": the layers in order, the author with a star.
std::string layers(const gwdiag::Http1Response& response) {
  std::string text;
  for (const Layer& layer : gwdiag::recognise(response)) {
    text += (text.empty() ? "" : ", ") + layer.product + (layer.wrote_answer ? "*" : "");
  }
  return text;
}

std::string cause(std::string_view field) {
  const auto words = gateway_words(with("Proxy-Status: " + std::string{field}));
  return words.empty() ? "no word" : std::string{cause_of(words.front())};
}

} // namespace

TEST_CASE("the gateways name themselves, nearest the client first") {
  const auto words =
      gateway_words(with("Proxy-Status: inner; error=connection_refused; next-hop=\"10.0.0.5:80\"\n"
                         "Proxy-Status: \"edge 7\"; received-status=502; details=\"from inner\""));
  REQUIRE(words.size() == 2);
  CHECK(words[0].name == "edge 7");
  CHECK(words[0].received_status == 502);
  CHECK(words[0].details == "from inner");
  CHECK(words[0].error == nullptr);
  CHECK(words[1].name == "inner");
  REQUIRE(words[1].error != nullptr);
  CHECK(words[1].error->type == "connection_refused");
  CHECK(words[1].next_hop == "10.0.0.5:80");
}

// RFC 9209 section 2.3
TEST_CASE("each registered error type speaks for one cause") {
  CHECK(cause("a;error=dns_timeout") == "dns-timeout");
  CHECK(cause("a;error=dns_error") == "dns-servfail");
  CHECK(cause("a;error=dns_error;rcode=\"NXDOMAIN\"") == "dns-nxdomain");
  CHECK(cause("a;error=destination_not_found") == "no-upstream-configured");
  CHECK(cause("a;error=destination_unavailable") == "no-live-upstream");
  CHECK(cause("a;error=destination_ip_prohibited") == "unusable-address");
  CHECK(cause("a;error=destination_ip_unroutable") == "host-unreachable");
  CHECK(cause("a;error=connection_refused") == "connection-refused");
  CHECK(cause("a;error=connection_terminated") == "closed-before-response");
  CHECK(cause("a;error=connection_timeout") == "connect-timeout");
  CHECK(cause("a;error=connection_read_timeout") == "response-timeout");
  CHECK(cause("a;error=connection_write_timeout") == "request-send-timeout");
  CHECK(cause("a;error=connection_limit_reached") == "connection-limit");
  CHECK(cause("a;error=tls_protocol_error") == "tls-handshake-failure");
  CHECK(cause("a;error=tls_certificate_error") == "tls-cert-untrusted");
  CHECK(cause("a;error=tls_alert_received;alert-id=40") == "tls-handshake-failure");
  CHECK(cause("a;error=tls_alert_received;alert-id=112") == "sni-required");
  CHECK(cause("a;error=tls_alert_received;alert-id=116") == "tls-client-cert-required");
  CHECK(cause("a;error=http_request_denied") == "response-refused-by-proxy");
  CHECK(cause("a;error=http_response_incomplete") == "truncated-body");
  CHECK(cause("a;error=http_response_header_section_size") == "header-buffer-exceeded");
  CHECK(cause("a;error=http_response_body_size") == "response-too-large");
  CHECK(cause("a;error=http_response_transfer_coding") == "malformed-chunking");
  CHECK(cause("a;error=http_response_content_coding") == "broken-content-encoding");
  CHECK(cause("a;error=http_response_timeout") == "response-timeout");
  CHECK(cause("a;error=proxy_loop_detected") == "proxy-loop");
  CHECK(cause("a;error=proxy_internal_response") == "");
}

TEST_CASE("an application's own codes make no gateway of it") {
  CHECK(cause("PostgREST; error=57014") == "no word");
  CHECK(cause("http_request_error; e_fb_vipaddr=\"AcJ\"") == "no word");
  CHECK(cause("a") == "no word");
  CHECK(cause("a; received-status=-1") == "no word");
  CHECK(cause("a; received-status=99999999999999999999") == "no word");
  CHECK(layers(with("Proxy-Status: PostgREST; error=57014")) == "");
}

TEST_CASE(
    "a gateway that made the response up is its author, by its product's name where it has one") {
  CHECK(layers(with("Proxy-Status: envoy; error=connection_refused")) == "envoy*");
  CHECK(layers(with("Proxy-Status: gw-7.example; error=connection_timeout")) == "gw-7.example*");
  CHECK(layers(with("Via: 1.1 google\nProxy-Status: gw; error=dns_timeout, google; "
                    "received-status=502")) == "google, gw*");
  CHECK(layers(with("Server: nginx\nProxy-Status: gw; error=destination_not_found")) ==
        "nginx, gw*");
}

TEST_CASE("a gateway that handed a status on, or met an error later, is on the path only") {
  CHECK(layers(with("Proxy-Status: gw; received-status=502")) == "gw");
  CHECK(layers(with("Proxy-Status: gw; error=http_response_incomplete")) == "gw");
  CHECK(layers(with("Proxy-Status: gw; error=connection_refused", "200 OK")) == "gw");
}

TEST_CASE("a page tells its author before Proxy-Status does") {
  const auto response = answer("HTTP/1.1 502 Bad Gateway\nServer: nginx\nProxy-Status: edge; "
                               "received-status=502, cloudflare; received-status=502",
                               nginx_page("502 Bad Gateway", "nginx"));
  CHECK(layers(response) == "cloudflare, edge, nginx*");
}

TEST_CASE("a hostile field makes no layer") {
  CHECK(layers(with("Proxy-Status: \"\x1b[31m\"; error=connection_refused")) == "");
  CHECK(layers(with("Proxy-Status: \"\"; error=connection_refused")) == "");
  CHECK(layers(with("Proxy-Status: a; error=connection_refused; details=\"" +
                    std::string(4000, 'x'))) == "");
}
