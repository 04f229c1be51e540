# SPDX-License-Identifier: Apache-2.0
"""Hostile peers and hostile files: gigabytes, drips, silence, terminal escapes in every place that a peer can fill. The program stays
within its memory and its deadline, and hands no control character on in any format."""
import json
import os
import pathlib
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import unicodedata

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from peers import PROGRAM, Peer, equal, gwdiag, run_all, says, silent, start  # noqa: E402

FORMATS = ("text", "json", "jsonl", "junit", "tap", "github", "markdown", "html", "prometheus", "nagios")
SANITIZED = "asan" in PROGRAM
MEMORY = 64                                   # MiB resident; a run with little to read has 10 to 20
ESCAPES = "\x1b]0;owned\x07\x1b[31m\x9b31m\u202e\u2066\x7f\x08".encode() + b"\xff\xfe"


def resident(*arguments):
    """Exit status, output, seconds and the most memory that the program had, in MiB."""
    began = time.monotonic()
    process = start(*arguments)
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    return process.returncode, out, time.monotonic() - began, usage.ru_maxrss / 1024


def for_ever(opening, piece):
    def behave(connection, _):
        connection.sendall(opening)
        while True:
            connection.sendall(piece)
    return Peer(behave)


def unsafe(text):
    return sorted({f"U+{ord(c):04X}" for c in text if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp")})


def assert_harmless(arguments, secret=b"owned"):
    """No format hands on a control character; the peer's text is there all the same, escaped."""
    for form in FORMATS:
        ran = gwdiag(*arguments, "-o", form, "-v")
        equal((unsafe(ran.out.decode()), unsafe(ran.err)), ([], []), f"{form}: {ran.out[:200]!r}")
        if form == "json":
            assert secret in ran.out, ran.out[:2000]


def test_gigabytes_fit_into_little_memory():
    opening = b"HTTP/1.1 200 OK\r\n"
    big = b"z" * (1 << 20)
    for name, make in {
        "body": lambda: for_ever(opening + b"Content-Length: 99999999999\r\n\r\n", big),
        "chunks": lambda: for_ever(opening + b"Transfer-Encoding: chunked\r\n\r\n", b"100000\r\n" + big + b"\r\n"),
        "head": lambda: for_ever(opening, b"X-Filler: " + b"y" * 8000 + b"\r\n"),
        "one line": lambda: for_ever(b"HTTP/1.1 200 ", big),
        "noise": lambda: for_ever(b"", bytes(range(256)) * 4096),
    }.items():
        with make() as proxy, make() as upstream:
            status, out, seconds, memory = resident("check", proxy.url, upstream.url, "-o", "json", "--deadline", "4s")
            assert json.loads(out)["verdict"]["status"] in ("healthy", "degraded", "unhealthy"), name
            assert status in (0, 1) and seconds < 5, f"{name}: exit status {status} after {seconds:.1f} s"
            assert memory < MEMORY or SANITIZED, f"{name}: {memory:.0f} MiB"


def test_a_bomb_of_gzip_stays_small():
    # Not of bytes of ours: what this process has held counts for its children until they exec (getrusage(2)).
    bomb = subprocess.run("head -c 67108864 /dev/zero | gzip -9 -c", shell=True, capture_output=True, check=True).stdout
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb)
    with says(head + bomb) as peer:
        status, _, seconds, memory = resident("check", peer.url, peer.url, "-o", "json")
        assert status in (0, 1) and seconds < 5 and (memory < MEMORY or SANITIZED), (status, seconds, memory)


def test_one_byte_a_second_ends_with_the_deadline():
    def drip(connection, _):
        for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello\n":
            connection.sendall(bytes([byte]))
            time.sleep(1)
    with Peer(drip) as proxy, Peer(drip) as upstream:
        _, out, seconds, _ = resident("check", proxy.url, upstream.url, "-o", "json", "--deadline", "3s")
        verdict = json.loads(out)["verdict"]
        assert seconds < 3.8, seconds
        equal((verdict["partial"], verdict["status"] != "healthy"), (True, True))


def test_banner_before_the_request_that_never_ends():
    def shout(connection, _):
        while True:
            connection.sendall(b"220-still greeting\r\n" * 500)
    with Peer(shout, read_request=False) as peer:
        status, _, seconds, memory = resident("check", peer.url, peer.url, "-o", "json", "--deadline", "3s")
        assert status in (0, 1) and seconds < 3.8 and (memory < MEMORY or SANITIZED), (status, seconds, memory)


def test_escapes_in_a_response_reach_no_terminal():
    payload = (b"HTTP/1.1 502 Bad" + ESCAPES.replace(b"\n", b"") + b"\r\nServer: nginx/" + ESCAPES + b"\r\nX-" + ESCAPES +
               b": v\r\nContent-Type: text/html\r\n\r\n<title>" + ESCAPES + b"</title>")
    with says(payload) as proxy, says(payload) as upstream:
        assert_harmless(("check", proxy.url, upstream.url))


def test_escapes_in_front_of_http_reach_no_terminal():
    for payload in (ESCAPES * 3 + b"\r\n", b"SSH-2.0-" + ESCAPES + b"\r\n", b"220 " + ESCAPES + b" ESMTP\r\n", b"<" + ESCAPES):
        with Peer(lambda connection, _, bytes_=payload: connection.sendall(bytes_), read_request=False) as peer:
            assert_harmless(("check", peer.url, peer.url))


def test_markup_of_a_peer_stays_text():
    evil = b"<script>alert(1)</script>]]>&x; ::error::x %0A `$(id)` | [a](javascript:b)"
    with says(b"HTTP/1.1 502 " + evil + b"\r\nServer: " + evil + b"\r\n\r\n" + evil) as peer:
        for form in ("html", "junit", "markdown", "github"):
            out = gwdiag("check", peer.url, peer.url, "-o", form, "-v").out.decode()
            assert "<script>alert" not in out, f"{form}: {out[:300]}"
        assert not any(line.startswith("::error::x") for line in
                       gwdiag("check", peer.url, peer.url, "-o", "github").out.decode().splitlines())


def certificate(folder, subject):
    """A self-signed certificate whose subject holds these bytes."""
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(["openssl", "req", "-x509", "-utf8", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-days", "2", "-keyout", key, "-out", cert, "-subj", subject, "-addext", "subjectAltName=DNS:*.example.com"],
                   check=True, capture_output=True)
    return cert, key


class TlsPeer(Peer):
    def __init__(self, cert, key):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(cert, key)
        super().__init__(lambda connection, _: connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
        self.url = f"https://127.0.0.1:{self.port}"

    def serve(self, connection, *rest):
        try:
            super().serve(self.context.wrap_socket(connection, server_side=True), *rest)
        except (ssl.SSLError, OSError):
            connection.close()


def test_endless_tls_ends():
    hello = b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc\x03\x03" + b"a" * (0x4000 - 6)
    for name, piece in {"handshake records": hello, "warnings": b"\x15\x03\x03\x00\x02\x01\x70" * 1000,
                        "change of cipher": b"\x14\x03\x03\x00\x01\x01" * 1000, "empty records": b"\x16\x03\x03\x00\x00" * 1000,
                        "plain text": b"HTTP/1.1 400 Bad Request\r\n" * 500}.items():
        def for_ever_after(connection, _, piece_=piece):
            while True:
                connection.sendall(piece_)
        with Peer(for_ever_after, read_request=False) as proxy, Peer(for_ever_after, read_request=False) as upstream:
            status, out, seconds, memory = resident("check", proxy.url.replace("http", "https"), upstream.url.replace("http", "https"),
                                                    "-o", "json", "--deadline", "4s")
            equal((status, json.loads(out)["verdict"]["status"]), (1, "unhealthy"), name)
            assert seconds < 4.8 and (memory < MEMORY or SANITIZED), f"{name}: {seconds:.1f} s, {memory:.0f} MiB"


def test_a_chain_without_end_is_bounded():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        cert, key = certificate(folder, "/CN=" + "x" * 60)
        chain = folder / "chain.pem"
        chain.write_text(cert.read_text() * 150)          # 90 kB: more than a handshake message may have
        with TlsPeer(chain, key) as peer:
            status, out, seconds, memory = resident("check", peer.url, peer.url, "-o", "json")
        stages = json.loads(out)["proxy"]["stages"]
        assert status == 1 and seconds < 5 and (memory < MEMORY or SANITIZED), (status, seconds, memory)
        assert len(stages["tls"].get("chain", [])) <= 16 and len(out) < 500_000, len(out)


def test_escapes_in_a_certificate_reach_no_terminal():
    with tempfile.TemporaryDirectory() as folder:
        cert, key = certificate(pathlib.Path(folder), "/CN=\x1b]0;owned\x07 \u202eevil/O=\x1b[31mred")
        with TlsPeer(cert, key) as proxy, TlsPeer(cert, key) as upstream:
            assert_harmless(("check", proxy.url, upstream.url))
            assert_harmless(("check", proxy.url, upstream.url, "--insecure"))


def test_escapes_in_saved_evidence_reach_no_terminal():
    with says(b"HTTP/1.1 502 Bad\r\nContent-Length: 0\r\n\r\n") as proxy, silent() as upstream, tempfile.TemporaryDirectory() as folder:
        report = gwdiag("check", proxy.url, upstream.url, "--answer-timeout", "500ms", "-o", "json").report
        evil = "\x1b]0;owned\x07\u202e"

        def poison(value):
            if isinstance(value, dict):
                return {key: item if key in ("schema", "status", "role", "ended", "framing", "scheme", "id", "at", "started_at")
                        else poison(item) for key, item in value.items()}
            if isinstance(value, list):
                return [poison(item) for item in value]
            return value + evil if isinstance(value, str) else value
        path = pathlib.Path(folder, "e.json")
        path.write_text(json.dumps(poison(report)))
        assert_harmless(("diagnose", path))


def test_a_name_server_that_hangs():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mute:
        mute.bind(("127.0.0.1", 0))
        began = time.monotonic()
        ran = gwdiag("check", "http://proxy.example.com/", "http://app.example.com/", "--resolver", "127.0.0.1:%d" % mute.getsockname()[1],
                     "-o", "json", "--deadline", "1s")
        seconds = time.monotonic() - began
        assert seconds < 1.6, seconds
        equal((ran.verdict["partial"], ran.status in (1, 3), ran.report["connections_opened"]), (True, True, 0), ran.out[:500])


def test_a_name_server_that_answers_nonsense():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as liar:
        liar.bind(("127.0.0.1", 0))

        def answer():
            junk = [b"", b"\x00", b"\xff" * 600, ESCAPES * 20]
            while True:
                try:
                    query, peer = liar.recvfrom(4096)
                except OSError:
                    return
                for data in [*junk, query[:2] + b"\x81\x80" + b"\xff" * 40, query[:2] + b"\x81\x80\x00\x01\xff\xff\x00\x00\x00\x00\xc0\x0c\xc0\x0c"]:
                    liar.sendto(data, peer)
        threading.Thread(target=answer, daemon=True).start()
        began = time.monotonic()
        ran = gwdiag("check", "http://proxy.example.com/", "--resolver", "127.0.0.1:%d" % liar.getsockname()[1], "-o", "json",
                     "--timeout", "1s", "--deadline", "3s")
        assert time.monotonic() - began < 3.8
        assert ran.status in (1, 3) and ran.ids[:1] in ([], ["dns-timeout"], ["dns-servfail"]), (ran.status, ran.ids)


run_all(globals())
