# SPDX-License-Identifier: Apache-2.0
"""A pool of 1,000 upstreams on loopback, half of them https, beside `curl --parallel`: all well, 1 % silent, all silent. Prints a
table; nothing here passes or fails. GWDIAG names the program; build it as it is released."""
import contextlib
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

from measure import once, peak_memory

TOP = pathlib.Path(__file__).resolve().parents[2]
MEMBERS = 1000
TIMEOUT = 2  # seconds
NGINX = """
daemon off; worker_processes 1; worker_rlimit_nofile 8192; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 4096; }}
http {{
  access_log off; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  ssl_certificate {folder}/leaf.pem; ssl_certificate_key {folder}/leaf.key;
  {servers}
}}
"""


def certificate(folder):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                    "-subj", "/CN=bench", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", f"{folder}/leaf.key",
                    "-out", f"{folder}/leaf.pem"], check=True, capture_output=True)


def bound(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    return sockets


def port(one):
    return one.getsockname()[1]


@contextlib.contextmanager
def members(folder):
    """The URLs of MEMBERS servers that answer. The kernel chooses the ports, nginx takes them over."""
    held = bound(MEMBERS)
    ports = [port(one) for one in held]
    servers = "\n  ".join(f"server {{ listen 127.0.0.1:{number}{' ssl' if at % 2 else ''}; location / {{ return 200 ok; }} }}"
                          for at, number in enumerate(ports))
    config = pathlib.Path(folder, "nginx.conf")
    config.write_text(NGINX.format(folder=folder, servers=servers), encoding="ascii")
    for one in held:
        one.close()
    with subprocess.Popen(["nginx", "-c", str(config), "-e", f"{folder}/error.log"]) as server:
        try:
            while server.poll() is None:
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", ports[-1]), 1):
                    break
            if server.poll() is not None:
                sys.exit(f"bench: nginx did not start, see {folder}/error.log")
            yield [f"{'https' if at % 2 else 'http'}://127.0.0.1:{number}/" for at, number in enumerate(ports)]
        finally:
            server.terminate()


@contextlib.contextmanager
def silent(count):
    """The URLs of listeners that take a connection and never answer."""
    listeners = bound(count)
    for one in listeners:
        one.listen(16)
    try:
        yield [f"http://127.0.0.1:{port(one)}/" for one in listeners]
    finally:
        for one in listeners:
            one.close()


def median(command, runs=5):
    once(command)
    seen = sorted(once(command) for _ in range(runs))
    return {"wall": seen[runs // 2][0] / 1000, "cpu": sorted(s[1] for s in seen)[runs // 2] / MEMBERS,
            "memory": peak_memory(command)}


def row(what, unit, curl, own, aim):
    print(f"  {what + ', ' + unit:<44}{curl:>14.2f}{own:>14.2f}   {aim}")


def compare(what, folder, program, first, urls, wall_aim, runs=5):
    """One pool, asked by both programs in turn."""
    pathlib.Path(folder, "curlrc").write_text("".join(f'url = "{url}"\noutput = /dev/null\n' for url in urls), encoding="ascii")
    trust = ["--cacert", f"{folder}/leaf.pem"]
    curl = median(["curl", "-s", "--parallel", "--parallel-max", "300", "--max-time", str(TIMEOUT), *trust, "-K",
                   f"{folder}/curlrc"], runs)
    own = median([program, "check", first, *urls, *trust, "--timeout", str(TIMEOUT), "--answer-timeout", str(TIMEOUT)], runs)
    row(what, "s", curl["wall"], own["wall"], wall_aim)
    return curl, own


def main():
    program = os.environ.get("GWDIAG") or str(TOP / "build/launcher/src/gwdiag")
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="gwdiag-bench-") as folder, silent(MEMBERS) as mute:
        certificate(folder)
        with members(folder) as well:
            print(f"A proxy and a pool of {MEMBERS} upstreams on loopback, half of them https, --timeout {TIMEOUT}s; medians.")
            print(f"  {'':<44}{'curl, pool':>14}{'gwdiag':>14}   aim for gwdiag")
            curl, own = compare("all well: wall", folder, program, well[0], well, "0.5 at most")
            row("all well: CPU of each", "ms", curl["cpu"], own["cpu"], "0.4 at most")
            row("all well: memory", "MB", curl["memory"], own["memory"], "60 at most")
            some = well[:-MEMBERS // 100] + mute[:MEMBERS // 100]
            compare("1 % silent: wall", folder, program, well[0], some, f"{TIMEOUT + 0.2:.1f} at most", 1)
            compare("all silent: wall", folder, program, well[0], mute, f"{TIMEOUT * 1.1:.1f} at most", 1)
    print(f"  measured in {time.monotonic() - began:.0f} s")


try:
    main()
except OSError as error:
    sys.exit(f"bench: {error}")
