# SPDX-License-Identifier: Apache-2.0
"""A real nginx for a test: its server blocks, on ports that the kernel chose."""
import contextlib
import os
import pathlib
import re
import socket
import subprocess
import tempfile
import time

MAIN = """
daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log info;
events {{ worker_connections 256; }}
http {{ access_log off;
  client_body_temp_path {folder}/1; proxy_temp_path {folder}/2; fastcgi_temp_path {folder}/3; uwsgi_temp_path {folder}/4;
  scgi_temp_path {folder}/5;
{blocks}
}}
"""


def free_port(family=socket.AF_INET):
    with socket.socket(family) as probe:
        probe.bind(("::1" if family == socket.AF_INET6 else "127.0.0.1", 0))
        return probe.getsockname()[1]


class Nginx:
    """`blocks`: what stands in http { }, with @name@ for a port of 127.0.0.1 that is free; `with` gives the ports by name."""

    def __init__(self, blocks, **ports):
        self.temporary = tempfile.TemporaryDirectory(prefix="gwdiag-nginx-")
        self.folder = self.temporary.name
        os.chmod(self.folder, 0o777)
        self.ports = dict(ports)
        for name in re.findall(r"@(\w+)@", blocks):
            self.ports.setdefault(name, free_port())
        self.listens = {self.ports[name] for name in re.findall(r"listen [^;]*@(\w+)@", blocks)}
        text = re.sub(r"@(\w+)@", lambda match: str(self.ports[match[1]]), blocks)
        self.config = pathlib.Path(self.folder, "nginx.conf")
        self.config.write_text(MAIN.format(folder=self.folder, blocks=text), encoding="utf-8")

    def __enter__(self):
        self.process = subprocess.Popen(["nginx", "-c", str(self.config), "-e", f"{self.folder}/error.log"],
                                        stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 10
        waiting = set(self.listens)
        while waiting:
            if self.process.poll() is not None or time.monotonic() > end:
                self.__exit__()
                raise AssertionError(f"nginx does not listen on {sorted(waiting)}: {self.log()[-500:]}")
            for port in list(waiting):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    waiting.discard(port)
            time.sleep(0.01)
        return self

    def __getattr__(self, name):
        """`server.proxy` is the port that stands as @proxy@ in the configuration."""
        try:
            return self.__dict__["ports"][name]
        except KeyError:
            raise AttributeError(name) from None

    def log(self):
        path = pathlib.Path(self.folder, "error.log")
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.temporary.cleanup()
