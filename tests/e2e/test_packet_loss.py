# SPDX-License-Identifier: Apache-2.0
"""A way that loses packets: a real nginx whose upstream stands behind it, asked through it and directly."""
import os
import pathlib
import shutil
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import networks  # noqa: E402

networks.enter()
from nginx import Nginx  # noqa: E402
from peers import equal, gwdiag, run_all  # noqa: E402
import wan  # noqa: E402

if not shutil.which("nginx"):
    raise AssertionError("nginx is not installed (packaging/test-packages.txt)")
UP = "198.51.100.18"
UPSTREAM = f"http://{UP}:8080"
SERVER = f"""
import socket, threading
listener = socket.create_server(("0.0.0.0", 8080))
def serve(connection):
    try:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: 6\\r\\nConnection: close\\r\\n\\r\\nhello\\n")
        connection.close()
    except OSError:
        pass
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
"""
# The second gives up on its upstream before a SYN is sent again; the third has nobody to ask.
CONFIG = """
server { listen 127.0.0.1:@proxy@; location / { proxy_pass http://198.51.100.18:8080; } }
server { listen 127.0.0.1:@hasty@; location / { proxy_connect_timeout 300ms; proxy_pass http://198.51.100.30:8080; } }
"""


def check(proxy, samples, *options):
    ran = gwdiag("check", f"http://127.0.0.1:{proxy}/", f"{UPSTREAM}/", "--samples", str(samples), "--deadline", "60s", "-o", "json",
                 *options, timeout=90)
    return ran, next((cause for cause in ran.verdict["causes"] if cause["id"] == "packet-loss"), None)


def lossy(rule):
    networks.forbid("up", f"tcp dport 8080 {rule} drop")


def test_every_seventh_packet_is_lost():
    lossy("numgen inc mod 7 0")
    try:
        with Nginx(CONFIG) as server:
            ran, loss = check(server.proxy, 12)
            equal((ran.status, ran.verdict["status"], loss is not None), (0, "degraded", True), ran.verdict["summary"])
            equal((loss["certainty"], loss["subject"]), ("possible", "upstream"))   # the proxy answers all the same
            equal(loss["detail"]["connections"], 12)
            assert loss["detail"]["with_loss"] >= 2, loss
            ran, loss = check(server.hasty, 12)
            equal((ran.status, loss is not None), (1, True), ran.verdict["summary"])
            equal({"connect-timeout", "mtu-black-hole"} & set(ran.ids), set(), ran.ids)
    finally:
        networks.allow("up")


def test_every_syn_is_sent_twice():
    """As an accept queue that is full has it: never more than possible."""
    lossy("tcp flags & (syn | ack) == syn numgen inc mod 2 0")
    try:
        with Nginx(CONFIG) as server:
            ran, loss = check(server.proxy, 4)
            equal((loss is not None, loss and loss["certainty"]), (True, "possible"), ran.verdict["summary"])
            equal("how" in loss["detail"], True)
    finally:
        networks.allow("up")


def test_one_lost_packet_is_everyday():
    lossy("tcp flags & psh == psh numgen inc mod 1000 0")    # the first one
    try:
        with Nginx(CONFIG) as server:
            ran, loss = check(server.proxy, 12)
            equal((ran.status, ran.verdict["status"], loss), (0, "healthy", None), ran.verdict["summary"])
    finally:
        networks.allow("up")


def test_nothing_is_lost():
    with Nginx(CONFIG) as server:
        for port in (server.proxy, server.hasty):
            ran, loss = check(port, 6)
            equal(loss, None, ran.ids)


def test_late_is_not_lost():
    """Data takes half a second where bare packets take a millisecond: sent again, and then received twice."""
    ends = [wan.device(holder, address, []) for holder, address in ((os.getpid(), wan.CLIENT), (networks.holders["up"].pid, wan.SERVER))]
    forwarder = os.fork()
    if not forwarder:
        wan.forward(ends, 0.0005, late=0.5)
    try:
        with Nginx(CONFIG) as server:
            ran = gwdiag("check", f"http://127.0.0.1:{server.hasty}/", f"http://{wan.SERVER}:8080/", "--samples", "4", "-o", "json", timeout=60)
            counts = [attempt["tcp"]["retransmits"] for attempt in ran.report["upstreams"][0]["attempts"]]
            equal((set(counts), "packet-loss" in ran.ids), ({0}, False), f"{counts}, {ran.ids}")
    finally:
        os.kill(forwarder, 9)
        os.waitpid(forwarder, 0)


networks.add("up")
networks.join("", "up", 1)
networks.start([sys.executable, "-c", SERVER], "up")
networks.await_listener("up", 8080)
run_all(globals())
