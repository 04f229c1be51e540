# SPDX-License-Identifier: Apache-2.0
"""Requests with a large body: --timeout is silence and not the whole, an early answer is read, the body is not copied."""
import contextlib
import pathlib
import resource
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from peers import Peer, answer, equal, gwdiag, run_all, start  # noqa: E402

SIZE = 16 << 20        # more than the socket buffers of both ends hold
GOOD = answer(b"200 OK", headers=b"Connection: close\r\n")
REFUSED = answer(b"413 Content Too Large", headers=b"Connection: close\r\n")


@contextlib.contextmanager
def upload(size=SIZE):
    with tempfile.NamedTemporaryFile() as data:
        data.truncate(size)
        yield f"@{data.name}"


def read_body(connection, request, seconds=0.0, back=b"", size=SIZE):
    """Reads the whole body, evenly; `back` goes out for each piece read."""
    done, begin = len(request.split(b"\r\n\r\n", 1)[1]), time.monotonic()
    while done < size:
        piece = connection.recv(262144)
        if not piece:
            return
        done += len(piece)
        connection.sendall(back)
        time.sleep(max(0.0, begin + seconds * done / size - time.monotonic()))


def http(ran, side="proxy"):
    return (ran.report["proxy"] if side == "proxy" else ran.report["upstreams"][0])["stages"]["http"]


def test_a_steady_reader_may_take_longer_than_the_timeout():
    def slow(connection, request):
        read_body(connection, request, 3)
        connection.sendall(GOOD)
    with upload() as data, Peer(slow) as proxy:
        ran = gwdiag("check", proxy.url, "--data", data, "--timeout", "700ms", "-o", "json")
        equal((ran.status, ran.ids, http(ran)["sent_bytes"] > SIZE), (0, [], True), ran.out)
        assert http(ran)["elapsed_ms"] > 1500, http(ran)


def test_a_peer_that_does_not_read_is_said_after_the_timeout():
    with upload() as data, Peer(lambda *_: time.sleep(8)) as proxy:
        began = time.monotonic()
        ran = gwdiag("check", proxy.url, "--data", data, "--timeout", "700ms", "-o", "json")
        equal((ran.status, ran.ids[0], http(ran)["error"]), (1, "request-send-timeout", "send-timeout"))
        assert time.monotonic() - began < 4


def test_the_answer_of_a_peer_that_stops_reading_is_read():
    def refuses(connection, _):
        connection.sendall(REFUSED)
        time.sleep(8)
    with upload() as data, Peer(refuses) as proxy:
        ran = gwdiag("check", proxy.url, "--data", data, "--timeout", "700ms", "-o", "json")
        equal((http(ran)["http_status"], http(ran).get("error"), ran.ids), (413, None, []))


def test_who_answers_and_closes_is_early():
    def refuses(connection, _):
        connection.sendall(REFUSED)
        connection.recv(1)
    with upload() as data, Peer(refuses) as upstream, Peer(refuses) as proxy:
        ran = gwdiag("check", proxy.url, upstream.url, "--data", data, "-o", "json")
        equal((ran.verdict["status"], ran.ids, http(ran, "upstream")["http_status"]), ("degraded", ["early-response"], 413))
        assert ran.verdict["causes"][0]["detail"]["request_bytes"] > SIZE, ran.verdict["causes"][0]


def test_who_answers_while_it_reads_is_well():
    def echoes(connection, request):
        connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        read_body(connection, request, back=b"x" * 65536)
    with upload() as data, Peer(echoes) as proxy:
        ran = gwdiag("check", proxy.url, "--data", data, "--timeout", "2s", "-o", "json")
        equal((ran.status, ran.ids, http(ran)["request_sent"]), (0, [], True), ran.out)


def test_an_answer_is_early_when_the_body_only_left_our_program():
    """All of it fits into the buffers on the way; the peer's window has room for little of it."""
    size = 50_000

    def refuses(connection, _):
        connection.sendall(REFUSED)
        time.sleep(8)

    def reads(connection, request):
        read_body(connection, request, size=size)
        connection.sendall(REFUSED)
    for behave, early in ((refuses, True), (reads, False)):
        with upload(size) as data, Peer(behave) as proxy:
            proxy.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            ran = gwdiag("check", proxy.url, "--data", data, "--timeout", "700ms", "-o", "json")
            seen = http(ran)
            equal((seen["http_status"], seen["request_sent"], seen["sent_bytes"] < seen["request_bytes"]), (413, True, early), seen)


def test_the_same_over_tls():
    with tempfile.TemporaryDirectory() as folder, upload() as data:
        pem = f"{folder}/pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                        "-subj", "/CN=localhost", "-keyout", pem, "-out", f"{folder}/cert"], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(f"{folder}/cert", pem)

        def secured(inner):
            def behave(connection, _):
                with contextlib.suppress(OSError):
                    wrapped = context.wrap_socket(connection, server_side=True)
                    request = b""
                    while b"\r\n\r\n" not in request:
                        request += wrapped.recv(65536)
                    inner(wrapped, request)
                    wrapped.close()
            return Peer(behave, read_request=False)

        def reads(connection, request):
            read_body(connection, request, 2)
            connection.sendall(GOOD)

        def refuses(connection, _):
            connection.sendall(REFUSED)
            time.sleep(8)
        for inner, seen in ((reads, (200, None)), (refuses, (413, None)), (lambda *_: time.sleep(8), (None, "send-timeout"))):
            with secured(inner) as proxy:
                ran = gwdiag("check", proxy.url.replace("http:", "https:"), "--insecure", "--data", data, "--timeout", "700ms", "-o", "json")
                equal((http(ran).get("http_status"), http(ran).get("error")), seen, inner)


def test_what_the_deadline_cuts_off_is_nobodys_fault():
    def crawls(connection, request):
        read_body(connection, request, 30)
    with upload() as data, Peer(crawls) as proxy:
        ran = gwdiag("check", proxy.url, "--data", data, "--deadline", "1500ms", "-o", "json")
        equal((ran.status, ran.verdict["status"], http(ran)["error"]), (3, "inconclusive", "interrupted"))
        process = start("check", proxy.url, "--data", data, "-o", "json")
        while proxy.requests < 2:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=20)
        equal((process.returncode, b'"send-timeout"' in out), (130, False))


def test_a_body_is_kept_once_for_all_upstreams():
    def reads(connection, request):
        read_body(connection, request)
        connection.sendall(GOOD)
    with upload() as data, contextlib.ExitStack() as stack:
        peers = [stack.enter_context(Peer(reads)) for _ in range(9)]
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        ran = gwdiag("check", *[peer.url for peer in peers], "--data", data, "-o", "json")
        equal((ran.status, ran.ids), (0, []))
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        assert peak == before or peak < (SIZE >> 10) * 6, f"{peak} KiB for a body of {SIZE >> 10} KiB"


def test_a_small_request_is_one_packet():
    seen = []

    def notes(connection, _):
        connection.settimeout(5)
        first = connection.recv(65536)
        seen.append(first)
        connection.sendall(GOOD)
    with upload(100) as data, Peer(notes, read_request=False) as proxy:
        gwdiag("check", proxy.url, "--data", data, "-o", "json")
        assert seen[0].endswith(b"\r\n\r\n" + b"\x00" * 100), seen[0][-200:]


run_all(globals())
