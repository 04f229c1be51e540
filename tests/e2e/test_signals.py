# SPDX-License-Identifier: Apache-2.0
"""Interrupted: what is known by then is printed whole, a failure that was established keeps its status, and nothing is left behind."""
import array
import contextlib
import fcntl
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import termios
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from peers import PROGRAM, answer, equal, refused, run_all, says, silent, start  # noqa: E402

SIGNALS = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}
PAGE = answer(b"502 Bad Gateway", b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1>"
              b"</center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n", b"Server: nginx/1.22.1\r\n")


def until(condition, seconds=10):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    assert condition(), "it never came so far"


def interrupted(process, number):
    """Exit status and standard output, which has to come within a second."""
    began = time.monotonic()
    process.send_signal(number)
    out, _ = process.communicate(timeout=20)
    assert time.monotonic() - began < 1, f"{time.monotonic() - began:.1f} s after {number}"
    return process.returncode, out


def test_an_established_failure_keeps_its_status():
    for number, status in SIGNALS.items():
        keeper, url = refused()
        with keeper, says(PAGE) as proxy, silent() as other:
            process = start("check", proxy.url, url, other.url, "-o", "json")
            until(lambda: proxy.requests and other.requests)
            time.sleep(0.2)
            code, out = interrupted(process, number)
            verdict = json.loads(out)["verdict"]
            equal((code, verdict["status"], verdict["partial"], verdict["exit_code"]), (status, "unhealthy", True, status))
            assert "connection-refused" in [cause["id"] for cause in verdict["causes"]], verdict["causes"]


def test_nothing_established_is_inconclusive():
    with silent() as proxy, silent() as upstream:
        process = start("check", proxy.url, upstream.url, "-o", "json")
        until(lambda: proxy.requests and upstream.requests)
        code, out = interrupted(process, signal.SIGINT)
        equal((code, json.loads(out)["verdict"]["status"]), (130, "inconclusive"))


def test_while_a_name_is_looked_up():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mute:
        mute.bind(("127.0.0.1", 0))
        process = start("check", "http://app.example.com/", "--resolver", "127.0.0.1:%d" % mute.getsockname()[1], "-o", "json")
        mute.settimeout(10)
        mute.recv(512)
        code, out = interrupted(process, signal.SIGTERM)
        equal((code, json.loads(out)["verdict"]["partial"]), (143, True))


def test_while_connecting():
    with socket.socket() as full, contextlib.ExitStack() as waiting:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for _ in range(4):
            client = waiting.enter_context(socket.socket())
            client.setblocking(False)
            client.connect_ex(full.getsockname())
        process = start("check", "http://127.0.0.1:%d" % full.getsockname()[1], "-o", "json")
        time.sleep(0.5)
        code, out = interrupted(process, signal.SIGINT)
        verdict = json.loads(out)["verdict"]
        equal((code, verdict["partial"], verdict["status"], verdict["causes"]), (130, True, "inconclusive", []))


def test_while_waiting_for_the_next_try():
    keeper, url = refused()
    with keeper, says(PAGE) as proxy:
        process = start("check", proxy.url, url, "--wait", "30s", "-o", "json")
        until(lambda: proxy.requests)
        time.sleep(0.3)
        code, out = interrupted(process, signal.SIGINT)
        verdict = json.loads(out)["verdict"]
        equal((code, verdict["status"], verdict["causes"][0]["id"]), (130, "unhealthy", "connection-refused"))


def connections(process):
    folder = pathlib.Path(f"/proc/{process.pid}/fd")
    with contextlib.suppress(FileNotFoundError):
        return sum(os.readlink(entry).startswith("socket:") for entry in folder.iterdir())
    return 1   # a descriptor went away meanwhile


def test_while_a_line_of_a_log_is_waited_for():
    for number, status in SIGNALS.items():
        keeper, url = refused()
        with keeper, says(PAGE) as proxy, tempfile.NamedTemporaryFile() as log:
            process = start("check", proxy.url, url, "--log", log.name, "-o", "json")
            until(lambda: proxy.requests and not connections(process))
            code, out = interrupted(process, number)
            verdict = json.loads(out)["verdict"]
            equal((code, verdict["status"], verdict["partial"], verdict["exit_code"]), (status, "unhealthy", True, status))
            equal([cause["id"] for cause in verdict["causes"]], ["connection-refused"])


def test_a_report_beside_it_is_whole_or_not_there():
    with silent() as proxy, tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "report.json")
        process = start("check", proxy.url, "--report", f"json={path}")
        until(lambda: proxy.requests)
        code, _ = interrupted(process, signal.SIGINT)
        equal((code, [item.name for item in pathlib.Path(folder).iterdir()]), (130, ["report.json"]))
        equal(json.loads(path.read_text())["verdict"]["partial"], True)


def test_a_reader_that_goes_away():
    keeper, url = refused()
    with keeper, says(PAGE) as proxy:
        process = start("check", proxy.url, url, "-v")
        process.stdout.close()
        process.wait(20)
        equal(process.returncode, 1)
        process.stderr.close()


def test_probe_saves_what_it_has():
    with silent() as upstream:
        process = start("probe", upstream.url, "-o", "json")
        until(lambda: upstream.requests)
        code, out = interrupted(process, signal.SIGINT)
        equal((code, json.loads(out)["schema"], json.loads(out)["interrupted"]), (130, "gwdiag.evidence/1", True))


REFUSED = (b"2026/11/23 08:00:00 [error] 7#7: *1 connect() failed (111: Connection refused) while connecting to upstream, client: "
           b'10.0.0.9, server: , request: "GET / HTTP/1.1", upstream: "http://10.0.0.5:8080/", host: "shop.example.com"\n')


def test_a_log_that_goes_on_is_counted_up_to_there():
    for number, status in SIGNALS.items():
        with subprocess.Popen([PROGRAM, "logs", "-o", "json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL) as process:
            process.stdin.write(REFUSED * 3)
            process.stdin.flush()
            inbox = process.stdin.fileno()
            until(lambda: not waiting_bytes(inbox))
            process.send_signal(number)
            out = process.stdout.read()  # its input stays open
            equal(process.wait(10), status)
            equal([(cause["id"], cause["count"]) for cause in json.loads(out)["causes"]], [("connection-refused", 3)])


def waiting_bytes(pipe):
    count = array.array("i", [0])
    fcntl.ioctl(pipe, termios.FIONREAD, count)
    return count[0]


run_all(globals())
