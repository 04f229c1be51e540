# SPDX-License-Identifier: Apache-2.0
"""Bytes that are no HTTP response, from something that speaks no known protocol either."""
from .row import answer, fault, fin, hold, read, script, send

NOT = "not-http"
OLD = "http09-response"
HTML = b"<!DOCTYPE html>\n<html><head><title>App</title></head><body>hello</body></html>\n"

ROWS = [
    fault("binary-junk", NOT, answer(bytes((n * 37 + 131) % 256 for n in range(200)))),
    fault("binary-zeros", NOT, answer(b"\x00" * 64)),
    fault("binary-junk-then-open", NOT, script(read(), send(bytes((n * 53 + 7) % 256 for n in range(300))), hold())),
    fault("binary-png", NOT + " " + OLD, answer(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00\x00\x00\x01" * 20)),
    fault("html-without-head", OLD + " " + NOT, answer(HTML)),
    fault("html-without-head-large", OLD + " " + NOT, answer(HTML * 500)),
    fault("json-without-head", OLD + " " + NOT, answer(b'{"status":"ok","items":[1,2,3]}\n')),
    fault("text-without-head", OLD + " " + NOT, answer(b"hello world\n")),
    fault("headers-without-status-line", OLD + " " + NOT + " malformed-status-line", answer(
        b"Content-Type: text/html\r\nContent-Length: 6\r\n\r\nhello\n")),
    fault("stack-trace", OLD + " " + NOT, answer(
        b"Traceback (most recent call last):\n  File \"app.py\", line 3, in <module>\nKeyError: 'PORT'\n")),
    fault("blank-lines-only", NOT + " " + OLD + " truncated-headers closed-before-response", answer(b"\r\n\r\n"),
          note="two line ends and the end"),
    fault("one-byte", NOT + " " + OLD + " truncated-headers", answer(b"x")),
    fault("endless-line", NOT + " " + OLD + " header-too-large", answer(b"A" * 200000)),
    fault("request-echoed", NOT + " " + OLD + " protocol-mismatch proxy-loop", script(
        read(), send(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: lab\r\n\r\n"), fin()),
        note="an echo server, or a client where a server should be"),
    fault("terminal-escapes", NOT + " " + OLD, answer(b"\x1b[2J\x1b[31mowned\x1b[0m\x07 <script>alert(1)</script>\n")),
]
