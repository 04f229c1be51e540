# SPDX-License-Identifier: Apache-2.0
"""Upstreams that speak an application protocol, well and badly: what each proxy's own module for it does then."""
import dataclasses
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
    fault("fcgi-long-line", "header-buffer-exceeded", says(
        out(b"X-Big: " + b"a" * 8400 + b"\r\n" + HEAD + b"hello\n") + end()), scheme="fcgi"),
    fault("fcgi-huge-head", "header-too-large", says(*(
        out(b"".join(b"X-Big-%d-%d: " % (n, m) + b"a" * 1700 + b"\r\n" for m in range(12))) for n in range(5)),
        out(HEAD + b"hello\n") + end()), scheme="fcgi"),
]


def app(scheme: str, *steps) -> Server:
    return Server(f"{scheme}-app", {"steps": steps})


def cgi_rows(scheme: str) -> list:
    """uwsgi and SCGI: a response with Status or with a status line, and nothing around it."""
    def say(*pieces):
        return app(scheme, *(send(piece) for piece in pieces), fin())

    ok, failed = ((b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 500 Internal Server Error\r\n") if scheme == "uwsgi" else
                  (b"Status: 200 OK\r\n", b"Status: 500 Internal Server Error\r\n"))
    return [
        healthy(f"{scheme}-ok", say(b"Status: 200 OK\r\n" + HEAD + b"hello\n"), scheme=scheme,
                na={"apache": "mod_proxy_uwsgi wants a status line"} if scheme == "uwsgi" else {}),
        healthy(f"{scheme}-ok-status-line", say(b"HTTP/1.1 200 OK\r\n" + HEAD + b"hello\n"), scheme=scheme,
                na={"apache": "mod_proxy_scgi wants CGI headers"} if scheme == "scgi" else {}),
        fault(f"{scheme}-500", "upstream-error-status", say(
            failed + HEAD + b"the application is broken\n"), scheme=scheme),
        fault(f"{scheme}-refused", "connection-refused", Closed(), scheme=scheme),
        fault(f"{scheme}-closes", "closed-before-response", app(scheme, fin()), scheme=scheme),
        fault(f"{scheme}-resets", "reset-before-response closed-before-response", app(scheme, rst()), scheme=scheme),
        fault(f"{scheme}-silent", "response-timeout", app(scheme, hold()), scheme=scheme),
        fault(f"{scheme}-http", "protocol-mismatch", OK, scheme=scheme, note="an HTTP port, which answers with 400"),
        fault(f"{scheme}-http-closes", "protocol-mismatch", Server("fcgi-or-http"), scheme=scheme),
        fault(f"{scheme}-head-cut", APE, say(b"Content-Type: text/plain\r\n"), scheme=scheme),
        fault(f"{scheme}-head-cut-behind-status", APE + " truncated-headers", say(ok + b"Content-Le"), scheme=scheme),
        fault(f"{scheme}-no-head", APE, say(b"Traceback (most recent call last):\n"), scheme=scheme),
        fault(f"{scheme}-head-stalls", "stalled-response", app(scheme, send(b"Content-Type: text/plain\r\n"), hold()),
              scheme=scheme),
        fault(f"{scheme}-body-cut", "truncated-body", say(ok + b"Content-Length: 900\r\n" + HEAD + b"hello\n"), scheme=scheme),
        fault(f"{scheme}-big-head", "header-buffer-exceeded", say(
            ok + b"X-Big: " + b"a" * 6000 + b"\r\n" + HEAD + b"hello\n"), scheme=scheme),
    ]


def text(value: bytes) -> bytes:
    return struct.pack("!H", len(value)) + value + b"\0"


def packet(kind: int, content: bytes = b"", magic: bytes = b"AB") -> bytes:
    return magic + struct.pack("!HB", 1 + len(content), kind) + content


def headers(status: int, *fields: bytes, reason: bytes = b"OK") -> bytes:
    return packet(4, struct.pack("!H", status) + text(reason) + struct.pack("!H", len(fields)) + b"".join(fields))


def chunk(body: bytes) -> bytes:
    return packet(3, text(body))


DONE = packet(5, b"\x01")
TYPE = struct.pack("!H", 0xA001) + text(b"text/plain")


def ajp_says(*pieces: bytes) -> Server:
    return app("ajp", *(send(piece) for piece in pieces), fin())


AJP_ROWS = [
    healthy("ajp-ok", ajp_says(headers(200, TYPE) + chunk(b"hello\n") + DONE)),
    healthy("ajp-ok-split", ajp_says(headers(200, TYPE), chunk(b"hel"), chunk(b""), chunk(b"lo\n"), DONE)),
    fault("ajp-500", "upstream-error-status", ajp_says(
        headers(500, TYPE, reason=b"Internal Server Error") + chunk(b"the application is broken\n") + DONE)),
    fault("ajp-refused", "connection-refused", Closed()),
    fault("ajp-closes", "closed-before-response", app("ajp", fin())),
    fault("ajp-silent", "response-timeout", app("ajp", hold())),
    fault("ajp-http", "protocol-mismatch", OK, note="an HTTP port, which answers packets with 400"),
    fault("ajp-http-closes", "protocol-mismatch", Server("fcgi-or-http")),
    fault("ajp-magic", APE, ajp_says(packet(4, headers(200, TYPE)[5:], magic=b"XY") + DONE)),
    fault("ajp-type", APE, ajp_says(packet(42, b"x") + DONE)),
    fault("ajp-no-head", APE, ajp_says(DONE)),
    fault("ajp-cut-in-packet", APE, ajp_says(headers(200, TYPE)[:12])),
    fault("ajp-head-stalls", "stalled-response", app("ajp", send(headers(200, TYPE)[:12]), hold())),
    fault("ajp-body-cut", "truncated-body", ajp_says(headers(200, TYPE) + chunk(b"hello\n")[:7])),
    fault("ajp-body-stalls", "stalled-response", app("ajp", send(headers(200, TYPE) + chunk(b"hello\n")), hold())),
]
ROWS += cgi_rows("uwsgi") + cgi_rows("scgi") + [dataclasses.replace(row, scheme="ajp") for row in AJP_ROWS]
