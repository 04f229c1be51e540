# SPDX-License-Identifier: Apache-2.0
"""Figures beside curl and a floor (the same I/O for both sides, no diagnosis), in one run: a healthy https proxy and https
upstream by name, over a path with a round trip of 50 ms and over loopback. Prints a table; nothing here passes or fails. GWDIAG
names the program; build it as it is released. An aim in milliseconds means little below the floor of the machine."""
import json
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parents[1]
sys.path.insert(0, str(TOP / "tests/support"))
from wan import SERVER, SERVER_2, Wan, unusable  # noqa: E402

RTT = 0.05
PROXY, UPSTREAM = "shop.bench.test", "app.bench.test"
NGINX = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  ssl_certificate {folder}/leaf.pem; ssl_certificate_key {folder}/leaf.key; ssl_protocols TLSv1.3;
  server {{ listen {proxy}:443 ssl; server_name {proxy_name};
    location / {{ proxy_pass https://{upstream}:443; proxy_set_header Host {upstream_name};
      proxy_ssl_protocols TLSv1.3; }} }}
  server {{ listen {upstream}:443 ssl; server_name {upstream_name};
    location / {{ default_type text/html; return 200 "<h1>It works</h1>"; }} }}
}}
"""


def certificates(folder):
    openssl = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    subprocess.run([*openssl, "-subj", "/CN=bench root", "-keyout", f"{folder}/ca.key", "-out", f"{folder}/ca.pem"],
                   check=True, capture_output=True)
    subprocess.run([*openssl, "-subj", f"/CN={PROXY}", "-keyout", f"{folder}/leaf.key", "-out", f"{folder}/leaf.pem",
                    "-CA", f"{folder}/ca.pem", "-CAkey", f"{folder}/ca.key", "-addext", "basicConstraints=critical,CA:FALSE",
                    "-addext", f"subjectAltName=DNS:{PROXY},DNS:{UPSTREAM}"], check=True, capture_output=True)


def measure(where, runs, command):
    ran = where([sys.executable, "-B", str(HERE / "measure.py"), str(runs), *command], capture_output=True, text=True)
    if ran.returncode:
        sys.exit(f"bench: {' '.join(command)}: {ran.stderr.strip()[-300:]}")
    figures = json.loads(ran.stdout)
    if figures["status"]:
        print(f"  note: {' '.join(command[:3])} … ended with status {figures['status']}")
    return figures


def build_floor(folder):
    """Linked as gwdiag is released: the libraries' archives inside."""
    subprocess.run(["c++", "-std=c++20", "-O2", str(HERE / "floor.cpp"), "-o", f"{folder}/floor", "-static-libgcc",
                    "-static-libstdc++", "-Wl,-Bstatic", "-lssl", "-lcrypto", "-Wl,-Bdynamic", "-lresolv"], check=True)
    return f"{folder}/floor"


def row(what, *columns, digits=1):
    cells = [f"{value:.{digits}f}" if isinstance(value, float) else value for value in columns[:3]]
    print(f"  {what:<40}{cells[0]:>14}{cells[1]:>8}{cells[2]:>14}   {columns[3]}")


def here(command, **options):
    return subprocess.run(command, check=False, **options)


def main():
    why = unusable()
    if why:
        sys.exit(f"bench: {why}")
    program = os.environ.get("GWDIAG") or str(TOP / "build/launcher/src/gwdiag")
    with Wan(RTT) as wan:
        folder = wan.folder.name
        os.chmod(folder, 0o755)
        certificates(folder)
        config = pathlib.Path(folder, "nginx.conf")
        config.write_text(NGINX.format(folder=folder, proxy=SERVER, upstream=SERVER_2, proxy_name=PROXY,
                                       upstream_name=UPSTREAM), encoding="ascii")
        wan.server([sys.executable, "-B", str(HERE / "names.py"), SERVER, f"{PROXY}={SERVER}", f"{UPSTREAM}={SERVER_2}"])
        wan.server(["nginx", "-c", str(config), "-e", f"{folder}/error.log"])
        wan.wait_for_listener(443)
        wan.wait_for_listener(53, "udp")

        curl = ["curl", "-s", "-o", "/dev/null", "--cacert", f"{folder}/ca.pem", f"https://{UPSTREAM}/"]
        floor = [build_floor(folder), SERVER, f"{folder}/ca.pem", PROXY, UPSTREAM]
        check = [program, "check", f"https://{PROXY}/", f"https://{UPSTREAM}/", "--cacert", f"{folder}/ca.pem"]
        far = [measure(wan.run_client, 7, command) for command in (curl, floor, check)]
        near = [measure(wan.run_server, 21, command) for command in (curl, floor, check)]
    version, own_version = measure(here, 21, ["curl", "--version"]), measure(here, 21, [program, "--version"])

    print("A healthy https proxy and https upstream by name, TLS 1.3; medians.")
    row("", "curl, 1 side", "floor", "gwdiag, both", "aim for gwdiag")
    row("50 ms round trip: wall, in round trips", *(side["wall"] / RTT / 1000 for side in far), "4.3 at most", digits=2)
    row("50 ms round trip: CPU, ms", *(side["cpu"] for side in far), "15 at most")
    row("50 ms round trip: memory, MB", *(side["memory"] for side in far), "20 at most")
    row("loopback: wall, ms", *(side["wall"] for side in near), "curl's at most")
    row("loopback: CPU, ms", *(side["cpu"] for side in near), "")
    row("--version: CPU, ms", version["cpu"], "", own_version["cpu"], "6 at most")


try:
    main()
except OSError as error:
    sys.exit(f"bench: {error}")
