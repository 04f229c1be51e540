# SPDX-License-Identifier: Apache-2.0
"""The proxy itself is broken: its own port refuses, is silent, cuts its answers. The upstream is well."""
from .row import (OK, Closed, FullQueue, Server, Tls, answer, fault, fin, full, head, hold, listen_only, read, rst,
                  script, send, sleep)

OWN = {"subject": "proxy"}
TLS = {"subject": "proxy", "front_scheme": "https", "statuses": ("unhealthy", "degraded")}
EITHER = "closed-before-response reset-before-response"

ROWS = [
    fault("front-refused", "connection-refused", OK, front=Closed(), **OWN),
    fault("front-and-upstream-refused", "connection-refused", Closed(), front=Closed()),
    fault("front-connect-timeout", "connect-timeout accept-queue-full", OK, front=FullQueue(), **OWN),
    fault("front-silent", "response-timeout", OK, front=script(hold()), **OWN),
    fault("front-closed", EITHER, OK, front=script(read(), fin()), **OWN),
    fault("front-reset", EITHER, OK, front=script(read(), rst()), **OWN),
    fault("front-ssh", "protocol-mismatch", OK, front=script(
        send(b"SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n"), listen_only(), fin()), **OWN),
    fault("front-junk", "not-http", OK, front=answer(bytes((n * 37 + 131) % 256 for n in range(200))), **OWN),
    fault("front-body-cut", "truncated-body", OK, front=answer(head("200 OK", "Content-Length: 900") + b"half"), **OWN),
    fault("front-body-stalled", "stalled-response", OK, front=script(
        read(), send(head("200 OK", "Content-Length: 900") + b"half"), hold()), **OWN),
    fault("front-tls-port", "plain-http-to-tls-port", OK, front=Server(
        "tls-or-plain", {"plain": b"\x15\x03\x03\x00\x02\x02\x46"}, tls=Tls()), **OWN),
    fault("front-plain-port", "tls-to-plain-http-port", OK, front=Server(
        "plain-only", {"hello": b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"}), **TLS),
    fault("front-cert-expired", "tls-cert-expired", OK, front=answer(full(), tls=Tls("expired")), **TLS),
    fault("front-cert-untrusted", "tls-cert-untrusted tls-cert-incomplete-chain", OK,
          front=answer(full(), tls=Tls("untrusted")), **TLS),
    fault("front-cert-wrong-name", "tls-cert-name-mismatch", OK, front=answer(full(), tls=Tls("wrong-name")), **TLS),
    fault("front-handshake-unanswered", "tls-handshake-timeout", OK, front=script(listen_only(), hold()), **TLS),
    fault("front-unknown-500", "unexplained wrong-upstream-address path-blocked no-live-upstream stale-address", OK,
          front=answer(full("500 Internal Server Error", b"oops\n"))),
    fault("front-slow", "slow-response response-timeout", OK, front=script(
        read(), sleep(3.3), send(full()), fin()), statuses=("unhealthy", "degraded"), **OWN),
]
