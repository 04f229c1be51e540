# SPDX-License-Identifier: Apache-2.0
"""Real servers for tests from outside: started on ports that were free, waited for, and ended with all their children."""
import contextlib
import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import time
import urllib.parse


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def listening():
    """The TCP ports with a listener, from the kernel's table: a connect would be a request."""
    ports = set()
    for name in ("tcp", "tcp6"):
        with contextlib.suppress(FileNotFoundError), open(f"/proc/net/{name}", encoding="ascii") as table:
            for row in (line.split() for line in table.readlines()[1:]):
                if row[3] == "0A":
                    ports.add(int(row[1].rpartition(":")[2], 16))
    return ports


def start(command, log, environment=None):
    """Starts it in a session of its own, with its output in `log`."""
    with open(log, "wb") as output:
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                                start_new_session=True, env={**os.environ, **(environment or {})})


def wait_for(ready, process, log, seconds=60):
    """Until ready() is true. Raises AssertionError with the log when the process ends first, or never is ready."""
    end = time.monotonic() + seconds
    while not ready():
        if process.poll() is not None or time.monotonic() > end:
            with open(log, encoding="utf-8", errors="replace") as text:
                raise AssertionError(f"{process.args[0]} does not serve: {text.read()[-2000:]}")
        time.sleep(0.02)


def stop(process):
    """Ends it and whatever it started."""
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(10)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextlib.contextmanager
def running(command, log, *ports, environment=None):
    """The process, once all these ports listen; ended with its children."""
    process = start(command, log, environment)
    try:
        wait_for(lambda: set(ports) <= listening(), process, log)
        yield process
    finally:
        stop(process)


@contextlib.contextmanager
def folder():
    """A folder that servers may read who are other users; it goes with the test."""
    with tempfile.TemporaryDirectory(prefix="gwdiag-", ignore_cleanup_errors=True) as work:
        os.chmod(work, 0o755)
        yield pathlib.Path(work)


@contextlib.contextmanager
def request(url):
    """A GET under way, whose answer nobody reads."""
    parts = urllib.parse.urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), 10) as sock:
        sock.sendall(f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n".encode())
        yield sock
