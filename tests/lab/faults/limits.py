# SPDX-License-Identifier: Apache-2.0
"""Valid heads that are larger, or have more lines, than proxies take."""
from .row import OK, Tls, answer, fault, full

BUFFER = "header-buffer-exceeded"
LARGE = "header-too-large"


def cookies(kilobytes: int, **more):
    """As many cookies of 1 kB as the head is to be large."""
    lines = [f"Set-Cookie: c{n}={'x' * (1010 - len(str(n)))}" for n in range(kilobytes)]
    return answer(full("200 OK", b"hello\n", *lines), **more)


def one_line(size: int):
    return answer(full("200 OK", b"hello\n", "Location: /login?token=" + "t" * size))


def short_lines(count: int):
    return answer(full("200 OK", b"hello\n", *[f"X{n}: v" for n in range(count)]))


ROWS = [
    fault("request-headers-20k", "request-too-large", OK, args=("--header", "X-Big: " + "b" * 20000),
          statuses=("healthy", "degraded"), na={
              "haproxy": "refuses it with a page that says no more than Bad Request",
              "varnish": "refuses it with a page that says no more than Bad Request",
              "squid": "hands a page on that says no more than Invalid Request"},
          note="the limits of the requests that proxies take, where the upstream takes more"),
    fault("upstream-431", "request-too-large", answer(full("431 Request Header Fields Too Large", b"too large\n")),
          args=("--expect-status", "200-399"), statuses=("unhealthy",)),
    fault("cookies-5k", BUFFER, cookies(5)),
    fault("cookies-10k", BUFFER, cookies(10)),
    fault("cookies-20k", BUFFER, cookies(20)),
    fault("cookies-20k-https", BUFFER, cookies(20, tls=Tls()), scheme="https"),
    fault("cookies-40k", BUFFER + " " + LARGE, cookies(40)),
    fault("cookies-70k", BUFFER + " " + LARGE, cookies(70)),
    fault("cookies-300k", BUFFER + " " + LARGE + " too-many-headers", cookies(300), note="in 300 lines"),
    fault("one-line-5k", BUFFER, one_line(5000)),
    fault("one-line-9k", BUFFER + " " + LARGE, one_line(9000)),
    fault("one-line-40k", BUFFER + " " + LARGE, one_line(40000)),
    fault("one-line-100k", BUFFER + " " + LARGE, one_line(100000)),
    fault("headers-110", "too-many-headers", short_lines(110)),
    fault("headers-300", "too-many-headers", short_lines(300)),
    fault("headers-2000", "too-many-headers " + BUFFER + " " + LARGE, short_lines(2000),
          na={"trafficserver": "is busy with such a head for seconds, and every other row waits"}),
    fault("redirect-with-long-token", BUFFER, answer(full(
        "302 Found", b"", "Location: /cb?" + "t" * 4200, "Set-Cookie: s=" + "u" * 3000))),
]
