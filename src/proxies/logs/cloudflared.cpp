// SPDX-License-Identifier: Apache-2.0
// cloudflared: connection/, proxy/proxy.go.
#include "proxies/logs/tables.hpp"

namespace gwdiag {

namespace {

using enum FaultPhase;

constexpr LogPattern rows[] = {
    {"there are no free edge addresses left",
     none,
     "cdn-origin-unreachable path-blocked",
     "The tunnel reaches no edge of the CDN.",
     "2024-03-02T10:11:12Z ERR There are no free edge addresses left to resolve to error=\"there "
     "are no free edge addresses left\" connIndex=0"},
    {"edge discovery: error",
     none,
     "cdn-origin-unreachable dns-servfail",
     "The tunnel does not find the CDN's edge.",
     "2024-03-02T10:11:12Z ERR edge discovery: error looking up Cloudflare edge IPs: the DNS query "
     "failed error=\"lookup edge.example: i/o timeout\""},
    {"register tunnel error from server side",
     none,
     "cdn-origin-unreachable",
     "The CDN's edge does not take the tunnel.",
     "2024-03-02T10:11:12Z ERR Register tunnel error from server side error=\"Unauthorized: Tunnel "
     "not found\" connIndex=0"},
    {"failed to accept quic stream: timeout: no recent network activity",
     none,
     "cdn-origin-unreachable packet-loss",
     "The tunnel's connection to the CDN's edge went silent.",
     "{\"level\":\"warn\",\"error\":\"failed to accept QUIC stream: timeout: no recent network "
     "activity\",\"message\":\"Failed to serve quic connection\"}"},
    {"failed to serve quic connection*timeout: no recent network activity",
     none,
     "cdn-origin-unreachable packet-loss",
     "The tunnel's connection to the CDN's edge went silent.",
     "2024-03-02T10:11:12Z WRN Failed to serve quic connection error=\"timeout: no recent network "
     "activity\" connIndex=0"},
    {"failed to serve quic connection",
     none,
     "",
     "The tunnel's own connection to the edge.",
     "2024-03-02T10:11:12Z ERR Failed to serve quic connection error=\"Application error 0x0 "
     "(remote)\" connIndex=0"},
    {"serve tunnel error",
     none,
     "",
     "The tunnel's own connection to the edge.",
     "2024-03-02T10:11:12Z ERR Serve tunnel error error=\"timeout: no recent network activity\" "
     "connIndex=0"},
    {"failed to dial a quic connection",
     none,
     "cdn-origin-unreachable path-blocked",
     "The tunnel does not reach the CDN's edge: the origin behind it is not to be had.",
     "2024-03-02T10:11:12Z ERR Failed to dial a quic connection error=\"failed to dial to edge "
     "with quic: timeout: no recent network activity\" connIndex=0"},
    {"tls handshake with edge error",
     none,
     "cdn-origin-unreachable tls-handshake-timeout",
     "The tunnel does not reach the CDN's edge: the origin behind it is not to be had.",
     "2024-03-02T10:11:12Z ERR Connection terminated error=\"TLS handshake with edge error: read "
     "tcp 10.0.0.9:1->192.0.2.1:7844: i/o timeout\" connIndex=0"},
    {"failed to dial to edge",
     none,
     "cdn-origin-unreachable path-blocked",
     "The tunnel does not reach the CDN's edge: the origin behind it is not to be had.",
     "2024-03-02T10:11:12Z ERR Failed to dial to edge: timeout: no recent network activity "
     "connIndex=0"},
    {"failed to create new quic connection",
     none,
     "cdn-origin-unreachable path-blocked",
     "The tunnel does not reach the CDN's edge: the origin behind it is not to be had.",
     "2024-03-02T10:11:12Z ERR Failed to create new quic connection error=\"failed to dial to "
     "edge with quic: timeout\" connIndex=0"},
    {"unable to establish connection with cloudflare edge",
     none,
     "cdn-origin-unreachable path-blocked",
     "The tunnel does not reach the CDN's edge: the origin behind it is not to be had.",
     "2024-03-02T10:11:12Z ERR Unable to establish connection with Cloudflare edge error=\"dial "
     "tcp 192.0.2.1:7844: i/o timeout\""},
    {"connection terminated error=",
     none,
     "",
     "The tunnel's own connection to the edge.",
     "2024-03-02T10:11:12Z ERR Connection terminated error=\"timeout: no recent network "
     "activity\" connIndex=0"},
    {"failed to sufficiently increase receive buffer size",
     none,
     "",
     "A hint on buffers.",
     "2024/03/02 10:11:12 failed to sufficiently increase receive buffer size (was: 208 kiB, "
     "wanted: 2048 kiB, got: 416 kiB)"},
    {"unable to reach the origin service",
     named,
     "connection-refused",
     "The origin behind the tunnel cannot be reached.",
     "2024-03-02T10:11:12Z ERR  error=\"Unable to reach the origin service. The service may be "
     "down or it may not be responding to traffic from cloudflared: dial tcp 127.0.0.1:8080: "
     "connect: connection refused\" cfRay=x event=1 originService=http://127.0.0.1:8080"},
    {"unable to reach the origin service*eof",
     none,
     "closed-before-response",
     "The origin closed the connection before it answered.",
     "2024-03-02T10:11:12Z ERR  error=\"Unable to reach the origin service. The service may be "
     "down or it may not be responding to traffic from cloudflared: EOF\" cfRay=x "
     "originService=http://127.0.0.1:8080"},
    {"no matching ingress rule",
     none,
     "no-upstream-configured",
     "No ingress rule fits the request.",
     "2024-03-02T10:11:12Z ERR no matching ingress rule for app.example"},
    {"request failed error=\"dial tcp*connindex=", // TCP services: any port may be the origin's
     named,
     "connection-refused connect-timeout",
     "The origin cannot be reached.",
     "2024-03-02T10:11:12Z ERR Request failed error=\"dial tcp 127.0.0.1:5432: connect: connection "
     "refused\" connIndex=0 dest=app.example type=ws"},
    {"error=\"dial tcp*originservice=",
     named,
     "connection-refused connect-timeout",
     "The origin cannot be reached.",
     "2024-03-02T10:11:12Z ERR  error=\"dial tcp 127.0.0.1:5432: connect: connection refused\" "
     "connIndex=0 originService=tcp://localhost:5432"},
};

} // namespace

constinit const LogTable cloudflared_log{"cloudflared", rows};

} // namespace gwdiag
