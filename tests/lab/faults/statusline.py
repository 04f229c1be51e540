# SPDX-License-Identifier: Apache-2.0
"""Status lines that break the grammar of RFC 9112 section 4."""
from .row import answer, fault

MSL = "malformed-status-line"
REST = b"\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello\n"


def line(text: bytes):
    return answer(text + REST)


ROWS = [
    fault("version-2-no-minor", MSL, line(b"HTTP/2 200")),
    fault("version-2.0", MSL, line(b"HTTP/2.0 200 OK")),
    fault("version-0.9", MSL, line(b"HTTP/0.9 200 OK")),
    fault("version-missing", MSL, line(b"HTTP 200 OK")),
    fault("version-no-slash", MSL, line(b"HTTP 1.1 200 OK")),
    fault("version-lower-case", MSL, line(b"http/1.1 200 OK")),
    fault("version-1.10", MSL, line(b"HTTP/1.10 200 OK")),
    fault("version-word", MSL, line(b"HTTP/one 200 OK")),
    fault("status-two-digits", MSL, line(b"HTTP/1.1 20 OK")),
    fault("status-four-digits", MSL, line(b"HTTP/1.1 2000 OK")),
    fault("status-missing", MSL, line(b"HTTP/1.1 OK")),
    fault("status-letters", MSL, line(b"HTTP/1.1 abc OK")),
    fault("status-000", MSL, line(b"HTTP/1.1 000 Nothing")),
    fault("status-099", MSL, line(b"HTTP/1.1 099 Low")),
    fault("status-negative", MSL, line(b"HTTP/1.1 -200 OK")),
    fault("status-999", MSL + " upstream-error-status", line(b"HTTP/1.1 999 Request denied"),
          note="outside 100 to 599, yet three digits"),
    fault("status-no-reason-no-space", MSL, line(b"HTTP/1.1 200"),
          note="RFC 9112 wants the space; every proxy takes it"),
    fault("status-glued-reason", MSL, line(b"HTTP/1.1 200OK")),
    fault("status-two-spaces", MSL, line(b"HTTP/1.1  200 OK")),
    fault("status-tab", MSL, line(b"HTTP/1.1\t200 OK")),
    fault("status-line-leading-space", MSL + " not-http http09-response", line(b" HTTP/1.1 200 OK")),
    fault("status-line-blank-before", MSL, line(b"\r\nHTTP/1.1 200 OK")),
    fault("status-line-bom", MSL + " not-http http09-response", line(b"\xef\xbb\xbfHTTP/1.1 200 OK"),
          note="a byte order mark, as a script saved by an editor sends it"),
    fault("status-line-junk-before", MSL + " not-http http09-response", line(b"Warning: debug\r\nHTTP/1.1 200 OK"),
          note="a debug line printed before the head"),
    fault("status-reason-control", MSL, line(b"HTTP/1.1 200 O\x01K")),
    fault("status-reason-nul", MSL, line(b"HTTP/1.1 200 O\x00K")),
    fault("cgi-style-head", MSL + " not-http http09-response", answer(
        b"Status: 200 OK\r\nContent-Type: text/html\r\n\r\n<h1>hello</h1>\n"),
        note="a CGI head where HTTP was to be spoken"),
    fault("icy-status-line", MSL + " not-http protocol-mismatch", line(b"ICY 200 OK")),
    fault("rtsp-status-line", MSL + " not-http protocol-mismatch", answer(
        b"RTSP/1.0 400 Bad Request\r\nCSeq: 0\r\nServer: lab\r\n\r\n")),
    fault("sip-status-line", MSL + " not-http protocol-mismatch", answer(
        b"SIP/2.0 400 Bad Request\r\nContent-Length: 0\r\n\r\n")),
    fault("status-line-bare-lf", MSL + " malformed-header", answer(
        b"HTTP/1.1 200 OK\nContent-Length: 6\nConnection: close\n\nhello\n"),
        note="bare LF in the whole head; most recipients take it"),
    fault("status-line-cr-only", MSL + " malformed-header not-http truncated-headers", answer(
        b"HTTP/1.1 200 OK\rContent-Length: 6\rConnection: close\r\rhello\n"),
        note="no line end ever comes"),
]
