# SPDX-License-Identifier: Apache-2.0
"""One accepted connection: the steps that scripts are made of, and what the peer said first."""
from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import time

import clienthello

REQUEST_WAIT = 10     # seconds for a request to come
HOLD = 30             # longest silence that is kept up
LIMIT = 65536         # of a request's head
BAD_REQUEST = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class Over(Exception):
    """The conversation has ended; nothing more is to be played."""


class Conversation:
    """Plays steps on `sock`. `note` is called once with the first request's head, or with other first bytes."""

    def __init__(self, sock: socket.socket, contexts, note):
        self.sock = sock
        self.contexts = contexts
        self.note = note
        self.pending = b""

    def play(self, steps) -> None:
        for name, *arguments in steps:
            getattr(self, name)(*arguments)

    def start_tls(self, settings) -> None:
        self.sock.settimeout(REQUEST_WAIT)
        if settings.alpn_strict and not self._fits(settings.alpn):
            self.send(b"\x15\x03\x03\x00\x02\x02\x78")
            self.cut()
        try:
            self.sock = self.contexts(settings).wrap_socket(self.sock, server_side=True)
        except (ssl.SSLError, OSError):
            self._drop()

    def _fits(self, protocols) -> bool:
        """Whether the hello that waits offers one of these by ALPN, or none at all."""
        with contextlib.suppress(OSError):
            offered = clienthello.alpn(self.sock.recv(16384, socket.MSG_PEEK))
            return not offered or bool(offered & {name.encode() for name in protocols})
        return True

    def receive(self, wait: float = REQUEST_WAIT) -> bytes:
        """What was read and not used yet, or the next bytes; empty at the end of the stream or of the time."""
        if self.pending:
            data, self.pending = self.pending, b""
            return data
        try:
            self.sock.settimeout(wait)
            return self.sock.recv(16384)
        except (OSError, ValueError):
            return b""

    def peek(self, size: int) -> bytes:
        """The first `size` bytes without taking them; fewer when the peer stops."""
        end = time.monotonic() + REQUEST_WAIT
        data = b""
        while len(data) < size and time.monotonic() < end:
            more = self.receive(0.3 if data else REQUEST_WAIT)
            if not more:
                break
            data += more
            self.pending = data
        return data

    def take(self, size: int) -> bytes:
        """The next `size` bytes; fewer when the peer stops."""
        data, self.pending = self.pending, b""
        while len(data) < size and (more := self.receive()):
            data += more
        self.pending = data[size:]
        return data[:size]

    def look(self, enough) -> bytes:
        """What has arrived, left where it is for a handshake that follows; waits until `enough(data)`."""
        end = time.monotonic() + REQUEST_WAIT
        data = b""
        with contextlib.suppress(OSError):
            self.sock.settimeout(REQUEST_WAIT)
            while not enough(data) and time.monotonic() < end:
                before, data = data, self.sock.recv(16384, socket.MSG_PEEK)
                if not data:
                    break
                if len(data) == len(before):
                    time.sleep(0.005)  # nothing new: a peek does not wait for more
        return data

    def skip(self, size: int) -> None:
        """Takes exactly so many bytes of what look() has seen."""
        with contextlib.suppress(OSError):
            self.sock.recv(size, socket.MSG_WAITALL)

    def head(self) -> bytes:
        """A request's head, up to the blank line. Ends the conversation when none comes."""
        data = b""
        while b"\r\n\r\n" not in data and len(data) < LIMIT:
            more = self.receive()
            if not more:
                self.note(data)
                self._drop()
            data += more
            if not data[:1].isupper() or data.startswith((b"PROXY ", b"PRI * HTTP/2")):
                self.note(data)
                self.send(BAD_REQUEST)
                self.fin()
        end = data.index(b"\r\n\r\n") + 4 if b"\r\n\r\n" in data else len(data)
        self.pending = data[end:]
        self.note(data[:end])
        return data[:end]

    def read(self) -> None:
        self.head()

    def body(self, size: int, seconds: float) -> None:
        start, done = time.monotonic(), 0
        while done < size and (data := self.receive()):
            done += len(data)
            time.sleep(max(0.0, start + seconds * done / size - time.monotonic()))

    def listen_only(self) -> None:
        data = self.receive()
        self.note(data)
        if not data:
            self._drop()

    def send(self, data: bytes) -> None:
        try:
            self.sock.settimeout(20)
            self.sock.sendall(data)
        except (OSError, ValueError):
            self._drop()

    def send_beneath(self, data: bytes) -> None:
        """Bytes that no TLS record of ours is around."""
        with contextlib.suppress(OSError):
            socket.socket.sendall(self.sock, data)

    def flight(self, settings, size: int) -> None:
        """The first `size` bytes of what a TLS server answers the hello with; negative: all but so many."""
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        server = self.contexts(settings).wrap_bio(incoming, outgoing, server_side=True)
        incoming.write(self.receive())
        with contextlib.suppress(ssl.SSLError):
            server.do_handshake()
        self.send(outgoing.read()[:size])

    def drip(self, data: bytes, interval: float) -> None:
        for byte in data:
            self.send(bytes((byte,)))
            time.sleep(interval)

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    def hold(self) -> None:
        end = time.monotonic() + HOLD
        while time.monotonic() < end and self.receive(max(0.1, end - time.monotonic())):
            pass
        self._drop()

    def fin(self) -> None:
        if isinstance(self.sock, ssl.SSLSocket):
            with contextlib.suppress(OSError, ValueError):
                self.sock.settimeout(0.2)
                self.sock = self.sock.unwrap()
        self.cut()

    def cut(self) -> None:
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_WR)
        self.pending = b""
        end = time.monotonic() + 5
        while time.monotonic() < end and self.receive(max(0.1, end - time.monotonic())):
            pass
        self._drop()

    def rst(self) -> None:
        with contextlib.suppress(OSError):
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._drop()

    def slam(self) -> None:
        with contextlib.suppress(OSError):
            self.sock.settimeout(1)
            socket.socket.recv(self.sock, 1, socket.MSG_PEEK)
        self._drop()

    def _drop(self) -> None:
        with contextlib.suppress(OSError):
            self.sock.close()
        raise Over
