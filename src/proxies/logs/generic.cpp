// SPDX-License-Identifier: Apache-2.0
// Error pages of CDNs, as text.
#include "proxies/logs/tables.hpp"

namespace gwdiag {

namespace {

using enum FaultPhase;

constexpr LogPattern rows[] = {
    {"upstream connect error",
     connect,
     "connection-refused",
     "The connection to the upstream failed.",
     "upstream connect error"},
    {"cdn-loop",
     none,
     "",
     "A header.",
     "cdn-loop: cloudflare"},
    {"error code: 502",
     none,
     "closed-before-response connection-refused",
     "A CDN's 502.",
     "error code: 502"},
    {"error code: 520",
     none,
     "cdn-origin-invalid closed-before-response",
     "The CDN got an answer that it does not understand, or none.",
     "error code: 520"},
    {"error code: 521",
     none,
     "connection-refused cdn-origin-unreachable",
     "The origin refuses the CDN's connections.",
     "error code: 521"},
    {"error code: 522",
     none,
     "connect-timeout cdn-origin-timeout",
     "The CDN's connection to the origin was not established in time.",
     "error code: 522"},
    {"error code: 523",
     none,
     "host-unreachable cdn-origin-unreachable",
     "The CDN cannot reach the origin.",
     "error code: 523"},
    {"error code: 524",
     none,
     "response-timeout cdn-origin-timeout",
     "The origin did not answer the CDN in time.",
     "error code: 524"},
    {"error code: 525",
     none,
     "tls-handshake-failure cdn-origin-tls",
     "The TLS handshake between CDN and origin failed.",
     "error code: 525"},
    {"error code: 526",
     none,
     "tls-cert-untrusted cdn-origin-tls",
     "The origin's certificate does not satisfy the CDN.",
     "error code: 526"},
    {"error code: 1016",
     none,
     "dns-nxdomain cdn-origin-unreachable",
     "The CDN cannot resolve the origin's name.",
     "error code: 1016"},
    {"error code: 1033",
     none,
     "no-live-upstream cdn-origin-unreachable",
     "No tunnel to the origin is up.",
     "error code: 1033"},
};

} // namespace

constinit const LogTable generic_log{"cdn", rows};

} // namespace gwdiag
