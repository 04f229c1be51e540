// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <string>

#include "checklist/asked.hpp"

using namespace gwdiag;

namespace {

EndpointTrace asked(const std::string& endpoint, const std::string& scheme) {
  EndpointTrace trace;
  trace.endpoint = endpoint;
  trace.scheme = scheme;
  Attempt& main = trace.attempts.emplace_back();
  main.tls.status = scheme == "https" ? StageStatus::ok : StageStatus::skipped;
  main.http.request.target = "/cart?x=1";
  main.http.request.host = "shop.example.com";
  return trace;
}

} // namespace

TEST_CASE("an endpoint is asked again by its path and Host, unless the command has them already") {
  EndpointTrace trace = asked("http://10.0.0.5:8080", "http");
  CHECK(asked_options(trace, "--", "", nullptr) == " --path '/cart?x=1' --host shop.example.com");
  CHECK(asked_options(trace, "--", " --host a --path /b", nullptr).empty());
  CHECK(asked_options(trace, "--upstream-", " --host a", nullptr) ==
        " --upstream-path '/cart?x=1' --upstream-host shop.example.com");
  trace.attempts[0].http.request.method = "DELETE";
  CHECK(asked_options(trace, "--", " --path /b --host a", nullptr) == " --method DELETE");
}

TEST_CASE("what the endpoint says, or takes from the proxy, is not said again") {
  EndpointTrace trace = asked("http://10.0.0.5:8080/cart?x=1", "http");
  trace.attempts[0].http.request.host = "10.0.0.5:8080";
  CHECK(asked_options(trace, "--", "", nullptr).empty());
  const EndpointTrace proxy = asked("http://192.0.2.10/cart?x=1", "http");
  trace.endpoint = "http://10.0.0.5:8080";
  CHECK(asked_options(trace, "--upstream-", "", &proxy).empty());
}

TEST_CASE("a server name is said where it is not that of the Host") {
  EndpointTrace trace = asked("https://10.0.0.5:8443/cart?x=1", "https");
  CHECK(asked_options(trace, "--", "", nullptr) == " --host shop.example.com --sni none");
  trace.attempts[0].tls.sni = "shop.example.com";
  CHECK(asked_options(trace, "--", "", nullptr) == " --host shop.example.com");
}

TEST_CASE("a script has no path and no Host of a request, and no value passes for an option") {
  CHECK(asked_options(asked("fcgi://10.0.0.5:9000/index.php", "fcgi"), "--", "", nullptr).empty());
  EndpointTrace trace = asked("http://10.0.0.5:8080/cart?x=1", "http");
  trace.attempts[0].http.request.host = "--insecure";
  CHECK(asked_options(trace, "--", "", nullptr).empty());
}

TEST_CASE("where no request was made nothing is known of it") {
  EndpointTrace trace = asked("http://10.0.0.5:8080/cart", "http");
  trace.attempts[0].http.request = {};
  CHECK(asked_options(trace, "--", "", nullptr).empty());
}
