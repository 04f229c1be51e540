# SPDX-License-Identifier: Apache-2.0
"""HTTP/2 frames (RFC 9113), right and wrong, as bytes."""
import struct

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
