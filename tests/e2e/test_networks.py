# SPDX-License-Identifier: Apache-2.0
"""What networks do to a connect: silence, ICMP, no route, a firewall's reset, one family broken, a way that only the proxy has not.
Real namespaces, real packet filters, a real nginx."""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import networks  # noqa: E402

networks.enter()
from peers import PROGRAM, Peer, answer, equal, gwdiag, run_all, says  # noqa: E402

UP, UP6 = "198.51.100.18", "[2001:db8:1::2]"      # the upstream's machine, as the test and as the proxy reach it
PROXY = "198.51.100.34"
SERVER = """
import http.server, socket
class Server(http.server.ThreadingHTTPServer):
    address_family = socket.AF_INET6
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.send_header("Content-Length", "6"); self.end_headers(); self.wfile.write(b"hello\\n")
Server(("::", 8080), Handler).serve_forever()
"""
NGINX = """
daemon off; pid %(folder)s/pid; error_log %(folder)s/error.log;
events {}
http { access_log off;
  client_body_temp_path %(folder)s/1; proxy_temp_path %(folder)s/2; fastcgi_temp_path %(folder)s/3; uwsgi_temp_path %(folder)s/4;
  scgi_temp_path %(folder)s/5;
  server { listen 8000; location / { proxy_connect_timeout 1s; proxy_pass http://198.51.100.18:8080; } } }
"""


def page(status, reason, after=0.0):
    body = (f"<html>\r\n<head><title>{status} {reason}</title></head>\r\n<body>\r\n<center><h1>{status} {reason}</h1></center>\r\n"
            f"<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n").encode()
    payload = answer(f"{status} {reason}".encode(), body, b"Server: nginx/1.22.1\r\nContent-Type: text/html\r\n")

    def behave(connection, _):
        time.sleep(after)
        connection.sendall(payload)
    return Peer(behave)


def judged(upstream, status=502, timeout="5s"):
    """The verdict on nginx's error page in front of that upstream."""
    with page(status, {502: "Bad Gateway", 504: "Gateway Time-out"}[status], 1.0 if status == 504 else 0.0) as proxy:
        return gwdiag("check", proxy.url, upstream, "-o", "json", "--timeout", timeout)


def expect(ran, identifier, certainty="likely"):
    first = ran.verdict["causes"][0]
    equal((ran.status, ran.verdict["status"], first["id"], first["subject"], first["certainty"], ran.verdict.get("first_divergence")),
          (1, "unhealthy", identifier, "upstream", certainty, "tcp"), [cause["id"] for cause in ran.verdict["causes"]])
    return ran


def error_of(ran):
    return ran.report["upstreams"][0]["stages"]["tcp"]["error"]


def test_nobody_answers_to_arp():
    expect(judged("http://198.51.100.30:8080/"), "host-unreachable")


def test_a_router_says_that_the_host_is_unreachable():
    networks.forbid("up", "tcp dport 8081 reject with icmp type host-unreachable")
    expect(judged(f"http://{UP}:8081/"), "host-unreachable")


def test_a_firewall_says_prohibited():
    networks.forbid("up", "meta nfproto ipv4 tcp dport 8082 reject with icmp type admin-prohibited")
    expect(judged(f"http://{UP}:8082/"), "host-unreachable")   # EHOSTUNREACH, net/ipv4/icmp.c


def test_no_route():
    expect(judged("http://203.0.113.5:8080/"), "network-unreachable")


def test_syns_are_dropped():
    networks.forbid("up", "tcp dport 8083 drop")
    ran = expect(judged(f"http://{UP}:8083/", status=504, timeout="1500ms"), "connect-timeout")
    assert 1400 < ran.report["upstreams"][0]["stages"]["tcp"]["elapsed_ms"] < 2500
    assert "firewall" in json.dumps(ran.verdict["causes"][0]), "that it can be a firewall is not said"


def test_nothing_listens():
    expect(judged(f"http://{UP}:8084/"), "connection-refused")


def test_a_firewall_resets():
    networks.forbid("up", "tcp dport 8085 reject with tcp reset")
    ran = expect(judged(f"http://{UP}:8085/"), "connection-refused")
    assert "firewall" in json.dumps(ran.verdict["causes"][0]), "that it can be a firewall is not said"


def test_a_firewall_says_port_unreachable():
    networks.forbid("up", "tcp dport 8086 reject with icmp type port-unreachable")
    expect(judged(f"http://{UP}:8086/"), "connection-refused")


def test_the_local_system_forbids():
    networks.run("ip route add prohibit 203.0.113.64/32")
    ran = expect(judged("http://203.0.113.64:8080/"), "connect-not-permitted")
    equal(error_of(ran), "permission")


def test_ipv6_says_prohibited():
    networks.forbid("up", "meta nfproto ipv6 tcp dport 8087 reject with icmpv6 type admin-prohibited")
    ran = judged(f"http://{UP6}:8087/")
    equal((ran.status, ran.ids[0]), (1, "connect-not-permitted"))   # EACCES, net/ipv6/icmp.c


def broken_family(rule):
    networks.forbid("up", rule)
    with says(answer(b"200 OK")) as proxy:
        ran = gwdiag("check", proxy.url, "http://app.example.com:8080/", "-o", "json", "--timeout", "2s",
                     "--resolve", f"app.example.com:8080:{UP},{UP6}")
    networks.allow("up")
    return ran


def test_ipv6_is_broken_and_ipv4_works():
    ran = broken_family("meta nfproto ipv6 tcp dport 8080 reject with tcp reset")
    equal((ran.status, ran.verdict["status"], ran.ids), (0, "degraded", ["address-family-broken"]))


def test_ipv4_is_broken_and_ipv6_works():
    ran = broken_family("meta nfproto ipv4 tcp dport 8080 drop")
    equal((ran.status, ran.verdict["status"], ran.ids), (0, "degraded", ["address-family-broken"]))


def test_no_ipv6_here_is_nobodys_fault():
    with says(answer(b"200 OK")) as proxy:
        ran = gwdiag("check", proxy.url, "http://app.example.com:8080/", "-o", "json",
                     "--resolve", f"app.example.com:8080:{UP},[2001:db8:ffff::1]")
    equal((ran.status, ran.verdict["status"], ran.ids), (0, "healthy", []))


def saved(folder, name, *arguments, space=""):
    path = pathlib.Path(folder, name)
    words = networks.inside([PROGRAM, *arguments, "-o", "json"], space)
    path.write_bytes(subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, timeout=40, check=True).stdout)
    return path


def test_only_the_proxys_way_is_blocked():
    if not shutil.which("nginx"):
        raise AssertionError("nginx is not installed (packaging/test-packages.txt)")
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder).chmod(0o777)
        config = pathlib.Path(folder, "nginx.conf")
        config.write_text(NGINX % {"folder": folder})
        nginx = networks.start(["nginx", "-c", str(config), "-e", f"{folder}/start.log"], "proxy")
        try:
            networks.await_listener("proxy", 8000)
            url, upstream = f"http://{PROXY}:8000/", f"http://{UP}:8080/"
            ran = gwdiag("check", url, upstream, "-o", "json")
            equal((ran.status, ran.verdict["status"]), (0, "healthy"), "before the way is blocked")
            networks.forbid("proxy", f"output: ip daddr {UP} drop")
            ran = gwdiag("check", url, upstream, "-o", "json")
            equal((ran.status, ran.verdict["status"], ran.ids[0], ran.verdict["causes"][0]["certainty"]),
                  (1, "unhealthy", "path-blocked", "possible"))
            assert "wrong-upstream-address" in ran.ids, ran.ids
            equal(set(ran.ids[:2]) <= set(ran.verdict["decide_by"][0]["between"]), True)
            # What the verdict advises: the same upstream from the proxy's own place, judged together.
            there = saved(folder, "there.json", "probe", upstream, "--timeout", "2s", space="proxy")
            here = saved(folder, "here.json", "probe", "--as-proxy", url)
            ran = gwdiag("diagnose", here, there, "-o", "json")
            equal((ran.status, ran.verdict["status"], ran.ids[0]), (1, "unhealthy", "connect-timeout"))
        finally:
            nginx.terminate()
            nginx.wait()


def prepare():
    networks.add("up")
    networks.add("proxy")
    networks.join("", "up", 1)
    networks.join("", "proxy", 2)
    networks.join("proxy", "up", 3)
    networks.run(f"ip route add {UP}/32 via 198.51.100.50", "proxy")
    networks.start([sys.executable, "-c", SERVER], "up")
    networks.await_listener("up", 8080)


prepare()
run_all(globals())
