# SPDX-License-Identifier: Apache-2.0
"""names.py ADDRESS NAME=ADDRESS...: a name server that knows a few A records and answers "no data" for every other type."""
import socket
import struct
import sys


def question(packet):
    """The name that is asked for, the type, and where the question ends."""
    labels, at = [], 12
    while packet[at]:
        labels.append(packet[at + 1:at + 1 + packet[at]].decode("ascii").lower())
        at += 1 + packet[at]
    return ".".join(labels), struct.unpack_from("!H", packet, at + 1)[0], at + 5


def main():
    known = dict(pair.split("=") for pair in sys.argv[2:])
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as port:
        port.bind((sys.argv[1], 53))
        while True:
            packet, peer = port.recvfrom(4096)
            try:
                name, kind, end = question(packet)
            except (IndexError, UnicodeDecodeError, struct.error):
                continue
            address = known.get(name) if kind == 1 else None
            code = 0 if name in known else 3
            head = packet[:2] + struct.pack("!HHHHH", 0x8580 | code, 1, 1 if address else 0, 0, 0)
            record = struct.pack("!HHHIH", 0xC00C, 1, 1, 60, 4) + socket.inet_aton(address) if address else b""
            port.sendto(head + packet[12:end] + record, peer)


main()
