// SPDX-License-Identifier: Apache-2.0
#include "checklist/topics.hpp"

namespace gwdiag::topics {

namespace {

constexpr std::string_view cloudflare_name = "Cloudflare";

// The number on its page (developers.cloudflare.com, "Cloudflare 1xxx errors"); 520 to 530 are
// statuses.
// clang-format off
constexpr Topic rows[] = {
    {"1000", "flag", cloudflare_name,
     "The DNS record leads to an address of Cloudflare's own, or to one that is not allowed.",
     "unusable-address proxy-loop"},
    {"1001", "flag", cloudflare_name,
     "The name does not resolve at Cloudflare: no such zone, or a CNAME that leads nowhere.",
     "no-upstream-configured dns-nxdomain"},
    {"1002", "flag", cloudflare_name,
     "The DNS record leads to an address that is not allowed.",
     "unusable-address"},
    {"1003", "flag", cloudflare_name,
     "The client asked for an address of Cloudflare's by its number, without a host name.",
     "no-upstream-configured"},
    {"1004", "flag", cloudflare_name,
     "The host is not set up to be served over the web.",
     "no-upstream-configured"},
    {"1006", "flag", cloudflare_name,
     "The site's owner has blocked the client's address: no fault of the origin.",
     ""},
    {"1007", "flag", cloudflare_name,
     "The site's owner has blocked the client's address: no fault of the origin.",
     ""},
    {"1008", "flag", cloudflare_name,
     "The site's owner has blocked the client's address: no fault of the origin.",
     ""},
    {"1009", "flag", cloudflare_name,
     "The site's owner has blocked the client's country: no fault of the origin.",
     ""},
    {"1010", "flag", cloudflare_name,
     "The site's owner has blocked the client by what its browser looks like: no fault of the "
     "origin.",
     ""},
    {"1011", "flag", cloudflare_name,
     "Hotlink protection denied the request: no fault of the origin.",
     ""},
    {"1012", "flag", cloudflare_name,
     "The site's owner has denied the client access: no fault of the origin.",
     ""},
    {"1013", "flag", cloudflare_name,
     "The Host of the request is not the name of its TLS handshake (SNI).",
     ""},
    {"1014", "flag", cloudflare_name,
     "The name is a CNAME into another account's zone, which is not followed.",
     "no-upstream-configured"},
    {"1015", "flag", cloudflare_name,
     "A rate limit of the site said no: no fault of the origin.",
     "connection-limit"},
    {"1016", "flag", cloudflare_name,
     "The origin's name does not resolve; the status beside it is 530.",
     "cdn-origin-unreachable dns-nxdomain dns-no-address"},
    {"1018", "flag", cloudflare_name,
     "Cloudflare knows no such host, as for a zone that was added just now.",
     "no-upstream-configured"},
    {"1019", "flag", cloudflare_name,
     "A Worker asks for itself over and over.",
     "proxy-loop"},
    {"1020", "flag", cloudflare_name,
     "A firewall rule of the site denied the request: no fault of the origin.",
     "response-refused-by-proxy"},
    {"1023", "flag", cloudflare_name,
     "Cloudflare knows no such host, as for a zone that was added just now.",
     "no-upstream-configured"},
    {"1025", "flag", cloudflare_name,
     "The domain has used up what its plan allows.",
     "cdn-provider-failure"},
    {"1027", "flag", cloudflare_name,
     "The Worker has used up what its plan allows for the day.",
     "cdn-provider-failure"},
    {"1033", "flag", cloudflare_name,
     "The tunnel has no connected cloudflared; the status beside it is 530.",
     "cdn-origin-unreachable no-live-upstream"},
    {"1034", "flag", cloudflare_name,
     "The DNS record leads to an address of the edge that this name may not use.",
     "unusable-address"},
    {"1101", "flag", cloudflare_name,
     "The Worker in front of the origin threw an exception.",
     "cdn-origin-invalid"},
    {"1102", "flag", cloudflare_name,
     "The Worker in front of the origin used up its time or memory.",
     "cdn-origin-invalid"},
    {"1106", "flag", cloudflare_name,
     "The site's owner has blocked the client's address: no fault of the origin.",
     ""},
    {"1200", "flag", cloudflare_name,
     "Too many requests wait for the origin at Cloudflare.",
     "connection-limit slow-under-load"},
};
// clang-format on

} // namespace

std::span<const Topic> cloudflare() {
  return rows;
}

} // namespace gwdiag::topics
