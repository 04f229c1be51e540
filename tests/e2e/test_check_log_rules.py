# SPDX-License-Identifier: Apache-2.0
"""What a proxy does by its own rules in front of an upstream that is well: a health check that asks for the wrong thing, an answer
that a rule forbids, one that is larger than the proxy takes. Real HAProxy and Squid, and what they write."""
import contextlib
import os
import pathlib
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from gateways import await_port, free_port, installed  # noqa: E402
from peers import Peer, answer, equal, gwdiag, run_all  # noqa: E402

HAPROXY = """global
  log stdout format iso local0
defaults
  mode http
  log global
  option httplog
  timeout client 10s
  timeout connect 1s
  timeout server 2s
  retries 0
listen web
  bind 127.0.0.1:{port}
  {rule}
  server app1 127.0.0.1:{upstream} {server}
"""
SQUID = """http_port 127.0.0.1:{port} accel no-vhost defaultsite=127.0.0.1:{port}
cache_peer 127.0.0.1 parent {upstream} 0 no-query no-digest originserver
visible_hostname gateway
http_access allow all
never_direct allow all
cache deny all
icp_port 0
pinger_enable off
shutdown_lifetime 0 seconds
pid_filename {work}/pid
coredump_dir {work}
cache_log {work}/cache.log
access_log stdio:{log}
reply_body_max_size {limit}
"""
if not (installed("haproxy") and installed("squid")):
    raise AssertionError("haproxy or squid is not installed (packaging/test-packages.txt)")


def upstream():
    """Answers well; only its health page is not where HAProxy looks for it."""
    def behave(connection, request):
        target = request.split(b" ", 2)[1]
        if target == b"/healthz":
            connection.sendall(answer(b"404 Not Found"))
        elif target == b"/bad":
            connection.sendall(b"HTTP/1.1 200 OK\r\nNo Colon Here\r\nContent-Length: 0\r\n\r\n")
        else:
            connection.sendall(answer(b"200 OK", b"hello\n" * 200, b"X-Secret: 1\r\nConnection: close\r\n"))
    return Peer(behave)


@contextlib.contextmanager
def haproxy(port_of_upstream, rule="", server=""):
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        log, port = work / "haproxy.log", free_port()
        work.joinpath("config").write_text(HAPROXY.format(port=port, upstream=port_of_upstream, rule=rule, server=server))
        with open(log, "ab") as out:
            process = subprocess.Popen(["haproxy", "-db", "-f", str(work / "config")], stdin=subprocess.DEVNULL, stdout=out,
                                       stderr=subprocess.DEVNULL, env=dict(os.environ, PATH=os.environ["PATH"] + ":/usr/sbin"))
        try:
            await_port(port, process, work)
            yield f"http://127.0.0.1:{port}", log
        finally:
            process.terminate()
            process.wait(10)


def await_line(log, words, seconds=20):
    end = time.monotonic() + seconds
    while words not in log.read_text():
        assert time.monotonic() < end, f"no {words!r} in {log.read_text()!r}"
        time.sleep(0.02)


def first(ran):
    cause = ran.verdict["causes"][0]
    return ran.status, cause["id"], cause["certainty"]


def test_the_health_check_asks_for_a_page_that_is_not_there():
    with upstream() as peer, haproxy(peer.port, "option httpchk GET /healthz", "check inter 100ms fall 2") as (proxy, log):
        await_line(log, "is DOWN")
        ran = gwdiag("check", proxy, peer.url, "-o", "json", "--log", log)
        equal(first(ran), (1, "health-check-failing", "likely"), ran.verdict["summary"])
        equal(ran.verdict["causes"][0]["subject"], "proxy")
        equal({"wrong-upstream-address", "path-blocked"} & set(ran.ids), set())
        ran = gwdiag("check", proxy, peer.url, "-o", "json")     # without the log nothing says why
        equal((ran.verdict["causes"][0]["id"], "health-check-failing" in ran.ids), ("no-live-upstream", False), ran.ids)


def test_another_backend_s_check_is_not_blamed():
    with upstream() as peer, haproxy(peer.port, server="disabled") as (proxy, log):
        with open(log, "a") as out:
            out.write(time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(time.time() - 20)) +
                      ' Server other/app9 is DOWN, reason: Layer7 wrong status, code: 404, info: "Not Found", check duration: 7ms. '
                      "0 active and 0 backup servers left. 0 sessions active, 0 requeued, 0 remaining in queue.\n")
        ran = gwdiag("check", proxy, peer.url, "-o", "json", "--log", log)
        equal((ran.status, ran.verdict["causes"][0]["id"], "health-check-failing" in ran.ids), (1, "no-live-upstream", False), ran.ids)


def test_a_rule_refuses_a_valid_answer():
    with upstream() as peer, haproxy(peer.port, "http-response deny if { res.hdr(X-Secret) -m found }") as (proxy, log):
        ran = gwdiag("check", proxy, peer.url, "-o", "json", "--log", log)
        equal(first(ran), (1, "response-refused-by-proxy", "likely"), ran.verdict["summary"])
        equal("malformed-header" in ran.ids, False)
        equal(ran.verdict["causes"][0]["subject"], "proxy")


def test_an_invalid_answer_is_no_rule_s():
    with upstream() as peer, haproxy(peer.port) as (proxy, log):
        ran = gwdiag("check", proxy + "/bad", peer.url + "/bad", "-o", "json", "--log", log)
        equal(ran.verdict["causes"][0]["id"], "malformed-header", ran.verdict["summary"])
        equal("response-refused-by-proxy" in ran.ids, False)


@contextlib.contextmanager
def squid(port_of_upstream, limit):
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        work.chmod(0o777)
        log, port, name = work / "access.log", free_port(), f"rules{os.getpid()}"
        (work / "config").write_text(SQUID.format(port=port, upstream=port_of_upstream, work=work, log=log, limit=limit))
        process = subprocess.Popen(["squid", "-N", "-n", name, "-f", str(work / "config")], stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   env=dict(os.environ, PATH=os.environ["PATH"] + ":/usr/sbin"))
        try:
            await_port(port, process, work, 30)
            yield f"http://127.0.0.1:{port}", log
        finally:
            process.terminate()
            process.wait(20)
            for segment in pathlib.Path("/dev/shm").glob(f"{name}-*"):
                segment.unlink(missing_ok=True)


def test_an_answer_larger_than_squid_takes():
    with upstream() as peer, squid(peer.port, "1000 bytes") as (proxy, log):
        ran = gwdiag("check", proxy, peer.url, "-o", "json")
        equal((ran.status, ran.verdict["status"], ran.verdict["causes"][0]["id"]), (0, "degraded", "response-too-large"), ran.verdict["summary"])
        ran = gwdiag("check", proxy, peer.url, "-o", "json", "--expect-status", "200")
        equal((ran.status, ran.ids[0]), (1, "response-too-large"), ran.verdict["summary"])
    with upstream() as peer, squid(peer.port, "2000 bytes") as (proxy, log):
        ran = gwdiag("check", proxy, peer.url, "-o", "json", "--expect-status", "200")
        equal((ran.status, ran.ids), (0, []))


if __name__ == "__main__":
    run_all(globals())
