// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "proxies/logged_as.hpp"

using gwdiag::Fault;
using gwdiag::logs_as;

TEST_CASE("what follows from a fault is written in its place") {
  CHECK(logs_as("nginx", Fault::garbage, "closed-before-response"));
  CHECK(logs_as("nginx", Fault::garbage, "truncated-body"));
  CHECK(logs_as("apache", Fault::tls_unverified, "reset-before-response"));
  CHECK(logs_as("", Fault::closed, "reset-before-response"));
}

TEST_CASE("a line that says something of its own is not explained away") {
  CHECK_FALSE(logs_as("nginx", Fault::garbage, "connection-refused"));
  CHECK_FALSE(logs_as("nginx", Fault::closed, "response-timeout"));
  CHECK_FALSE(logs_as("apache", Fault::tls_unverified, "tls-cert-expired"));
  CHECK_FALSE(logs_as("nginx", Fault::answer_timeout, "no-live-upstream"));
}

TEST_CASE("HAProxy has one word for a connection that did not come about with all its layers") {
  CHECK(logs_as("haproxy", Fault::tls_unverified, "connection-refused"));
  CHECK(logs_as("haproxy", Fault::garbage, "connection-refused"));
  CHECK_FALSE(logs_as("caddy", Fault::tls_unverified, "connection-refused"));
  CHECK_FALSE(logs_as("haproxy", Fault::answer_timeout, "connection-refused"));
}
