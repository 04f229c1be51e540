# SPDX-License-Identifier: Apache-2.0
"""The answer ends where it must not: at more points, by FIN, by RST, and under TLS with and without close_notify."""
import gzip

from .row import Tls, answer, cut, fault, fin, full, head, hold, read, rst, script, send, sleep, slam

TH = "truncated-headers"
TB = "truncated-body"
SR = "stalled-response"
CHUNKED = head("200 OK", "Transfer-Encoding: chunked")
PACKED = gzip.compress(b"hello " * 400, mtime=0)
START = b"HTTP/1.1 200 OK\r\n"
CLOSED = " closed-before-response reset-before-response"


def reset(data: bytes, **more):
    return script(read(), send(data), sleep(0.3), rst(), **more)


def stalled(data: bytes, **more):
    return script(read(), send(data), hold(), **more)


HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n"
UP = "unexpected-upgrade"

ROWS = [
    fault("ends-after-one-letter", TH + " not-http http09-response malformed-status-line", answer(b"H")),
    fault("ends-after-version", TH + " malformed-status-line", answer(b"HTTP/1.1")),
    fault("ends-after-status", TH + " malformed-status-line", answer(b"HTTP/1.1 200")),
    fault("ends-before-lf-of-status-line", TH + " malformed-status-line", answer(b"HTTP/1.1 200 OK\r")),
    fault("ends-after-colon", TH, answer(START + b"Content-Type:")),
    fault("ends-in-blank-line", TH, answer(START + b"Content-Length: 6\r\n\r")),
    fault("ends-in-cookies", TH, answer(START + b"Set-Cookie: a=1\r\n" * 50 + b"Set-Coo")),
    fault("ends-after-204-line", TH, answer(b"HTTP/1.1 204 No Content\r\n")),
    fault("ends-in-error-head", TH + " upstream-error-status",
          answer(b"HTTP/1.1 500 Internal Server Error\r\nContent-Le")),
    fault("ends-in-head-http10", TH, answer(b"HTTP/1.0 200 OK\r\nContent-Type: te")),
    fault("ends-in-head-https", TH, answer(START + b"Content-Type: te", tls=Tls()), scheme="https"),
    fault("ends-in-head-https-no-notify", TH, script(read(), send(START + b"Content-Type: te"), cut(), tls=Tls()),
          scheme="https"),
    fault("ends-in-head-https-reset", TH, reset(START + b"Content-Type: te", tls=Tls()), scheme="https"),
    fault("ends-in-head-unix", TH, answer(START + b"Content-Type: te"), scheme="unix"),
    fault("ends-in-head-late", TH, script(read(), send(START), sleep(0.8), fin())),
    fault("ends-before-answer-https-no-notify", "closed-before-response reset-before-response tls-handshake-failure",
          script(
        read(), cut(), tls=Tls()), scheme="https"),
    fault("ends-before-answer-unread", "reset-before-response closed-before-response", script(slam())),
    fault("ends-unread-later", "reset-before-response closed-before-response", script(sleep(0.3), slam())),
    fault("resets-after-version", TH + " malformed-status-line", reset(b"HTTP/1.1 ")),
    fault("resets-after-status-line", TH, reset(START)),
    fault("resets-before-blank-line", TH, reset(START + b"Content-Length: 6\r\n")),
    fault("ends-in-first-chunk-size", TB + " malformed-chunking", answer(CHUNKED + b"1")),
    fault("ends-after-chunk-size", TB + " malformed-chunking", answer(CHUNKED + b"10\r\n")),
    fault("ends-in-chunk-cr", TB + " malformed-chunking", answer(CHUNKED + b"6\r\nhello\n\r")),
    fault("ends-before-chunk-crlf", TB + " malformed-chunking", answer(CHUNKED + b"6\r\nhello\n")),
    fault("ends-after-last-zero", TB + " malformed-chunking", answer(CHUNKED + b"6\r\nhello\n\r\n0")),
    fault("ends-in-trailer", TB + " malformed-chunking", answer(CHUNKED + b"6\r\nhello\n\r\n0\r\nX-Su")),
    fault("ends-after-trailer", TB + " malformed-chunking", answer(CHUNKED + b"6\r\nhello\n\r\n0\r\nX-Sum: 1\r\n")),
    fault("resets-in-trailer", TB + " malformed-chunking", reset(CHUNKED + b"6\r\nhello\n\r\n0\r\nX-Su")),
    fault("resets-late-in-body", TB, script(read(), send(head("200 OK", "Content-Length: 5000") + b"x" * 2000), sleep(1),
                                            rst())),
    fault("ends-in-chunk-https", TB, answer(CHUNKED + b"400\r\nabc", tls=Tls()), scheme="https"),
    fault("ends-in-chunk-https-no-notify", TB, script(read(), send(CHUNKED + b"400\r\nabc"), cut(), tls=Tls()),
          scheme="https"),
    fault("ends-chunked-https-no-last", TB, script(read(), send(CHUNKED + b"3\r\nabc\r\n"), cut(), tls=Tls()),
          scheme="https"),
    fault("resets-in-body-https", TB, reset(head("200 OK", "Content-Length: 5000") + b"x", tls=Tls()), scheme="https"),
    fault("ends-in-gzip-body", TB + " broken-content-encoding", answer(head(
        "200 OK", "Content-Encoding: gzip", f"Content-Length: {len(PACKED)}") + PACKED[:-9])),
    fault("ends-in-body-404", TB, answer(head("404 Not Found", "Content-Length: 100") + b"not")),
    fault("ends-in-body-of-one", TB, answer(head("200 OK", "Content-Length: 1"))),
    fault("ends-in-body-large", TB, answer(head("200 OK", "Content-Length: 3000000") + b"x" * 900000),
          note="gwdiag reads 1 MiB of a body at most"),
    fault("ends-in-redirect-body", TB, answer(head("302 Found", "Location: /x", "Content-Length: 50") + b"moved")),
    fault("stalls-after-one-letter", SR, stalled(b"H")),
    fault("stalls-at-last-byte", SR, stalled(full()[:-1])),
    fault("stalls-in-chunk-size", SR, stalled(CHUNKED + b"6\r\nhello\n\r\n4")),
    fault("stalls-before-last-crlf", SR, stalled(CHUNKED + b"6\r\nhello\n\r\n0\r\n")),
    fault("stalls-after-64k", SR, stalled(head("200 OK", "Content-Length: 200000") + b"x" * 65536)),
    fault("stalls-in-head-https", SR, stalled(START + b"X-Half: ", tls=Tls()), scheme="https"),
    fault("stalls-then-resets", SR + " " + TB, script(
        read(), send(head("200 OK", "Content-Length: 5000") + b"x"), sleep(2.6), rst())),
    fault("hints-then-close", UP + " " + TH + CLOSED, answer(HINTS)),
    fault("hints-then-reset", UP + " " + TH + CLOSED, reset(HINTS)),
    fault("hints-then-silence", UP + " response-timeout " + SR, stalled(HINTS)),
    fault("hints-then-garbage", UP + " malformed-status-line not-http", answer(HINTS + b"garbage\r\n\r\n")),
    fault("hints-then-500", UP + " upstream-error-status", answer(HINTS + full("500 Internal Server Error"))),
    fault("interim-unknown-199", UP, answer(b"HTTP/1.1 199 Odd\r\n\r\n" + full())),
    fault("interim-101-then-200", UP, answer(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: lab/1\r\nConnection: upgrade\r\n\r\n" + full())),
]
