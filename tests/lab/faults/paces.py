# SPDX-License-Identifier: Apache-2.0
"""Valid answers at a bad pace, and heads of many sizes and line counts."""
from .row import READ_TIMEOUT, Tls, answer, fault, fin, full, head, read, script, send, sleep

LATE = READ_TIMEOUT * 1.6
SLOW = "slow-response proxy-timeout-too-short"
ANY = SLOW + " stalled-response response-timeout"
COARSE = "counts timeouts in whole seconds, so that either outcome is possible"
RACE = {"lighttpd": COARSE, "squid": COARSE}
BUFFER = "header-buffer-exceeded"
LARGE = "header-too-large"
MANY = "too-many-headers"
EITHER = BUFFER + " " + LARGE
LINES = [b"HTTP/1.1 200 OK\r\n", b"Server: lab\r\n", b"Content-Type: text/plain\r\n", b"Content-Length: 6\r\n",
         b"Connection: close\r\n\r\n", b"hello\n"]


def late(*pieces: bytes, **more):
    return script(read(), sleep(LATE), *(send(piece) for piece in pieces), fin(), **more)


def paced(pause: float, pieces):
    return script(read(), *(step for piece in pieces for step in (send(piece), sleep(pause))), fin())


PACES = [
    fault("late-404", SLOW, late(full("404 Not Found")), race=RACE),
    fault("late-503", SLOW + " upstream-error-status", late(full("503 Service Unavailable")), race=RACE),
    fault("late-malformed", SLOW + " malformed-status-line", late(b"HTTP/9.9 200 OK\r\n\r\n"), race=RACE),
    fault("late-accept", ANY, script(sleep(LATE), read(), send(full()), fin()), race=RACE),
    fault("head-line-by-line", ANY, paced(0.9, LINES), race={
        **RACE, "trafficserver": "counts silence once a second"},
          na={"h2o": "answers later than gwdiag is told to wait"},
          note="five pauses of 0.9 s, four of them in the head"),
    fault("body-piece-by-piece", ANY, paced(1.2,
                                            [head("200 OK", "Content-Length: 18"), b"hello\n", b"hello\n", b"hello\n"]),
          race={**RACE, "trafficserver": COARSE}),
    fault("closes-after-two-thirds", "closed-before-response worker-killed", script(read(), sleep(1.3), fin())),
    fault("handshake-late", "tls-handshake-timeout " + ANY, script(
        sleep(LATE), ("start_tls", Tls()), read(), send(full()), fin()), scheme="https"),
]


def size(name: str, ids: str, *lines: str, **more):
    return fault(f"head-{name}", ids, answer(full("200 OK", b"hello\n", *lines, **more)))


def cookie(kilobytes: float) -> str:
    return "Set-Cookie: s=" + "a" * int(kilobytes * 1024)


def lines_of(kilobytes: int) -> list[str]:
    return [f"X-Part-{n}: {'b' * 490}" for n in range(kilobytes * 2)]


SIZES = [
    size("one-cookie-4.5k", BUFFER, cookie(4.5)), size("one-cookie-8k", EITHER, cookie(8.2)),
    size("one-cookie-17k", EITHER, cookie(17)), size("one-cookie-33k", EITHER, cookie(33)),
    size("one-cookie-65k", EITHER, cookie(65)), size("one-cookie-140k", EITHER, cookie(140)),
    size("lines-6k", BUFFER, *lines_of(6)), size("lines-12k", BUFFER, *lines_of(12)),
    size("lines-17k", EITHER, *lines_of(17)), size("lines-34k", EITHER, *lines_of(34)),
    fault("head-redirect-location-17k", EITHER, answer(full("302 Found", b"", "Location: /x?" + "t" * 17000))),
    fault("head-name-5k", EITHER, answer(full("200 OK", b"hello\n", "X-" + "n" * 5000 + ": v"))),
    fault("head-error-500-9k", EITHER + " upstream-error-status",
          answer(full("500 Internal Server Error", b"x", cookie(9)))),
    fault("head-lines-101", MANY, answer(full("200 OK", b"hello\n", *[f"X{n}: v" for n in range(100)]))),
    fault("head-lines-130", MANY, answer(full("200 OK", b"hello\n", *[f"Set-Cookie: c{n}=v" for n in range(130)]))),
    fault("head-lines-500", MANY + " " + EITHER, answer(full("200 OK", b"hello\n", *[f"X{n}: v" for n in range(500)]))),
]

ROWS = PACES + SIZES
