# SPDX-License-Identifier: Apache-2.0
"""An HTTP/2 peer on loopback that sends the bytes it is told to once a request has come."""
import contextlib
import socket
import struct

import peers
from frames import DATA, END_STREAM, HEADERS, PREFACE


class Peer(peers.Peer):
    """`play(connection)` is called once the request has come whole. Counts connections and requests; `heard` holds the frames
    of the latest request as (kind, flags, stream, payload)."""

    def __init__(self, play):
        super().__init__(None, read_request=False)
        self.play, self.heard = play, []
        self.h2c, self.grpc = (self.url.replace("http://", f"{scheme}://") for scheme in ("h2c", "grpc"))

    def serve(self, connection):
        with connection, contextlib.suppress(OSError):
            source = connection.makefile("rb")
            if source.read(len(PREFACE)) != PREFACE:
                return
            self.heard = []
            while not any(kind in (DATA, HEADERS) and flags & END_STREAM for kind, flags, _, _ in self.heard):
                self.heard.append(read_frame(source))
            self.requests += 1
            self.play(connection, source)


def read_frame(source):
    head = source.read(9)
    if len(head) < 9:
        raise OSError("the connection ended")
    return head[3], head[4], struct.unpack(">I", head[5:])[0], source.read(int.from_bytes(head[:3], "big"))


def drain(source):
    """Until the other side closes."""
    with contextlib.suppress(OSError):
        while True:
            read_frame(source)


def sends(payload):
    """Sends the bytes and waits for the other side to close."""
    def play(connection, source):
        connection.sendall(payload)
        drain(source)
    return Peer(play)


def sends_and_closes(payload):
    """Closes in order: what the other side still says is read, so that no reset follows."""
    def play(connection, source):
        connection.sendall(payload)
        connection.shutdown(socket.SHUT_WR)
        drain(source)
    return Peer(play)
