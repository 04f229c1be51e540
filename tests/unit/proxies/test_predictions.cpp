// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <string>

#include "proxies/profile.hpp"

using gwdiag::Anomaly;
using gwdiag::Fault;
using gwdiag::Outcome;
using Kind = gwdiag::Outcome::Kind;

namespace {

// "error 502 504 or closes": an outcome in words, for comparison.
std::string words(const Outcome& outcome) {
  constexpr std::string_view names[] = {
      "error", "passes", "passes_raw", "cuts", "closes", "unknown"};
  std::string text{names[static_cast<std::size_t>(outcome.kind)]};
  for (const int status : outcome.statuses) {
    text += " " + std::to_string(status);
  }
  for (const Kind kind : outcome.also) {
    text += " or " + std::string{names[static_cast<std::size_t>(kind)]};
  }
  return text + (outcome.also_closes ? " or closes" : "");
}

std::string at(std::string_view product, Fault fault, std::string_view version = "") {
  return words(gwdiag::find_profile(product)->on_fault(fault, version));
}

std::string at(std::string_view product, Anomaly anomaly, std::string_view version = "") {
  return words(gwdiag::find_profile(product)->on_anomaly(anomaly, version));
}

} // namespace

TEST_CASE("an input outside the enum has an unknown outcome") {
  CHECK(at("nginx", Fault::count_) == "unknown");
  CHECK(at("haproxy", Anomaly::count_) == "unknown");
}

TEST_CASE("nginx: timeouts are 504, other failures 502, HTTP/0.9 goes through raw") {
  CHECK(at("nginx", Fault::connect_refused) == "error 502");
  CHECK(at("nginx", Fault::connect_timeout) == "error 504 502");
  CHECK(at("nginx", Fault::answer_timeout) == "error 504");
  CHECK(at("nginx", Fault::closed) == "error 502");
  CHECK(at("nginx", Fault::truncated_body) == "cuts");
  CHECK(at("nginx", Anomaly::no_status_line) == "passes_raw or closes");
  CHECK(at("nginx", Anomaly::obs_fold) == "error 502");
}

TEST_CASE("nginx refuses doubled and conflicting framing only from 1.23.0 on") {
  CHECK(at("nginx", Anomaly::duplicate_content_length_same) == "passes");
  CHECK(at("nginx", Anomaly::duplicate_content_length_same, "1.22.1") == "passes");
  CHECK(at("nginx", Anomaly::duplicate_content_length_same, "1.23.0") == "error 502");
  CHECK(at("nginx", Anomaly::content_length_with_chunked, "1.28.0") == "error 502");
}

TEST_CASE("HAProxy: connecting is 503, a bad answer 502, a late one 504") {
  CHECK(at("haproxy", Fault::connect_refused) == "error 503");
  CHECK(at("haproxy", Fault::tls_unverified) == "error 503");
  CHECK(at("haproxy", Fault::reset) == "error 502 503 or closes");
  CHECK(at("haproxy", Fault::answer_timeout) == "error 504");
  CHECK(at("haproxy", Anomaly::no_status_line) == "error 502 or passes_raw");
  CHECK(at("haproxy", Anomaly::leading_blank_line) == "passes");
  CHECK(at("haproxy", Anomaly::many_headers) == "error 502");
}

TEST_CASE("Apache: a refused connect is 503, a late answer 502, TLS and DNS 500") {
  CHECK(at("apache", Fault::connect_refused) == "error 503");
  CHECK(at("apache", Fault::answer_timeout) == "error 502");
  CHECK(at("apache", Fault::tls_failure) == "error 500 502");
  CHECK(at("apache", Fault::name_unresolved) == "error 500");
  CHECK(at("apache", Fault::name_unresolved, "2.4.57") == "error 502");
  CHECK(at("apache", Anomaly::no_status_line) == "passes 502 or cuts or error");
  CHECK(at("apache", Anomaly::bad_name_character) == "error 500 502");
  CHECK(at("apache", Anomaly::many_headers) == "passes");
}

TEST_CASE(
    "Caddy: every failure to reach the upstream is 502, a late answer 504, an empty pool 503") {
  CHECK(at("caddy", Fault::connect_refused) == "error 502");
  CHECK(at("caddy", Fault::connect_timeout) == "error 502");
  CHECK(at("caddy", Fault::connect_timeout, "2.8.4") == "error 504 502");
  CHECK(at("caddy", Fault::answer_timeout) == "error 504");
  CHECK(at("caddy", Fault::no_live_upstream) == "error 503");
  CHECK(at("caddy", Fault::truncated_body) == "cuts or passes");
}

TEST_CASE("Varnish answers 503 for every failure before the head") {
  CHECK(at("varnish", Fault::connect_refused) == "error 503");
  CHECK(at("varnish", Fault::answer_timeout) == "error 503");
  CHECK(at("varnish", Anomaly::no_status_line) == "error 503");
  CHECK(at("varnish", Anomaly::many_headers) == "error 503 500");
}

TEST_CASE("lighttpd: no answer is 500, no status line that or 502, a refused connect 503") {
  CHECK(at("lighttpd", Fault::closed) == "error 500");
  CHECK(at("lighttpd", Anomaly::no_status_line) == "error 500 502");
  CHECK(at("lighttpd", Fault::connect_refused) == "error 503");
  CHECK(at("lighttpd", Anomaly::bad_name_character) == "passes_raw");
}

TEST_CASE("Squid turns text without a status line into a 200") {
  CHECK(at("squid", Anomaly::no_status_line) == "passes");
  CHECK(at("squid", Fault::answer_timeout) == "error 504");
  CHECK(at("squid", Anomaly::body_not_allowed) == "passes_raw");
}

TEST_CASE("h2o knows 502 only, and Traffic Server 500 for a name it cannot find") {
  CHECK(at("h2o", Fault::answer_timeout) == "error 502");
  CHECK(at("h2o", Anomaly::many_headers) == "error 502");
  CHECK(at("h2o", Anomaly::bad_content_length) == "closes 502 or error");
  CHECK(at("trafficserver", Fault::name_unresolved) == "error 500");
  CHECK(at("trafficserver", Fault::connect_refused) == "error 502");
}

TEST_CASE("nghttpx refuses most bare line feeds, and answers a late connect with 504") {
  CHECK(at("nghttpx", Anomaly::bare_lf) == "error 502 or passes");
  CHECK(at("nghttpx", Fault::connect_timeout) == "error 504 502");
}

TEST_CASE("Traefik answers 500 for what is no HTTP, Envoy 503 for a closed connection") {
  CHECK(at("traefik", Fault::tls_unverified) == "error 500");
  CHECK(at("traefik", Anomaly::no_status_line) == "error 500");
  CHECK(at("envoy", Fault::closed) == "error 503");
  CHECK(at("istio", Fault::answer_timeout) == "error 504");
}

TEST_CASE("products with an nginx of unknown age say nothing where nginx changed its mind") {
  CHECK(at("ingress-nginx", Fault::connect_refused) == "error 502");
  CHECK(at("ingress-nginx", Anomaly::obs_fold) == "error 502");
  CHECK(at("kong", Anomaly::content_length_with_chunked) == "unknown");
  CHECK(at("openresty", Anomaly::content_length_with_chunked, "1.21.4.1") == "passes or closes");
}
