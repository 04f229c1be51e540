# SPDX-License-Identifier: Apache-2.0
"""What a TLS ClientHello offers by ALPN (RFC 8446 section 4.1.2, RFC 7301)."""
from __future__ import annotations

import struct

ALPN = 16


def alpn(record: bytes) -> set[bytes]:
    """The protocols offered in this record; empty when there are none or it is no ClientHello."""
    try:
        return _alpn(record)
    except (IndexError, struct.error):
        return set()


def _alpn(record: bytes) -> set[bytes]:
    if record[0] != 0x16 or record[5] != 1:
        return set()
    at = 5 + 4 + 2 + 32                                             # record, handshake, version, random
    at += 1 + record[at]                                            # session id
    at += 2 + struct.unpack_from("!H", record, at)[0]               # cipher suites
    at += 1 + record[at]                                            # compression
    end = at + 2 + struct.unpack_from("!H", record, at)[0]
    at += 2
    while at < end:
        kind, size = struct.unpack_from("!HH", record, at)
        if kind == ALPN:
            names, place = set(), at + 6
            while place < at + 4 + size:
                names.add(record[place + 1:place + 1 + record[place]])
                place += 1 + record[place]
            return names
        at += 4 + size
    return set()
