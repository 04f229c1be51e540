# SPDX-License-Identifier: Apache-2.0
"""The first request, the plain client's, is answered well and may be kept; from then on the upstream fails. A proxy with a cache
goes on to answer, and hides it; one without hands the fault on."""
from .row import Script, answer, chunked, fault, fin, full, head, read, rst, send

PAGE = b"<html><body><h1>What is worth keeping</h1></body></html>\n"
KEPT = answer(full("200 OK", PAGE, "Cache-Control: public, max-age=60", "Last-Modified: Mon, 23 Nov 2026 08:00:00 GMT")).steps
MANY = 60                    # more requests than any cell sends
EITHER = ("degraded", "unhealthy")


def then(name: str, ids: str, *steps):
    return fault(f"stale-{name}", ids, Script(turns=(KEPT, *((steps,) * MANY))), statuses=EITHER)


ROWS = [
    then("500", "upstream-error-status", *answer(full("500 Internal Server Error", b"oops\n")).steps),
    then("502", "upstream-error-status", *answer(full("502 Bad Gateway", b"behind me nobody answers\n")).steps),
    then("503", "upstream-error-status", *answer(full("503 Service Unavailable", b"busy\n", "Retry-After: 5")).steps),
    then("closed", "closed-before-response", read(), fin()),
    then("reset", "reset-before-response closed-before-response", read(), rst()),
    then("no-version", "malformed-status-line", *answer(b"HTTP 200 OK\r\nContent-Length: 0\r\n\r\n").steps),
    then("no-colon", "malformed-header", *answer(b"HTTP/1.1 200 OK\r\nno colon here\r\nContent-Length: 0\r\n\r\n").steps),
    then("cut", "truncated-body", *answer(head("200 OK", "Content-Length: 400") + PAGE).steps),
    then("chunks", "malformed-chunking", *answer(head("200 OK", "Transfer-Encoding: chunked") + b"zz\r\n" + chunked(PAGE)).steps),
]
