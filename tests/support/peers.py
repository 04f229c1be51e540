# SPDX-License-Identifier: Apache-2.0
"""Peers on loopback for tests of the program from outside, and the program's own run. Ports are the kernel's choice."""
import contextlib
import json
import os
import pathlib
import resource
import socket
import subprocess
import sys
import threading

PROGRAM = os.environ["GWDIAG"]


def answer(status, body=b"hello\n", headers=b""):
    return b"HTTP/1.1 " + status + b"\r\nContent-Length: %d\r\n" % len(body) + headers + b"\r\n" + body


class Peer:
    """Listens on loopback; `behave(connection, request)` is called for each connection once a request head has come. Counts
    connections and requests."""

    def __init__(self, behave, read_request=True):
        self.behave, self.read_request = behave, read_request
        self.connections = self.requests = 0
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        with connection, contextlib.suppress(OSError):
            request = b""
            while self.read_request and b"\r\n\r\n" not in request:
                more = connection.recv(65536)
                if not more:
                    return
                request += more
            self.requests += bool(request)
            self.behave(connection, request)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()


def says(payload):
    """Sends the bytes and closes in order."""
    return Peer(lambda connection, _: connection.sendall(payload))


def silent():
    """Takes the request and never answers."""
    return Peer(lambda connection, _: connection.recv(1))


def refused():
    """A URL whose port nothing listens on: bound, so that nobody else gets it."""
    keeper = socket.socket()
    keeper.bind(("127.0.0.1", 0))
    return keeper, f"http://127.0.0.1:{keeper.getsockname()[1]}"


class Ran:
    def __init__(self, process, out, err):
        self.status, self.out, self.err = process.returncode, out, err.decode(errors="replace")

    @property
    def report(self):
        return json.loads(self.out)

    @property
    def verdict(self):
        return self.report["verdict"]

    @property
    def ids(self):
        return [cause["id"] for cause in self.verdict["causes"]]


def start(*arguments, environment=None, **options):
    own = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
    return subprocess.Popen([PROGRAM, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, env={**own, **(environment or {})}, **options)


def gwdiag(*arguments, timeout=40, memory=None, descriptors=None, environment=None):
    """Runs the program; `memory`: a limit in MiB on its address space, `descriptors`: on what it may open."""
    def bound():
        if memory:
            resource.setrlimit(resource.RLIMIT_DATA, (memory << 20, memory << 20))
        if descriptors:
            resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))
    process = start(*arguments, environment=environment, **({"preexec_fn": bound} if memory or descriptors else {}))
    try:
        out, err = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise AssertionError(f"still running after {timeout} s: {' '.join(map(str, arguments))}") from None
    return Ran(process, out, err)


def equal(seen, wanted, more=""):
    assert seen == wanted, f"{wanted!r} expected, {seen!r} seen {more}"


def run_all(namespace):
    """Runs every function of the module whose name begins with `test_`, prints what fails, and ends with the status."""
    tests = [item for name, item in namespace.items() if name.startswith("test_") and callable(item)]
    failed = 0
    for test in tests:
        try:
            test()
        except (AssertionError, ValueError, KeyError, IndexError) as error:
            failed += 1
            frame = error.__traceback__.tb_next
            where = f"{pathlib.Path(frame.tb_frame.f_code.co_filename).name}:{frame.tb_lineno}"
            print(f"FAILED {test.__name__} ({where}): {type(error).__name__}: {error}")
        else:
            print(f"ok {test.__name__}")
    sys.exit(1 if failed or not tests else 0)
