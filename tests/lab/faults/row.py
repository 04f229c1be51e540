# SPDX-License-Identifier: Apache-2.0
"""What a row of the lab is made of: where it is served, how, and which causes are right.

A row is data. `upstream.py` serves it, `proxies/` put a real proxy in front of it, `judge.py` compares.
"""
from __future__ import annotations

import dataclasses

# How long the proxies wait, in seconds. Rows that are "too slow" are written against these.
CONNECT_TIMEOUT = 1
READ_TIMEOUT = 2


@dataclasses.dataclass(frozen=True)
class Tls:
    """TLS settings of a listener; `cert` names a pair made by certs.py."""
    cert: str = "good"
    minimum: str = "TLSv1_2"
    maximum: str = "TLSv1_3"
    ciphers: str = ""
    client_cert: bool = False
    client_cert_optional: bool = False
    no_tickets: bool = False
    curve: str = ""              # the only group
    no_sni_alert: int = 0        # fatal alert for a hello without SNI
    no_sni_cert: str = ""        # another certificate for a hello without SNI
    alpn: tuple[str, ...] = ()
    alpn_strict: bool = False    # fatal alert 120 when no offered protocol fits


@dataclasses.dataclass(frozen=True)
class Script:
    """A listener that plays `steps` on each connection; with `turns`, the n-th request takes turns[n % len]."""
    steps: tuple = ()
    turns: tuple = ()
    tls: Tls | None = None


@dataclasses.dataclass(frozen=True)
class Server:
    """A listener with a small server of its own, from servers.py."""
    name: str
    options: dict = dataclasses.field(default_factory=dict)
    tls: Tls | None = None


@dataclasses.dataclass(frozen=True)
class Closed:
    """A TCP port that is taken but not listened on: refused."""


@dataclasses.dataclass(frozen=True)
class FullQueue:
    """A listener whose accept queue is full: a SYN gets no answer."""


@dataclasses.dataclass(frozen=True)
class NoSocket:
    """The path of a Unix socket that does not exist."""


@dataclasses.dataclass(frozen=True)
class DeadSocket:
    """A Unix socket file on which nobody listens."""


@dataclasses.dataclass(frozen=True)
class Elsewhere:
    """An address of namespace.ADDRESSES: nothing of the lab's is there, and the way to it is broken."""
    kind: str


MOVED = "m"   # listens where a name server of the lab says that every name is; the hosts file leads to a closed port


@dataclasses.dataclass(frozen=True)
class Row:
    name: str
    ids: tuple[str, ...]         # right first causes; empty: healthy
    serve: object                # what gwdiag is given as the upstream
    scheme: str = "http"         # http, https, unix, or an application protocol's
    host: str = ""               # the upstream's name; "" is 127.0.0.1, or localhost for https
    proxy_to: object = None      # where the proxy is pointed, when it is somewhere else
    pool: tuple = ()             # further members of the proxy's pool and of gwdiag's upstreams
    listen: str = "4"            # address families of the listener: "4", "6" or "46"; or MOVED
    mode: int = 0o777            # of a Unix socket; the proxies run as nobody
    clock: str = ""              # how far off gwdiag's clock is, as libfaketime has it: "+400d"
    upload: int = 0              # bytes of the body of a POST that every client here sends; 0: a GET
    args: tuple[str, ...] = ()   # more arguments for gwdiag; {port}, {dns} and {moved} are filled in
    statuses: tuple[str, ...] = ()   # allowed statuses when the plain client's answer does not decide
    lookup: bool = False         # the proxy has to resolve `host` through the lab's name server
    retries: bool = False        # a proxy that retries failed connects does so as by default, not never as in other rows
    sends_proxy: int = 0         # the version of the PROXY header that the proxy puts before its requests
    front: object = None         # what stands where the proxy would: served by the lab, behind "canned" only
    front_scheme: str = "http"
    subject: str = ""            # what the first cause's subject has to be, where it matters
    alone: bool = False          # gwdiag is given no upstream
    aim: str = ""                # "proxy": gwdiag is given the proxy itself as the upstream
    race: dict = dataclasses.field(default_factory=dict)   # proxy → why its answer differs from run to run
    na: dict = dataclasses.field(default_factory=dict)   # proxy → why it cannot host this row
    note: str = ""
    family: str = ""             # filled in by the collection

    @property
    def healthy(self) -> bool:
        return not self.ids


def fault(name: str, ids: str, serve: object, **more) -> Row:
    """A row for a misbehaviour; `ids` are the right first causes, separated by spaces."""
    if not ids.split():
        raise ValueError(f"{name}: a fault needs at least one id")
    return Row(name, tuple(ids.split()), serve, **more)


def healthy(name: str, serve: object, **more) -> Row:
    return Row(name, (), serve, **more)


# Steps of a script. Each is a tuple whose first word names a method of upstream.Player.

def read():
    """Wait for a request's head; a peer that speaks no HTTP gets a 400 as from any HTTP server."""
    return ("read",)


def body(size: int, seconds: float = 0):
    """Read that much of a request's body, at an even pace when it is to take `seconds`."""
    return ("body", size, seconds)


def listen_only():
    """Take whatever the peer sends first, HTTP or not."""
    return ("listen_only",)


def send(data: bytes):
    return ("send", data)


def drip(data: bytes, interval: float):
    """Send byte by byte with `interval` seconds between."""
    return ("drip", data, interval)


def send_beneath(data: bytes):
    """Send under the TLS that runs, as plain bytes."""
    return ("send_beneath", data)


def flight(settings: Tls, size: int):
    """Send a part of a TLS server's first flight; negative: all but so many bytes."""
    return ("flight", settings, size)


def sleep(seconds: float):
    return ("sleep", seconds)


def hold():
    """Keep the connection open and silent until the peer closes it."""
    return ("hold",)


def fin():
    """Close in order: close_notify under TLS, FIN, and drain so that no RST follows."""
    return ("fin",)


def cut():
    """FIN without close_notify."""
    return ("cut",)


def rst():
    return ("rst",)


def slam():
    """Close with what has come unread: the kernel sends an RST behind what was sent."""
    return ("slam",)


def script(*steps, tls: Tls | None = None) -> Script:
    return Script(tuple(steps), tls=tls)


def answer(*chunks: bytes, tls: Tls | None = None) -> Script:
    """Read a request, send these bytes, close in order."""
    return script(read(), *(send(chunk) for chunk in chunks), fin(), tls=tls)


def head(status: str = "200 OK", *lines: str | bytes, version: str = "HTTP/1.1") -> bytes:
    """A response head, with Connection: close unless a line sets it."""
    raw = [line if isinstance(line, bytes) else line.encode() for line in lines]
    if not any(line.lower().startswith(b"connection:") for line in raw):
        raw.append(b"Connection: close")
    return b"\r\n".join([f"{version} {status}".encode(), *raw]) + b"\r\n\r\n"


def full(status: str = "200 OK", body: bytes = b"hello\n", *lines: str | bytes,
         version: str = "HTTP/1.1") -> bytes:
    """A complete response with Content-Length."""
    return head(status, f"Content-Length: {len(body)}", *lines, version=version) + body


def chunked(*parts: bytes, last: bytes = b"0\r\n\r\n") -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + last


OK = answer(full())
