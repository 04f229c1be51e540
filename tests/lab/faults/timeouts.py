# SPDX-License-Identifier: Apache-2.0
"""The upstream is there and too slow: no answer, a late one, or one that stops."""
from .row import OK, READ_TIMEOUT, Tls, chunked, drip, fault, fin, full, head, hold, read, script, send, sleep

LATE = READ_TIMEOUT * 1.6        # later than the proxies wait and than gwdiag calls slow, sooner than it gives up
PAUSE = READ_TIMEOUT * 1.3
FIRST = b"first part\n"
COARSE = "counts timeouts in whole seconds, so that either outcome is possible"
RACE = {"lighttpd": COARSE, "squid": COARSE}
SLOW = "slow-response proxy-timeout-too-short"
CHUNKED = head("200 OK", "Transfer-Encoding: chunked")

ROWS = [
    fault("silent", "response-timeout", script(hold())),
    fault("silent-after-request", "response-timeout", script(read(), hold())),
    fault("silent-https", "response-timeout", script(read(), hold(), tls=Tls()), scheme="https"),
    fault("slow", SLOW, script(read(), sleep(LATE), send(full()), fin()), race=RACE,
          note="valid, but later than the proxy waits"),
    fault("slow-https", SLOW, script(read(), sleep(LATE), send(full()), fin(), tls=Tls()), scheme="https", race=RACE),
    fault("slow-500", SLOW + " upstream-error-status", script(read(), sleep(LATE), send(full("500 Oops")), fin()),
          race=RACE),
    fault("very-slow", "response-timeout slow-response proxy-timeout-too-short",
          script(read(), sleep(READ_TIMEOUT * 3), send(full()), fin()),
          note="later than gwdiag waits as well"),
    fault("stalled-status-line", "stalled-response", script(read(), send(b"HTTP/1.1 20"), hold())),
    fault("stalled-head", "stalled-response", script(
        read(), send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Half: "), hold())),
    fault("stalled-after-head", "stalled-response", script(
        read(), send(head("200 OK", "Content-Length: 5000")), hold())),
    fault("stalled-body-length", "stalled-response", script(
        read(), send(head("200 OK", "Content-Length: 5000") + FIRST), hold())),
    fault("stalled-body-chunked", "stalled-response", script(read(), send(CHUNKED + chunked(FIRST, last=b"")), hold())),
    fault("stalled-mid-chunk", "stalled-response", script(read(), send(CHUNKED + b"400\r\nabc"), hold())),
    fault("stalled-before-last-chunk", "stalled-response", script(
        read(), send(CHUNKED + chunked(b"x" * 3000, last=b"")), hold())),
    fault("stalled-body-https", "stalled-response", script(
        read(), send(head("200 OK", "Content-Length: 5000") + FIRST), hold(), tls=Tls()), scheme="https"),
    fault("stalled-http10-body", "stalled-response", script(
        read(), send(head("200 OK", version="HTTP/1.0") + FIRST), hold()),
        note="the length is unknown, the end never comes"),
    fault("dripped-head", "stalled-response slow-response response-timeout proxy-timeout-too-short",
          script(read(), drip(full(), 0.4), fin()), note="one byte each 0.4 s, no single pause is long"),
    fault("pause-in-body", "stalled-response slow-response proxy-timeout-too-short", script(
        read(), send(head("200 OK", "Content-Length: 22") + FIRST), sleep(PAUSE), send(FIRST), fin()),
        na={"squid": COARSE, "trafficserver": COARSE}, note="the pause is longer than the proxy's and shorter than gwdiag's timeout"),
    fault("slow-unix", SLOW, script(read(), sleep(LATE), send(full()), fin()), scheme="unix", race=RACE),
    fault("every-other-slow", SLOW + " intermittent response-timeout", OK.__class__(
        turns=(OK.steps, (read(), sleep(LATE), send(full()), fin()))), statuses=("healthy", "degraded", "unhealthy")),
]
