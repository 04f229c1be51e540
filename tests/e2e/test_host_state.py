# SPDX-License-Identifier: Apache-2.0
"""--host-evidence: a server that is silent because its process cannot run, and one of several that cannot."""
import contextlib
import os
import pathlib
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from peers import Peer, answer, equal, gwdiag, run_all  # noqa: E402

PAGE = b"<html>\r\n<head><title>504 Gateway Time-out</title></head>\r\n<body>\r\n<center><h1>504 Gateway Time-out</h1></center>\r\n" \
    b"<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n"
FREEZER = pathlib.Path("/sys/fs/cgroup/freezer")
# One process, or a master with so many workers that share the socket; those of its number are printed after the port.
SERVER = """
import os, signal, socket, sys, time
listener = socket.create_server(("127.0.0.1", 0), backlog=64)
workers = []
for _ in range(int(sys.argv[1])):
    worker = os.fork()
    if worker == 0:
        workers = []
        break
    workers.append(worker)
if workers or sys.argv[1] == "0":
    print(listener.getsockname()[1], *workers, flush=True)
while workers:
    time.sleep(60)
while True:
    connection, _ = listener.accept()
    connection.recv(65536)
    if sys.argv[2] == "silent":
        time.sleep(60)
    connection.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: 6\\r\\nConnection: close\\r\\n\\r\\nhello\\n")
    connection.close()
"""


@contextlib.contextmanager
def server(workers=0, kind="well"):
    process = subprocess.Popen([sys.executable, "-c", SERVER, str(workers), kind], stdout=subprocess.PIPE, text=True,
                               start_new_session=True)
    try:
        process.port, *process.workers = map(int, process.stdout.readline().split())
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def check(port):
    def behave(connection, _):
        time.sleep(1)
        connection.sendall(answer(b"504 Gateway Time-out", PAGE, b"Server: nginx/1.22.1\r\nContent-Type: text/html\r\n"))
    with Peer(behave) as proxy:
        return gwdiag("check", proxy.url, f"http://127.0.0.1:{port}", "--host-evidence", "--answer-timeout", "1s", "-o", "json")


def assert_held(ran, state, pid, command):
    cause = ran.verdict["causes"][0]
    equal((ran.status, cause["id"], cause["certainty"]), (1, "response-timeout", "likely"), ran.ids)
    equal((cause["detail"].get("process_state"), cause["detail"].get("process")), (state, pid), cause["summary"])
    equal(cause["fixes"][0].get("command"), command)
    equal(any(fact["stage"] == "host" and "/state" in fact["at"] for fact in cause["evidence"]), True)


def lets_go_on(pid):
    return f"kill -CONT $(pgrep -g $(ps -o pgid= -p {pid}))"


def test_the_process_is_stopped():
    with server() as process:
        os.kill(process.pid, signal.SIGSTOP)
        assert_held(check(process.port), "stopped", process.pid, lets_go_on(process.pid))


def test_all_workers_are_stopped_and_the_master_is_not():
    with server(workers=2) as process:
        for worker in process.workers:
            os.kill(worker, signal.SIGSTOP)
        ran = check(process.port)
        first = min(process.workers)
        assert_held(ran, "stopped", first, lets_go_on(first))
        subprocess.run(["sh", "-c", lets_go_on(first)], check=True)
        for worker in process.workers:
            state = pathlib.Path(f"/proc/{worker}/stat").read_text().rsplit(") ", 1)[1][0]
            assert state != "T", (worker, state)


def test_one_of_two_workers_is_stopped():
    """The other one is silent by itself: the one that is stopped is a fact, and not the reason."""
    with server(workers=2, kind="silent") as process:
        os.kill(process.workers[0], signal.SIGSTOP)
        cause = check(process.port).verdict["causes"][0]
        equal((cause["id"], "process_state" in cause["detail"]), ("response-timeout", False), cause["summary"])
        equal([fact["fact"] for fact in cause["evidence"] if "is stopped" in fact["fact"]] != [], True)


def test_a_process_that_runs_is_not_called_stopped():
    with server(kind="silent") as process:
        cause = check(process.port).verdict["causes"][0]
        equal((cause["id"], "process_state" in cause["detail"]), ("response-timeout", False), cause["summary"])


def test_its_control_group_is_frozen():
    group = FREEZER / f"gwdiag-test-{os.getpid()}"
    try:
        group.mkdir()
    except OSError as error:
        print(f"no group can be frozen here: {error}")
        return
    try:
        with server() as process:
            (group / "cgroup.procs").write_text(str(process.pid))
            (group / "freezer.state").write_text("FROZEN")
            try:
                assert_held(check(process.port), "frozen", process.pid, f"cat /proc/{process.pid}/cgroup")
            finally:
                (group / "freezer.state").write_text("THAWED")
    finally:
        end = time.monotonic() + 5
        while group.exists() and time.monotonic() < end:
            with contextlib.suppress(OSError):
                group.rmdir()
            time.sleep(0.02)


run_all(globals())
