# SPDX-License-Identifier: Apache-2.0
"""Where the body ends is said twice, wrongly, or in a way that nobody knows; and broken chunks."""
from .row import answer, chunked, fault, head

CF = "conflicting-framing"
MH = "malformed-header"
MC = "malformed-chunking"
TE = "Transfer-Encoding: chunked"
PAGE = b"hello\n"


def length(value: str):
    return answer(head("200 OK", f"Content-Length: {value}") + PAGE)


def chunks(body: bytes):
    return answer(head("200 OK", TE) + body)


ROWS = [
    fault("cl-twice-equal", CF, answer(head("200 OK", "Content-Length: 6", "Content-Length: 6") + PAGE)),
    fault("cl-twice-different", CF, answer(head("200 OK", "Content-Length: 6", "Content-Length: 4") + PAGE)),
    fault("cl-list-equal", CF + " " + MH, length("6, 6")),
    fault("cl-list-different", CF + " " + MH, length("6, 4")),
    fault("cl-and-te", CF, answer(head("200 OK", "Content-Length: 6", TE) + chunked(PAGE))),
    fault("te-and-cl", CF, answer(head("200 OK", TE, "Content-Length: 16") + chunked(PAGE))),
    fault("te-twice", CF, answer(head("200 OK", TE, TE) + chunked(PAGE)),
          note="copied from a fetched response, and the server adds its own"),
    fault("te-chunked-chunked", CF, answer(head("200 OK", "Transfer-Encoding: chunked, chunked") + chunked(PAGE))),
    fault("te-identity", CF + " " + MH, answer(head("200 OK", "Transfer-Encoding: identity") + PAGE)),
    fault("te-unknown", CF + " " + MH, answer(head("200 OK", "Transfer-Encoding: lab-coding") + PAGE)),
    fault("te-not-last", CF + " " + MH, answer(head("200 OK", "Transfer-Encoding: chunked, identity") + chunked(PAGE))),
    fault("te-empty", CF + " " + MH, answer(head("200 OK", "Transfer-Encoding:", "Content-Length: 6") + PAGE)),
    fault("te-in-http10", CF + " " + MH, answer(head("200 OK", TE, version="HTTP/1.0") + chunked(PAGE)),
          note="RFC 9112 6.1: HTTP/1.0 has no Transfer-Encoding"),
    fault("cl-letters", MH + " " + CF, length("abc")),
    fault("cl-negative", MH + " " + CF, length("-6")),
    fault("cl-plus", MH + " " + CF, length("+6")),
    fault("cl-hex", MH + " " + CF, length("0x6")),
    fault("cl-decimal-point", MH + " " + CF, length("6.0")),
    fault("cl-two-numbers", MH + " " + CF, length("6 6")),
    fault("cl-empty", MH + " " + CF, length("")),
    fault("cl-undefined", MH + " " + CF, length("undefined")),
    fault("cl-overflow", MH + " " + CF, length("99999999999999999999999999")),
    fault("chunk-size-not-hex", MC, chunks(b"xyz\r\nhello\n\r\n0\r\n\r\n")),
    fault("chunk-size-negative", MC, chunks(b"-6\r\nhello\n\r\n0\r\n\r\n")),
    fault("chunk-size-0x", MC, chunks(b"0x6\r\nhello\n\r\n0\r\n\r\n")),
    fault("chunk-size-empty", MC, chunks(b"\r\nhello\n\r\n0\r\n\r\n")),
    fault("chunk-size-overflow", MC, chunks(b"ffffffffffffffffff\r\nhello\n\r\n0\r\n\r\n")),
    fault("chunk-size-leading-space", MC, chunks(b" 6\r\nhello\n\r\n0\r\n\r\n")),
    fault("chunk-too-long", MC, chunks(b"3\r\nhello\n\r\n0\r\n\r\n"), note="more data than the size says"),
    fault("chunk-too-short", MC + " truncated-body", chunks(b"10\r\nhello\n\r\n0\r\n\r\n"),
          race={"varnish": "finds the fault before or after its own head has left"},
          note="less data than the size says, then the end"),
    fault("chunk-no-crlf-after-data", MC, chunks(b"6\r\nhello\n0\r\n\r\n")),
    fault("chunk-bare-lf", MC, chunks(b"6\nhello\n\n0\n\n")),
    fault("chunked-but-plain", MC, chunks(b"<html>hello</html>\n"), note="announced, and not done"),
    fault("chunked-but-gzip-bytes", MC, chunks(b"\x1f\x8b\x08\x00" + b"\x00" * 40)),
    fault("chunk-second-broken", MC, chunks(b"6\r\nhello\n\r\nzz\r\nmore\r\n0\r\n\r\n")),
    fault("chunk-trailer-broken", MC + " " + MH, chunks(b"6\r\nhello\n\r\n0\r\nbroken trailer\r\n\r\n")),
]
