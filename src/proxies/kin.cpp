// SPDX-License-Identifier: Apache-2.0
#include "proxies/catalogue.hpp"
#include "proxies/nginx.hpp"

// Products that are nginx or Envoy inside. No test ran them.
namespace gwdiag {
namespace {

// OpenResty's version is nginx's with a fourth part. ingress-nginx and Kong have versions of their
// own, and embed an nginx of 1.21 or later: both tables that this can mean agree but for framing,
// where nothing is said.
Outcome embedded_on_fault(Fault fault, std::string_view) {
  return nginx_on_fault(fault, "");
}

Outcome embedded_on_anomaly(Anomaly anomaly, std::string_view) {
  const Outcome old = nginx_on_anomaly(anomaly, "1.21.4");
  const Outcome recent = nginx_on_anomaly(anomaly, "1.27.1");
  return old.kind == recent.kind ? recent : Outcome{};
}

Asking ingress_asking(std::string_view) {
  Asking asking = nginx_asking("");
  asking.http_version = "1.1"; // its template sets proxy_http_version, Host and Connection
  asking.host = HostRule::client_host;
  asking.connection = "";
  asking.maximum_tls = "";
  return asking;
}

Limits ingress_limits(std::string_view) {
  Limits limits = nginx_limits("");
  limits.connect_timeout_s = 5; // proxy-connect-timeout
  limits.directive = "proxy-buffer-size";
  limits.timeout_directive = "proxy-read-timeout";
  return limits;
}

Reuse ingress_reuse(std::string_view) {
  return {Reuse::Default::on, 60, "upstream-keepalive-timeout", ""};
}

Asking kong_asking(std::string_view) {
  Asking asking = nginx_asking("");
  asking.http_version = "1.1";
  asking.host = HostRule::upstream_authority; // preserve_host false
  asking.sni = SniRule::upstream_host;
  asking.connection = "keep-alive";
  asking.maximum_tls = "";
  return asking;
}

Limits kong_limits(std::string_view) {
  Limits limits = nginx_limits("");
  limits.timeout_directive = "read_timeout";
  return limits;
}

Reuse kong_reuse(std::string_view) {
  return {Reuse::Default::on, 60, "upstream_keepalive_idle_timeout", ""};
}

} // namespace

const Profile& openresty_profile() {
  static const Profile profile{
      .name = "openresty",
      .title = "OpenResty",
      .verified = false,
      .asking = nginx_asking,
      .limits = nginx_limits,
      .reuse = nginx_reuse,
      .on_fault = nginx_on_fault,
      .on_anomaly = nginx_on_anomaly,
      .words = {.config_check = "openresty -T | grep -n {upstream}",
                .error_log = "/usr/local/openresty/nginx/logs/error.log",
                .reload = "openresty -t && systemctl reload openresty",
                .pass_directive = "proxy_pass"},
  };
  return profile;
}

const Profile& ingress_nginx_profile() {
  static const Profile profile{
      .name = "ingress-nginx",
      .title = "ingress-nginx",
      .verified = false,
      .asking = ingress_asking,
      .limits = ingress_limits,
      .reuse = ingress_reuse,
      .on_fault = embedded_on_fault,
      .on_anomaly = embedded_on_anomaly,
      .words = {.config_check = "kubectl get ingress,service,endpointslice -A -o wide",
                .error_log = "kubectl logs -n ingress-nginx deploy/ingress-nginx-controller",
                .reload = "",
                .pass_directive = "backend"},
  };
  return profile;
}

const Profile& kong_profile() {
  static const Profile profile{
      .name = "kong",
      .title = "Kong",
      .verified = false,
      .asking = kong_asking,
      .limits = kong_limits,
      .reuse = kong_reuse,
      .on_fault = embedded_on_fault,
      .on_anomaly = embedded_on_anomaly,
      .words = {.config_check = "grep -n {upstream} kong.yml",
                .error_log = "/usr/local/kong/logs/error.log",
                .reload = "kong reload",
                .pass_directive = "service"},
  };
  return profile;
}

const Profile& istio_profile() {
  static const Profile profile = [] {
    Profile istio = envoy_profile();
    istio.name = "istio";
    istio.title = "Istio";
    istio.words = {.config_check = "istioctl proxy-config cluster {pod}",
                   .error_log = "kubectl logs {pod} -c istio-proxy",
                   .reload = "",
                   .pass_directive = "destination"};
    return istio;
  }();
  return profile;
}

} // namespace gwdiag
