// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <filesystem>

#include <doctest/doctest.h>

#include "demo/stage.hpp"
#include "demo/stream.hpp"

using namespace gwdiag;
using namespace gwdiag::demo;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds patience{5000};

std::uint16_t port_in(const std::string& endpoint) {
  return static_cast<std::uint16_t>(std::stoi(endpoint.substr(endpoint.rfind(':') + 1)));
}

Descriptor to(const std::string& endpoint) {
  const std::string prefix = "http://unix:";
  return endpoint.starts_with(prefix) ? start_connect(endpoint.substr(prefix.size()))
                                      : start_connect(port_in(endpoint));
}

struct Asked {
  std::string bytes;
  Got::How ended = Got::How::broken;
};

Asked ask(const std::string& endpoint, const std::string& request) {
  const Stop stop;
  Descriptor socket = to(endpoint);
  if (!socket.valid()) {
    return {};
  }
  Stream stream(std::move(socket), stop);
  if (stream.finish_connect(patience) != Got::How::data || !stream.write(request)) {
    return {};
  }
  Asked asked;
  while (true) {
    const Got got = stream.read(patience);
    asked.ended = got.how;
    if (got.how != Got::How::data) {
      return asked;
    }
    asked.bytes += got.bytes;
  }
}

const std::string request = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";

Stage stage_of(std::string_view name) {
  auto stage = Stage::set(*find_fault(name));
  REQUIRE(stage);
  return std::move(*stage);
}

std::string gateway_says(std::string_view name) {
  const Stage stage = stage_of(name);
  const std::string answer = ask(stage.gateway(), request).bytes;
  return answer.substr(0, answer.find('\r'));
}

} // namespace

TEST_CASE("the gateway hands a good answer on") {
  const Stage stage = stage_of("healthy");
  const Asked asked = ask(stage.gateway(), request);
  CHECK(asked.bytes.starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(asked.bytes.ends_with("\r\n\r\n<h1>It works</h1>\n"));
  CHECK(asked.ended == Got::How::end);
  CHECK(ask(stage.upstreams().front(), request).bytes == good_answer());
}

TEST_CASE("chunks, TLS and a Unix socket make no difference") {
  CHECK(gateway_says("healthy-chunked") == "HTTP/1.1 200 OK");
  CHECK(gateway_says("healthy-https") == "HTTP/1.1 200 OK");
  CHECK(gateway_says("healthy-unix-socket") == "HTTP/1.1 200 OK");
  CHECK(gateway_says("healthy-not-found") == "HTTP/1.1 404 Not Found");
}

TEST_CASE("an upstream that refuses, closes, lies or fails in TLS makes 502") {
  for (const std::string name : {"connection-refused",
                                 "closed-before-response",
                                 "reset-before-response",
                                 "unix-socket-missing",
                                 "dns-nxdomain",
                                 "malformed-header",
                                 "truncated-body",
                                 "header-buffer-exceeded",
                                 "not-http",
                                 "tls-cert-expired",
                                 "tls-cert-name-mismatch",
                                 "tls-cert-untrusted",
                                 "tls-client-cert-required",
                                 "sni-required",
                                 "plain-http-to-tls-port",
                                 "tls-to-plain-http-port",
                                 "proxy-loop"}) {
    CHECK_MESSAGE(gateway_says(name) == "HTTP/1.1 502 Bad Gateway", name);
  }
}

TEST_CASE("an upstream that is silent makes 504 after a second") {
  for (const std::string name :
       {"response-timeout", "stalled-response", "connect-timeout", "tls-handshake-timeout"}) {
    const auto start = std::chrono::steady_clock::now();
    CHECK_MESSAGE(gateway_says(name) == "HTTP/1.1 504 Gateway Timeout", name);
    CHECK_MESSAGE(std::chrono::steady_clock::now() - start >= milliseconds(950), name);
  }
}

TEST_CASE("what the upstream sends is what the row says") {
  const Stage reset = stage_of("reset-before-response");
  CHECK(ask(reset.upstreams().front(), request).ended == Got::How::broken);
  const Stage closed = stage_of("closed-before-response");
  const Asked nothing = ask(closed.upstreams().front(), request);
  CHECK(nothing.ended == Got::How::end);
  CHECK(nothing.bytes.empty());
  const Stage cut = stage_of("truncated-headers");
  CHECK(ask(cut.upstreams().front(), request).bytes == "HTTP/1.1 200 OK\r\nContent-Type: text/ht");
}

TEST_CASE("a request that is no HTTP is refused with 400") {
  const Stage stage = stage_of("response-timeout");
  CHECK(ask(stage.upstreams().front(), "PROXY TCP4 127.0.0.1 127.0.0.1 1 2\r\n")
            .bytes.starts_with("HTTP/1.1 400 "));
}

TEST_CASE("a request that comes back to the gateway is ended after a few rounds") {
  const Stage stage = stage_of("proxy-loop");
  REQUIRE(stage.upstreams().front() == stage.gateway());
  for (int i = 0; i < 10; ++i) { // 64 connections is all that it takes
    CHECK(ask(stage.gateway(), request).bytes.starts_with("HTTP/1.1 502 "));
  }
}

TEST_CASE("every other request fails in the intermittent row, the first one too") {
  const Stage stage = stage_of("intermittent");
  CHECK(ask(stage.gateway(), request).bytes.starts_with("HTTP/1.1 502 "));
  CHECK(ask(stage.gateway(), request).bytes.starts_with("HTTP/1.1 200 "));
  CHECK(ask(stage.gateway(), request).bytes.starts_with("HTTP/1.1 502 "));
}

TEST_CASE(
    "the end of a stage closes its ports and removes its files at once, whoever still waits") {
  std::string gateway;
  std::string file;
  const auto start = std::chrono::steady_clock::now();
  {
    const Stage stage = stage_of("response-timeout");
    gateway = stage.gateway();
    const Stop stop;
    Stream waiting(to(gateway), stop);
    REQUIRE(waiting.finish_connect(patience) == Got::How::data);
    REQUIRE(waiting.write(request));
    const Stage other = stage_of("healthy-https");
    file = other.authority_file();
    CHECK(std::filesystem::exists(file));
  }
  CHECK(std::chrono::steady_clock::now() - start < milliseconds(900));
  CHECK(ask(gateway, request).ended == Got::How::broken);
  CHECK_FALSE(std::filesystem::exists(file));
  CHECK_FALSE(std::filesystem::exists(std::filesystem::path(file).parent_path()));
}
