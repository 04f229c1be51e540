# SPDX-License-Identifier: Apache-2.0
"""A plain and strict HTTP/1.1 client on raw sockets: what does an ordinary user of the proxy get?"""
from __future__ import annotations

import contextlib
import dataclasses
import re
import socket
import time

STATUS_LINE = re.compile(rb"HTTP/1\.[01] ([1-9]\d\d)(?: [^\r\n]*)?\r?\n")
SILENCE = 6          # seconds
TOTAL = 12
LIMIT = 8 << 20


@dataclasses.dataclass
class Answer:
    """`status` is 0 without a valid status line; `complete` says that the whole message came."""
    status: int = 0
    complete: bool = False
    why: str = ""
    elapsed: float = 0.0
    server: str = ""

    @property
    def good(self) -> bool:
        """A valid and complete answer below 500."""
        return self.complete and 0 < self.status < 500

    def __str__(self) -> str:
        return f"{self.status or 'no status'}{'' if self.complete else ', ' + self.why}"


class Reader:
    """The stream of one answer; `ended` tells how it ended once it has."""

    def __init__(self, sock: socket.socket):
        self.sock = sock
        self.data = b""
        self.ended = ""
        self.deadline = time.monotonic() + TOTAL

    def more(self) -> bool:
        if self.ended:
            return False
        try:
            self.sock.settimeout(max(0.05, min(SILENCE, self.deadline - time.monotonic())))
            data = self.sock.recv(65536)
        except TimeoutError:
            self.ended = "timeout"
            return False
        except OSError as error:
            self.ended = f"reset ({error.strerror})"
            return False
        self.data += data
        if not data:
            self.ended = "closed"
        elif len(self.data) > LIMIT or time.monotonic() > self.deadline:
            self.ended = "limit"
        return not self.ended

    def until(self, size: int) -> bool:
        while len(self.data) < size and self.more():
            pass
        return len(self.data) >= size

    def line(self) -> bytes | None:
        while b"\n" not in self.data and self.more():
            pass
        if b"\n" not in self.data:
            return None
        line, self.data = self.data.split(b"\n", 1)
        return line.rstrip(b"\r")


def number(value: bytes):
    """RFC 9110 section 8.6: two lengths are one when they are the same number."""
    return int(value) if value.isdigit() else value


def ask(host: str, port: int, upload: int = 0) -> Answer:
    """One GET / to host:port, or a POST of `upload` bytes. Never raises for what the network does."""
    start = time.monotonic()
    fields = b"Content-Length: %d\r\n" % upload if upload else b""
    try:
        with socket.create_connection((host, port), timeout=5) as sock:
            sock.sendall(b"%s / HTTP/1.1\r\nHost: %s:%d\r\nUser-Agent: lab/1\r\nAccept: */*\r\n"
                         b"Connection: close\r\n%s\r\n" % (b"POST" if upload else b"GET", host.encode(), port, fields))
            with contextlib.suppress(OSError):       # a peer that closes may have answered before
                sock.sendall(b"x" * upload)
            answer = _read(Reader(sock))
    except OSError as error:
        answer = Answer(why=f"cannot connect or send: {error}")
    answer.elapsed = time.monotonic() - start
    return answer


def _read(reader: Reader) -> Answer:
    while True:
        status, headers, why = _head(reader)
        if why:
            return Answer(status, False, why)
        if status >= 200 or status == 101:
            break
    answer = Answer(status, server=headers.get(b"server", b"").decode("latin-1"))
    if status == 101:
        answer.why = "switches to a protocol that was not asked for"
    else:
        answer.why = "" if status in (204, 304) else _body(reader, headers)
    answer.complete = not answer.why
    return answer


def _head(reader: Reader) -> tuple[int, dict, str]:
    while b"\n" not in reader.data and reader.more():
        pass
    if not reader.data:
        return 0, {}, f"no byte of answer: {reader.ended}"
    match = STATUS_LINE.match(reader.data)
    if not match:
        return 0, {}, f"no valid status line: {reader.data[:40]!r}"
    status = int(match.group(1))
    reader.data = reader.data[match.end():]
    headers: dict[bytes, bytes] = {}
    while True:
        line = reader.line()
        if line is None:
            return status, headers, f"head not complete: {reader.ended}"
        if not line:
            return status, headers, ""
        name, _, value = line.partition(b":")
        name, value = name.strip().lower(), value.strip()
        if name == b"content-length" and number(headers.get(name, value)) != number(value):
            return status, headers, "two different Content-Lengths"
        if b"\0" in value:                           # curl and browsers end here; RFC 9110 section 5.5
            return status, headers, "a NUL in a header"
        headers[name] = value


def _body(reader: Reader, headers: dict) -> str:
    """Why the body is not complete; empty when it is."""
    if b"chunked" in headers.get(b"transfer-encoding", b"").lower():
        return _chunks(reader)
    if b"content-length" in headers:
        if not headers[b"content-length"].isdigit():
            return f"Content-Length is {headers[b'content-length'][:30]!r}"
        size = int(headers[b"content-length"])
        return "" if reader.until(size) else f"body has {len(reader.data)} of {size} bytes: {reader.ended}"
    while reader.more():
        pass
    return "" if reader.ended == "closed" else f"body not ended: {reader.ended}"


def _chunks(reader: Reader) -> str:
    while True:
        line = reader.line()
        if line is None:
            return f"last chunk missing: {reader.ended}"
        size = line.split(b";")[0].strip()
        if not re.fullmatch(rb"[0-9a-fA-F]+", size):
            return f"bad chunk size {line[:20]!r}"
        count = int(size, 16)
        if count == 0:
            while line := reader.line():
                pass
            return "" if line == b"" else f"trailer not complete: {reader.ended}"
        if not reader.until(count + 2):
            return f"chunk cut: {reader.ended}"
        reader.data = reader.data[count + 2:]
