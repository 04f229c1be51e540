# SPDX-License-Identifier: Apache-2.0
"""What every proxy of the lab has in common: free ports, a private instance in a folder, start and stop."""
from __future__ import annotations

import contextlib
import dataclasses
import fnmatch
import importlib
import os
import pathlib
import shutil
import pwd
import signal
import socket
import subprocess
import time

from faults.row import CONNECT_TIMEOUT, READ_TIMEOUT

MARK = "X-Lab-Proxy"
SCRIPT = "/app/index.php"
ATTEMPTS = 3
ANY_PROXY = ("http", "https", "unix")     # schemes of an upstream; a proxy adds those of its `applications`
NO_TLS = "speaks no TLS to upstreams"


@dataclasses.dataclass
class Site:
    """One row behind this proxy: its own listener, and the places the proxy sends to."""
    name: str
    port: int
    places: list
    sends_proxy: int = 0
    retries: bool = False
    host: str = "127.0.0.1"

    @property
    def scheme(self) -> str:
        return self.places[0].scheme

    @property
    def first(self):
        return self.places[0]

    @property
    def key(self) -> str:
        """The name with letters, digits and underscores only."""
        return "".join(c if c.isalnum() else "_" for c in self.name)


class Proxy:
    """Subclasses set the names and write the configuration; `configure` returns the command to run."""
    name = ""
    binaries: tuple[str, ...] = ()
    package = ""
    can_tls = True
    can_unix = True
    applications: tuple[str, ...] = ()   # schemes of the application protocols that it speaks
    can_lookup = False           # resolve names through the lab's name server at run time
    can_pool = True
    can_send_proxy = False       # put a PROXY header before its requests
    connect_timeout = CONNECT_TIMEOUT
    read_timeout = READ_TIMEOUT
    patience = "4"               # gwdiag's --answer-timeout: more than this proxy's own timeout
    stop_signal = signal.SIGTERM
    asks_by_itself = False       # its health checks reach the upstream too
    inner = ""                   # the proxy that stands between this one and the upstream
    breaks: dict[str, tuple[str, ...]] = {}   # scheme of upstreams that are well → what it makes of them
    also: dict[str, tuple[str, ...]] = {}     # faults by name → further causes that are right behind this proxy
    files: dict[str, str] = {}   # beside its configuration, as a configuration of configured.py wants them

    def __init__(self, folder: pathlib.Path, ca: pathlib.Path, dns: str):
        self.folder = folder
        self.ca = ca
        self.dns = dns
        self.sites: list[Site] = []
        self.process: subprocess.Popen | None = None
        self.behind: Proxy | None = None

    @classmethod
    def binary(cls) -> str:
        """The path of the first of its programs that is installed; empty when none is."""
        path = os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin"
        return next((found for name in cls.binaries if (found := shutil.which(name, path=path))), "")

    @classmethod
    def behind_this(cls, row):
        """The row as it is behind this proxy: what is well may be broken by how the proxy is configured."""
        if row.healthy:
            more = () if row.pool else cls.breaks.get(row.scheme, ())
        else:
            more = tuple(name for glob, ids in cls.also.items() if fnmatch.fnmatch(row.name, glob) for name in ids)
        return dataclasses.replace(row, ids=row.ids + more) if more else row

    @classmethod
    def hosts(cls, row) -> bool:
        """Whether the row is meant for proxies of this kind at all."""
        return row.front is None and cls.speaks(row.scheme)

    @classmethod
    def speaks(cls, scheme: str) -> bool:
        """Whether anybody has this proxy in front of such an upstream."""
        return scheme in ANY_PROXY or scheme in cls.applications

    @classmethod
    def refuses(cls, row) -> str:
        """Why this proxy cannot host the row; empty when it can."""
        if cls.inner:
            return cls._inner().refuses(row)
        if cls.name in row.na:
            return row.na[cls.name]
        if row.scheme == "https" and not cls.can_tls:
            return NO_TLS
        if row.scheme == "unix" and not cls.can_unix:
            return "has no Unix sockets to upstreams"
        if row.lookup and not cls.can_lookup:
            return "cannot be given a name server of its own"
        if row.sends_proxy and not cls.can_send_proxy:
            return "sends no PROXY header to HTTP upstreams"
        if row.pool and not cls.can_pool:
            return "the lab configures it for one member only"
        return ""

    def configure(self) -> list[str]:
        raise NotImplementedError

    def start(self, served) -> dict[str, tuple[str, int]]:
        """Starts with one listener for each of `served`; row name → address. Raises RuntimeError with its log."""
        for attempt in range(ATTEMPTS):
            folder = self.folder / f"{self.name}-{attempt}"
            folder.mkdir(parents=True)
            folder.chmod(0o777)
            self.work = folder
            for name, text in self.files.items():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_text(text)
            if self.inner and not self.behind:       # first: it holds its ports by then
                self.behind = self._inner()(folder / self.inner, self.ca, self.dns)
                self.inside = self.behind.start(served)
            self.sites = self.place(served)
            if self.behind:
                self._stand_before()
            if self._run(self.configure()):
                for item, site in zip(served, self.sites):
                    for place in item.proxied:
                        place.proxy_address = (site.host, site.port)
                return {site.name: (site.host, site.port) for site in self.sites}
            self.stop()
        raise RuntimeError(f"{self.name} does not start: {self.log()[-3000:]}")

    @classmethod
    def _inner(cls) -> type[Proxy]:
        return importlib.import_module(f"{__package__}.{cls.inner}").PROXY

    def _stand_before(self) -> None:
        """The inner proxy has the upstreams, this one the inner proxy's listeners."""
        for site in self.sites:
            host, port = self.inside[site.name]
            site.places = [dataclasses.replace(site.first, scheme="http", host=host, port=port, path="", lookup=False)]
            site.sends_proxy = 0

    def place(self, served) -> list[Site]:
        """A listener of its own for each row."""
        return [Site(item.row.name, port, item.proxied, item.row.sends_proxy, item.row.retries)
                for item, port in zip(served, free_ports(len(served)))]

    def _run(self, command: list[str]) -> bool:
        self.output = (self.work / "output.log").open("wb")
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self.output,
                                        stderr=subprocess.STDOUT, cwd=self.work, start_new_session=True,
                                        env={**os.environ, **self.environment()}, **nobody())
        end = time.monotonic() + 30
        waiting = {site.port for site in self.sites}
        while waiting and time.monotonic() < end and self.alive():
            waiting -= listening()
            if waiting:
                time.sleep(0.05)
        return not waiting and self.alive()

    def environment(self) -> dict[str, str]:
        return {}

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def log(self) -> str:
        names = sorted(self.work.glob("*.log"))
        return "\n".join(f"--- {path.name}\n{path.read_text(errors='replace')}" for path in names)

    def stop(self) -> None:
        if self.behind:
            self.behind.stop()
            self.behind = None
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            pass
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None
        self.output.close()


def nobody() -> dict:
    """Who a proxy runs as: not root, whom no socket refuses."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam("nobody")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def free_ports(count: int) -> list[int]:
    """Ports that were free a moment ago, all different."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for sock in sockets:
            sock.bind(("127.0.0.1", 0))
        return [sock.getsockname()[1] for sock in sockets]


def own_address(number: int) -> str:
    """The number-th of the loopback addresses that a row can have for itself."""
    return f"127.1.{number // 250}.{number % 250 + 1}"


def listening() -> set[int]:
    """The ports with a listener on loopback or on every address, from the kernel's table: a connect is a request."""
    with open("/proc/net/tcp", encoding="ascii") as table:
        rows = [line.split() for line in table.readlines()[1:]]
    return {int(row[1][9:], 16) for row in rows if row[3] == "0A" and row[1][6:9] in ("7F:", "00:")}
