# SPDX-License-Identifier: Apache-2.0
"""Memory control groups for tests, of version 1 or 2, and a server that can use up its own."""
import contextlib
import os
import pathlib
import subprocess
import sys
import time

FIRST, SECOND = pathlib.Path("/sys/fs/cgroup/memory"), pathlib.Path("/sys/fs/cgroup")


class Group:
    """A memory control group with a limit in bytes; gone at the end."""

    def __init__(self, limit):
        first = (FIRST / "memory.limit_in_bytes").exists()
        self.folder = (FIRST if first else SECOND) / f"gwdiag-test-{os.getpid()}-{time.monotonic_ns()}"
        self.used = self.folder / ("memory.usage_in_bytes" if first else "memory.current")
        self.procs = self.folder / "cgroup.procs"
        self.folder.mkdir()
        (self.folder / ("memory.limit_in_bytes" if first else "memory.max")).write_text(str(limit))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        end = time.monotonic() + 5
        while time.monotonic() < end:   # a killed process leaves its group a moment later
            with contextlib.suppress(OSError):
                self.folder.rmdir()
                return
            time.sleep(0.02)


def missing():
    """Why no group can be made here; empty when one can."""
    try:
        with Group(64 << 20):
            return ""
    except OSError as error:
        return f"no memory control group can be made here: {error}"


# One process, or with "fork" a parent that holds the socket and starts a worker again whenever one ends. GET /eat takes memory
# until the kernel ends it; GET /fill takes it up to nine tenths and a little more of the limit, and answers.
SERVER = """
import os, pathlib, socket, sys, time
group, used, limit, port, kind = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), sys.argv[5]
pathlib.Path(group, "cgroup.procs").write_text(str(os.getpid()))
listener = socket.create_server(("127.0.0.1", port), backlog=16)
print(listener.getsockname()[1], flush=True)
kept = []
def answer(connection):
    request = b""
    while b"\\r\\n\\r\\n" not in request:
        more = connection.recv(65536)
        if not more:
            return connection.close()
        request += more
    while b" /eat " in request or (b" /fill " in request and int(used.read_text()) < 0.95 * limit):
        kept.append(bytearray(b"x" * (256 << 10)))
    connection.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: 6\\r\\nConnection: close\\r\\n\\r\\nhello\\n")
    connection.close()
def serve():
    while True:
        answer(listener.accept()[0])
if kind == "fork":
    while True:
        worker = os.fork()
        if worker == 0:
            serve()
        os.waitpid(worker, 0)
serve()
"""


@contextlib.contextmanager
def server(group, limit, port=0, kind="one"):
    """That server inside `group`; yields its process, with its port as `port`."""
    process = subprocess.Popen([sys.executable, "-c", SERVER, str(group.folder), str(group.used), str(limit), str(port), kind],
                               stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        process.port = int(process.stdout.readline())
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, 9)
        process.wait()
