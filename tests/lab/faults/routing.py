# SPDX-License-Identifier: Apache-2.0
"""The upstream is well; the proxy goes elsewhere, asks for the wrong host, or for itself."""
from .row import OK, Closed, Elsewhere, FullQueue, Server, answer, fault, fin, full, hold, read, script, send

WRONG = "wrong-upstream-address"
HOST = "host-rejected"
VERSION = "protocol-mismatch"
DEAD = {"squid": "takes a peer that its own probe cannot reach for dead, and answers at once",
        "lighttpd": "takes a backend out after the first failed connect, and answers at once",
        "nghttpx": "takes a backend out after the first failed connect, and answers at once"}
ANY = ("healthy", "degraded", "unhealthy")  # the plain client asks with another Host
ONE_NAME = {"trafficserver": "its rule here is for its own name alone", "nghttpx": "its rule here is for its own name alone"}
DEFAULT = b"<html><body><h1>Welcome to nginx!</h1></body></html>\n"


def by_host(refusal: bytes, own: bool = True):
    """Serves one kind of Host only: its own address (own), or any other name."""
    return Server("by-host", {"refusal": refusal, "own": own})


def by_version(refusal: bytes, version: bytes = b"HTTP/1.1"):
    """Serves one version of HTTP only; nginx asks with 1.0, most others with 1.1."""
    return Server("by-version", {"refusal": refusal, "version": version})


ROWS = [
    fault("wrong-port-closed", WRONG, OK, proxy_to=Closed(), retries=True,
          note="by its retries HAProxy shows that there is a server to try"),
    fault("wrong-port-ssh", WRONG, OK, proxy_to=script(send(b"SSH-2.0-OpenSSH_9.2p1\r\n"), read(), fin())),
    fault("wrong-port-closing", WRONG, OK, proxy_to=script(read(), fin())),
    fault("wrong-port-silent", WRONG + " path-blocked", OK, proxy_to=script(hold()),
          note="an error after the proxy's timeout fits both"),
    fault("wrong-app-404", WRONG, OK, proxy_to=answer(full("404 Not Found", b"other application\n"))),
    fault("wrong-app-500", WRONG, OK, proxy_to=answer(full("500 Internal Server Error", b"other application\n"))),
    fault("path-blocked", "path-blocked", OK, proxy_to=FullQueue(), na=DEAD,
          note="the proxy's SYNs vanish, those of gwdiag do not"),
    fault("path-lost", "path-blocked", OK, proxy_to=Elsewhere("lost"), na=DEAD),
    fault("path-rejected", "path-blocked no-live-upstream " + WRONG, OK, proxy_to=Elsewhere("unreachable"),
          note="an error at once fits a wrong address as well, and of HAProxy an empty rotation"),
    fault("host-own-421", HOST, by_host(full("421 Misdirected Request", b"wrong host\n"))),
    fault("host-own-400", HOST, by_host(full("400 Bad Request", b"invalid hostname\n"))),
    fault("host-own-404", HOST, by_host(full("404 Not Found", b"404 page not found\n"))),
    fault("host-own-503", HOST, by_host(full("503 Service Unavailable", b"no such site\n"))),
    fault("host-own-closed", HOST + " closed-before-response", by_host(b""),
          note="nginx's 444: closed without a word for an unknown Host"),
    fault("host-other-421", HOST, by_host(full("421 Misdirected Request", b"wrong host\n"), own=False)),
    fault("host-other-400", HOST, by_host(full("400 Bad Request", b"invalid hostname\n"), own=False)),
    fault("host-other-404", HOST, by_host(full("404 Not Found", b"404 page not found\n"), own=False)),
    fault("host-other-503", HOST, by_host(full("503 Service Unavailable", b"no such site\n"), own=False)),
    fault("host-other-503-named", HOST, by_host(full("503 Service Unavailable", b"no such site\n"), own=False),
          args=("--host", "shop.example.com"), statuses=ANY, na=ONE_NAME,
          note="both are asked with one Host, and most proxies send the upstream's own"),
    fault("host-other-421-named", HOST, by_host(full("421 Misdirected Request", b"wrong host\n"), own=False),
          args=("--host", "shop.example.com", "--expect-status", "200-399"), statuses=ANY, na=ONE_NAME),
    fault("http11-only-closes", VERSION, by_version(b"")),
    fault("http11-only-505", VERSION, by_version(full("505 HTTP Version Not Supported", b""))),
    fault("http11-only-426", VERSION, by_version(full("426 Upgrade Required", b"", "Upgrade: HTTP/1.1"))),
    fault("http10-only-505", VERSION + " upstream-error-status", by_version(
        full("505 HTTP Version Not Supported", b""), b"HTTP/1.0")),
    fault("loop", "proxy-loop", Server("loop"), aim="proxy",
          note="the proxy's upstream is the proxy; the lab's relay ends it after eight rounds"),
    fault("loop-relayed", "proxy-loop upstream-error-status", Server("loop"),
          note="given the relay: its answer is the proxy's own error page"),
]
