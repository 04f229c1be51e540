# SPDX-License-Identifier: Apache-2.0
"""An HTTP/2 peer on loopback that sends the frames it is told to, right or wrong (RFC 9113), once a request has come."""
import contextlib
import struct

import peers

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = range(10)
END_STREAM, ACK, END_HEADERS = 1, 1, 4


def frame(kind, flags=0, stream=0, payload=b""):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def text(value):
    """A string of HPACK, not Huffman-coded (RFC 7541 section 5.2), shorter than 127 bytes."""
    return bytes([len(value)]) + value


def fields(*pairs):
    """Literal fields without indexing (RFC 7541 section 6.2.2)."""
    return b"".join(b"\0" + text(name) + text(value) for name, value in pairs)


def headers(status=b"200", *pairs, flags=END_HEADERS, stream=1):
    return frame(HEADERS, flags, stream, fields((b":status", status), *pairs))


def trailers(*pairs):
    return frame(HEADERS, END_HEADERS | END_STREAM, 1, fields(*pairs))


def data(body, last=True):
    return frame(DATA, END_STREAM if last else 0, 1, body)


def settings(*pairs):
    return frame(SETTINGS, 0, 0, b"".join(struct.pack(">HI", *pair) for pair in pairs))


def goaway(code, last=0, debug=b""):
    return frame(GOAWAY, 0, 0, struct.pack(">II", last, code) + debug)


def reset(code):
    return frame(RST_STREAM, 0, 1, struct.pack(">I", code))


GREETING = settings() + frame(SETTINGS, ACK)


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
    return Peer(lambda connection, _: connection.sendall(payload))
