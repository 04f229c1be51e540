// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <string>

#include <doctest/doctest.h>

#include "endpoint/endpoint.hpp"
#include "probe/attempt.hpp"
#include "probe/plan.hpp"

using namespace gwdiag;

namespace {

Endpoint endpoint_of(const std::string& text) {
  auto endpoint = parse_endpoint(text, EndpointRole::upstream);
  REQUIRE(endpoint);
  return *endpoint;
}

AttemptPlan plan_of(const std::string& text,
                    const SideSettings& side = {},
                    const Question* question = nullptr) {
  return make_plan(
      endpoint_of(text), side, nullptr, *literal_address("127.0.0.1", "", 80), question);
}

} // namespace

TEST_CASE("the request names Host without the scheme's own port, and closes the connection") {
  const AttemptPlan plan = plan_of("http://app.example.com/a?b=c");
  CHECK(plan.head.starts_with("GET /a?b=c HTTP/1.1\r\nHost: app.example.com\r\n"));
  CHECK(plan.head.find("\r\nConnection: close\r\n") != std::string::npos);
  CHECK(plan.head.find("\r\nUser-Agent: gwdiag/") != std::string::npos);
  CHECK(plan.head.ends_with("\r\n\r\n"));
  CHECK(plan_of("http://app.example.com:8080").request.host == "app.example.com:8080");
  CHECK(plan_of("http://unix:/run/app.sock").request.host == "localhost");
}

TEST_CASE("a name is the SNI, an address never, and no trailing dot goes out") {
  CHECK(plan_of("https://app.example.com").tls_wish.sni == "app.example.com");
  CHECK(plan_of("https://app.example.com.").tls_wish.sni == "app.example.com");
  CHECK(plan_of("https://10.0.0.5").tls_wish.sni.empty());
  CHECK(plan_of("https://[::1]:8443").tls_wish.sni.empty());
  SideSettings side;
  side.host = "[::1]:8080";
  CHECK(plan_of("https://app.example.com", side).tls_wish.sni.empty());
  side.host = "other.example.com:8443";
  CHECK(plan_of("https://app.example.com", side).tls_wish.sni == "other.example.com");
  side.host_names_tls = false;
  CHECK(plan_of("https://app.example.com", side).tls_wish.sni == "app.example.com");
  side.sni = "none";
  CHECK(plan_of("https://app.example.com", side).tls_wish.sni.empty());
}

TEST_CASE("userinfo goes out as Basic, once, and a given Authorization wins") {
  const AttemptPlan plan = plan_of("http://user:secret@app.example.com/");
  CHECK(plan.head.find("\r\nAuthorization: Basic dXNlcjpzZWNyZXQ=\r\n") != std::string::npos);
  SideSettings side;
  side.headers = {{"authorization", "Bearer x"}};
  const AttemptPlan given = plan_of("http://user:secret@app.example.com/", side);
  CHECK(given.head.find("Basic") == std::string::npos);
  CHECK(given.head.find("\r\nauthorization: Bearer x\r\n") != std::string::npos);
}

TEST_CASE("a question changes what it names and nothing else") {
  Question question;
  question.role = "other-host";
  question.host = "shop.example.com";
  const AttemptPlan plan = plan_of("https://app.example.com/a", {}, &question);
  CHECK(plan.role == "other-host");
  CHECK(plan.request.host == "shop.example.com");
  CHECK(plan.request.target == "/a");
  CHECK(plan.tls_wish.sni == "app.example.com");
  Question old;
  old.role = "http10";
  old.http_version = "1.0";
  CHECK(plan_of("http://app.example.com", {}, &old).head.starts_with("GET / HTTP/1.0\r\n"));
}

TEST_CASE("errors of connect are told apart") {
  CHECK(connect_error(ECONNREFUSED, 4) == "refused");
  CHECK(connect_error(EACCES, 4) == "permission");
  CHECK(connect_error(ENOENT, 1) == "missing");
  CHECK(connect_error(EAGAIN, 1) == "queue-full");
  CHECK(connect_error(EADDRNOTAVAIL, 6) == "network-unreachable");
  CHECK(connect_error(EADDRNOTAVAIL, 4) == "no-local-address");
  CHECK(connect_error(EIO, 4) == "other");
}
