# SPDX-License-Identifier: Apache-2.0
"""A Unix socket that root may open and the user of nginx's workers may not: modes on the socket and on the way to it."""
import contextlib
import os
import pathlib
import shutil
import socket
import sys
import tempfile
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from nginx import Nginx  # noqa: E402
from peers import answer, equal, gwdiag, run_all  # noqa: E402

if os.getuid() != 0 or not shutil.which("nginx"):
    print("needs root, and nginx")
    sys.exit(77)


@contextlib.contextmanager
def application(path):
    """A server on a Unix socket that answers well."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen(16)

        def serve():
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    with connection, contextlib.suppress(OSError):
                        connection.recv(65536)
                        connection.sendall(answer(b"200 OK", headers=b"Connection: close\r\n"))
        threading.Thread(target=serve, daemon=True).start()
        yield


def check(socket_mode, folder_mode):
    with tempfile.TemporaryDirectory() as top:
        os.chmod(top, 0o755)
        folder = pathlib.Path(top, "run")
        folder.mkdir()
        path = folder / "app.sock"
        block = f"server {{ listen 127.0.0.1:@proxy@; location / {{ proxy_pass http://unix:{path}; }} }}"
        with application(path), Nginx(block) as proxy:
            os.chmod(path, socket_mode)
            os.chmod(folder, folder_mode)
            return gwdiag("check", f"http://127.0.0.1:{proxy.proxy}/", f"http://unix:{path}", "--host-evidence", "-o", "json")


def test_the_socket_is_closed_to_the_workers():
    ran = check(0o600, 0o755)
    first = ran.verdict["causes"][0]
    equal((ran.status, first["id"], first["certainty"]), (1, "unix-socket-permission", "likely"), ran.ids)
    equal((first["detail"]["mode"], first["detail"]["denied_at"].endswith("/app.sock")), ("0600", True))
    equal({"wrong-upstream-address", "path-blocked", "unexplained"} & set(ran.ids), set())


def test_a_folder_above_it_is_closed():
    ran = check(0o666, 0o700)
    first = ran.verdict["causes"][0]
    equal((ran.status, first["id"]), (1, "unix-socket-permission"), ran.ids)
    equal((first["detail"]["mode"], first["detail"]["denied_at"].endswith("/run")), ("0700", True))


def test_open_to_all_is_healthy():
    ran = check(0o666, 0o755)
    equal((ran.status, ran.verdict["status"], ran.ids), (0, "healthy", []))


run_all(globals())
