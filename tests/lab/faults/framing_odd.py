# SPDX-License-Identifier: Apache-2.0
"""Where the body ends: more ways to say it wrongly (RFC 9112 sections 6 and 7, RFC 9110 section 8.6)."""
import gzip

from .row import answer, chunked, fault, fin, head, hold, read, script, send

CF = "conflicting-framing"
MH = "malformed-header"
MC = "malformed-chunking"
TB = "truncated-body"
EARLY = {"varnish": "finds the fault before or after its own head has left"}
TE = "Transfer-Encoding: chunked"
PAGE = b"hello\n"
PACKED = gzip.compress(PAGE * 20, mtime=0)


def length(name: str, value: str | bytes, ids: str = MH + " " + CF, **more):
    value = value if isinstance(value, bytes) else value.encode()
    return fault(f"length-{name}", ids, answer(head("200 OK", b"Content-Length: " + value) + PAGE), **more)


def coding(name: str, *lines: str, body: bytes = chunked(PAGE), ids: str = CF + " " + MH, version: str = "HTTP/1.1",
           **more):
    return fault(f"coding-{name}", ids, answer(head("200 OK", *lines, version=version) + body), **more)


def chunk(name: str, body: bytes, ids: str = MC, **more):
    return fault(f"chunk-{name}", ids, answer(head("200 OK", TE) + body), **more)


ROWS = [
    length("two-to-the-64", "18446744073709551622", MH + " " + CF + " " + TB, note="2^64 + 6: six, where it wraps"),
    length("two-to-the-63", "9223372036854775808", MH + " " + CF + " " + TB),
    length("two-to-the-32", "4294967302", TB, note="valid; the body has the six bytes of what wraps"),
    length("comma-at-end", "6,"), length("semicolon", "6;"), length("unit", "6 bytes"), length("quoted", '"6"'),
    length("exponent", "6e0"), length("underscore", "0_6"), length("nul", b"6\x00"), length("minus-zero", "-0"),
    length("minus-one", "-1", note="what a library says for 'unknown'"), length("nan", "NaN"), length("null", "null"),
    length("octal-sign", "0o6"), length("list-three-equal", "6,6,6"), length("full-width", "６"),
    fault("length-three-lines", CF, answer(head("200 OK", *["Content-Length: 6"] * 3) + PAGE)),
    fault("length-second-empty", CF + " " + MH, answer(head("200 OK", "Content-Length: 6", "Content-Length:") + PAGE)),
    fault("length-zeros-differ", CF, answer(head("200 OK", "Content-Length: 6", "Content-Length: 06") + PAGE)),
    fault("length-list-stays-open", MH + " " + CF,
          script(read(), send(head("200 OK", "Content-Length: 3, 4", "Connection: keep-alive") + b"abc"), hold())),
    fault("length-word-stays-open", MH,
          script(read(), send(head("200 OK", "Content-Length: six", "Connection: keep-alive") + PAGE), hold())),
    coding("chunked-then-gzip", "Transfer-Encoding: chunked, gzip"),
    coding("gzip-only", "Transfer-Encoding: gzip", body=PACKED),
    coding("gzip-chunked", "Transfer-Encoding: gzip, chunked", body=chunked(PACKED),
           note="valid alone; RFC 9112 7.4: not to be sent to a client that sent no TE"),
    coding("xchunked", "Transfer-Encoding: xchunked"),
    coding("chunked-parameter", "Transfer-Encoding: chunked;q=1"),
    coding("quoted", 'Transfer-Encoding: "chunked"'),
    coding("identity-chunked", "Transfer-Encoding: identity, chunked"),
    coding("two-lines", "Transfer-Encoding: identity", TE),
    coding("comma-first", "Transfer-Encoding: , chunked"),
    coding("vertical-tab", "Transfer-Encoding: \x0bchunked"),
    coding("length-zero-beside", TE, "Content-Length: 0", ids=CF),
    coding("length-bad-beside", TE, "Content-Length: many", ids=CF + " " + MH),
    coding("http10-keep-alive", TE, "Connection: keep-alive", version="HTTP/1.0"),
    chunk("extension-20k", b"6;x=" + b"a" * 20000 + b"\r\nhello\n\r\n0\r\n\r\n", MC + " header-too-large",
          race=EARLY, note="RFC 9112 7.1.1: recipients limit extensions"),
    chunk("extension-nul", b"6;x=\x00\r\nhello\n\r\n0\r\n\r\n", race=EARLY),
    chunk("extension-no-semicolon", b"6 x\r\nhello\n\r\n0\r\n\r\n"),
    chunk("extension-lf", b"6;x\nhello\n\r\n0\r\n\r\n", race=EARLY),
    chunk("size-space-after", b"6 \r\nhello\n\r\n0 \r\n\r\n", note="old Apache pads sizes with spaces"),
    chunk("size-tab-after", b"6\t\r\nhello\n\r\n0\r\n\r\n"),
    chunk("size-two-to-the-64", b"10000000000000006\r\nhello\n\r\n0\r\n\r\n", MC + " " + TB),
    chunk("size-two-to-the-63", b"8000000000000000\r\nhello\n\r\n0\r\n\r\n", MC + " " + TB),
    chunk("size-largest", b"7fffffffffffffff\r\nhello\n\r\n0\r\n\r\n", MC + " " + TB),
    chunk("size-forty-zeros", b"0" * 40 + b"6\r\nhello\n\r\n0\r\n\r\n",
          note="valid by the grammar; too long for all that count digits"),
    chunk("size-plus", b"+6\r\nhello\n\r\n0\r\n\r\n"),
    chunk("size-decimal", b"16\r\n0123456789abcdef\r\n0\r\n\r\n", MC + " " + TB, note="sixteen bytes, size in decimal"),
    chunk("size-quoted", b'"6"\r\nhello\n\r\n0\r\n\r\n'),
    chunk("size-nul", b"6\x00\r\nhello\n\r\n0\r\n\r\n"),
    chunk("size-cr-only", b"6\rhello\n\r0\r\r", race=EARLY),
    chunk("size-comma", b"1,000\r\nhello\n\r\n0\r\n\r\n"),
    chunk("blank-line-between", b"6\r\nhello\n\r\n\r\n6\r\nhello\n\r\n0\r\n\r\n"),
    chunk("lf-after-data", b"6\r\nhello\n\n0\r\n\r\n"),
    chunk("junk-after-data", b"6\r\nhello\nxx0\r\n\r\n"),
    chunk("length-counts-crlf", b"8\r\nhello\n\r\n0\r\n\r\n", note="the size counts the line end as well"),
    chunk("last-minus", b"6\r\nhello\n\r\n-0\r\n\r\n"),
    chunk("last-missing-then-text", b"6\r\nhello\n\r\n</html>\r\n", note="the last chunk is a footer"),
    chunk("json-after-first", b"6\r\nhello\n\r\n{\"more\":1}\r\n0\r\n\r\n"),
    chunk("trailer-fold", b"6\r\nhello\n\r\n0\r\nX-Sum: 1\r\n 2\r\n\r\n", MC + " " + MH, race=EARLY),
    chunk("trailer-nul", b"6\r\nhello\n\r\n0\r\nX-Sum: \x00\r\n\r\n", MC + " " + MH, race=EARLY),
    chunk("trailer-space-name", b"6\r\nhello\n\r\n0\r\nX Sum: 1\r\n\r\n", MC + " " + MH, race=EARLY),
    chunk("crlf-after-end", b"6\r\nhello\n\r\n0\r\n\r\n\r\n", MC + " body-not-allowed"),
    chunk("twice-ended", b"6\r\nhello\n\r\n0\r\n\r\n0\r\n\r\n", MC + " body-not-allowed"),
    fault("coding-not-announced-length", "body-not-allowed", answer(head("200 OK", "Content-Length: 6") + chunked(PAGE)),
          note="chunked without saying so, with the length of the text"),
    fault("body-after-205", "body-not-allowed", answer(head("205 Reset Content", "Content-Length: 6") + PAGE),
          note="RFC 9110 15.3.6: a 205 has no content"),
    fault("body-after-304-length", "body-not-allowed", answer(head("304 Not Modified", "Content-Length: 6") + PAGE),
          note="the length is allowed, the bytes are not"),
    fault("body-after-length-in-two-segments", "body-not-allowed", script(
        read(), send(head("200 OK", "Content-Length: 6")), send(PAGE + b"<!-- 0.01 s -->"), fin()),
        note="a footer that the length leaves out"),
]
