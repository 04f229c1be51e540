# SPDX-License-Identifier: Apache-2.0
"""A name server for *.lab.test and localhost that answers, refuses, fails or is silent, by the first label."""
from __future__ import annotations

import contextlib
import ipaddress
import socket
import struct
import threading

A, AAAA = 1, 28
ADDRESSES = {A: "127.0.0.1", AAAA: "::1"}
MOVED = "127.0.0.77"   # where a server says that every name is, which the hosts file knows elsewhere
RCODES = {"missing": 3, "servfail": 2, "refused": 5}


class NameServer:
    """UDP and TCP on one port of the kernel's choice; `address` is HOST:PORT. With `ipv4` every A record is that."""

    def __init__(self, ipv4: str = ADDRESSES[A]):
        self.addresses = {**ADDRESSES, A: ipv4}
        self.datagrams, self.streams = self._bind()
        self.address = "127.0.0.1:%d" % self.datagrams.getsockname()[1]
        for serve in (self._serve_datagrams, self._serve_streams):
            threading.Thread(target=serve, daemon=True).start()

    def stop(self) -> None:
        self.datagrams.close()
        self.streams.close()

    @staticmethod
    def _bind():
        for _ in range(50):
            datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            datagrams.bind(("127.0.0.1", 0))
            streams = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            try:
                streams.bind(datagrams.getsockname())
                streams.listen(64)
                return datagrams, streams
            except OSError:
                datagrams.close()
                streams.close()
        raise RuntimeError("no port is free for UDP and TCP")

    def _serve_datagrams(self) -> None:
        while True:
            try:
                query, peer = self.datagrams.recvfrom(4096)
                reply = self.reply(query)
                if reply:
                    self.datagrams.sendto(reply, peer)
            except (struct.error, IndexError, UnicodeDecodeError):
                continue
            except OSError:
                return

    def _serve_streams(self) -> None:
        while True:
            try:
                stream, _ = self.streams.accept()
            except OSError:
                return
            threading.Thread(target=self._serve_stream, args=(stream,), daemon=True).start()

    def _serve_stream(self, stream: socket.socket) -> None:
        with stream, stream.makefile("rb") as source, contextlib.suppress(OSError, struct.error, IndexError):
            stream.settimeout(10)
            while size := source.read(2):
                reply = self.reply(source.read(struct.unpack("!H", size)[0]))
                if reply:
                    stream.sendall(struct.pack("!H", len(reply)) + reply)

    def reply(self, query: bytes) -> bytes:
        """The answer to one query; empty for a name that stays silent."""
        labels, at = [], 12
        while query[at]:
            labels.append(query[at + 1:at + 1 + query[at]].decode().lower())
            at += query[at] + 1
        kind = struct.unpack("!H", query[at + 1:at + 3])[0]
        question = query[12:at + 5]
        first = labels[0] if labels else ""
        if first == "silent":
            return b""
        rcode = RCODES.get(first, 0 if labels[-2:] == ["lab", "test"] or labels == ["localhost"] else 3)
        records = b""
        families = {"dual": (A, AAAA), "nodata": ()}.get(first, (A,))
        if rcode == 0 and kind in families:
            packed = ipaddress.ip_address(self.addresses[kind]).packed
            records = struct.pack("!HHHIH", 0xC00C, kind, 1, 5, len(packed)) + packed
        return query[:2] + struct.pack("!HHHHH", 0x8580 | rcode, 1, 1 if records else 0, 0, 0) + question + records
