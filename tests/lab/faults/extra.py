# SPDX-License-Identifier: Apache-2.0
"""More than was asked for: interim answers, upgrades, bodies that may not be, encodings that are not true."""
import gzip
import zlib

from .row import answer, chunked, fault, fin, full, head, hold, read, script, send

UP = "unexpected-upgrade"
BODY = "body-not-allowed"
ENC = "broken-content-encoding"
PAGE = b"<html><body>" + b"hello " * 200 + b"</body></html>\n"
PACKED = gzip.compress(PAGE, mtime=0)
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload; as=style\r\n\r\n"
SWITCH = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"


CHECKS = {"varnish": "checks gzip, and finds the fault before or after its own head has left"}


def encoded(body: bytes, coding: str = "gzip", announced: int = -1):
    return answer(head("200 OK", f"Content-Encoding: {coding}",
                       f"Content-Length: {len(body) if announced < 0 else announced}") + body)


ROWS = [
    fault("upgrade-101", UP, answer(SWITCH)),
    fault("upgrade-101-frames", UP, script(read(), send(SWITCH + b"\x81\x05hello"), hold())),
    fault("upgrade-101-h2c", UP, answer(
        b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
        b"\x00\x00\x06\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x64")),
    fault("upgrade-101-bare", UP, answer(b"HTTP/1.1 101 Switching Protocols\r\n\r\n")),
    fault("interim-100", UP, answer(CONTINUE + full()), note="100 although nothing was to be continued"),
    fault("interim-100-flood", UP, answer(CONTINUE * 30 + full())),
    fault("interim-102", UP, answer(b"HTTP/1.1 102 Processing\r\n\r\n" + full())),
    fault("interim-103", UP, answer(HINTS + full())),
    fault("interim-100-then-closed", UP + " closed-before-response truncated-headers", answer(CONTINUE)),
    fault("interim-100-then-silent", UP + " response-timeout stalled-response", script(
        read(), send(CONTINUE), hold())),
    fault("body-after-204", BODY, answer(full("204 No Content"))),
    fault("body-after-204-chunked", BODY + " conflicting-framing malformed-header", answer(
        head("204 No Content", "Transfer-Encoding: chunked") + chunked(b"hello\n"))),
    fault("body-after-204-unannounced", BODY, answer(head("204 No Content") + b"hello\n")),
    fault("body-after-304", BODY, answer(head("304 Not Modified", 'ETag: "a"') + b"hello\n")),
    fault("body-longer-than-length", BODY, answer(head("200 OK", "Content-Length: 3") + b"hello\n")),
    fault("body-much-longer-than-length", BODY, answer(head("200 OK", "Content-Length: 10") + PAGE * 10)),
    fault("body-after-length-zero", BODY, answer(head("200 OK", "Content-Length: 0") + PAGE)),
    fault("body-after-last-chunk", BODY + " malformed-chunking", answer(
        head("200 OK", "Transfer-Encoding: chunked") + chunked(b"hello\n") + b"and more\n")),
    fault("second-response-at-once", BODY, answer(full() + full("500 Internal Server Error"))),
    fault("gzip-but-plain", ENC, encoded(PAGE), race=CHECKS),
    fault("gzip-cut", ENC, encoded(PACKED[:-12]), race=CHECKS),
    fault("gzip-cut-early", ENC, encoded(PACKED[:20]), race=CHECKS),
    fault("gzip-bad-crc", ENC, encoded(PACKED[:-8] + b"\x00\x00\x00\x00" + PACKED[-4:]), race=CHECKS),
    fault("gzip-corrupt-data", ENC, encoded(PACKED[:15] + b"\xff" * 10 + PACKED[25:]), race=CHECKS),
    fault("gzip-trailing-junk", ENC, encoded(PACKED + b"<!-- debug -->"), race=CHECKS),
    fault("gzip-length-of-plain", ENC + " truncated-body", encoded(PACKED, announced=len(PAGE)),
          note="Content-Length is that of the body before it was compressed"),
    fault("gzip-plain-length-of-gzip", ENC + " " + BODY, encoded(PAGE, announced=len(PACKED)), race=CHECKS),
    fault("gzip-twice", ENC, encoded(gzip.compress(PACKED, mtime=0)),
          note="compressed twice, announced once; decodes to bytes that are no text"),
    fault("deflate-but-gzip", ENC, encoded(PACKED, "deflate")),
    fault("gzip-but-deflate", ENC, encoded(zlib.compress(PAGE), "gzip"), race=CHECKS),
    fault("gzip-chunked-but-plain", ENC, answer(
        head("200 OK", "Content-Encoding: gzip", "Transfer-Encoding: chunked") + chunked(PAGE)), race=CHECKS),
]
