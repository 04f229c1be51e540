// SPDX-License-Identifier: Apache-2.0
#include "demo/families.hpp"
#include "demo/servers.hpp"

namespace gwdiag::demo {

namespace {

using namespace std::string_view_literals;

Fault speaks(const char* name, const char* title, Await await, std::string_view bytes) {
  return {.name = name,
          .title = title,
          .ids = "protocol-mismatch",
          .play = {.await = await, .answer = std::string(bytes)}};
}

// An empty SETTINGS frame, and GOAWAY with PROTOCOL_ERROR (RFC 9113 sections 6.5 and 6.8).
constexpr std::string_view http2_refusal = "\0\0\0\4\0\0\0\0\0"
                                           "\0\0\x08\7\0\0\0\0\0\0\0\0\0\0\0\0\1"sv;

std::vector<Fault> protocols() {
  return {
      speaks("speaks-ssh",
             "an SSH server is on the port",
             Await::nothing,
             "SSH-2.0-OpenSSH_9.2p1\r\n"),
      speaks("speaks-smtp",
             "a mail server is on the port",
             Await::nothing,
             "220 mail.demo.test ESMTP ready\r\n"),
      speaks("speaks-redis",
             "Redis is on the port",
             Await::bytes,
             "-ERR wrong number of arguments for 'get' command\r\n"),
      speaks("speaks-http2", "the port takes HTTP/2 only", Await::bytes, http2_refusal),
      {.name = "speaks-fastcgi",
       .title = "a FastCGI server is on the port",
       .ids = "protocol-mismatch",
       .play = {.serve = serve_fastcgi}},
  };
}

} // namespace

std::vector<Fault> target_rows() {
  std::vector<Fault> rows{
      {.name = "wrong-upstream-address",
       .title = "the upstream is well, the gateway goes to another port",
       .ids = "wrong-upstream-address",
       .play = {.answer = good_answer()},
       .detour = Detour::closed_port},
      {.name = "path-blocked",
       .title = "the upstream is well, the gateway's connects go unanswered",
       .ids = "path-blocked",
       .play = {.answer = good_answer()},
       .detour = Detour::full_queue},
      {.name = "gateway-down",
       .title = "the upstream is well, the gateway itself refuses connections",
       .ids = "connection-refused",
       .play = {.answer = good_answer()},
       .detour = Detour::absent},
      {.name = "proxy-loop",
       .title = "the gateway's upstream is the gateway itself",
       .ids = "proxy-loop",
       .place = Place::gateway},
      {.name = "plain-http-to-tls-port",
       .title = "the port speaks TLS, the gateway asks in plain HTTP",
       .ids = "plain-http-to-tls-port",
       .play = {.answer = good_answer()},
       .tls = {.certificate = Served::good}},
      {.name = "tls-to-plain-http-port",
       .title = "the port speaks plain HTTP, the gateway starts TLS",
       .ids = "tls-to-plain-http-port",
       .play = {.answer = good_answer()},
       .https = true},
      {.name = "proxy-protocol-expected",
       .title = "the upstream waits for a PROXY protocol header",
       .ids = "proxy-protocol-expected",
       .play = {.serve = serve_behind_proxy_header}},
      {.name = "host-rejected",
       .title = "the upstream refuses the Host that the gateway hands on",
       .ids = "host-rejected",
       .play = {.serve = serve_own_host}},
  };
  for (Fault& row : protocols()) {
    rows.push_back(std::move(row));
  }
  return rows;
}

} // namespace gwdiag::demo
