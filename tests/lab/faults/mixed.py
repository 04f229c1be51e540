# SPDX-License-Identifier: Apache-2.0
"""A little of every family, thought of after the others: what a port, an application or a middlebox also does."""
import gzip
import zlib

from .protocols import banner, puzzled
from .row import READ_TIMEOUT, Server, Tls, answer, chunked, cut, fault, fin, full, head, healthy, hold
from .row import listen_only, read, rst, script, send, sleep

MSL, MH, MC, CF, TB = ("malformed-status-line", "malformed-header", "malformed-chunking", "conflicting-framing",
                       "truncated-body")
PM = "protocol-mismatch"
TEXT = PM + " not-http http09-response"
UES = "upstream-error-status"
ENC = "broken-content-encoding"
TE = "Transfer-Encoding: chunked"
REST = b"\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello\n"
PAGE = b"<html><body>" + b"hello " * 100 + b"</body></html>\n"
NAMED_GZIP = b"\x1f\x8b\x08\x18" + b"\x00" * 4 + b"\x00\x03page.html\x00made by lab\x00" + gzip.compress(PAGE,
                                                                                                         mtime=0)[10:]


def first(name: str, line: bytes, ids: str = MSL):
    return fault(f"mixed-{name}", ids, answer(line + REST))


def field(name: str, line: bytes, ids: str = MH):
    return fault(f"mixed-{name}", ids, answer(
        b"HTTP/1.1 200 OK\r\n" + line + b"\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello\n"))


def chunks(name: str, body: bytes, ids: str = MC):
    return fault(f"mixed-{name}", ids, answer(head("200 OK", TE) + body))


def well(name: str, *steps, **more):
    return healthy(f"mixed-{name}", script(read(), *steps, fin()), **more)


WELL = [
    *(well(f"{status.split()[0]}", send(full(status, b"x\n"))) for status in (
        "408 Request Timeout", "413 Content Too Large", "421 Misdirected Request", "425 Too Early",
        "428 Precondition Required", "431 Request Header Fields Too Large", "444 No Response", "208 Already Reported")),
    well("one-mebibyte", send(full("200 OK", b"x" * (1 << 20)))),
    well("five-mebibytes", send(full("200 OK", b"x" * (5 << 20)))),
    well("three-mebibytes-to-close", send(head("200 OK", version="HTTP/1.0") + b"x" * (3 << 20))),
    well("one-large-chunk", send(head("200 OK", TE) + chunked(b"y" * 700000))),
    well("gzip-with-a-name", send(full("200 OK", NAMED_GZIP, "Content-Encoding: gzip"))),
    well("gzip-upper-case", send(full("200 OK", gzip.compress(PAGE, mtime=0), "Content-Encoding: GZIP"))),
    well("body-in-five-pauses", send(head("200 OK", "Content-Length: 30")), *(
        step for _ in range(5) for step in (sleep(0.4), send(b"hello\n")))),
    well("body-looks-like-an-error", send(full("200 OK", b"HTTP/1.1 500 Internal Server Error\r\n\r\nnot really\n"))),
    healthy("mixed-https-length-no-notify", script(read(), send(full("200 OK", PAGE)), cut(), tls=Tls()), scheme="https"),
    healthy("mixed-https-two-mebibytes", answer(full("200 OK", b"x" * (2 << 20)), tls=Tls()), scheme="https"),
    healthy("mixed-https-404", answer(full("404 Not Found", PAGE), tls=Tls()), scheme="https"),
    healthy("mixed-ipv6-keep-alive", Server("keepalive"), host="::1", listen="6"),
]

BROKEN = [
    first("status-split", b"HTTP/1.1 2 00 OK"), first("status-exponent", b"HTTP/1.1 2e2 OK"),
    first("version-10-lower-case", b"http/1.0 200 OK"), first("version-letters", b"HTTP/x.y 200 OK"),
    first("blanks-before", b"  \r\nHTTP/1.1 200 OK", MSL + " not-http http09-response"),
    first("log-line-before", b"2026-11-23 08:00:00 INFO started\nHTTP/1.1 200 OK", MSL + " not-http http09-response"),
    first("status-line-folded", b"HTTP/1.1\r\n 200 OK"),
    field("two-colons", b"Content-Length:: 6", MH + " " + CF), field("nul-name", b"\x00: v"),
    field("delete-in-name", b"X-\x7f: v"), field("name-alone", b"Set-Cookie"),
    field("bom-in-second-line", b"\xef\xbb\xbfServer: lab"),
    field("no-break-space-name", b"X\xa0Y: v"), field("escape-name", b"\x1b[0mServer: lab"),
    field("length-folded", b"Content-Length:\r\n 6", MH + " " + CF),
    fault("mixed-length-and-list", CF + " " + MH,
          answer(head("200 OK", "Content-Length: 6", "Content-Length: 6, 6") + b"hello\n"),
          na={"h2o": "2.2.5 aborts on this answer, and every request with it"}),
    chunks("chunk-size-g", b"g\r\nhello\n\r\n0\r\n\r\n"),
    chunks("chunk-starts-with-crlf", b"\r\n6\r\nhello\n\r\n0\r\n\r\n"),
    chunks("chunk-one-short", b"5\r\nhello\n\r\n0\r\n\r\n"),
    chunks("chunk-one-long", b"7\r\nhello\n\r\n0\r\n\r\n", MC + " " + TB),
    fault("mixed-gzip-header-only", ENC, answer(full("200 OK", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03",
                                                     "Content-Encoding: gzip")),
          race={"varnish": "checks gzip, and finds the fault before or after its own head has left"}),
    fault("mixed-deflate-but-plain", ENC, answer(full("200 OK", PAGE, "Content-Encoding: deflate"))),
    fault("mixed-deflate-cut", ENC, answer(full("200 OK", zlib.compress(PAGE)[:-6], "Content-Encoding: deflate"))),
    fault("mixed-resets-after-head-https", TB, script(
        read(), send(head("200 OK", "Content-Length: 99")), sleep(0.3), rst(), tls=Tls()), scheme="https"),
    fault("mixed-chunked-cut-at-100k", TB, answer(head("200 OK", TE) + chunked(*[b"x" * 1000] * 100, last=b"3e8\r\nxx"))),
    fault("mixed-stalls-then-closes", "stalled-response " + TB, script(
        read(), send(head("200 OK", "Content-Length: 99") + b"x"), sleep(READ_TIMEOUT * 1.4), fin())),
    fault("mixed-closes-at-2.6", "closed-before-response worker-killed response-timeout",
          script(read(), sleep(2.6), fin())),
    fault("mixed-500-after-a-second", UES, script(read(), sleep(1), send(full("500 Internal Server Error")), fin())),
    fault("mixed-500-not-complete-chunks", UES + " " + TB,
          answer(head("500 Internal Server Error", TE) + b"5\r\noops\n\r\n")),
    fault("mixed-second-head-in-body", "body-not-allowed", answer(full("200 OK", b"") + full())),
    fault("mixed-cookie-66k-https", "header-buffer-exceeded header-too-large", answer(
        full("200 OK", b"x", "Set-Cookie: s=" + "a" * 66000), tls=Tls()), scheme="https"),
]

PORTS = [
    fault("mixed-login-prompt", TEXT, script(send(b"Debian GNU/Linux 12 host tty1\r\n\r\nhost login: "), listen_only(),
                                             hold())),
    fault("mixed-socks5", PM + " not-http", puzzled(b"\x05\xff")),
    fault("mixed-stomp", TEXT, puzzled(b"ERROR\nmessage:Unknown STOMP action\ncontent-type:text/plain\n\nx\x00\n")),
    fault("mixed-clamav", TEXT, puzzled(b"UNKNOWN COMMAND\n")),
    fault("mixed-zabbix", PM + " not-http", puzzled(b"ZBXD\x01\x0f\x00\x00\x00\x00\x00\x00\x00ZBX_NOTSUPPORTED")),
    fault("mixed-openwire", PM + " not-http", banner(b"\x00\x00\x00\xf0\x01ActiveMQ\x00\x00\x00\x0c\x01\x00\x00\x00")),
    fault("mixed-ftp-plain-words", PM, banner(b"220 Welcome to our file service.\r\n", b"530 Please log in.\r\n")),
    fault("mixed-smtp-no-words", PM, banner(b"220 mx1.example.net\r\n", b"500 5.5.1 Command unrecognized\r\n")),
    fault("mixed-resets-mute", "reset-before-response closed-before-response " + PM, script(listen_only(), rst())),
    fault("mixed-rdp", PM + " not-http", puzzled(b"\x03\x00\x00\x13\x0e\xd0\x00\x00\x12\x34\x00\x02\x00\x08\x00\x02\x00\x00\x00")),
    fault("mixed-redis-where-tls", PM + " tls-handshake-failure",
          script(listen_only(), send(b"-ERR unknown command\r\n"), fin()),
          scheme="https"),
    fault("mixed-ftp-where-tls", PM + " tls-handshake-failure", banner(b"220 (vsFTPd 3.0.5)\r\n", b"500 OOPS\r\n"),
          scheme="https"),
]

TLS = [
    fault("mixed-cert-expired-name", "tls-cert-expired tls-cert-name-mismatch", answer(
        full(), tls=Tls("expired-wrong-name", maximum="TLSv1_2")), scheme="https"),
    fault("mixed-client-cert-rsa-only", "tls-client-cert-required", answer(
        full(), tls=Tls("good-ecdsa", client_cert=True, maximum="TLSv1_2")), scheme="https"),
    fault("mixed-alert-after-a-second", "tls-handshake-failure", script(
        listen_only(), sleep(1), send(b"\x15\x03\x01\x00\x02\x02\x28"), fin()), scheme="https"),
    fault("mixed-hello-answered-by-http-500", "tls-to-plain-http-port", Server(
        "plain-only", {"hello": full("500 Internal Server Error", b"x")}), scheme="https"),
    fault("mixed-self-signed-404", "tls-cert-self-signed", answer(full("404 Not Found"), tls=Tls("self-signed")),
          scheme="https"),
]

ROWS = WELL + BROKEN + PORTS + TLS
