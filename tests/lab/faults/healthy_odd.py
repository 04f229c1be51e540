# SPDX-License-Identifier: Apache-2.0
"""Answers that look odd and are right by RFC 9110 and 9112: every cell must be healthy without a word of blame."""
import gzip
import zlib

from .row import READ_TIMEOUT, Server, Tls, answer, chunked, drip, fin, full, head, healthy, read, rst, script, send, sleep

PAGE = b"<html><body><h1>It works</h1></body></html>\n"
HTML = "Content-Type: text/html; charset=utf-8"
TE = "Transfer-Encoding: chunked"
CHUNKS = chunked(b"hello ", b"world\n")
BROTLI = b"\x0b\x02\x80hello\x03"
ZSTD = b"\x28\xb5\x2f\xfd\x20\x05\x29\x00\x00hello"
RAW = zlib.compress(PAGE)
ERRORS = b"<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>\n"
H2 = "Upgrade: h2,h2c"
SECURITY = ("Strict-Transport-Security: max-age=63072000; includeSubDomains; preload", "X-Frame-Options: DENY",
            "Content-Security-Policy: default-src 'self'; img-src *; " + "script-src 'nonce-abc' " * 20,
            'Alt-Svc: h3=":443"; ma=86400', "NEL: {\"report_to\":\"x\",\"max_age\":2592000}")


def raw(data: bytes, *more):
    """These bytes and no others: head() would add Connection: close."""
    return script(read(), send(data), *(more or (fin(),)))


def status(code: str, body: bytes = b"", *lines: str):
    return healthy(f"odd-{code.split()[0]}", answer(full(code, body, *lines)))


def tls(name: str, **settings):
    return healthy(f"odd-https-{name}", answer(full("200 OK", PAGE), tls=Tls(**settings)), scheme="https")


STATUSES = [
    status("202 Accepted", b"queued\n"), status("203 Non-Authoritative Information", PAGE),
    status("205 Reset Content"),
    healthy("odd-206", answer(full("206 Partial Content", b"hello\n", "Content-Range: bytes 0-5/100")),
            na={"varnish": "takes no 206 that it did not ask for"}),
    status("226 IM Used", PAGE, "IM: feed"), status("300 Multiple Choices", PAGE),
    status("301 Moved Permanently"), status("303 See Other", b"", "Location: /done"),
    status("307 Temporary Redirect", b"", "Location: /again"), status("308 Permanent Redirect", b"", "Location: ?x=1"),
    status("402 Payment Required", b"pay\n"), status("406 Not Acceptable"), status("409 Conflict", b"{}"),
    status("410 Gone", b"gone\n"), status("412 Precondition Failed"), status("416 Range Not Satisfiable"),
    status("418 I'm a teapot", b"short and stout\n"), status("422 Unprocessable Entity", b"{}"),
    status("451 Unavailable For Legal Reasons", b"no\n", 'Link: <https://example.org/>; rel="blocked-by"'),
    status("499 Client Closed Request", b"x\n"),
]

HEADS = [
    healthy("odd-reason-long", answer(full("200 " + "fine " * 100))),
    healthy("odd-reason-latin1", raw(b"HTTP/1.1 200 Gr\xf6\xdfe\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello\n")),
    healthy("odd-reason-tab", raw(b"HTTP/1.1 200 All\tright \r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello\n")),
    healthy("odd-name-all-tchars", answer(full("200 OK", PAGE, "X!#$%&'*+-.^_`|~9: odd"))),
    healthy("odd-name-long", answer(full("200 OK", PAGE, "X-" + "Long-" * 40 + "Name: v"))),
    healthy("odd-value-latin1", answer(full("200 OK", PAGE, b"X-City: M\xfcnchen"))),
    healthy("odd-cookie-3k", answer(full("200 OK", PAGE, "Set-Cookie: s=" + "a" * 3000))),
    healthy("odd-thirty-cookies", answer(full("200 OK", PAGE, *[f"Set-Cookie: c{n}=v; Path=/" for n in range(30)]))),
    healthy("odd-eighty-headers", answer(full("200 OK", PAGE, *[f"X-H-{n}: {n}" for n in range(80)])),
            na={"varnish": "takes 64 headers"}),
    healthy("odd-security-headers", answer(full("200 OK", PAGE, *SECURITY))),
    healthy("odd-cache-headers", answer(full(
        "200 OK", PAGE, 'ETag: W/"17"', "Last-Modified: Mon, 01 Jan 2024 00:00:00 GMT", "Expires: 0", "Pragma: no-cache",
        "Vary: *", "Vary: Accept", "Cache-Control: no-store", "Age: 17"))),
    healthy("odd-offers-h2", answer(full("200 OK", PAGE, H2, "Connection: Upgrade, close")),
            note="RFC 9110 7.8: a server may advertise what it could upgrade to; httpd's mod_http2 does"),
    healthy("odd-other-server-names", answer(full(
        "200 OK", PAGE, "Server: cloudflare", "Via: 1.1 varnish", "X-Cache: MISS", "CF-RAY: 8f1c2d3e4a5b6c7d-FRA"))),
    healthy("odd-redirect-to-itself", answer(full("302 Found", b"", "Location: /"))),
    healthy("odd-401-negotiate", answer(full("401 Unauthorized", PAGE, "WWW-Authenticate: Negotiate",
                                             "WWW-Authenticate: NTLM"))),
    healthy("odd-error-page-with-200", answer(full("200 OK", ERRORS, HTML, "Server: nginx"))),
    healthy("odd-json-error-with-200", answer(full("200 OK", b'{"status":502,"error":"upstream timed out"}'))),
    healthy("odd-date-in-the-past", answer(full("200 OK", PAGE, "Date: Thu, 01 Jan 1970 00:00:00 GMT"))),
    healthy("odd-204-length-zero", answer(full("204 No Content", b"")),
            note="RFC 9110 8.6 forbids the field, and so many send it that nobody minds"),
    healthy("odd-304-with-length", answer(head("304 Not Modified", 'ETag: "a"', "Content-Length: 4096"))),
]

BODIES = [
    healthy("odd-length-leading-zeros", answer(head("200 OK", "Content-Length: 0006") + b"hello\n")),
    healthy("odd-length-white-space", answer(head("200 OK", "Content-Length: \t 6 \t") + b"hello\n"),
            na={"nghttpx": "takes no tab there", "h2o": "2.2.5 aborts on it"}),
    healthy("odd-no-headers", raw(b"HTTP/1.1 200 OK\r\n\r\nhello\n")),
    healthy("odd-chunked-empty", answer(head("200 OK", TE) + b"0\r\n\r\n")),
    healthy("odd-chunked-last-zeros", answer(head("200 OK", TE) + chunked(PAGE, last=b"0000\r\n\r\n"))),
    healthy("odd-chunked-single-bytes", answer(head("200 OK", TE) + chunked(*[b"x"] * 200))),
    healthy("odd-chunked-extension", answer(head("200 OK", TE) + b"6;a=1\r\nhello\n\r\n0\r\n\r\n"),
            na={"varnish": "7.1 takes no chunk extensions"}),
    healthy("odd-chunked-trailer", answer(head("200 OK", TE, "Trailer: Server-Timing") + chunked(
        PAGE, last=b"0\r\nServer-Timing: app;dur=1\r\n\r\n")),
        na={"varnish": "takes no trailers",
            "lighttpd": "1.4.69 moves the trailer into the head and leaves a stray CR there: not healthy"}),
    healthy("odd-deflate", answer(full("200 OK", RAW, "Content-Encoding: deflate"))),
    healthy("odd-brotli", answer(full("200 OK", BROTLI, "Content-Encoding: br"))),
    healthy("odd-zstd", answer(full("200 OK", ZSTD, "Content-Encoding: zstd"))),
    healthy("odd-x-gzip", answer(full("200 OK", gzip.compress(PAGE, mtime=0), "Content-Encoding: x-gzip"))),
    healthy("odd-gzip-two-members", answer(full(
        "200 OK", gzip.compress(PAGE, mtime=0) + gzip.compress(PAGE, mtime=0), "Content-Encoding: gzip")),
            na={"varnish": "takes one member"}),
    healthy("odd-identity", answer(full("200 OK", PAGE, "Content-Encoding: identity"))),
    healthy("odd-gzip-empty-304", answer(head("304 Not Modified", "Content-Encoding: gzip"))),
    healthy("odd-binary-body", answer(full("200 OK", bytes(range(256)) * 20, "Content-Type: application/octet-stream"))),
]

ENDS = [
    healthy("odd-http10-keep-alive", Server("keepalive",
                                            {"version": b"HTTP/1.0", "line": b"Connection: keep-alive\r\n"})),
    healthy("odd-keep-alive-header", Server("keepalive", {"line": b"Keep-Alive: timeout=5, max=100\r\n"})),
    healthy("odd-closes-unannounced", raw(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello\n")),
    healthy("odd-closes-idle", Server("keepalive", {"idle": 0.8})),
    healthy("odd-reset-after-the-end", raw(full("200 OK", PAGE), sleep(0.4), rst())),
    healthy("odd-body-dripped", raw(head("200 OK", "Content-Length: 6"), drip(b"hello\n", 0.2), fin())),
    healthy("odd-slow-1.4", script(read(), sleep(READ_TIMEOUT * 0.7), send(full()), fin())),
    healthy("odd-slow-accept", script(sleep(0.7), read(), send(full()), fin())),
    healthy("odd-events", raw(head("200 OK", "Content-Type: text/event-stream", TE), send(b"8\r\ndata: 1\n\r\n"),
                              sleep(0.7),
                              send(b"8\r\ndata: 2\n\r\n0\r\n\r\n"), fin())),
    healthy("odd-ipv6", answer(full("200 OK", PAGE)), host="::1", listen="6"),
    healthy("odd-unix-404", answer(full("404 Not Found", PAGE)), scheme="unix"),
    healthy("odd-unix-keep-alive", Server("keepalive"), scheme="unix"),
]

HANDSHAKES = [
    tls("p384", cert="good-p384"), tls("rsa3072", cert="good-rsa3072"), tls("long-chain", cert="good-long-chain"),
    tls("chain-with-root", cert="good-chain-root"), tls("chain-disorder", cert="good-chain-disorder"),
    tls("chain-extra", cert="good-chain-extra"), tls("many-names", cert="good-many-names"),
    tls("fresh", cert="good-fresh"), tls("client-cert-optional", client_cert_optional=True),
    tls("client-cert-optional-tls12", client_cert_optional=True, maximum="TLSv1_2"),
    tls("no-tickets", no_tickets=True), tls("chacha-only", maximum="TLSv1_2", ciphers="CHACHA20"),
    healthy("odd-https-rsa-key-exchange",
            answer(full("200 OK", PAGE), tls=Tls(maximum="TLSv1_2", ciphers="AES128-GCM-SHA256")),
            scheme="https", na={"nghttpx": "offers forward secrecy only"}),
    tls("p521-group", curve="secp521r1"), tls("alpn-both", alpn=("http/1.1", "http/1.0")),
    healthy("odd-https-by-address", answer(full("200 OK", PAGE), tls=Tls()), scheme="https", host="127.0.0.1",
            na={"apache": "compares names only, no addresses", "squid": "compares names only, no addresses",
                "nghttpx": "compares names only, no addresses"}),
    healthy("odd-https-keep-alive", Server("keepalive", tls=Tls()), scheme="https"),
    healthy("odd-https-close-delimited", answer(head("200 OK", version="HTTP/1.0") + PAGE, tls=Tls()), scheme="https"),
    healthy("odd-https-slow-handshake", script(sleep(0.6), ("start_tls", Tls()), read(), send(full()), fin()),
            scheme="https", na={"squid": "counts the handshake as a part of the connect"}),
]

ROWS = STATUSES + HEADS + BODIES + ENDS + HANDSHAKES
