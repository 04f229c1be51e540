// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "diagnosis/logged.hpp"

TEST_CASE("the address that a log's upstream stands for") {
  const auto text = [](std::string_view upstream) {
    const auto address = gwdiag::logged_address(upstream);
    return address.host + " " + std::to_string(address.port);
  };
  CHECK(text("http://10.0.0.9:8081/path?x=1") == "10.0.0.9 8081");
  CHECK(text("https://app.internal/path") == "app.internal 443");
  CHECK(text("10.0.0.9:8081") == "10.0.0.9 8081");
  CHECK(text("http://[2001:DB8::7]:80/") == "2001:db8::7 80");
  CHECK(text("http://[2001:db8::7]/") == "2001:db8::7 80");
  CHECK(text("http://unix:/run/app.sock:/path") == "unix:/run/app.sock 0");
  CHECK(text("fastcgi://unix:///run/app.sock:") == "unix:/run/app.sock 0");
  CHECK(text("http://pool/") == " 0");
  CHECK(text("be_web/web1") == " 0");
  CHECK(text("app1") == " 0");
  CHECK(text("10.0.0.9:99999") == " 0");
  CHECK(text("") == " 0");
}

TEST_CASE("one fault under the names that logs and probes give it") {
  CHECK(gwdiag::same_family("closed-before-response", "reset-before-response"));
  CHECK(gwdiag::same_family("response-timeout", "proxy-timeout-too-short"));
  CHECK(gwdiag::same_family("connection-refused", "connection-refused"));
  CHECK_FALSE(gwdiag::same_family("connection-refused", "connect-timeout"));
  CHECK_FALSE(gwdiag::same_family("", "closed-before-response"));
}
