# SPDX-License-Identifier: Apache-2.0
"""Small servers for what a fixed script cannot do: they look at what the peer says. One function each."""
from __future__ import annotations

import contextlib
import email.utils
import re
import socket
import struct

import application_servers
from faults.row import full

PROXY_V2 = b"\r\n\r\n\x00\r\nQUIT\n"
OK = full()
ROUNDS = 8            # after which the relay of a loop gives up


def keepalive(talk, place, options):
    """Answers request after request on one connection."""
    if place.serve.tls:
        talk.start_tls(place.serve.tls)
    while True:
        if "idle" in options:
            talk.pending = talk.receive(options["idle"])
            if not talk.pending:
                talk.fin()
        talk.head()
        talk.send(options.get("version", b"HTTP/1.1") + b" 200 OK\r\nContent-Length: 6\r\n" + options.get("line", b"")
                  + b"Content-Type: text/plain\r\n\r\nhello\n")


def dated(talk, place, options):
    """Says in its answer what time it is."""
    if place.serve.tls:
        talk.start_tls(place.serve.tls)
    talk.head()
    talk.send(full("200 OK", b"hello\n", f"Date: {email.utils.formatdate(usegmt=True)}"))
    talk.fin()


def redis(talk, place, options):
    data = talk.receive()
    talk.note(data)
    if data.startswith(b"PING"):
        talk.send(b"+PONG\r\n")
        talk.hold()
    if data.startswith((b"GET ", b"HEAD ")):
        talk.send(b"-ERR wrong number of arguments for 'get' command\r\n")
    elif data[:1].isalpha():
        talk.send(b"-ERR unknown command '%s', with args beginning with: \r\n" % data.split()[0][:32])
    talk.fin()        # "Host:" is taken for an attack, and the connection is closed


def memcached(talk, place, options):
    while True:
        data = talk.receive()
        talk.note(data)
        if not data:
            talk.fin()
        if data.startswith(b"version"):
            talk.send(b"VERSION 1.6.18\r\n")
        else:
            talk.send(b"ERROR\r\n" * max(1, data.count(b"\n")))


def postgresql(talk, place, options):
    data = talk.peek(8)
    talk.note(data)
    if data[:8] == b"\x00\x00\x00\x08\x04\xd2\x16\x2f":
        talk.send(b"N")
        talk.hold()
    talk.fin()


def fastcgi(talk, place, options):
    """Answers FCGI_GET_VALUES, and closes on anything that is not FastCGI, as php-fpm does."""
    data = talk.peek(8)
    talk.note(data)
    if len(data) < 8 or data[0] != 1:
        talk.fin()
    kind, request, size = data[1], data[2:4], struct.unpack("!H", data[4:6])[0]
    talk.peek(8 + size + data[6])
    if kind == 9:
        values = b"\x0e\x01FCGI_MAX_CONNS5" + b"\x0d\x01FCGI_MAX_REQS5" + b"\x0f\x01FCGI_MPXS_CONNS0"
        talk.send(struct.pack("!BB2sHBx", 1, 10, request, len(values), 0) + values)
    elif kind == 1:
        body = b"Content-Type: text/plain\r\n\r\nhello\n"
        talk.send(struct.pack("!BB2sHBx", 1, 6, request, len(body), 0) + body
                  + struct.pack("!BB2sHBx", 1, 3, request, 8, 0) + b"\x00" * 8)
    talk.fin()


def uwsgi(talk, place, options):
    """modifier1, 16 bits of size, modifier2: an HTTP request announces a packet that never comes."""
    data = talk.peek(4)
    talk.note(data)
    size = struct.unpack("<H", data[1:3])[0] if len(data) >= 4 else 0
    if data[:1] == b"\x00" and len(talk.peek(4 + size)) >= 4 + size:
        talk.send(OK)
        talk.fin()
    talk.hold()


def scgi(talk, place, options):
    """Wants a netstring: digits and a colon."""
    data = talk.peek(2)
    talk.note(data)
    if data[:1].isdigit():
        talk.send(b"Status: 200 OK\r\nContent-Type: text/plain\r\n\r\nhello\n")
    talk.fin()


def ajp(talk, place, options):
    """Answers a CPing with a CPong, and closes on a packet without the magic, as Tomcat does."""
    data = talk.peek(5)
    talk.note(data)
    if data[:2] == b"\x12\x34" and data[4:5] == b"\x0a":
        talk.send(b"AB\x00\x01\x09")
        talk.hold()
    talk.fin()


def http2(talk, place, options):
    """Only HTTP/2: SETTINGS for a preface, and SETTINGS with GOAWAY for an HTTP/1 request."""
    settings = b"\x00\x00\x06\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x64"
    if place.serve.tls:
        talk.start_tls(place.serve.tls)
    if options.get("first"):
        talk.send(settings)
    data = talk.peek(24)
    talk.note(data)
    good = data.startswith(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
    if not options.get("first"):
        talk.send(settings)
    if good:
        talk.send(b"\x00\x00\x00\x04\x01\x00\x00\x00\x00")
        talk.hold()
    if not options.get("grpc"):
        talk.send(b"\x00\x00\x08\x07\x00\x00\x00\x00\x00" + struct.pack("!II", 0, 1))
    talk.fin()


def tls_or_plain(talk, place, options):
    """Serves TLS; what is not TLS gets options["plain"] and an end."""
    if talk.look(len)[:1] == b"\x16":
        talk.start_tls(place.serve.tls)
        talk.head()
        talk.send(OK)
        talk.fin()
    talk.note(talk.peek(1))
    if options.get("plain"):
        talk.receive(0.2)
        talk.send(options["plain"])
    if options.get("reset"):
        talk.rst()
    talk.fin()


def plain_only(talk, place, options):
    """Serves plain HTTP; a TLS hello gets options["hello"] and an end, or no answer with "wait"."""
    data = talk.peek(1)
    if data[:1] != b"\x16":
        talk.head()
        talk.send(OK)
        talk.fin()
    talk.note(data)
    if options.get("wait"):
        talk.hold()
    talk.send(options["hello"])
    talk.fin()


def proxy_protocol(talk, place, options):
    """Wants a PROXY header of one of the versions first."""
    data = talk.look(lambda seen: len(seen) >= 16)
    version = 1 if data.startswith(b"PROXY ") else 2 if data.startswith(PROXY_V2) else 0
    if version not in options["versions"]:
        talk.note(data)
        talk.send(options.get("refusal", b""))
        if options.get("reset"):
            talk.rst()
        talk.fin()
    if version == 1:
        data = talk.look(lambda seen: b"\r\n" in seen)
        talk.skip(data.index(b"\r\n") + 2 if b"\r\n" in data else len(data))
    else:
        talk.skip(16 + struct.unpack("!H", data[14:16])[0])
    if place.serve.tls:
        talk.start_tls(place.serve.tls)
    talk.head()
    talk.send(OK)
    talk.fin()


def sni_or(talk, place, options):
    """Serves a hello that names a server; without a name the connection ends."""
    if b"localhost" not in talk.look(lambda seen: len(seen) > 200):
        talk.receive()
        talk.play([(options["end"],)])
    talk.start_tls(place.serve.tls)
    talk.head()
    talk.send(OK)
    talk.fin()


def echo(talk, place, options):
    """RFC 862."""
    while data := talk.receive():
        talk.note(data)
        talk.send(data)
    talk.fin()


def by_host(talk, place, options):
    """Serves a Host that is its own address (own), or any other; refuses the rest."""
    head = talk.head()
    match = re.search(rb"\r\nhost:[ \t]*([^\r\n]*)", head, re.I)
    own = bool(match) and match.group(1).strip().endswith(b":%d" % place.port)
    talk.send(OK if own == options["own"] else options["refusal"])
    talk.fin()


def by_first_line(talk, place, options):
    """Takes the second word of the first line for the path, as small servers do, and closes on each that is one."""
    words = talk.head().split(b"\r\n")[0].split()
    if words[1:] and not words[1].startswith(b"/"):
        talk.send(OK)
    talk.fin()


def by_version(talk, place, options):
    """Serves one version of HTTP and refuses the other."""
    head = talk.head()
    served = head.split(b"\r\n")[0].endswith(options["version"])
    talk.send(OK if served else options["refusal"])
    talk.fin()


def loop(talk, place, options):
    """Sends the request back to the proxy it came from, and ends the loop after some rounds."""
    head = talk.head()
    match = re.search(rb"\r\nX-Lab-Round: (\d+)", head, re.I)
    count = int(match.group(1)) if match else 0
    if count >= ROUNDS or not place.proxy_address:
        talk.fin()
    lines = [line for line in head.rstrip(b"\r\n").split(b"\r\n")
             if not line.lower().startswith((b"connection:", b"x-lab-round:", b"keep-alive:"))]
    lines += [b"X-Lab-Round: %d" % (count + 1), b"Connection: close", b"", b""]
    with contextlib.suppress(OSError), socket.create_connection(place.proxy_address, 5) as back:
        back.settimeout(5)
        back.sendall(b"\r\n".join(lines))
        while data := back.recv(16384):
            talk.send(data)
    talk.fin()


SERVERS = {
    "keepalive": keepalive, "dated": dated, "redis": redis, "memcached": memcached, "postgresql": postgresql,
    "fastcgi": fastcgi,
    "uwsgi": uwsgi, "scgi": scgi, "ajp": ajp, "http2": http2, "tls-or-plain": tls_or_plain,
    "plain-only": plain_only, "proxy-protocol": proxy_protocol, "by-host": by_host, "by-version": by_version,
    "by-first-line": by_first_line, "sni-or": sni_or, "echo": echo,
    "loop": loop, **application_servers.SERVERS,
}
