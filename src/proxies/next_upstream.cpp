// SPDX-License-Identifier: Apache-2.0
#include "proxies/next_upstream.hpp"

#include <algorithm>
#include <array>

namespace gwdiag {

namespace {

// nginx: proxy_next_upstream is "error timeout", and kin leave it so. Apache: mod_proxy_balancer
// fails over to another member. HAProxy asks the same server again (option redispatch is off),
// Caddy (lb_try_duration 0), Traefik and Envoy none.
constexpr std::array<std::string_view, 5> products{
    "nginx", "openresty", "tengine", "ingress-nginx", "apache"};

} // namespace

bool tries_next_upstream(std::string_view product) {
  return std::ranges::find(products, product) != products.end();
}

} // namespace gwdiag
