// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "proxies/profile.hpp"

// The profiles, one function and one file each; profiles.cpp has the table.
namespace gwdiag {

const Profile& nginx_profile();
const Profile& haproxy_profile();
const Profile& apache_profile();
const Profile& caddy_profile();
const Profile& varnish_profile();
const Profile& lighttpd_profile();
const Profile& squid_profile();
const Profile& trafficserver_profile();
const Profile& h2o_profile();
const Profile& nghttpx_profile();
const Profile& envoy_profile();
const Profile& traefik_profile();
const Profile& openresty_profile();
const Profile& ingress_nginx_profile();
const Profile& kong_profile();
const Profile& istio_profile();

std::span<const Profile> service_profiles();

} // namespace gwdiag
