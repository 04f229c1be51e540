# SPDX-License-Identifier: Apache-2.0
"""Failures that people hunted for days and that lie between machines: an address that moved, a network that a container is not
in, a loopback that is another one, a connect that the system forbids. Real namespaces, a real nginx, a name server of the test's."""
import contextlib
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve()
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1] / "support"), str(HERE.parents[1] / "lab")]
import networks  # noqa: E402

networks.enter()
from nameserver import A, NameServer  # noqa: E402
from nginx import Nginx  # noqa: E402
from peers import PROGRAM, equal, gwdiag, run_all  # noqa: E402

if not shutil.which("nginx"):
    raise AssertionError("nginx is not installed (packaging/test-packages.txt)")
NOW, BEFORE = "198.51.100.18", "198.51.100.19"      # of the upstream's machine: where the name leads, and where it led
GATEWAY = "198.51.100.34"                           # a proxy on a machine of its own
SERVER = """
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = sys.argv[4].encode()
        self.send_response(int(sys.argv[3]))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_):
        pass
http.server.ThreadingHTTPServer((sys.argv[1], int(sys.argv[2])), Handler).serve_forever()
"""
ROUTE = """
daemon off; pid %(folder)s/pid; error_log %(folder)s/error.log; worker_processes 1;
events {}
http { access_log off;
  client_body_temp_path %(folder)s/1; proxy_temp_path %(folder)s/2; fastcgi_temp_path %(folder)s/3; uwsgi_temp_path %(folder)s/4;
  scgi_temp_path %(folder)s/5;
  server { listen 8000; location / { proxy_connect_timeout 2s; proxy_pass http://%(target)s; } } }
"""


@contextlib.contextmanager
def application(address, port, space="", status=200, body="the application"):
    process = networks.start([sys.executable, "-c", SERVER, address, str(port), str(status), body], space)
    try:
        end = time.monotonic() + 10
        while f"{address}:{port} " not in networks.run("ss -ltnH", space):
            assert time.monotonic() < end, f"nothing listens on {address}:{port}"
            time.sleep(0.05)
        yield process
    finally:
        process.kill()
        process.wait()


@contextlib.contextmanager
def gateway(target, space):
    """The log of an nginx with that upstream, on port 8000 of the namespace."""
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder).chmod(0o777)
        config = pathlib.Path(folder, "nginx.conf")
        config.write_text(ROUTE % {"folder": folder, "target": target})
        nginx = networks.start(["nginx", "-c", str(config), "-e", f"{folder}/error.log"], space)
        try:
            networks.await_listener(space, 8000)
            yield pathlib.Path(folder, "error.log")
        finally:
            nginx.terminate()
            nginx.wait()


@contextlib.contextmanager
def stale():
    """An nginx that has resolved app.lab.test while it was BEFORE, and a name server that says NOW since: (proxy, how to check)."""
    names = NameServer(BEFORE)
    try:
        with Nginx(f"resolver {names.address} valid=1h ipv6=off; server {{ listen 127.0.0.1:@proxy@; set $app app.lab.test;"
                   " location / { proxy_connect_timeout 5s; proxy_pass http://$app:8080; } }") as server:
            proxy = f"http://127.0.0.1:{server.proxy}/order"
            with application(BEFORE, 8080, "up"):
                equal(status_of(server.proxy), b"200", "before the application moved")
            names.addresses = {**names.addresses, A: NOW}

            def check(*more):
                return gwdiag("check", proxy, "http://app.lab.test:8080/order", "--resolver", names.address, "-o", "json",
                              "--timeout", "6s", *more)
            yield server, check
    finally:
        names.stop()


def status_of(port):
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        connection.sendall(b"GET /order HTTP/1.1\r\nHost: app\r\nConnection: close\r\n\r\n")
        return connection.recv(4096).split(b" ")[1]


def is_stale(ran, proxy_status, fails_with):
    """The log's address is not one of the name's: more than a possibility, and both addresses are said."""
    equal((ran.status, ran.verdict["status"], ran.ids), (1, "unhealthy", ["stale-address"]), ran.verdict["summary"])
    equal(ran.report["proxy"]["stages"]["http"]["http_status"], proxy_status)
    cause = ran.verdict["causes"][0]
    equal((cause["certainty"], cause["detail"]["proxy_uses"], cause["detail"]["fails_with"]),
          ("likely", f"{BEFORE}:8080", fails_with))
    assert "app.lab.test" in ran.verdict["summary"], ran.verdict["summary"]


def test_the_old_address_is_another_container_that_refuses():
    with stale() as (server, check), application(NOW, 8080, "up"):
        ran = check()
        # From outside a refused connect has three explanations; the name makes this one of them.
        equal((ran.status, ran.verdict["status"]), (1, "unhealthy"))
        equal({cause["certainty"] for cause in ran.verdict["causes"]}, {"possible"}, ran.ids)
        assert {"stale-address", "wrong-upstream-address"} <= set(ran.ids), ran.ids
        is_stale(check("--log", f"{server.folder}/error.log"), 502, "connection-refused")


def test_the_old_address_belongs_to_nobody():
    with stale() as (server, check), application(NOW, 8080, "up"):
        networks.run(f"ip address del {BEFORE}/28 dev e2e1b", "up")
        networks.run("ip neigh flush dev e2e1a")     # what was known of it is forgotten
        try:
            assert "stale-address" in check().ids
            is_stale(check("--log", f"{server.folder}/error.log"), 502, "host-unreachable")
        finally:
            networks.run(f"ip address add {BEFORE}/28 dev e2e1b", "up")


def test_the_old_address_is_another_application_that_knows_no_such_page():
    with stale() as (_, check), application(NOW, 8080, "up"), application(BEFORE, 8080, "up", 404, "no such page"):
        ran = check()
    # Both answer, so nothing fails outright; but the same request is answered by two applications.
    equal((ran.status, ran.verdict["status"]), (0, "degraded"), ran.ids)
    assert {"stale-address", "wrong-upstream-address"} <= set(ran.ids), ran.ids


def test_the_name_still_leads_there():
    with stale() as (_, check), application(NOW, 8080, "up"), application(BEFORE, 8080, "up"):
        ran = check()
    equal((ran.status, ran.verdict["status"], ran.ids), (0, "healthy", []))


def test_a_connect_that_the_system_forbids():
    with application(NOW, 8080, "up"), gateway(f"{NOW}:8080", "proxy") as log:
        networks.run(f"ip route add prohibit {NOW}/32", "proxy")     # EACCES, as from a policy
        try:
            here = ("check", f"http://{GATEWAY}:8000/", f"http://{NOW}:8080/", "-o", "json")
            ran = gwdiag(*here)
            equal((ran.verdict["status"], {cause["certainty"] for cause in ran.verdict["causes"]}), ("unhealthy", {"possible"}))
            ran = gwdiag(*here, "--log", log)
            assert "(13: Permission denied) while connecting" in log.read_text(), log.read_text()
        finally:
            networks.run(f"ip route del prohibit {NOW}/32", "proxy")
    cause = ran.verdict["causes"][0]
    equal((ran.status, ran.verdict["status"], cause["id"], cause["subject"]), (1, "unhealthy", "connect-not-permitted", "proxy"))
    assert cause["certainty"] in ("likely", "confirmed") and "connection-refused" not in ran.ids, ran.ids


def test_a_container_in_two_networks_and_the_address_of_the_wrong_one():
    networks.forbid("up", f"ip daddr {BEFORE} tcp dport 8080 drop")
    try:
        with application("0.0.0.0", 8080, "up"), gateway(f"{BEFORE}:8080", "proxy") as log:
            here = ("check", f"http://{GATEWAY}:8000/", "http://app.example.com:8080/", "-o", "json", "--timeout", "3s",
                    "--resolve", f"app.example.com:8080:{BEFORE},{NOW}")
            ran = gwdiag(*here)
            told = gwdiag(*here, "--log", log)
    finally:
        networks.allow("up")
    equal((ran.verdict["status"], ran.report["proxy"]["stages"]["http"]["http_status"]), ("unhealthy", 504))
    tried = {attempt["address"]: attempt["tcp"].get("error", "ok") for attempt in ran.report["upstreams"][0]["attempts"]}
    equal(tried, {f"{BEFORE}:8080": "timeout", f"{NOW}:8080": "ok"})
    for one in (ran, told):
        cause = one.verdict["causes"][0]
        assert BEFORE in str(cause["evidence"]), cause
        assert cause["id"] in ("some-upstreams-failing", "connect-timeout"), one.ids
        assert "connect-timeout" in (cause["id"], cause["detail"].get("fails_with")), cause
    assert ran.verdict["causes"][0]["certainty"] in ("likely", "confirmed"), ran.ids
    equal(told.verdict["causes"][0]["certainty"], "confirmed", told.ids)


def test_localhost_in_a_container_is_the_container():
    url = f"http://{GATEWAY}:8000/"
    with application("127.0.0.1", 5244), gateway("127.0.0.1:5244", "proxy") as log, tempfile.TemporaryDirectory() as folder:
        here = ("check", url, "http://127.0.0.1:5244/", "-o", "json")
        ran = gwdiag(*here)
        assert "wrong-upstream-address" in ran.ids and ran.verdict["status"] == "unhealthy", ran.ids
        ran = gwdiag(*here, "--log", log)
        cause = ran.verdict["causes"][0]
        equal((ran.status, cause["id"], cause["certainty"]), (1, "wrong-upstream-address", "likely"), ran.ids)
        assert "loopback of its own" in ran.verdict["summary"], ran.verdict["summary"]
        # The demonstration without a log: the same address, asked where the proxy runs.
        inside, outside = pathlib.Path(folder, "inside.json"), pathlib.Path(folder, "outside.json")
        words = networks.inside([PROGRAM, "probe", "http://127.0.0.1:5244/", "-o", "json"], "proxy")
        inside.write_bytes(subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, timeout=40, check=True).stdout)
        outside.write_bytes(gwdiag("probe", "--as-proxy", url, "-o", "json").out)
        ran = gwdiag("diagnose", outside, inside, "-o", "json")
        equal((ran.status, ran.verdict["status"], ran.ids[0]), (1, "unhealthy", "connection-refused"), ran.ids)


def prepare():
    networks.add("up")
    networks.join("", "up", 1)
    networks.run(f"ip address add {BEFORE}/28 dev e2e1b", "up")
    networks.add("proxy")
    networks.join("", "proxy", 2)
    networks.join("proxy", "up", 3)
    networks.run("ip route add 198.51.100.16/28 via 198.51.100.50", "proxy")


prepare()
run_all(globals())
