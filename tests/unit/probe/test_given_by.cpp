// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "probe/given_by.hpp"

using namespace gwdiag;

TEST_CASE("who gave an answer: the fields that name a server, never one that names the request") {
  Http1Response response;
  CHECK(given_by(response).empty());
  response.headers = {{"Date", "Mon, 23 Nov 2026 08:00:00 GMT"},
                      {"X-Request-Id", "5f1c9a"},
                      {"x-served-by", "app2"},
                      {"SERVER", "nginx"},
                      {"X-Varnish", "32770 5"}};
  CHECK(given_by(response) == "Server: nginx, X-Served-By: app2");
}

TEST_CASE("who gave an answer: a long value is cut, and never inside an escape") {
  Http1Response response;
  response.headers = {{"Server", std::string(79, 'a') + "\\x1b[31m"}, {"Via", std::string(200, 'b')}};
  CHECK(given_by(response) == "Server: " + std::string(79, 'a') + ", Via: " + std::string(80, 'b'));
}
