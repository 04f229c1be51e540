# SPDX-License-Identifier: Apache-2.0
"""The broken upstream: every row's listeners in one process, on ports chosen by the kernel."""
from __future__ import annotations

import contextlib
import dataclasses
import functools
import pathlib
import selectors
import socket
import ssl
import threading

import namespace
import nameserver
import servers
from conversation import Conversation, Over
from faults.row import Closed, DeadSocket, Elsewhere, FullQueue, MOVED, NoSocket, Row, Script, Server, Tls

SCRIPT = "/app/index.php"     # SCRIPT_FILENAME of every FastCGI upstream
PATHS = {"fcgi": SCRIPT, "grpc": ""}
ADDRESSES = {"4": "127.0.0.1", "6": "::1", MOVED: nameserver.MOVED}
FAMILIES = {"4": socket.AF_INET, "6": socket.AF_INET6, MOVED: socket.AF_INET}
MARKS = (b"\r\nx-lab-proxy:", b"\r\nx-forwarded-for:", b"\r\nvia:")   # request headers that the proxies add


@dataclasses.dataclass
class Count:
    """What one place was sent. A request that carries the mark came through the proxy."""
    connections: int = 0
    direct: int = 0
    proxied: int = 0
    other: int = 0             # first bytes that are no request

    def __sub__(self, before: "Count") -> "Count":
        return Count(*(a - b for a, b in zip(dataclasses.astuple(self), dataclasses.astuple(before))))


@dataclasses.dataclass
class Place:
    """Where something is served: HOST and port, or the path of a Unix socket."""
    serve: object
    scheme: str
    host: str
    port: int = 0
    path: str = ""
    lookup: bool = False
    turn: int = 0              # requests that took one of the script's turns
    proxy_address: tuple = ()  # of the proxy in front, for the relay of a loop
    count: Count = dataclasses.field(default_factory=Count)

    @property
    def authority(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.scheme if self.scheme != 'unix' else 'http'}://" + (
            f"unix:{self.path}" if self.path else f"{self.authority}{PATHS.get(self.scheme, '/')}")


@dataclasses.dataclass
class Served:
    """A row with its places: what gwdiag is given, and what the proxy is given."""
    row: Row
    direct: list[Place]
    proxied: list[Place]
    data: pathlib.Path | None = None    # the file that a client is to send

    def count(self) -> Count:
        places = {id(place): place for place in self.direct + self.proxied}.values()
        return Count(*(sum(column) for column in zip(*(dataclasses.astuple(place.count) for place in places))))


def families_of(host: str) -> str:
    """The address families that `host` leads to here: "4", "6" or "46"."""
    found = {info[0] for info in socket.getaddrinfo(host, 80, type=socket.SOCK_STREAM)}
    return ("4" if socket.AF_INET in found else "") + ("6" if socket.AF_INET6 in found else "")


class Upstream:
    """Serves rows from construction to stop(). `certificates` as made by certs.py."""

    def __init__(self, rows, certificates, folder: pathlib.Path):
        self.certificates = certificates
        self.folder = folder
        self.lock = threading.Lock()
        self.sockets: list[socket.socket] = []
        self.selector = selectors.DefaultSelector()
        self.running = True
        self.served = {}
        for row in rows:
            places = [self._place(row, serve) for serve in (row.serve, *row.pool)]
            proxied = [self._place(row, row.proxy_to), *places[1:]] if row.proxy_to else places
            if row.front:
                proxied = [self._place(dataclasses.replace(row, scheme=row.front_scheme, host=""), row.front)]
            self.served[row.name] = Served(row, places, proxied, self._data(row.upload))
        threading.Thread(target=self._accept, daemon=True).start()

    def stop(self) -> None:
        self.running = False
        for sock in self.sockets:
            with contextlib.suppress(OSError):
                sock.close()

    def _data(self, size: int) -> pathlib.Path | None:
        path = self.folder / f"upload-{size}"
        if size and not path.exists():
            path.write_bytes(b"x" * size)
        return path if size else None

    def _place(self, row: Row, serve) -> Place:
        host = row.host or ("localhost" if row.scheme == "https" else "127.0.0.1")
        if isinstance(serve, Elsewhere):
            return Place(serve, row.scheme, namespace.ADDRESSES[serve.kind], 80)
        place = Place(serve, row.scheme, host, lookup=row.lookup)
        if row.scheme == "unix":
            place.path = str(self.folder / f"{row.name}-{len(self.sockets)}.sock")
            if not isinstance(serve, NoSocket):
                self._bind(place, socket.AF_UNIX, place.path, not isinstance(serve, DeadSocket))
                pathlib.Path(place.path).chmod(row.mode)
            return place
        asked = families_of(host) if host == "localhost" else {"127.0.0.1": "4", "::1": "6"}.get(host, "")
        listen = asked if host == "localhost" and row.listen != MOVED else row.listen
        held = "46" if row.lookup else "".join(sorted({*listen, *asked}))     # a port that is asked for is nobody else's
        for _ in range(50):
            try:
                self._bind_port(place, listen, held)
                return place
            except OSError:
                place.port = 0
        raise RuntimeError(f"no port is free on {held} for {row.name}")

    def _bind_port(self, place: Place, listen: str, held: str) -> None:
        """The same port in every family of `held`; only those in `listen` accept."""
        bound = []
        try:
            for digit in held:
                accepting = digit in listen and not isinstance(place.serve, Closed)
                bound.append(self._bind(place, FAMILIES[digit], (ADDRESSES[digit], place.port), accepting))
        except OSError:
            for sock in bound:
                with contextlib.suppress(KeyError):
                    self.selector.unregister(sock)
                sock.close()
            raise

    def _bind(self, place: Place, family: int, address, accepting: bool) -> socket.socket:
        sock = socket.socket(family, socket.SOCK_STREAM)
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        sock.bind(address)
        if family != socket.AF_UNIX:
            place.port = sock.getsockname()[1]
        self.sockets.append(sock)
        if isinstance(place.serve, FullQueue):
            self._fill(sock, family)
        elif accepting:
            sock.listen(64)
            sock.setblocking(False)
            self.selector.register(sock, selectors.EVENT_READ, place)
        return sock

    def _fill(self, sock: socket.socket, family: int) -> None:
        """Connections that nobody accepts, until the kernel drops further SYNs."""
        sock.listen(0)
        for _ in range(4):
            waiting = socket.socket(family, socket.SOCK_STREAM)
            waiting.setblocking(False)
            waiting.connect_ex(sock.getsockname())
            self.sockets.append(waiting)

    def _accept(self) -> None:
        while self.running:
            for key, _ in self.selector.select(0.5):
                with contextlib.suppress(OSError):
                    sock, _ = key.fileobj.accept()
                    threading.Thread(target=self._talk, args=(sock, key.data), daemon=True).start()

    def _talk(self, sock: socket.socket, place: Place) -> None:
        sock.setblocking(True)
        if sock.family != socket.AF_UNIX:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self.lock:
            place.count.connections += 1
        talk = Conversation(sock, self.context, functools.partial(self._note, place))
        with contextlib.suppress(Over), contextlib.closing(sock):
            serve = place.serve
            if isinstance(serve, Server):
                servers.SERVERS[serve.name](talk, place, serve.options)
            elif isinstance(serve, Script):
                if serve.tls:
                    talk.start_tls(serve.tls)
                talk.play(self._turn(place, talk) if serve.turns else serve.steps)

    def _turn(self, place: Place, talk: Conversation):
        """The steps for the next request; a connection without a byte takes no turn."""
        if not talk.peek(1):
            talk.fin()
        with self.lock:
            place.turn += 1
            return place.serve.turns[(place.turn - 1) % len(place.serve.turns)]

    def _note(self, place: Place, data: bytes) -> None:
        with self.lock:
            if not data[:1].isupper():
                place.count.other += bool(data)
            elif any(mark in data.lower() for mark in MARKS):
                place.count.proxied += 1
            else:
                place.count.direct += 1

    @functools.lru_cache(maxsize=None)
    def context(self, settings: Tls) -> ssl.SSLContext:
        """The server's TLS context for a row's settings; old protocols and weak keys are allowed where asked for."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        weak = settings.cert in ("rsa1024", "sha1", "md5") or settings.maximum in ("TLSv1", "TLSv1_1")
        context.set_ciphers(settings.ciphers or ("ALL:@SECLEVEL=0" if weak else "DEFAULT"))
        context.minimum_version = getattr(ssl.TLSVersion, settings.minimum)
        context.maximum_version = getattr(ssl.TLSVersion, settings.maximum)
        context.load_cert_chain(self.certificates.certificate(settings.cert), self.certificates.key(settings.cert))
        if settings.client_cert or settings.client_cert_optional:
            context.verify_mode = ssl.CERT_REQUIRED if settings.client_cert else ssl.CERT_OPTIONAL
            context.load_verify_locations(self.certificates.ca)
        if settings.no_tickets:
            context.num_tickets = 0
            context.options |= ssl.OP_NO_TICKET
        if settings.curve:
            context.set_ecdh_curve(settings.curve)
        if settings.alpn:
            context.set_alpn_protocols(list(settings.alpn))
        if settings.no_sni_alert or settings.no_sni_cert:
            context.sni_callback = functools.partial(self._by_sni, settings)
        return context

    def _by_sni(self, settings: Tls, connection, name: str | None, _context):
        if name:
            return None
        if settings.no_sni_alert:
            return settings.no_sni_alert
        connection.context = self.context(Tls(settings.no_sni_cert))
        return None
