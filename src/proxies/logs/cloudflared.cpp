// SPDX-License-Identifier: Apache-2.0
// cloudflared: connection/, proxy/proxy.go.
#include "proxies/logs/tables.hpp"

namespace gwdiag {

namespace {

using enum FaultPhase;

constexpr LogPattern rows[] = {
    {"failed to serve quic connection",
     none,
     "",
     "The tunnel's own connection to the edge.",
     "2024-03-02T10:11:12Z ERR Failed to serve quic connection error=\"timeout: no recent "
     "network activity\" connIndex=0"},
    {"serve tunnel error",
     none,
     "",
     "The tunnel's own connection to the edge.",
     "2024-03-02T10:11:12Z ERR Serve tunnel error error=\"timeout: no recent network activity\" "
     "connIndex=0"},
    {"failed to dial to edge",
     none,
     "",
     "The tunnel's own connection to the edge.",
     "2024-03-02T10:11:12Z ERR Failed to dial to edge: timeout: no recent network activity "
     "connIndex=0"},
    {"failed to create new quic connection",
     none,
     "",
     "The tunnel's own connection to the edge.",
     "2024-03-02T10:11:12Z ERR Failed to create new quic connection error=\"failed to dial to "
     "edge with quic: timeout\" connIndex=0"},
    {"unable to establish connection with cloudflare edge",
     none,
     "",
     "The tunnel's own connection to the edge.",
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
};

} // namespace

constinit const LogTable cloudflared_log{"cloudflared", rows};

} // namespace gwdiag
