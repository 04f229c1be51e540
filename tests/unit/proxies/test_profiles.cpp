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

// ngx_http_upstream.c ngx_http_upstream_next: a timeout is 504, everything else 502; measured
// on 1.22.1.
// nginx 1.23.0: ngx_http_upstream_process_header and its duplicate-line checks.
// src/http_ana.c http_wait_for_response: SH and PH are 502, sH is 504; src/stream.c: SC is 503.
// modules/proxy/mod_proxy_http.c ap_proxy_http_process_response; proxy_util.c
// ap_proxy_connect_backend.
// modules/caddyhttp/reverseproxy/reverseproxy.go statusError
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
  CHECK(haproxy->asking("").verify == gwdiag::VerifyRule::chain_and_dates);
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
// src/gw_backend.c, src/http-header-glue.c
// src/http.cc HttpStateData::processReplyHeader wraps what is no HTTP in a 200.
// lib/core/proxy.c on_error: one status for everything.
// llhttp wants CR before LF.
// pkg/proxy/httputil/proxy.go ComputeStatusCode; router.cc onUpstreamReset
TEST_CASE("a service that is only recognised predicts nothing") {
  const auto* alb = gwdiag::find_profile("aws-alb");
  REQUIRE(alb != nullptr);
  CHECK_FALSE(static_cast<bool>(alb->on_fault));
  CHECK_FALSE(static_cast<bool>(alb->on_anomaly));
}

TEST_CASE("what a product does with idle connections to its upstreams") {
  using By = gwdiag::Reuse::Default;
  const auto reuse = [](const char* name, const char* version = "") {
    return gwdiag::find_profile(name)->reuse(version);
  };
  CHECK(reuse("nginx", "1.22.1").by_default == By::off);
  CHECK_FALSE(reuse("nginx", "1.22.1").turned_on_by.empty());
  CHECK(reuse("nginx", "1.29.7").by_default == By::on);
  CHECK(reuse("nginx").idle_s == 60);
  CHECK(reuse("apache").by_default == By::on);
  CHECK_FALSE(reuse("apache").idle_s.has_value()); // without an end
  CHECK(reuse("haproxy").by_default == By::on);
  CHECK_FALSE(reuse("haproxy").idle_s.has_value()); // it closes a surplus, whatever its age
  CHECK(reuse("lighttpd").by_default == By::off);
  CHECK(reuse("caddy").idle_s == 120);
  CHECK(reuse("istio").idle_s == 3600);
  CHECK(reuse("aws-alb").idle_s == 60);
  CHECK(reuse("google").idle_s == 600);
  for (const gwdiag::Profile* profile : gwdiag::profiles()) {
    CAPTURE(profile->name);
    CHECK((!profile->verified || profile->reuse != nullptr));
  }
}
