# SPDX-License-Identifier: Apache-2.0
"""--host-evidence on this machine: who listens and where, and what waits in its accept queue."""
import contextlib
import os
import pathlib
import socket
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from peers import Peer, answer, equal, gwdiag, run_all, says  # noqa: E402

PAGE = b"<html>\r\n<head><title>%s</title></head>\r\n<body>\r\n<center><h1>%s</h1></center>\r\n<hr><center>nginx/1.22.1</center>" \
    b"\r\n</body>\r\n</html>\r\n"


def nginx(status=b"502 Bad Gateway", after=0.0):
    """What nginx answers in front of a fault; `after`: seconds that it waits first."""
    page = answer(status, PAGE % (status, status), b"Server: nginx/1.22.1\r\nContent-Type: text/html\r\n")

    def behave(connection, _):
        time.sleep(after)
        connection.sendall(page)
    return Peer(behave)


def judged(upstream, *options, **proxy_answer):
    with nginx(**proxy_answer) as proxy:
        return gwdiag("check", proxy.url, upstream, "--host-evidence", "--timeout", "1s", "-o", "json", *options)


def free_pair(address):
    """A port that is free on 127.0.0.1, and a listener on the same port of `address`."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    for _ in range(50):
        listener = socket.create_server((address, 0), family=family)
        port = listener.getsockname()[1]
        try:
            with socket.create_server(("127.0.0.1", port)):
                pass
        except OSError:
            listener.close()
        else:
            return listener, port
    raise AssertionError("no port is free on both addresses")


def first(ran):
    cause = ran.verdict["causes"][0]
    return cause["id"], cause["certainty"]


def the_endpoint(ran, role="upstream"):
    return next(one for one in ran.report["host"][0]["endpoints"] if one["role"] == role)


def test_another_address_of_the_machine():
    for address in ("127.0.0.2", "::1"):
        listener, port = free_pair(address)
        with listener:
            ran = judged(f"http://127.0.0.1:{port}")
            equal((ran.status, *first(ran)), (1, "listening-elsewhere", "likely"), ran.ids)
            equal("connection-refused" in ran.ids, False)
            seen = the_endpoint(ran)["elsewhere"][0]
            equal(seen["address"], f"[::1]:{port}" if ":" in address else f"{address}:{port}")
            equal(seen["processes"][0]["pid"], os.getpid())


def test_the_next_port_is_possible_only():
    with contextlib.ExitStack() as stack:
        for _ in range(50):
            keeper = stack.enter_context(socket.socket())
            keeper.bind(("127.0.0.1", 0))
            port = keeper.getsockname()[1]
            with contextlib.suppress(OSError):
                stack.enter_context(socket.create_server(("127.0.0.1", port + 1)))
                break
        ran = judged(f"http://127.0.0.1:{port}")
        equal(first(ran), ("connection-refused", "likely"), ran.ids)
        other = next(cause for cause in ran.verdict["causes"] if cause["id"] == "listening-elsewhere")
        equal(other["certainty"], "possible")
        equal(f":{port + 1} " in other["summary"] or f":{port + 1}:" in other["summary"], True, other["summary"])


def test_an_accept_queue_that_is_full():
    with socket.create_server(("127.0.0.1", 0), backlog=1) as listener, contextlib.ExitStack() as stack:
        for _ in range(2):   # the kernel lets in one more than the backlog
            stack.enter_context(socket.create_connection(listener.getsockname()))
        ran = judged(f"http://127.0.0.1:{listener.getsockname()[1]}", status=b"504 Gateway Time-out", after=1)
        equal((ran.status, *first(ran)), (1, "accept-queue-full", "likely"), ran.ids)
        equal("connect-timeout" in ran.ids, False)
        seen = the_endpoint(ran)["listeners"][0]
        equal((seen["queue"], seen["backlog"]), (2, 1))
        equal(ran.report["host"][0]["listen_overflows"] > 0, True)


def test_an_accept_queue_of_a_unix_socket_that_is_full():
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        path = f"{folder}/app.sock"
        listener = stack.enter_context(socket.socket(socket.AF_UNIX))
        listener.bind(path)
        listener.listen(1)
        for _ in range(2):
            client = stack.enter_context(socket.socket(socket.AF_UNIX))
            client.connect(path)
        ran = judged(f"http://unix:{path}")
        equal((ran.status, first(ran)[0]), (1, "accept-queue-full"), ran.ids)
        seen = the_endpoint(ran)["listeners"][0]
        equal((seen["address"], seen["queue"], seen["backlog"]), (f"unix:{path}", 2, 1))


def test_a_queue_that_only_we_stand_in_is_not_blamed():
    with socket.create_server(("127.0.0.1", 0), backlog=1) as listener:
        ran = judged(f"http://127.0.0.1:{listener.getsockname()[1]}", "--answer-timeout", "1s")
        equal((ran.status, first(ran)[0]), (1, "response-timeout"), ran.ids)
        equal("accept-queue-full" in ran.ids, False)


def test_a_healthy_pair_stays_healthy():
    with says(answer(b"200 OK")) as proxy, says(answer(b"200 OK")) as upstream:
        ran = gwdiag("check", proxy.url, upstream.url, "--host-evidence", "-o", "json")
        equal((ran.status, ran.verdict["status"], ran.ids), (0, "healthy", []))
        equal([len(the_endpoint(ran, role)["listeners"]) for role in ("proxy", "upstream")], [1, 1])
        equal((proxy.requests, upstream.requests), (1, 1))


def test_saved_evidence_gives_the_same_verdict():
    listener, port = free_pair("::1")
    with listener, nginx() as proxy, tempfile.TemporaryDirectory() as folder:
        sides = {"upstream": gwdiag("probe", f"http://127.0.0.1:{port}", "--host-evidence", "-o", "json"),
                 "proxy": gwdiag("probe", "--as-proxy", proxy.url, "-o", "json")}
        for name, ran in sides.items():
            pathlib.Path(folder, name).write_bytes(ran.out)
        ran = gwdiag("diagnose", f"{folder}/upstream", f"{folder}/proxy", "-o", "json")
        equal((ran.status, *first(ran)), (1, "listening-elsewhere", "likely"), ran.ids)


def test_another_machine_is_named_as_not_looked_at():
    with nginx() as proxy:
        ran = gwdiag("check", proxy.url, "http://name.invalid:8080", "--host-evidence", "--timeout", "1s", "-o", "json")
        missing = [one for one in ran.verdict["not_checked"] if "the machine of http://name.invalid:8080" in one["what"]]
        equal(len(missing), 1, ran.verdict["not_checked"])


def test_secrets_on_command_lines_stay_there():
    with tempfile.TemporaryDirectory() as folder:
        script = pathlib.Path(folder, "serve.py")
        script.write_text("import socket, sys\ns = socket.create_server(('127.0.0.1', 0))\n"
                          "print(s.getsockname()[1], flush=True)\nsys.stdin.read()\n")
        import subprocess
        with subprocess.Popen([sys.executable, str(script), "--password", "hunter2", "--api-key=hunter3"],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
            port = server.stdout.readline().strip()
            hidden = gwdiag("probe", f"tcp://127.0.0.1:{port}", "--host-evidence", "-o", "json")
            shown = gwdiag("probe", f"tcp://127.0.0.1:{port}", "--host-evidence", "-o", "json", "--show-secrets")
            server.stdin.close()
        equal((b"hunter" in hidden.out, b"serve.py" in hidden.out, shown.out.count(b"hunter")), (False, True, 2))


run_all(globals())
