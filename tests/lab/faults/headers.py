# SPDX-License-Identifier: Apache-2.0
"""Header lines that break the grammar of RFC 9112 section 5."""
from .row import answer, fault

MH = "malformed-header"


def line(text: bytes, first: bool = False):
    """A good response with `text` as one more line of the head."""
    parts = [b"Content-Length: 6", b"Connection: close"]
    parts.insert(0 if first else 1, text)
    return answer(b"HTTP/1.1 200 OK\r\n" + b"\r\n".join(parts) + b"\r\n\r\nhello\n")


ROWS = [
    fault("header-obs-fold", MH, line(b"X-Folded: one\r\n two")),
    fault("header-obs-fold-tab", MH, line(b"X-Folded: one\r\n\ttwo")),
    fault("header-fold-first", MH, line(b" X-First: folded", first=True)),
    fault("header-space-before-colon", MH, line(b"X-Space : value")),
    fault("header-tab-before-colon", MH, line(b"X-Tab\t: value")),
    fault("header-space-before-colon-first", MH, line(b"Server : lab", first=True)),
    fault("header-space-in-name", MH, line(b"X Space: value")),
    fault("header-no-colon", MH, line(b"this line has no colon")),
    fault("header-no-colon-word", MH, line(b"debug")),
    fault("header-empty-name", MH, line(b": value")),
    fault("header-second-status-line", MH + " malformed-status-line", line(b"HTTP/1.1 200 OK"),
          note="a status line again inside the head"),
    fault("header-nul-in-value", MH, line(b"X-Nul: a\x00b")),
    fault("header-control-in-value", MH, line(b"X-Control: a\x01b")),
    fault("header-escape-in-value", MH, line(b"X-Colour: \x1b[31mred\x1b[0m")),
    fault("header-delete-in-value", MH, line(b"X-Delete: a\x7fb")),
    fault("header-bare-cr-in-value", MH, line(b"X-Cr: a\rb")),
    fault("header-cr-before-crlf", MH, line(b"X-Cr: a\r")),
    fault("header-lf-in-value", MH, line(b"X-Lf: a\nb"), note="an unescaped line break in a value"),
    fault("header-one-bare-lf", MH, answer(
        b"HTTP/1.1 200 OK\r\nX-Lf: a\nContent-Length: 6\r\nConnection: close\r\n\r\nhello\n"),
        note="one line ends in LF alone"),
    fault("header-paren-in-name", MH, line(b"X-(Odd): value")),
    fault("header-at-in-name", MH, line(b"X@Odd: value")),
    fault("header-slash-in-name", MH, line(b"X/Odd: value")),
    fault("header-utf8-in-name", MH, line("X-Größe: 17".encode())),
    fault("header-nul-in-name", MH, line(b"X-\x00Odd: value")),
    fault("header-control-in-name", MH, line(b"X-\x01Odd: value")),
    fault("header-quoted-name", MH, line(b'"X-Json": "value"'), note="JSON printed into the head"),
]
