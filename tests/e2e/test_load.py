# SPDX-License-Identifier: Apache-2.0
"""--load: a few requests at once against real servers that have few workers, short queues and caps."""
import contextlib
import os
import pathlib
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from nginx import Nginx, free_port  # noqa: E402
from peers import equal, gwdiag, run_all  # noqa: E402
import servers  # noqa: E402

APPLICATION = """import time
def application(environ, start_response):
    time.sleep({seconds})
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "6")])
    return [b"hello\\n"]
"""
HAPROXY = """defaults
  mode http
  timeout connect 5s
  timeout client 20s
  timeout server 20s
  timeout queue 100ms
listen front
  bind 127.0.0.1:{port}
  server app 127.0.0.1:{app} maxconn 1
"""
FRONT = "server { listen 127.0.0.1:@proxy@; location / { proxy_pass http://127.0.0.1:@app@; } }"


@contextlib.contextmanager
def gunicorn(seconds, *more):
    """A real gunicorn whose answers take that long; yields its port."""
    work = tempfile.mkdtemp(prefix="gwdiag-load-")
    os.chmod(work, 0o755)
    pathlib.Path(work, "app.py").write_text(APPLICATION.format(seconds=seconds), encoding="utf-8")
    port = free_port()
    log = pathlib.Path(work, "log")
    process = servers.start(["gunicorn", "--bind", f"127.0.0.1:{port}", "--chdir", work, *more, "app:application"], log)
    try:
        servers.wait_for(lambda: port in servers.listening(), process, log)
        yield port
    finally:
        servers.stop(process)
        shutil.rmtree(work, ignore_errors=True)


@contextlib.contextmanager
def haproxy(app):
    with tempfile.NamedTemporaryFile("w", suffix=".cfg") as config:
        port = free_port()
        config.write(HAPROXY.format(port=port, app=app))
        config.flush()
        log = pathlib.Path(config.name + ".log")
        process = servers.start(["haproxy", "-f", config.name], log)
        try:
            servers.wait_for(lambda: port in servers.listening(), process, log)
            yield port
        finally:
            servers.stop(process)
            log.unlink(missing_ok=True)


def check(proxy, app, *more):
    return gwdiag("check", f"http://127.0.0.1:{proxy}", f"http://127.0.0.1:{app}", "-o", "json", "--load", *more, timeout=120)


def steps(endpoint):
    return endpoint["stages"]["timing"]["load"]["steps"]


def first(ran, identifier, subject="upstream"):
    equal((ran.verdict["status"], ran.ids[:1]), ("degraded", [identifier]), ran.verdict["summary"])
    cause = ran.verdict["causes"][0]
    equal(cause["subject"], subject)
    return {row["key"]: row.get("number", row.get("text")) for row in cause["details"]} if isinstance(
        cause.get("details"), list) else cause.get("detail", {})


def test_one_worker_answers_one_after_the_other():
    with gunicorn(0.25) as app, Nginx(FRONT, app=app) as front:
        ran = check(front.proxy, app, "8")
        first(ran, "slow-under-load")
        numbers = [step["at_once"] for step in steps(ran.report["upstreams"][0])]
        equal((numbers[0], numbers[-1], max(numbers)), (1, 1, 8))
        # Eight at once at one worker: the last of them waits for the seven before.
        worst = [step for step in steps(ran.report["upstreams"][0]) if step["at_once"] == 8][0]
        assert worst["slowest_ms"] > 7 * 250, worst


def test_enough_workers_are_no_fault():
    with gunicorn(0.25, "--worker-class", "gthread", "--threads", "8") as app, Nginx(FRONT, app=app) as front:
        ran = check(front.proxy, app, "8")
    equal((ran.verdict["status"], ran.ids), ("healthy", []), ran.verdict["summary"])
    assert "slow-under-load" in [row["id"] for row in ran.verdict["ruled_out"]], ran.verdict["ruled_out"]


def test_a_quick_server_takes_all_that_are_allowed():
    with Nginx(FRONT + "server { listen 127.0.0.1:@app@; location / { return 200 hello; } }") as server:
        ran = check(server.proxy, server.app, "32")
    equal((ran.verdict["status"], ran.ids), ("healthy", []), ran.verdict["summary"])
    for endpoint in (ran.report["upstreams"][0], ran.report["proxy"]):
        equal([(step["at_once"], step["requests"]) for step in steps(endpoint)],
              [(1, 3), (2, 2), (4, 4), (8, 8), (16, 16), (32, 32), (1, 3)])
        equal(endpoint["requests_sent"], 1 + 3 + 62 + 3)


def test_a_cap_in_the_upstream():
    with gunicorn(0.25, "--worker-class", "gthread", "--threads", "8") as app:
        capped = ("limit_conn_zone $server_addr zone=all:1m; " + FRONT + "server { listen 127.0.0.1:@app@; limit_conn all 3;"
                  f" location / {{ proxy_pass http://127.0.0.1:{app}; }} }}")
        with Nginx(capped) as server:
            ran = check(server.proxy, server.app, "8")
    first(ran, "connection-limit")
    failing = [step for step in steps(ran.report["upstreams"][0]) if step.get("failures")]
    equal([(step["at_once"], step["failures"][0]["how"]) for step in failing], [(4, "503"), (4, "503")])


def test_a_cap_in_the_proxy():
    with gunicorn(0.5, "--worker-class", "gthread", "--threads", "8") as app, haproxy(app) as proxy:
        ran = check(proxy, app, "4")
    first(ran, "connection-limit", "proxy")
    assert not any(step.get("failures") for step in steps(ran.report["upstreams"][0])), ran.out


def test_a_short_listen_queue():
    with gunicorn(0.5, "--backlog", "1") as app, Nginx(FRONT, app=app) as front:
        ran = check(front.proxy, app, "16")
    first(ran, "accept-queue-full")


def test_without_load_nothing_more_is_sent():
    with Nginx(FRONT + "server { listen 127.0.0.1:@app@; location / { return 200 hello; } }") as server:
        ran = gwdiag("check", f"http://127.0.0.1:{server.proxy}", f"http://127.0.0.1:{server.app}", "-o", "json")
    equal(ran.report["requests_sent"], 2)


def test_an_upstream_that_fails_alone_gets_no_load():
    with Nginx(FRONT + "server { listen 127.0.0.1:@app@; location / { return 500; } }") as server:
        ran = check(server.proxy, server.app, "8")
    equal(ran.ids[:1], ["upstream-error-status"])
    assert ran.report["requests_sent"] <= 8, ran.report["requests_sent"]


run_all(globals())
