// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "diagnosis/scene.hpp"
#include "endpoint/host.hpp"

namespace gwdiag {

namespace {

// "shop.example.com:8443", "[::1]:80"
std::string without_port(const std::string& host) {
  const std::size_t colon = host.rfind(':');
  const bool port = colon != std::string::npos && host.find(']', colon) == std::string::npos &&
                    (host.find(':') == colon || host.starts_with('['));
  const std::string name = port ? host.substr(0, colon) : host;
  return name.starts_with('[') && name.ends_with(']') ? name.substr(1, name.size() - 2) : name;
}

// RFC 9525 section 6.3: a wildcard stands for the first label and for nothing more. Of addresses
// mod_ssl looks at none (modules/ssl/ssl_util_ssl.c, modssl_X509_match_name: dNSName, common name).
bool covers(const std::string& name, const std::string& host) {
  const std::size_t dot = host.find('.');
  if (is_address(host)) {
    return false;
  }
  return equals_ignoring_case(name, host) ||
         (name.starts_with("*.") && dot != std::string::npos &&
          equals_ignoring_case(name.substr(1), host.substr(dot)));
}

// The product compares the name of a certificate, and with the Host where it hands that on
// (Apache: ProxyPreserveHost; modules/proxy/proxy_util.c, ap_proxy_determine_connection).
bool compares_the_host(const ProxyView& proxy) {
  if (proxy.profile == nullptr || proxy.profile->asking == nullptr || !proxy.wrote ||
      proxy.attempt == nullptr) {
    return false;
  }
  return proxy.profile->asking(proxy.version).verify == VerifyRule::name_and_dates &&
         may_show(proxy, Fault::tls_unverified);
}

// Some products look at the names of a certificate alone: an upstream that they were given by
// address is named by none.
std::optional<Cause> name_that_is_an_address(const Scene& scene) {
  if (scene.proxy.profile == nullptr || scene.proxy.profile->asking == nullptr ||
      !may_show(scene.proxy, Fault::tls_unverified)) {
    return std::nullopt;
  }
  const Asking asking = scene.proxy.profile->asking(scene.proxy.version);
  if (!asking.matches_names_only) {
    return std::nullopt;
  }
  const bool told = asking.verify == VerifyRule::none;
  for (std::size_t i = 0; i < scene.evidence.upstreams.size(); ++i) {
    const EndpointTrace& upstream = scene.evidence.upstreams[i];
    const Attempt* attempt = upstream.main();
    if (attempt == nullptr || attempt->tls.chain.empty() || !is_address(upstream.host) ||
        attempt->tls.status == StageStatus::warning) { // what is wrong with it is said already
      continue;
    }
    Cause cause = make_cause(
        scene,
        "tls-cert-name-mismatch",
        Subject::path,
        static_cast<int>(i),
        told ? fmt::format(
                   "{} may have been told to verify {}, which it was given by address, and of "
                   "a certificate it compares names alone",
                   scene.proxy.title(),
                   upstream.host)
             : fmt::format(
                   "{} was given {} by address, and of a certificate it compares names alone",
                   scene.proxy.title(),
                   upstream.host));
    cause.details = {text_detail("name", upstream.host),
                     text_detail("subject", attempt->tls.chain.front().subject)};
    cause.evidence = {
        proxy_fact(scene, nullptr),
        make_fact("tls",
                  fmt::format("its certificate is for {}", attempt->tls.chain.front().subject),
                  fmt::format("/upstreams/{}/stages/tls/chain/0", i))};
    return cause;
  }
  return std::nullopt;
}

} // namespace

std::optional<Cause> name_of_a_preserved_host(const Scene& scene) {
  if (!compares_the_host(scene.proxy)) {
    return name_that_is_an_address(scene);
  }
  const std::string host = without_port(scene.proxy.attempt->http.request.host);
  for (std::size_t i = 0; i < scene.evidence.upstreams.size(); ++i) {
    const Attempt* attempt = scene.evidence.upstreams[i].main();
    if (attempt == nullptr || attempt->tls.chain.empty() || host.empty()) {
      continue;
    }
    const Certificate& leaf = attempt->tls.chain.front();
    if (leaf.subject.ends_with("CN=" + host) ||
        std::ranges::any_of(leaf.names, [&](const auto& name) { return covers(name, host); })) {
      continue;
    }
    Cause cause = make_cause(
        scene,
        "tls-cert-name-mismatch",
        Subject::path,
        static_cast<int>(i),
        fmt::format("the certificate of {} does not name {}: {} compares it with the Host that it "
                    "was asked for, where it hands that on",
                    attempt->address,
                    host,
                    scene.proxy.title()));
    cause.details = {text_detail("name", host), text_detail("subject", leaf.subject)};
    cause.evidence = {proxy_fact(scene, nullptr),
                      make_fact("tls",
                                leaf.names.empty()
                                    ? fmt::format("it is {}, without further names", leaf.subject)
                                    : fmt::format("it names {}", fmt::join(leaf.names, ", ")),
                                fmt::format("/upstreams/{}/stages/tls/chain/0", i))};
    return cause;
  }
  return std::nullopt;
}

} // namespace gwdiag
