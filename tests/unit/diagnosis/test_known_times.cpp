// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "diagnosis/known_times.hpp"

using gwdiag::whose_idle_time;
using gwdiag::whose_patience;
using gwdiag::whose_request_limit;

TEST_CASE("an idle close at a server's default names the server, where the Server header fits") {
  CHECK(whose_idle_time(2.9, "gunicorn") == "the default of gunicorn (keepalive)");
  CHECK(whose_idle_time(5.03, "Apache/2.4.57 (Debian)") ==
        "the default of Apache httpd (KeepAliveTimeout)");
  CHECK(whose_idle_time(75.2, "nginx/1.22.1") == "the default of nginx (keepalive_timeout)");
  CHECK(whose_idle_time(30.1, "Jetty(12.0.1)") == "the default of Jetty (idleTimeout)");
  CHECK(whose_idle_time(6.01, "") == "the default of Node.js (keepAliveTimeout)");
  CHECK(whose_idle_time(20.1, "").find("Puma") != std::string::npos);
}

TEST_CASE("nobody is named at another time, or for another server") {
  CHECK(whose_idle_time(4.8, "").empty());
  CHECK(whose_idle_time(6.5, "").empty());
  CHECK(whose_idle_time(2, "").empty()); // gunicorn always names itself
  CHECK(whose_idle_time(5, "nginx").empty());
  CHECK(whose_idle_time(10, "Apache").empty());
}

TEST_CASE("a close without an answer at a server's own timeout names the server") {
  CHECK(whose_patience(120.001) == "the default of Node.js before 13 (server.timeout)");
  CHECK(whose_patience(122.1) == "the default of Node.js before 13 (server.timeout)");
  CHECK(whose_patience(60.2) == "the default of uWSGI (http-timeout)");
  CHECK(whose_patience(31.3).empty());
  CHECK(whose_patience(117).empty());
  CHECK(whose_patience(124).empty());
}

TEST_CASE(
    "a worker that is killed at a server's own limit: a little later than that, and never sooner") {
  CHECK(whose_request_limit(30.6) == "the default of gunicorn (timeout)");
  CHECK(whose_request_limit(60.2) == "the default of Unicorn (timeout)");
  CHECK(whose_request_limit(29.0).empty());
  CHECK(whose_request_limit(33.0).empty());
  CHECK(whose_request_limit(2.0).empty());
}
