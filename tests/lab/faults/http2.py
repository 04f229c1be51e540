# SPDX-License-Identifier: Apache-2.0
"""Upstreams that speak HTTP/2 without TLS, well and badly, also where gRPC is asked for."""
import dataclasses
import pathlib
import sys

from .row import OK, Closed, Server, fault, fin, healthy, hold, rst, send, sleep

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
import frames as h2  # noqa: E402

BREAKS = "http2-protocol-error"
AGAIN = {"caddy": "asks again for as long as the client waits, and the lab counts the requests"}
PLAIN = (b"content-type", b"text/plain")
HELLO = h2.headers(b"200", PLAIN) + h2.data(b"hello\n")
GRPC = (b"content-type", b"application/grpc")


def app(*steps, **options) -> Server:
    """These steps for each request."""
    return Server("http2-app", {"steps": steps, **options})


def greets(*steps) -> Server:
    return app(*steps, greeting=h2.GREETING)


def says(*pieces: bytes) -> Server:
    """Answers with these, and leaves the connection to the peer."""
    return greets(*(send(piece) for piece in pieces))


def ends(*pieces: bytes) -> Server:
    return greets(*(send(piece) for piece in pieces), fin())


def frame_of(body: bytes, size: int = 16384) -> bytes:
    return b"".join(h2.data(body[at:at + size], at + size >= len(body)) for at in range(0, len(body), size))


COMMON = [
    healthy("ok", says(HELLO)),
    healthy("ok-pieces", says(*(bytes((byte,)) for byte in HELLO))),
    healthy("ok-interim", says(h2.headers(b"103", (b"link", b"</a>")) + HELLO),
            na={"nginx": "grpc_pass answers 502 to an interim response, which no gRPC server sends"}),
    healthy("ok-ping", says(h2.frame(h2.PING, 0, 0, b"12345678") + HELLO)),
    healthy("ok-goaway-behind", says(HELLO + h2.goaway(0, 0x7fffffff))),
    fault("500", "upstream-error-status", says(h2.headers(b"500", PLAIN) + h2.data(b"broken\n")), statuses=("unhealthy",)),
    fault("refused", "connection-refused", Closed()),
    fault("closes", "closed-before-response", app(fin())),
    fault("closes-greeted", "closed-before-response", ends()),
    fault("resets", "reset-before-response closed-before-response", app(rst())),
    fault("silent", "response-timeout", greets(hold())),
    fault("slow", "slow-response proxy-timeout-too-short", greets(sleep(3), send(HELLO))),
    fault("http", "protocol-mismatch", OK, note="an HTTP/1 port, which answers the preface with 400"),
    fault("http-page", "protocol-mismatch", app(other=b"<!DOCTYPE html>\n<html><body>Bad Request</body></html>\n")),
    fault("http-closes", "protocol-mismatch", Server("fcgi-or-http", {"first": b"G"}),
          note="an HTTP/1 port that closes on the preface"),
    fault("reset-refused", BREAKS, says(h2.reset(7)), na=AGAIN),
    fault("reset-internal", BREAKS, says(h2.reset(2))),
    fault("goaway", BREAKS, ends(h2.goaway(11, debug=b"too many")), na=AGAIN),
    fault("goaway-open", BREAKS, says(h2.goaway(1, 0x7fffffff))),
    fault("goaway-graceful", "closed-before-response", ends(h2.goaway(0)), na=AGAIN),
    fault("no-settings", BREAKS, app(send(HELLO))),
    fault("frame-too-large", BREAKS, says(h2.frame(h2.HEADERS, 4, 1, bytes(20000)))),
    fault("data-first", BREAKS, says(h2.data(b"hello\n")), na={"haproxy": "2.6.12 aborts on it, and every request with it"}),
    fault("no-status", BREAKS, says(h2.frame(h2.HEADERS, 5, 1, h2.fields(PLAIN)))),
    fault("name-in-capitals", BREAKS, says(h2.headers(b"200", (b"X-Big", b"a")) + h2.data(b"hello\n"))),
    fault("field-of-connection", BREAKS, says(h2.headers(b"200", (b"connection", b"close")) + h2.data(b"hello\n"))),
    fault("bad-index", BREAKS, says(h2.frame(h2.HEADERS, 5, 1, b"\xff\xff\x7f"))),
    fault("push", BREAKS, says(h2.frame(h2.PUSH_PROMISE, 4, 1, b"\0\0\0\2\x82\x86\x84"))),
    fault("length-differs", BREAKS, says(h2.headers(b"200", (b"content-length", b"9")) + h2.data(b"hello\n"))),
    fault("head-cut", "truncated-headers", ends(h2.headers(flags=0))),
    fault("head-stalls", "stalled-response", says(h2.headers(flags=0))),
    fault("body-cut", "truncated-body", ends(h2.headers(b"200", PLAIN) + h2.data(b"hel", False))),
    fault("body-stalls", "stalled-response", says(h2.headers(b"200", PLAIN) + h2.data(b"hel", False))),
    fault("body-reset", BREAKS, says(h2.headers(b"200", PLAIN) + h2.data(b"hel", False) + h2.reset(2))),
    fault("big-head", "header-buffer-exceeded", says(
        h2.frame(h2.HEADERS, 4, 1, h2.fields((b":status", b"200"), *((b"x-%d" % n, b"a" * 100) for n in range(60)))) +
        h2.data(b"hello\n"))),
]


def grpc_says(*pieces: bytes) -> Server:
    return says(h2.headers(b"200", GRPC), *pieces)


CALLS = [
    healthy("serving", grpc_says(h2.data(b"\0\0\0\0\2\x08\x01", False), h2.trailers((b"grpc-status", b"0")))),
    healthy("unimplemented", says(h2.headers(
        b"200", GRPC, (b"grpc-status", b"12"), (b"grpc-message", b"unknown service"), flags=5))),
    fault("unavailable", "upstream-error-status", says(h2.headers(
        b"200", GRPC, (b"grpc-status", b"14"), (b"grpc-message", b"no children"), flags=5)), statuses=("degraded", "unhealthy")),
    fault("503", "upstream-error-status", says(h2.headers(b"503", PLAIN) + h2.data(b"no\n")), statuses=("unhealthy",)),
]
ROWS = [dataclasses.replace(row, name=f"{scheme}-{row.name}", scheme=scheme)
        for scheme, rows in (("h2c", COMMON), ("grpc", COMMON + CALLS)) for row in rows]
