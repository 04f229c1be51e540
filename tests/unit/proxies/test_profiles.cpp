// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

#include "base/text.hpp"
#include "proxies/marks.hpp"
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

namespace {

// Varnish and lighttpd resolve names when they load their configuration and speak no TLS to
// upstreams.
bool cannot_happen(std::string_view product, Fault fault) {
  const bool about_names_or_tls = fault == Fault::name_unresolved || fault == Fault::tls_failure ||
                                  fault == Fault::tls_unverified || fault == Fault::tls_not_spoken;
  return about_names_or_tls && (product == "varnish" || product == "lighttpd");
}

} // namespace

TEST_CASE("every profile has a name of its own, a title, and is found by its name in any case") {
  std::set<std::string> names;
  for (const gwdiag::Profile* profile : gwdiag::profiles()) {
    CAPTURE(profile->name);
    CHECK(names.insert(profile->name).second);
    CHECK_FALSE(profile->title.empty());
    CHECK(gwdiag::find_profile(profile->name) == profile);
  }
  CHECK(gwdiag::find_profile("NGINX") == gwdiag::find_profile("nginx"));
  CHECK(gwdiag::find_profile("httpd") == gwdiag::find_profile("apache"));
  CHECK(gwdiag::find_profile("no-such-proxy") == nullptr);
  CHECK(gwdiag::find_profile("") == nullptr);
}

TEST_CASE("a profile that was verified predicts every fault and every anomaly") {
  for (const gwdiag::Profile* profile : gwdiag::profiles()) {
    if (!profile->verified) {
      continue;
    }
    CAPTURE(profile->name);
    REQUIRE(static_cast<bool>(profile->on_fault));
    REQUIRE(static_cast<bool>(profile->on_anomaly));
    REQUIRE(static_cast<bool>(profile->asking));
    REQUIRE(static_cast<bool>(profile->limits));
    for (int i = 0; i < static_cast<int>(Fault::count_); ++i) {
      CAPTURE(i);
      const auto fault = static_cast<Fault>(i);
      const bool known = profile->on_fault(fault, "").kind != Kind::unknown;
      CHECK(known != cannot_happen(profile->name, fault));
    }
    for (int i = 0; i < static_cast<int>(Anomaly::count_); ++i) {
      CAPTURE(i);
      CHECK(profile->on_anomaly(static_cast<Anomaly>(i), "").kind != Kind::unknown);
    }
  }
}

TEST_CASE("an outcome has statuses exactly when it can be an error, and they are error statuses") {
  for (const gwdiag::Profile* profile : gwdiag::profiles()) {
    if (profile->on_fault == nullptr || profile->on_anomaly == nullptr) {
      continue;
    }
    CAPTURE(profile->name);
    const auto check = [](const Outcome& outcome) {
      const bool error =
          outcome.kind == Kind::error || std::ranges::count(outcome.also, Kind::error) > 0;
      CHECK(error == !outcome.statuses.empty());
      CHECK(std::ranges::all_of(outcome.statuses,
                                [](int status) { return status >= 400 && status < 600; }));
    };
    for (int i = 0; i < static_cast<int>(Fault::count_); ++i) {
      CAPTURE(i);
      check(profile->on_fault(static_cast<Fault>(i), ""));
    }
    for (int i = 0; i < static_cast<int>(Anomaly::count_); ++i) {
      CAPTURE(i);
      check(profile->on_anomaly(static_cast<Anomaly>(i), ""));
    }
  }
}

TEST_CASE("an input outside the enum has an unknown outcome") {
  CHECK(at("nginx", Fault::count_) == "unknown");
  CHECK(at("haproxy", Anomaly::count_) == "unknown");
}

// ngx_http_upstream.c ngx_http_upstream_next: a timeout is 504, everything else 502; measured
// on 1.22.1.
TEST_CASE("nginx: timeouts are 504, other failures 502, HTTP/0.9 goes through raw") {
  CHECK(at("nginx", Fault::connect_refused) == "error 502");
  CHECK(at("nginx", Fault::connect_timeout) == "error 504 502");
  CHECK(at("nginx", Fault::answer_timeout) == "error 504");
  CHECK(at("nginx", Fault::closed) == "error 502");
  CHECK(at("nginx", Fault::truncated_body) == "cuts");
  CHECK(at("nginx", Anomaly::no_status_line) == "passes_raw or closes");
  CHECK(at("nginx", Anomaly::obs_fold) == "error 502");
}

// nginx 1.23.0: ngx_http_upstream_process_header and its duplicate-line checks.
TEST_CASE("nginx refuses doubled and conflicting framing only from 1.23.0 on") {
  CHECK(at("nginx", Anomaly::duplicate_content_length_same) == "passes");
  CHECK(at("nginx", Anomaly::duplicate_content_length_same, "1.22.1") == "passes");
  CHECK(at("nginx", Anomaly::duplicate_content_length_same, "1.23.0") == "error 502");
  CHECK(at("nginx", Anomaly::content_length_with_chunked, "1.28.0") == "error 502");
}

// src/http_ana.c http_wait_for_response: SH and PH are 502, sH is 504; src/stream.c: SC is 503.
TEST_CASE("HAProxy: connecting is 503, a bad answer 502, a late one 504") {
  CHECK(at("haproxy", Fault::connect_refused) == "error 503");
  CHECK(at("haproxy", Fault::tls_unverified) == "error 503");
  CHECK(at("haproxy", Fault::reset) == "error 502 503 or closes");
  CHECK(at("haproxy", Fault::answer_timeout) == "error 504");
  CHECK(at("haproxy", Anomaly::no_status_line) == "error 502 or passes_raw");
  CHECK(at("haproxy", Anomaly::leading_blank_line) == "passes");
  CHECK(at("haproxy", Anomaly::many_headers) == "error 502");
}

// modules/proxy/mod_proxy_http.c ap_proxy_http_process_response; proxy_util.c
// ap_proxy_connect_backend.
TEST_CASE("Apache: a refused connect is 503, a late answer 502, TLS and DNS 500") {
  CHECK(at("apache", Fault::connect_refused) == "error 503");
  CHECK(at("apache", Fault::answer_timeout) == "error 502");
  CHECK(at("apache", Fault::tls_failure) == "error 500 502");
  CHECK(at("apache", Fault::name_unresolved) == "error 500");
  CHECK(at("apache", Fault::name_unresolved, "2.4.57") == "error 502");
  CHECK(at("apache", Anomaly::no_status_line) == "passes 502 or cuts or error");
  CHECK(at("apache", Anomaly::bad_name_character) == "error 500");
  CHECK(at("apache", Anomaly::many_headers) == "passes");
}

// modules/caddyhttp/reverseproxy/reverseproxy.go statusError
TEST_CASE(
    "Caddy: every failure to reach the upstream is 502, a late answer 504, an empty pool 503") {
  CHECK(at("caddy", Fault::connect_refused) == "error 502");
  CHECK(at("caddy", Fault::connect_timeout) == "error 502");
  CHECK(at("caddy", Fault::connect_timeout, "2.8.4") == "error 504 502");
  CHECK(at("caddy", Fault::answer_timeout) == "error 504");
  CHECK(at("caddy", Fault::no_live_upstream) == "error 503");
  CHECK(at("caddy", Fault::truncated_body) == "cuts or passes");
}

TEST_CASE("nginx asks in HTTP/1.0 and closes, until 1.29.7") {
  const auto* nginx = gwdiag::find_profile("nginx");
  CHECK(nginx->asking("").http_version == "1.0");
  CHECK(nginx->asking("").connection == "close");
  CHECK(nginx->asking("").host == gwdiag::HostRule::upstream_authority);
  CHECK(nginx->asking("").sni == gwdiag::SniRule::none);
  CHECK(nginx->asking("").verify == gwdiag::VerifyRule::none);
  CHECK(nginx->asking("1.29.7").http_version == "1.1");
  CHECK(nginx->asking("1.29.7").connection == "");
  CHECK(nginx->asking("").maximum_tls == "TLSv1.2");
  CHECK(nginx->asking("1.23.4").maximum_tls == "");
}

TEST_CASE("HAProxy sends SNI by itself only from 3.3 on") {
  const auto* haproxy = gwdiag::find_profile("haproxy");
  CHECK(haproxy->asking("").sni == gwdiag::SniRule::none);
  CHECK(haproxy->asking("3.3.0").sni == gwdiag::SniRule::client_host);
  CHECK(haproxy->asking("").host == gwdiag::HostRule::client_host);
  CHECK(haproxy->asking("").verify == gwdiag::VerifyRule::full);
}

TEST_CASE("limits of the head are what the real proxies take") {
  CHECK(gwdiag::find_profile("nginx")->limits("").head_bytes == 4095U);
  CHECK(gwdiag::find_profile("haproxy")->limits("").head_bytes == 15213U);
  CHECK(gwdiag::find_profile("haproxy")->limits("").header_count == 100U);
  CHECK(gwdiag::find_profile("apache")->limits("").line_bytes == 8191U);
  CHECK_FALSE(gwdiag::find_profile("apache")->limits("").head_bytes.has_value());
}

TEST_CASE("a product that no test can run is not verified") {
  for (const std::string_view name : {"envoy",
                                      "istio",
                                      "traefik",
                                      "openresty",
                                      "kong",
                                      "ingress-nginx",
                                      "cloudflare",
                                      "aws-alb"}) {
    CAPTURE(name);
    REQUIRE(gwdiag::find_profile(name) != nullptr);
    CHECK_FALSE(gwdiag::find_profile(name)->verified);
  }
  for (const std::string_view name : {"nginx",
                                      "haproxy",
                                      "apache",
                                      "caddy",
                                      "varnish",
                                      "lighttpd",
                                      "squid",
                                      "trafficserver",
                                      "h2o",
                                      "nghttpx"}) {
    CAPTURE(name);
    REQUIRE(gwdiag::find_profile(name) != nullptr);
    CHECK(gwdiag::find_profile(name)->verified);
  }
}

TEST_CASE("every mark belongs to a product with a profile") {
  const auto known = [](std::string_view product) {
    CAPTURE(product);
    CHECK(gwdiag::find_profile(product) != nullptr);
  };
  for (const gwdiag::PathMark& mark : gwdiag::path_marks()) {
    known(mark.product);
  }
  for (const gwdiag::PageMark& mark : gwdiag::page_marks()) {
    known(mark.product);
  }
  for (const gwdiag::TailMark& mark : gwdiag::tail_marks()) {
    known(mark.product);
  }
}

// Escaped text is printable, so a needle with another byte in it could never be found.
TEST_CASE(
    "no needle holds a byte that escaping would change, and every page mark asks for something") {
  for (const gwdiag::PageMark& mark : gwdiag::page_marks()) {
    CAPTURE(mark.product);
    for (const std::string_view part : mark.body) {
      CHECK(gwdiag::is_printable(part));
    }
    CHECK(gwdiag::is_printable(mark.body_starts));
    CHECK(gwdiag::is_printable(mark.status_after));
    CHECK((!mark.body[0].empty() || !mark.body_starts.empty() || !mark.header.name.empty() ||
           !mark.reason.empty()));
  }
}

// bin/varnishd/cache/cache_fetch.c vbf_stp_error: whatever fails, 503.
TEST_CASE("Varnish answers 503 for every failure before the head") {
  CHECK(at("varnish", Fault::connect_refused) == "error 503");
  CHECK(at("varnish", Fault::answer_timeout) == "error 503");
  CHECK(at("varnish", Anomaly::no_status_line) == "error 503");
  CHECK(at("varnish", Anomaly::many_headers) == "error 503 500");
}

// src/gw_backend.c, src/http-header-glue.c
TEST_CASE("lighttpd: no answer is 500, a damaged status line 502, a refused connect 503") {
  CHECK(at("lighttpd", Fault::closed) == "error 500");
  CHECK(at("lighttpd", Anomaly::no_status_line) == "error 502");
  CHECK(at("lighttpd", Fault::connect_refused) == "error 503");
  CHECK(at("lighttpd", Anomaly::bad_name_character) == "passes_raw");
}

// src/http.cc HttpStateData::processReplyHeader wraps what is no HTTP in a 200.
TEST_CASE("Squid turns text without a status line into a 200") {
  CHECK(at("squid", Anomaly::no_status_line) == "passes");
  CHECK(at("squid", Fault::answer_timeout) == "error 504");
  CHECK(at("squid", Anomaly::body_not_allowed) == "passes_raw");
}

// lib/core/proxy.c on_error: one status for everything.
TEST_CASE("h2o knows 502 only, and Traffic Server 500 for a name it cannot find") {
  CHECK(at("h2o", Fault::answer_timeout) == "error 502");
  CHECK(at("h2o", Anomaly::many_headers) == "error 502");
  CHECK(at("h2o", Anomaly::bad_content_length) == "closes 502 or error");
  CHECK(at("trafficserver", Fault::name_unresolved) == "error 500");
  CHECK(at("trafficserver", Fault::connect_refused) == "error 502");
}

// llhttp wants CR before LF.
TEST_CASE("nghttpx refuses bare line feeds, and answers a late connect with 504") {
  CHECK(at("nghttpx", Anomaly::bare_lf) == "error 502");
  CHECK(at("nghttpx", Fault::connect_timeout) == "error 504");
}

// pkg/proxy/httputil/proxy.go ComputeStatusCode; router.cc onUpstreamReset
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

TEST_CASE("a service that is only recognised predicts nothing") {
  const auto* alb = gwdiag::find_profile("aws-alb");
  REQUIRE(alb != nullptr);
  CHECK_FALSE(static_cast<bool>(alb->on_fault));
  CHECK_FALSE(static_cast<bool>(alb->on_anomaly));
}
