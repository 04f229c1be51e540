// SPDX-License-Identifier: Apache-2.0
// nginx: ngx_http_upstream.c, ngx_http_upstream_process_headers. Apache httpd: mod_xsendfile.
// lighttpd: gw_backend.c (x-sendfile is off unless set).
#include "diagnosis/handed_over.hpp"

#include <array>

#include <fmt/format.h>

#include "proxies/profile.hpp"

namespace gwdiag {

namespace {

struct Row {
  std::string_view product, header;
};

constexpr std::array rows{
    Row{"nginx", "X-Accel-Redirect"},
    Row{"apache", "X-Sendfile"},
    Row{"lighttpd", "X-Sendfile"},
    Row{"lighttpd", "X-LIGHTTPD-send-file"},
};

} // namespace

std::string handed_over(const ProxyView& proxy, const Http1Response& upstream) {
  for (const Row& row : rows) {
    const auto value = upstream.header(row.header);
    if (proxy.profile != nullptr && proxy.profile->name == row.product && value &&
        proxy.status >= 400) {
      return fmt::format("{} answers {} for what its upstream names ({}: {})",
                         proxy.title(),
                         proxy.status,
                         row.header,
                         *value);
    }
  }
  return {};
}

} // namespace gwdiag
