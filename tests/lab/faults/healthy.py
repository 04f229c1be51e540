# SPDX-License-Identifier: Apache-2.0
"""Answers with nothing wrong: every cell must be healthy without a word of blame."""
import gzip

from .row import (OK, READ_TIMEOUT, Script, Server, Tls, answer, chunked, drip, fin, full, head, healthy, read,
                  script, send, sleep)

PAGE = b"<html><body><h1>It works</h1></body></html>\n"
DATE = "Date: Mon, 23 Nov 2026 08:00:00 GMT"
HTML = "Content-Type: text/html; charset=utf-8"

ROWS = [
    healthy("ok", OK),
    healthy("ok-keep-alive", Server("keepalive")),
    healthy("ok-html-with-date", answer(full("200 OK", PAGE, "Server: lab", DATE, HTML))),
    healthy("ok-chunked", answer(head("200 OK", "Transfer-Encoding: chunked") + chunked(b"hello ", b"world\n"))),
    healthy("ok-chunked-extensions-trailers", answer(
        head("200 OK", "Transfer-Encoding: chunked", "Trailer: X-Sum")
        + b"5;name=value\r\nhello\r\n6;q=\"a b\"\r\n world\r\n0\r\nX-Sum: 11\r\n\r\n"),
        na={"varnish": "7.1 takes no chunk extensions",
            "lighttpd": "1.4.69 moves the trailer into the head and leaves a stray CR there: not healthy"}),
    healthy("ok-chunked-upper-hex-leading-zeros", answer(
        head("200 OK", "Transfer-Encoding: chunked") + b"0000A\r\n0123456789\r\n0\r\n\r\n")),
    healthy("ok-chunked-te-case", answer(head("200 OK", "transfer-encoding: Chunked") + chunked(PAGE))),
    healthy("ok-http10-close", answer(head("200 OK", HTML, version="HTTP/1.0") + PAGE)),
    healthy("ok-http10-length", answer(full("200 OK", PAGE, HTML, version="HTTP/1.0"))),
    healthy("ok-http11-to-close", answer(head("200 OK", HTML) + PAGE)),
    healthy("ok-201", answer(full("201 Created", b"{}", "Location: /things/1"))),
    healthy("ok-204", answer(head("204 No Content"))),
    healthy("ok-304", answer(head("304 Not Modified", 'ETag: "abc"'))),
    healthy("ok-400", answer(full("400 Bad Request", b'{"error":"missing id"}', "Content-Type: application/json"))),
    healthy("ok-401", answer(full("401 Unauthorized", b"", 'WWW-Authenticate: Basic realm="lab"'))),
    healthy("ok-403", answer(full("403 Forbidden", b"forbidden\n"))),
    healthy("ok-404", answer(full("404 Not Found", b"no such page\n"))),
    healthy("ok-405", answer(full("405 Method Not Allowed", b"", "Allow: POST"))),
    healthy("ok-429", answer(full("429 Too Many Requests", b"slow down\n", "Retry-After: 1"))),
    healthy("ok-redirect", answer(full("302 Found", b"", "Location: /login?next=%2F"))),
    healthy("ok-redirect-absolute", answer(full("301 Moved Permanently", PAGE, "Location: https://example.com/"))),
    healthy("ok-empty-200", answer(full("200 OK", b""))),
    healthy("ok-large-body", answer(full("200 OK", b"0123456789abcdef" * 131072))),
    healthy("ok-large-chunked", answer(
        head("200 OK", "Transfer-Encoding: chunked") + chunked(*[b"x" * 8192] * 100))),
    healthy("ok-gzip", answer(full("200 OK", gzip.compress(PAGE * 20, mtime=0), "Content-Encoding: gzip", HTML))),
    healthy("ok-gzip-chunked", answer(
        head("200 OK", "Content-Encoding: gzip", "Transfer-Encoding: chunked")
        + chunked(gzip.compress(PAGE * 20, mtime=0)))),
    healthy("ok-forty-headers", answer(full("200 OK", PAGE, *[f"X-Header-{n}: value {n}" for n in range(40)]))),
    healthy("ok-many-set-cookie", answer(full(
        "200 OK", PAGE, *[f"Set-Cookie: c{n}=v{n}; Path=/; HttpOnly" for n in range(12)]))),
    healthy("ok-two-kilobytes-of-head", answer(full("200 OK", PAGE, "Set-Cookie: session=" + "a" * 2000))),
    healthy("ok-lower-case-names", answer(
        b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\ncontent-type: text/plain\r\nconnection: close\r\n\r\nhello\n")),
    healthy("ok-odd-case-names", answer(
        b"HTTP/1.1 200 OK\r\ncOnTeNt-LeNgTh: 6\r\nCONTENT-TYPE: text/plain\r\nConnection: Close\r\n\r\nhello\n")),
    healthy("ok-reason-empty", answer(full("200 "))),
    healthy("ok-reason-odd", answer(full("200 Everything is fine, thanks!"))),
    healthy("ok-utf8-in-value", answer(full("200 OK", PAGE, "X-City: Łódź"))),
    healthy("ok-empty-value", answer(full("200 OK", PAGE, "X-Empty:", "X-Blank:   "))),
    healthy("ok-no-space-after-colon", answer(full("200 OK", PAGE, "X-Tight:value", "X-Tab:\tvalue\t"))),
    healthy("ok-underscore-name", answer(full("200 OK", PAGE, "X_Request_Id: 17"))),
    healthy("ok-slow-one-second", script(read(), sleep(READ_TIMEOUT / 2), send(full()), fin())),
    healthy("ok-head-then-body-later", script(
        read(), send(head("200 OK", "Content-Length: 6")), sleep(0.4), send(b"hello\n"), fin())),
    healthy("ok-dripped-quickly", script(read(), drip(full(), 0.005), fin())),
    healthy("ok-https", answer(full("200 OK", PAGE), tls=Tls()), scheme="https"),
    healthy("ok-https-ecdsa", answer(full("200 OK", PAGE), tls=Tls("good-ecdsa")), scheme="https"),
    healthy("ok-https-chain", answer(full("200 OK", PAGE), tls=Tls("good-chain")), scheme="https"),
    healthy("ok-https-tls12", answer(full("200 OK", PAGE), tls=Tls(maximum="TLSv1_2")), scheme="https"),
    healthy("ok-https-wildcard-and-more-names", answer(full("200 OK", PAGE), tls=Tls("good-names")), scheme="https"),
    healthy("ok-https-chunked", answer(
        head("200 OK", "Transfer-Encoding: chunked") + chunked(PAGE), tls=Tls()), scheme="https"),
    healthy("ok-https-alpn-http11", answer(full("200 OK", PAGE), tls=Tls(alpn=("http/1.1",))), scheme="https"),
    healthy("ok-unix", OK, scheme="unix"),
    healthy("ok-unix-chunked", answer(head("200 OK", "Transfer-Encoding: chunked") + chunked(PAGE)), scheme="unix"),
    healthy("ok-pool-of-two", OK, pool=(OK,)),
    healthy("ok-turns", Script(turns=(OK.steps, OK.steps))),
]
