# SPDX-License-Identifier: Apache-2.0
"""Servers that read a whole request of an application protocol, and then play a script's steps."""
from __future__ import annotations

import struct

from faults.row import full

MARK = b"x_lab_proxy"
END_OF_STDIN = 5
DATA, HEADERS, SETTINGS, END_STREAM = 0, 1, 4, 1


def _note(talk, packet: bytes) -> None:
    """Counts it as the head of a request, with the mark of the proxy where one is in it."""
    mark = b"\r\nX-Lab-Proxy: yes" if MARK in packet.lower().replace(b"-", b"_") else b""
    talk.note(b"GET / APPLICATION" + mark + b"\r\n\r\n")


def fastcgi_app(talk, place, options):
    """FastCGI records up to the end of STDIN. Bytes of another protocol get options["other"] and an end."""
    seen = b""
    while True:
        header = talk.take(8)
        if len(header) < 8 or header[0] != 1:
            talk.note(seen + header)
            talk.send(options.get("other", b""))
            talk.fin()
        kind, size = header[1], struct.unpack("!H", header[4:6])[0]
        seen += talk.take(size + header[6])
        if kind == END_OF_STDIN and size == 0:
            break
    _note(talk, seen)
    talk.play(options["steps"])


def uwsgi_app(talk, place, options):
    """One packet of variables; a GET has no body."""
    header = talk.take(4)
    _refuse_others(talk, header, header[:1] == b"\0" and len(header) == 4)
    _note(talk, talk.take(struct.unpack("<H", header[1:3])[0]))
    talk.play(options["steps"])


def scgi_app(talk, place, options):
    """A netstring of variables."""
    data = b""
    while len(data) < 6 and data[-1:] != b":":
        more = talk.take(1)
        if not more:
            break
        data += more
    _refuse_others(talk, data, data[:-1].isdigit())
    _note(talk, talk.take(int(data[:-1]) + 1))
    talk.play(options["steps"])


def ajp_app(talk, place, options):
    """One FORWARD_REQUEST; a CPing before it is answered."""
    while True:
        header = talk.take(4)
        _refuse_others(talk, header, header[:2] == b"\x12\x34")
        packet = talk.take(struct.unpack("!H", header[2:4])[0])
        if packet[:1] != b"\x0a":
            break
        talk.send(b"AB\x00\x01\x09")
    _note(talk, packet)
    talk.play(options["steps"])


def _refuse_others(talk, seen: bytes, good: bool) -> None:
    if not good:
        talk.note(seen)
        talk.fin()


def http2_app(talk, place, options):
    """Sends options["greeting"], as a server does that waits for nothing, and plays the steps for each request. Bytes of
    another protocol, or options["other"], end it."""
    talk.send(options.get("greeting", b""))
    preface = talk.take(24)
    if not preface.startswith(b"PRI * HTTP/2.0") or "other" in options:
        talk.note(preface)
        talk.send(options.get("other", b""))
        talk.fin()
    while True:
        stream = _http2_request(talk)
        _note(talk, b"")
        frames = OnStream(stream)
        talk.play(("send", frames.moved(step[1])) if step[0] == "send" else step for step in options["steps"])


def _http2_request(talk) -> int:
    """Frames up to the end of a request; the number of its stream."""
    kind, flags = SETTINGS, 0
    while kind not in (DATA, HEADERS) or not flags & END_STREAM:
        header = talk.take(9)
        if len(header) < 9:
            talk.fin()
        kind, flags, stream = header[3], header[4], header[8]
        talk.take(int.from_bytes(header[:3], "big"))
    return stream


class OnStream:
    """Frames that are written for stream 1, on the stream of the request: Go's client begins with 3."""

    def __init__(self, stream: int):
        self.stream, self.header, self.left = stream, b"", 0

    def moved(self, data: bytes) -> bytes:
        out = bytearray()
        for byte in data:
            if self.left:
                self.left -= 1
            else:
                self.header += bytes((byte,))
                if len(self.header) == 9:
                    byte = self.stream if self.header[5:] == b"\0\0\0\1" else byte
                    self.header, self.left = b"", int.from_bytes(self.header[:3], "big")
            out.append(byte)
        return bytes(out)


def fastcgi_or_http(talk, place, options):
    """An HTTP server that closes on first bytes that are no letter, or not those of options["first"]."""
    data = talk.peek(1)
    if not data[:1].isupper() or not data.startswith(options.get("first", b"")):
        talk.note(data)
        talk.fin()
    talk.head()
    talk.send(full())
    talk.fin()


SERVERS = {"fastcgi-app": fastcgi_app, "uwsgi-app": uwsgi_app, "scgi-app": scgi_app, "ajp-app": ajp_app, "http2-app": http2_app,
           "fcgi-or-http": fastcgi_or_http}
