# SPDX-License-Identifier: Apache-2.0
"""A way on which full-sized packets vanish without a word: a real nginx whose upstream stands behind it, asked through it."""
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import networks  # noqa: E402

networks.enter()
from nginx import Nginx  # noqa: E402
from peers import equal, gwdiag, run_all  # noqa: E402

if not shutil.which("nginx"):
    raise AssertionError("nginx is not installed (packaging/test-packages.txt)")
UP = "198.51.100.18"
LARGEST = 1000      # bytes of IP that the way lets pass
# Head and body in one piece, the head ahead of the body, and nothing at all; over TLS with a certificate of several segments.
SERVER = f"""
import socket, ssl, sys, threading
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1])
listeners = [(socket.create_server(("{UP}", port)), port) for port in (8080, 8443)]
def serve(connection, tls):
    try:
        connection = context.wrap_socket(connection, server_side=True) if tls else connection
        request = connection.recv(65536)
        body = b"small" if b" /small " in request else b"x" * 4000
        head = b"HTTP/1.1 200 OK\\r\\nContent-Length: %d\\r\\nConnection: close\\r\\n\\r\\n" % len(body)
        if b" /silent " in request:
            connection.recv(1)
        elif b" /head-first " in request:
            connection.sendall(head)
            connection.sendall(body)
        else:
            connection.sendall(head + body)
        connection.close()
    except OSError:
        pass
def accept(listener, tls):
    while True:
        threading.Thread(target=serve, args=(listener.accept()[0], tls), daemon=True).start()
for listener, port in listeners:
    threading.Thread(target=accept, args=(listener, port == 8443), daemon=port != 8443).start()
"""
CONFIG = """
server { listen 127.0.0.1:@proxy@; proxy_read_timeout 1s; location / { proxy_pass http://198.51.100.18:8080; } }
server { listen 127.0.0.1:@tls@; proxy_connect_timeout 1s; proxy_read_timeout 1s; location / { proxy_pass https://198.51.100.18:8443; } }
"""


def check(proxy, upstream, path):
    ran = gwdiag("check", f"http://127.0.0.1:{proxy}{path}", f"{upstream}{path}", "--timeout", "1500ms", "--answer-timeout", "1500ms", "-o", "json")
    first = ran.verdict["causes"][0] if ran.verdict["causes"] else {}
    return ran, (ran.verdict["status"], first.get("id"), first.get("certainty"))


def test_full_segments_vanish():
    networks.forbid("up", f"output: meta length > {LARGEST} drop")
    try:
        with Nginx(CONFIG) as server:
            for proxy, upstream, path, seen_as in ((server.proxy, f"http://{UP}:8080", "/large", "http"),
                                                   (server.tls, f"https://{UP}:8443", "/small", "tls")):
                ran, first = check(proxy, upstream, path)
                equal((ran.status, *first), (1, "unhealthy", "mtu-black-hole", "likely"), (path, ran.ids))
                equal(ran.verdict["causes"][0]["evidence"][0]["stage"], seen_as)
                equal(set(ran.ids) & {"response-timeout", "tls-handshake-timeout", "intermittent"}, set())
            ran, first = check(server.proxy, f"http://{UP}:8080", "/head-first")
            equal((first[0] in ("degraded", "unhealthy"), first[1]), (True, "mtu-black-hole"), ran.ids)   # a 200 that stops short
            ran, first = check(server.proxy, f"http://{UP}:8080", "/small")
            equal((ran.status, *first), (0, "healthy", None, None))
            ran, first = check(server.proxy, f"http://{UP}:8080", "/silent")
            equal((ran.status, *first), (1, "unhealthy", "response-timeout", "likely"), ran.ids)
    finally:
        networks.allow("up")


def test_the_way_is_well():
    with Nginx(CONFIG) as server:
        for proxy, upstream in ((server.proxy, f"http://{UP}:8080"), (server.tls, f"https://{UP}:8443")):
            ran, first = check(proxy, upstream, "/large")
            equal((ran.status, first[0] in ("healthy", "degraded"), "mtu-black-hole" in ran.ids), (0, True, False), ran.ids)


def prepare(folder):
    networks.add("up")
    networks.join("", "up", 1)
    networks.run("ip link set e2e1b gso_max_segs 1", "up")    # the filter sees what goes over the cable
    names = ",".join(f"DNS:application-number-{number}.example.com" for number in range(90))
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                    "-subj", "/CN=x", "-addext", f"subjectAltName=IP:{UP},{names}", "-keyout", f"{folder}/key", "-out", f"{folder}/cert"],
                   check=True, capture_output=True)
    both = pathlib.Path(folder, "both.pem")
    both.write_text(pathlib.Path(folder, "key").read_text() + pathlib.Path(folder, "cert").read_text())
    networks.start([sys.executable, "-c", SERVER, str(both)], "up")
    for port in (8080, 8443):
        networks.await_listener("up", port)


with tempfile.TemporaryDirectory() as temporary:
    prepare(temporary)
    run_all(globals())
