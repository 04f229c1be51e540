# SPDX-License-Identifier: Apache-2.0
"""Upstreams that speak an application protocol, well and badly: what each proxy's own module for it does then."""
import struct

from .row import OK, Closed, FullQueue, Server, fault, fin, healthy, hold, rst, send, sleep

APE = "application-protocol-error"
ABORTS = {"haproxy": "2.6.12 aborts on a head without its end, and every request with it"}
HEAD = b"Content-Type: text/plain\r\n\r\n"


def record(kind: int, content: bytes = b"", version: int = 1, request: int = 1, padding: int = 0) -> bytes:
    return struct.pack("!BBHHBx", version, kind, request, len(content), padding) + content + bytes(padding)


def out(content: bytes, **more) -> bytes:
    return record(6, content, **more)


def err(content: bytes) -> bytes:
    return record(7, content)


def end(app: int = 0, status: int = 0) -> bytes:
    return record(3, struct.pack("!IB3x", app, status))


def fcgi(*steps, **options) -> Server:
    """Takes a whole FastCGI request, then these steps."""
    return Server("fastcgi-app", {"steps": steps, **options})


def says(*pieces: bytes) -> Server:
    return fcgi(*(send(piece) for piece in pieces), fin())


NOT_FOUND = (err(b"Primary script unknown") + out(
    b"Status: 404 Not Found\r\nContent-type: text/html; charset=UTF-8\r\n\r\nFile not found.\n") + end())
SPLIT = out(b"Content-Ty") + out(b"pe: text/plain\r\n", padding=5) + out(b"\r\nhel") + out(b"lo\n") + out(b"") + end()
NOISE = b"".join(err(b"PHP message: notice %d " % n + b"e" * 8000) for n in range(20))

ROWS = [
    healthy("fcgi-ok", says(out(HEAD + b"hello\n") + end()), scheme="fcgi"),
    healthy("fcgi-ok-split", says(SPLIT), scheme="fcgi"),
    healthy("fcgi-ok-length", says(out(b"Content-Length: 6\r\n" + HEAD + b"hello\n") + end()), scheme="fcgi"),
    healthy("fcgi-ok-status-line-feeds", says(out(b"Status: 200 OK\nContent-Type: text/plain\n\nhello\n") + end()),
            scheme="fcgi"),
    healthy("fcgi-ok-stderr", says(NOISE + out(HEAD + b"hello\n") + end()), scheme="fcgi"),
    healthy("fcgi-ok-404", says(out(b"Status: 404 Not Found\r\n" + HEAD + b"no such page\n") + end()), scheme="fcgi"),
    fault("fcgi-script-unknown", "script-not-found", says(NOT_FOUND), scheme="fcgi", statuses=("degraded",)),
    fault("fcgi-500", "upstream-error-status", says(
        err(b"PHP message: PHP Fatal error:  Uncaught Error") + out(
            b"Status: 500 Internal Server Error\r\nContent-type: text/html\r\n\r\nthe application is broken\n") + end(255)),
        scheme="fcgi"),
    fault("fcgi-refused", "connection-refused", Closed(), scheme="fcgi"),
    fault("fcgi-queue-full", "connect-timeout", FullQueue(), scheme="fcgi"),
    fault("fcgi-http", "protocol-mismatch", OK, scheme="fcgi", note="an HTTP port, which answers records with 400"),
    fault("fcgi-http-closes", "protocol-mismatch", Server("fcgi-or-http"), scheme="fcgi",
          note="an HTTP port that closes on what is no HTTP"),
    fault("fcgi-closes", "closed-before-response", fcgi(fin()), scheme="fcgi", note="a worker that dies"),
    fault("fcgi-resets", "reset-before-response closed-before-response", fcgi(rst()), scheme="fcgi"),
    fault("fcgi-silent", "response-timeout", fcgi(hold()), scheme="fcgi", note="all workers are busy"),
    fault("fcgi-slow", "slow-response proxy-timeout-too-short", fcgi(sleep(3), send(out(HEAD + b"hello\n") + end()), fin()),
          scheme="fcgi"),
    fault("fcgi-version", APE, says(out(HEAD + b"hello\n", version=2) + end()), scheme="fcgi"),
    fault("fcgi-type", APE, says(record(9, HEAD) + end()), scheme="fcgi"),
    fault("fcgi-request-id", APE, says(out(HEAD + b"hello\n", request=7) + end()), scheme="fcgi"),
    fault("fcgi-no-head", APE, says(end()), scheme="fcgi", na=ABORTS),
    fault("fcgi-head-unfinished", APE, says(out(b"Content-Type: text/plain\r\n") + end()), scheme="fcgi", na=ABORTS),
    fault("fcgi-cut-in-record", APE, says(out(HEAD + b"hello\n")[:20]), scheme="fcgi", na=ABORTS),
    fault("fcgi-head-stalls", "stalled-response", fcgi(send(out(b"Content-Type: text/plain\r\n")), hold()), scheme="fcgi", na=ABORTS),
    fault("fcgi-body-cut", "truncated-body", says(out(HEAD + b"hello\n" * 400)[:2000]), scheme="fcgi"),
    fault("fcgi-body-stalls", "stalled-response", fcgi(send(out(HEAD + b"hello\n" * 400)[:2000]), hold()), scheme="fcgi"),
    fault("fcgi-overloaded", "connection-limit", says(end(0, 2)), scheme="fcgi"),
    fault("fcgi-cannot-multiplex", APE, says(end(0, 1)), scheme="fcgi"),
    fault("fcgi-big-head", "header-buffer-exceeded", says(
        out(b"X-Big: " + b"a" * 6000 + b"\r\n" + HEAD + b"hello\n") + end()), scheme="fcgi"),
    fault("fcgi-huge-head", "header-too-large", says(*(
        out(b"".join(b"X-Big-%d-%d: " % (n, m) + b"a" * 1700 + b"\r\n" for m in range(12))) for n in range(5)),
        out(HEAD + b"hello\n") + end()), scheme="fcgi"),
]
