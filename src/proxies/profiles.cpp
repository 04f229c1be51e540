// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <vector>

#include "base/text.hpp"
#include "proxies/catalogue.hpp"

namespace gwdiag {
namespace {

struct Alias {
  std::string_view word;
  std::string_view name;
};

constexpr std::array<Alias, 12> aliases{{
    {"httpd", "apache"},
    {"apache2", "apache"},
    {"apache-httpd", "apache"},
    {"ha-proxy", "haproxy"},
    {"ats", "trafficserver"},
    {"traffic-server", "trafficserver"},
    {"nghttp2", "nghttpx"},
    {"istio-envoy", "istio"},
    {"alb", "aws-alb"},
    {"elb", "aws-alb"},
    {"gcp", "google"},
    {"arr", "iis-arr"},
}};

} // namespace

std::span<const Profile* const> profiles() {
  static const std::vector<const Profile*> table = [] {
    std::vector<const Profile*> all{
        &nginx_profile(),
        &haproxy_profile(),
        &apache_profile(),
        &caddy_profile(),
        &varnish_profile(),
        &lighttpd_profile(),
        &squid_profile(),
        &trafficserver_profile(),
        &h2o_profile(),
        &nghttpx_profile(),
        &envoy_profile(),
        &istio_profile(),
        &traefik_profile(),
        &openresty_profile(),
        &ingress_nginx_profile(),
        &kong_profile(),
    };
    for (const Profile& profile : service_profiles()) {
      all.push_back(&profile);
    }
    return all;
  }();
  return table;
}

const Profile* find_profile(std::string_view name) {
  for (const Alias& alias : aliases) {
    if (equals_ignoring_case(name, alias.word)) {
      name = alias.name;
      break;
    }
  }
  for (const Profile* profile : profiles()) {
    if (equals_ignoring_case(name, profile->name)) {
      return profile;
    }
  }
  return nullptr;
}

} // namespace gwdiag
