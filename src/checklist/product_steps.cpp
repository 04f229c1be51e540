// SPDX-License-Identifier: Apache-2.0
#include "checklist/product_steps.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "checklist/product_rows.hpp"

namespace gwdiag {

std::span<const ProductStep> product_steps() {
  static const std::vector<ProductStep> all = [] {
    std::vector<ProductStep> rows;
    for (const auto group :
         {products::tls_rows(), products::limit_rows(), products::target_rows()}) {
      std::ranges::copy(group, std::back_inserter(rows));
    }
    return rows;
  }();
  return all;
}

bool concerns(const ProductStep& row, std::string_view id) {
  const auto ids = split(row.causes, ' ');
  return std::ranges::find(ids, id) != ids.end();
}

std::string_view product_title(std::string_view product) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 9> titles{{
      {"nginx", "nginx"},
      {"haproxy", "HAProxy"},
      {"apache", "Apache httpd"},
      {"caddy", "Caddy"},
      {"envoy", "Envoy"},
      {"traefik", "Traefik"},
      {"varnish", "Varnish"},
      {"squid", "Squid"},
      {"lighttpd", "lighttpd"},
  }};
  const auto* found =
      std::ranges::find(titles, product, &std::pair<std::string_view, std::string_view>::first);
  return found == titles.end() ? product : found->second;
}

} // namespace gwdiag
