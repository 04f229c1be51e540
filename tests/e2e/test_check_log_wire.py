# SPDX-License-Identifier: Apache-2.0
"""What was seen at the upstream comes before what a proxy's log says of it in coarser words, and a line about another request
accuses nobody: real servers, and what they write."""
import contextlib
import os
import pathlib
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from gateways import await_port, free_port, gateway, installed  # noqa: E402
from peers import Peer, answer, equal, gwdiag, run_all, says  # noqa: E402

WELL = answer(b"200 OK", b"hello\n", b"Connection: close\r\n")
HAPROXY = """global
  log stdout format raw local0
defaults
  mode http
  log global
  option httplog
  timeout client 10s
  timeout connect 1s
  timeout server 5s
  timeout queue 500ms
  retries 0
{sections}
"""
if not (installed("haproxy") and installed("nginx")):
    raise AssertionError("haproxy or nginx is not installed (packaging/test-packages.txt)")


@contextlib.contextmanager
def haproxy(sections, **values):
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        log, port = work / "haproxy.log", free_port()
        work.joinpath("config").write_text(HAPROXY.format(sections=sections.format(port=port, **values)))
        with open(log, "ab") as out:
            process = subprocess.Popen(["haproxy", "-db", "-f", str(work / "config")], stdin=subprocess.DEVNULL, stdout=out,
                                       stderr=subprocess.DEVNULL, env=dict(os.environ, PATH=os.environ["PATH"] + ":/usr/sbin"))
        try:
            await_port(port, process, work)
            yield f"http://127.0.0.1:{port}", log
        finally:
            process.terminate()
            process.wait(10)


def first(*arguments):
    ran = gwdiag("check", *arguments, "-o", "json", "--timeout", "3s")
    cause = ran.verdict["causes"][0]
    return (cause["id"], cause["certainty"]), ran


def test_a_subrequest_accuses_no_upstream():
    auth = f"auth_request /auth; }} location = /auth {{ internal; proxy_pass http://127.0.0.1:{free_port()};"
    with says(WELL) as upstream, gateway("nginx", f"127.0.0.1:{upstream.port}", auth) as (proxy, log):
        told, ran = first(proxy, upstream.url, "--log", log)
        equal(told, ("connection-refused", "likely"), ran.verdict["summary"])
        equal({"wrong-upstream-address", "path-blocked"} & set(ran.ids), set())
        assert "/auth" in ran.verdict["summary"], ran.verdict["summary"]


def test_the_answer_of_a_subrequest_is_not_the_upstream_s():
    with says(answer(b"503 Service Unavailable")) as checker, says(WELL) as upstream:
        auth = f"auth_request /auth; }} location = /auth {{ internal; proxy_pass http://127.0.0.1:{checker.port};"
        with gateway("nginx", f"127.0.0.1:{upstream.port}", auth) as (proxy, log):
            told, ran = first(proxy, upstream.url, "--log", log)
            equal(told, ("upstream-error-status", "likely"), ran.verdict["summary"])
            equal(ran.verdict["causes"][0]["subject"], "path")
            assert "auth_request" in ran.verdict["summary"], ran.verdict["summary"]


def test_a_broken_length_comes_before_the_body_that_ends_short_for_it():
    broken = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nhi"
    with says(broken) as upstream, gateway("nginx", f"127.0.0.1:{upstream.port}") as (proxy, log):
        told, ran = first(proxy, upstream.url, "--log", log)
        equal(told, ("conflicting-framing", "confirmed"), ran.verdict["summary"])
        equal("truncated-body" in ran.ids, False)


def test_no_backend_chosen_is_not_an_empty_rotation():
    with says(WELL) as upstream:
        values = {"upstream": upstream.port}
        chosen = "frontend web\n  bind 127.0.0.1:{port}\n  use_backend app if {{ path /app }}\n" \
                 "backend app\n  server app1 127.0.0.1:{upstream}\n"
        with haproxy(chosen, **values) as (proxy, log):
            told, ran = first(proxy, upstream.url, "--log", log)
            equal(told, ("no-upstream-configured", "confirmed"), ran.verdict["summary"])
        with haproxy("listen web\n  bind 127.0.0.1:{port}\n  server app1 127.0.0.1:{upstream} disabled\n", **values) as (proxy, log):
            told, ran = first(proxy, upstream.url, "--log", log)
            equal(told[0], "no-live-upstream", ran.verdict["summary"])


def test_a_queue_that_was_too_long_is_named():
    def behave(connection, request):
        if b" /slow" in request:
            connection.settimeout(4)
            with contextlib.suppress(OSError):
                connection.recv(1)
        connection.sendall(WELL)

    section = "listen web\n  bind 127.0.0.1:{port}\n  server app1 127.0.0.1:{upstream} maxconn 1\n"
    with Peer(behave) as upstream, haproxy(section, upstream=upstream.port) as (proxy, log):
        slow = subprocess.Popen(["curl", "-s", proxy + "/slow"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        try:
            while not upstream.connections:
                time.sleep(0.01)
            told, ran = first(proxy, upstream.url, "--log", log)
            equal(told, ("connection-limit", "confirmed"), ran.verdict["summary"])
        finally:
            slow.terminate()
            slow.wait(10)


def test_what_haproxy_calls_unreachable_is_a_protocol():
    with says(WELL) as upstream:
        section = "listen web\n  bind 127.0.0.1:{port}\n  server app1 127.0.0.1:{upstream} proto h2\n"
        with haproxy(section, upstream=upstream.port) as (proxy, log):
            (told, certainty), ran = first(proxy, upstream.url.replace("http", "h2c"), "--log", log)
            assert told in ("http2-protocol-error", "protocol-mismatch"), ran.verdict["summary"]
            equal({"connection-refused", "wrong-upstream-address"} & set(ran.ids), set(), ran.verdict["summary"])
            (_, certainty), ran = first(proxy, upstream.url, "--log", log)     # asked in HTTP/1 it is well
            equal((certainty, "no-live-upstream" in ran.ids), ("possible", False), ran.verdict["summary"])


def test_a_line_of_this_request_names_another_address_that_is_slow():
    def hang(connection, _):
        connection.settimeout(8)
        with contextlib.suppress(OSError):
            connection.recv(1)

    with Peer(hang) as other, gateway("nginx", f"127.0.0.1:{other.port}") as (proxy, log):
        told, ran = first(proxy, f"http://127.0.0.1:{free_port()}", "--log", log)
        equal(told, ("wrong-upstream-address", "likely"), ran.verdict["summary"])


def test_what_was_seen_at_an_upstream_that_was_not_asked_is_no_more_than_possible():
    big = answer(b"200 OK", headers=b"X-Big: " + b"a" * 9000 + b"\r\n")
    with says(big) as upstream, gateway("nginx", f"127.0.0.1:{free_port()}") as (proxy, log):
        told, ran = first(proxy, upstream.url, "--log", log)
        equal(told, ("wrong-upstream-address", "confirmed"), ran.verdict["summary"])
        equal({cause["certainty"] for cause in ran.verdict["causes"][1:]} - {"possible"}, set(), ran.out)


def test_the_log_of_a_gateway_behind_the_gateway_names_no_wrong_address():
    with gateway("nginx", f"127.0.0.1:{free_port()}") as (inner, log), gateway("nginx", inner.removeprefix("http://")) as (proxy, _):
        told, ran = first(proxy, inner, "--log", log)
        equal("wrong-upstream-address" in ran.ids, False, ran.verdict["summary"])


if __name__ == "__main__":
    run_all(globals())
