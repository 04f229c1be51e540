# SPDX-License-Identifier: Apache-2.0
"""An upstream that is not up yet, that ends again and again, or that comes and goes between two tries: and one that is only
down."""
import contextlib
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from peers import Peer, answer, equal, gwdiag, refused, run_all, start, says  # noqa: E402

BAD_GATEWAY = answer(b"502 Bad Gateway", b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad "
                     b"Gateway</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n",
                     b"Server: nginx/1.22.1\r\nContent-Type: text/html\r\n")
# Listens only once a line has come on its standard input.
BOOTS = """import socket, sys
sys.stdin.readline()
listener = socket.create_server(("127.0.0.1", int(sys.argv[2])))
while True:
    connection, _ = listener.accept()
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: 6\\r\\nConnection: close\\r\\n\\r\\nhello\\n")
    connection.close()
"""
CRASHES = "import sys, time; time.sleep(0.6); sys.exit(1)"


def program(text, port, **options):
    return subprocess.Popen([sys.executable, "-c", text, "--port", str(port)], stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL, **options)


@contextlib.contextmanager
def reserved():
    """A port of 127.0.0.1 that nobody listens on."""
    keeper = socket.socket()
    keeper.bind(("127.0.0.1", 0))
    port = keeper.getsockname()[1]
    keeper.close()
    yield port


def first(ran):
    cause = ran.verdict["causes"][0]
    return ran.verdict["status"], cause["id"], cause["certainty"]


def booting(*options):
    """The verdict on a service that is up a second after the proxy was asked."""
    with reserved() as port:
        server = program(BOOTS, port, stdin=subprocess.PIPE)
        asked = threading.Event()

        def behave(connection, _):
            asked.set()
            connection.sendall(BAD_GATEWAY)

        def boot():
            asked.wait(30)
            time.sleep(1)           # what a boot takes
            with contextlib.suppress(OSError):
                server.stdin.write(b"\n")
                server.stdin.flush()
        helper = threading.Thread(target=boot, daemon=True)
        helper.start()
        try:
            with Peer(behave) as proxy:
                return gwdiag("check", proxy.url, f"http://127.0.0.1:{port}", "-o", "json", *options)
        finally:
            asked.set()
            helper.join(30)
            server.kill()
            server.communicate()


def test_a_service_that_boots_is_asked_again():
    ran = booting("--host-evidence")
    equal((ran.status, *first(ran)), (1, "unhealthy", "upstream-restarting", "likely"), ran.verdict["summary"])
    equal("connection-refused" in ran.ids, False)
    roles = [attempt["role"] for attempt in ran.report["upstreams"][0]["attempts"]]
    equal(roles, ["main", "again"])
    equal(any("was started" in fact["fact"] for fact in ran.verdict["causes"][0]["evidence"]), True, ran.verdict["summary"])


def test_one_refusal_is_a_refusal():
    ran = booting()
    equal((ran.status, *first(ran)), (1, "unhealthy", "connection-refused", "likely"), ran.verdict["summary"])
    equal("upstream-restarting" in ran.ids, False)
    keeper, url = refused()
    with keeper, says(BAD_GATEWAY) as proxy:
        ran = gwdiag("check", proxy.url, url, "-o", "json", "--host-evidence")
        equal(first(ran), ("unhealthy", "connection-refused", "likely"), ran.ids)
        equal("upstream-restarting" in ran.ids, False)
        equal(len(ran.report["upstreams"][0]["attempts"]), 1)   # nothing is on its way: it is not asked again


def test_a_program_that_crashes_on_start_in_a_loop():
    with reserved() as port, says(BAD_GATEWAY) as proxy:
        over = threading.Event()

        def supervise():
            while not over.is_set():
                program(CRASHES, port, stdin=subprocess.DEVNULL).wait()
        supervisor = threading.Thread(target=supervise, daemon=True)
        supervisor.start()
        try:
            ran = gwdiag("check", proxy.url, f"http://127.0.0.1:{port}", "-o", "json", "--host-evidence")
        finally:
            over.set()
            supervisor.join(30)
        equal((ran.status, *first(ran)), (1, "unhealthy", "upstream-restarting", "likely"), ran.verdict["summary"])
        equal("connection-refused" in ran.ids, False)
        equal(ran.verdict["causes"][0]["detail"]["symptom"], "connection-refused")


# Listens and answers for so many seconds, and ends. Its port stands on no command line.
FLASHES = """import os, socket, threading, time
listener = socket.create_server(("127.0.0.1", int(os.environ["PLACE"])))
def serve():
    while True:
        connection, _ = listener.accept()
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: 6\\r\\nConnection: close\\r\\n\\r\\nhello\\n")
        connection.close()
threading.Thread(target=serve, daemon=True).start()
print("up", flush=True)
time.sleep(float(os.environ["LIVES"]))
os._exit(1)
"""


def flashing(port, seconds):
    return subprocess.Popen([sys.executable, "-c", FLASHES], stdout=subprocess.PIPE,
                            env={**os.environ, "PLACE": str(port), "LIVES": str(seconds)})


def test_it_listens_for_a_moment_while_nobody_asks():
    """Down when it is asked, up half a second later, and down again: a crash loop between two looks."""
    with reserved() as port:
        started = []

        def start_later(connection, _):
            if not started:
                started.append(threading.Timer(0.5, lambda: started.append(flashing(port, 0.3))))
                started[0].start()
            connection.sendall(BAD_GATEWAY)
        with Peer(start_later) as proxy:
            ran = gwdiag("check", proxy.url, f"http://127.0.0.1:{port}", "-o", "json", "--host-evidence")
        started[0].join()
        started[1].communicate()
        equal((ran.status, *first(ran)), (1, "unhealthy", "upstream-restarting", "likely"), ran.verdict["summary"])
        equal("connection-refused" in ran.ids, False)
        course = [turn["listens"] for turn in ran.report["host"][0]["endpoints"][-1]["course"]]
        equal(course[:2], [False, True], course)


def test_a_crash_loop_whose_supervisor_pauses_for_seconds():
    """It served somebody a moment before it was asked, and is up again only four seconds later."""
    with reserved() as port:
        once = flashing(port, 60)
        once.stdout.readline()
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            equal(client.makefile("rb").read().endswith(b"hello\n"), True)
        once.kill()
        once.communicate()
        later = []

        def start_later(connection, _):
            if not later:
                later.append(threading.Timer(4, lambda: later.append(flashing(port, 0.5))))
                later[0].start()
            connection.sendall(BAD_GATEWAY)
        with Peer(start_later) as proxy:
            ran = gwdiag("check", proxy.url, f"http://127.0.0.1:{port}", "-o", "json", "--host-evidence")
        later[0].join()
        later[1].communicate()
        equal((ran.status, *first(ran)), (1, "unhealthy", "upstream-restarting", "likely"), ran.verdict["summary"])
        equal("connection-refused" in ran.ids, False)


def test_one_that_was_just_started_and_stays_is_healthy():
    with reserved() as port, says(answer(b"200 OK")) as proxy:
        server = flashing(port, 60)
        try:
            server.stdout.readline()
            ran = gwdiag("check", proxy.url, f"http://127.0.0.1:{port}", "-o", "json", "--host-evidence")
        finally:
            server.kill()
            server.communicate()
        equal((ran.status, ran.verdict["status"], ran.ids), (0, "healthy", []), ran.verdict["summary"])
        equal(len(ran.report["upstreams"][0].get("attempts", [1])), 1)


def test_it_comes_and_goes_between_the_tries():
    """Each try meets the other state: after "trying again" the listener is opened or closed."""
    well = answer(b"200 OK", headers=b"Connection: close\r\n")
    with says(BAD_GATEWAY) as proxy, reserved() as port, contextlib.ExitStack() as stack:
        process = start("check", proxy.url, f"http://127.0.0.1:{port}", "-o", "json", "--wait", "6s")
        listener = None

        def serve(socket_):
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = socket_.accept()
                    with connection:
                        connection.recv(65536)
                        connection.sendall(well)
        for line in process.stderr:
            if b"trying again" not in line:
                continue
            if listener is None:
                listener = stack.enter_context(socket.create_server(("127.0.0.1", port)))
                threading.Thread(target=serve, args=(listener,), daemon=True).start()
            else:
                listener.shutdown(socket.SHUT_RDWR)
                listener.close()
                listener = None
        out = process.stdout.read()
        equal(process.wait(), 1)
    report = json.loads(out)
    cause = report["verdict"]["causes"][0]
    equal((cause["id"], cause["certainty"]), ("upstream-restarting", "possible"), report["verdict"]["summary"])
    equal({"connection-refused", "intermittent"} & {one["id"] for one in report["verdict"]["causes"]}, set())
    earlier = [one for one in report["upstreams"][0]["attempts"] if one["role"] == "earlier"]
    states = [one["tcp"]["status"] for one in earlier]
    equal(states[:3], ["failed", "ok", "failed"])
    assert all(one["started_ms"] < 0 for one in earlier) and re.search(r"asked \d+ times", " ".join(report["notes"])), out.decode()


def test_a_wait_that_ends_well_is_healthy():
    with reserved() as port, contextlib.ExitStack() as stack:
        up = []
        behave = lambda connection, _: connection.sendall(answer(b"200 OK") if up else BAD_GATEWAY)  # noqa: E731
        proxy = stack.enter_context(Peer(behave))
        process = start("check", proxy.url, f"http://127.0.0.1:{port}", "-o", "json", "--wait", "30s")
        for line in process.stderr:
            if b"trying again" in line and not up:
                listener = stack.enter_context(socket.create_server(("127.0.0.1", port)))
                threading.Thread(target=lambda: [serve_once(listener) for _ in range(9)], daemon=True).start()
                up.append(True)
        out = process.stdout.read()
        verdict = json.loads(out)["verdict"]
        equal((process.wait(), verdict["status"], verdict["causes"]), (0, "healthy", []), verdict["summary"])


def serve_once(listener):
    with contextlib.suppress(OSError):
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(answer(b"200 OK"))


if __name__ == "__main__":
    run_all(globals())
