# SPDX-License-Identifier: Apache-2.0
"""Names, addresses and connections: nothing of HTTP is reached."""
from .row import MOVED, OK, Closed, DeadSocket, Elsewhere, FullQueue, NoSocket, Script, fault, fin, hold, read, rst, script

DNS = ("--resolver", "{dns}")

ROWS = [
    fault("refused", "connection-refused", Closed()),
    fault("refused-https", "connection-refused", Closed(), scheme="https"),
    fault("refused-ipv6", "connection-refused", Closed(), host="::1", listen="6"),
    fault("connect-timeout", "connect-timeout accept-queue-full", FullQueue(),
          note="a full accept queue looks like a filtered port"),
    fault("connect-timeout-https", "connect-timeout accept-queue-full", FullQueue(), scheme="https"),
    fault("accept-queue-full", "accept-queue-full", FullQueue(), args=("--host-evidence",)),
    fault("listening-elsewhere", "listening-elsewhere", OK, listen="6", args=("--host-evidence",),
          note="it listens on ::1, and is asked for on 127.0.0.1"),
    fault("connect-lost", "connect-timeout", Elsewhere("lost"), note="SYNs leave and nothing ever comes back"),
    fault("host-unreachable", "host-unreachable", Elsewhere("unreachable")),
    fault("network-unreachable", "network-unreachable", Elsewhere("nowhere")),
    fault("connect-prohibited", "connect-not-permitted", Elsewhere("prohibited")),
    fault("unix-missing", "unix-socket-missing", NoSocket(), scheme="unix"),
    fault("unix-refused", "unix-socket-refused", DeadSocket(), scheme="unix"),
    fault("unix-permission", "unix-socket-permission", OK, scheme="unix", mode=0o600, note="its owner's alone"),
    fault("unix-permission-host", "unix-socket-permission", OK, scheme="unix", mode=0o660, args=("--host-evidence",)),
    fault("unix-closed-after-request", "closed-before-response", script(read(), fin()), scheme="unix"),
    fault("unix-silent", "response-timeout", script(hold()), scheme="unix"),
    fault("dual-v4-only", "address-family-broken", OK, host="dual.lab.test", listen="4", args=DNS, lookup=True,
          note="the name has A and AAAA, the service listens on one of them"),
    fault("dual-v6-only", "address-family-broken", OK, host="dual.lab.test", listen="6", args=DNS, lookup=True),
    fault("dns-nxdomain", "dns-nxdomain", OK, host="missing.lab.test", args=DNS, lookup=True),
    fault("dns-no-address", "dns-no-address", OK, host="nodata.lab.test", args=DNS, lookup=True),
    fault("dns-servfail", "dns-servfail", OK, host="servfail.lab.test", args=DNS, lookup=True),
    fault("dns-refused", "dns-servfail", OK, host="refused.lab.test", args=DNS, lookup=True),
    fault("dns-timeout", "dns-timeout", OK, host="silent.lab.test", args=DNS, lookup=True,
          na={"trafficserver": "gives up on a silent name server for every other row as well"}),
    fault("hosts-file-outdated", "dns-sources-differ", OK, host="localhost", listen=MOVED, args=("--resolver", "{moved}"),
          na={"trafficserver": "asks name servers, never the hosts file"},
          note="the name server says where the service went; the hosts file, which the proxy reads, does not"),
    fault("pool-one-refused", "some-upstreams-failing", OK, pool=(Closed(),),
          statuses=("degraded", "unhealthy"), note="one of two members; the proxy may hide it"),
    fault("pool-one-closing", "some-upstreams-failing", OK, pool=(script(read(), fin()),),
          statuses=("degraded", "unhealthy")),
    fault("pool-one-resetting", "some-upstreams-failing", OK, pool=(script(rst()),),
          statuses=("degraded", "unhealthy")),
    fault("pool-one-silent", "some-upstreams-failing", OK, pool=(script(hold()),),
          statuses=("degraded", "unhealthy")),
    fault("pool-all-refused", "connection-refused", Closed(), pool=(Closed(),)),
    fault("every-other-closed", "intermittent closed-before-response", Script(
        turns=(OK.steps, (read(), fin()))), statuses=("healthy", "degraded", "unhealthy"),
        note="which request meets the failing turn is chance"),
    fault("every-other-reset", "intermittent reset-before-response closed-before-response", Script(
        turns=(OK.steps, (read(), rst()))), statuses=("healthy", "degraded", "unhealthy")),
]
