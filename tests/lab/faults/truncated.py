# SPDX-License-Identifier: Apache-2.0
"""The connection ends inside the head, or before the announced end of the body."""
from .row import Tls, answer, chunked, cut, fault, fin, head, read, rst, script, send, sleep

LONG = head("200 OK", "Content-Length: 5000", "Content-Type: text/html")
CHUNKED = head("200 OK", "Transfer-Encoding: chunked")
HALF = b"<html>half of it"
TH = "truncated-headers"
TB = "truncated-body"


def reset(data: bytes):
    """Send, give the peer time to read, reset: an RST at once could overtake the data."""
    return script(read(), send(data), sleep(0.3), rst())


ROWS = [
    fault("head-cut-in-word", TH + " malformed-status-line", answer(b"HTT")),
    fault("head-cut-in-status-line", TH + " malformed-status-line", answer(b"HTTP/1.1 20")),
    fault("head-cut-after-status-line", TH, answer(b"HTTP/1.1 200 OK\r\n")),
    fault("head-cut-in-name", TH, answer(b"HTTP/1.1 200 OK\r\nContent-Ty")),
    fault("head-cut-in-value", TH, answer(b"HTTP/1.1 200 OK\r\nContent-Type: text/ht")),
    fault("head-cut-before-blank-line", TH, answer(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n")),
    fault("head-reset-in-status-line", TH + " malformed-status-line", reset(b"HTTP/1.1 20")),
    fault("head-reset-in-value", TH, reset(b"HTTP/1.1 200 OK\r\nContent-Type: text/ht")),
    fault("body-missing", TB, answer(LONG)),
    fault("body-cut", TB, answer(LONG + HALF)),
    fault("body-cut-one-byte-short", TB, answer(head("200 OK", "Content-Length: 7") + b"hello\n")),
    fault("body-cut-large", TB, answer(head("200 OK", "Content-Length: 1000000") + b"x" * 300000)),
    fault("body-cut-late", TB, script(read(), send(LONG + HALF), sleep(0.7), fin())),
    fault("body-cut-error-page", TB + " upstream-error-status", answer(
        head("500 Internal Server Error", "Content-Length: 5000") + HALF)),
    fault("body-reset", TB, reset(LONG + HALF)),
    fault("body-reset-after-head", TB, reset(LONG)),
    fault("body-reset-close-delimited", TB, reset(head("200 OK", version="HTTP/1.0") + HALF),
          note="without a length only the RST says that the end is not the end"),
    fault("chunked-no-chunk", TB, answer(CHUNKED)),
    fault("chunked-cut-in-chunk", TB, answer(CHUNKED + b"400\r\n" + HALF)),
    fault("chunked-cut-between", TB, answer(CHUNKED + chunked(HALF, last=b""))),
    fault("chunked-cut-in-size", TB + " malformed-chunking", answer(CHUNKED + chunked(HALF, last=b"4"))),
    fault("chunked-cut-in-last", TB + " malformed-chunking", answer(CHUNKED + chunked(HALF, last=b"0\r\n"))),
    fault("chunked-reset-in-chunk", TB, reset(CHUNKED + b"400\r\n" + HALF)),
    fault("chunked-reset-between", TB, reset(CHUNKED + chunked(HALF, last=b""))),
    fault("body-cut-https", TB, answer(LONG + HALF, tls=Tls()), scheme="https"),
    fault("body-cut-https-no-notify", TB, script(read(), send(LONG + HALF), cut(), tls=Tls()), scheme="https"),
    fault("close-delimited-https-no-notify", TB, script(
        read(), send(head("200 OK", version="HTTP/1.0") + HALF), cut(), tls=Tls()), scheme="https",
        race={"nghttpx": "passes the answer on when head and end come apart"},
        note="without close_notify the end of an unannounced length is not known"),
    fault("body-cut-unix", TB, answer(LONG + HALF), scheme="unix"),
]
