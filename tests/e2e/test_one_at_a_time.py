# SPDX-License-Identifier: Apache-2.0
"""Both sides are asked at once: a server that takes one request at a time, or so many a second, is not called sick for that; behind a
real nginx."""
import contextlib
import pathlib
import shutil
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from nginx import Nginx  # noqa: E402
from peers import Peer, answer, equal, gwdiag, run_all  # noqa: E402

if not shutil.which("nginx"):
    print("nginx is not installed")
    sys.exit(77)


class App:
    """Answers after `seconds(through, count)`: whether the request came through the proxy, and how many did so before. With
    `one`, one request at a time, and the first direct one before the first through the proxy."""

    def __init__(self, seconds, one=False):
        turn, begun, counts = threading.Lock(), threading.Event(), {True: 0, False: 0}

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                through = "X-Through" in self.headers
                count, counts[through] = counts[through], counts[through] + 1
                if one and through:
                    begun.wait(5)
                with turn if one else contextlib.nullcontext():
                    begun.set()
                    time.sleep(seconds(through, count))
                self.send_response(200)
                self.send_header("Content-Length", "3")
                self.end_headers()
                self.wfile.write(b"hi\n")

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.handle_error = lambda *_: None  # a proxy that gave up
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def behind(port, more=""):
    return Nginx(f"server {{ listen 127.0.0.1:@proxy@; location / {{ proxy_pass http://127.0.0.1:{port}; "
                 f"proxy_set_header X-Through 1; {more} }} }}")


def check(proxy, port, *options):
    return gwdiag("check", f"http://127.0.0.1:{proxy.proxy}", f"http://127.0.0.1:{port}", "-o", "json", *options)


def test_a_proxy_that_waited_for_our_own_request_is_asked_alone():
    with App(lambda *_: 1.2, one=True) as app, behind(app.port, "proxy_read_timeout 2s;") as proxy:
        ran = check(proxy, app.port, "--log", f"{proxy.folder}/error.log")
        cause = (ran.verdict["causes"] or [{}])[0]
        equal((ran.status, ran.verdict["status"], ran.ids, cause.get("certainty")), (0, "degraded", ["slow-under-load"], "possible"))
        equal([a["role"] for a in ran.report["proxy"]["attempts"]], ["main", "alone"])
        equal(ran.report["proxy"]["stages"]["http"]["http_status"], 200)


def test_one_that_is_slow_by_itself_stays_unhealthy():
    with App(lambda through, _: 5 if through else 1.2, one=True) as app, behind(app.port, "proxy_read_timeout 2s;") as proxy:
        ran = check(proxy, app.port)
        equal((ran.status, ran.verdict["status"]), (1, "unhealthy"), ran.ids)


def test_a_wait_that_our_request_does_not_explain_is_not_excused():
    with App(lambda through, count: (8, 0.1)[count > 0] if through else 1.2) as app:
        with behind(app.port, "proxy_read_timeout 4s;") as proxy:
            ran = check(proxy, app.port)
            equal((ran.status, ran.verdict["status"]), (1, "unhealthy"), ran.ids)


def test_a_quick_healthy_pair_is_asked_once():
    with App(lambda *_: 0) as app, behind(app.port) as proxy:
        ran = check(proxy, app.port)
        equal((ran.verdict["status"], ran.report["requests_sent"]), ("healthy", 2))


def test_samples_do_not_wait_for_each_other():
    with App(lambda _, count: 1.2 if count else 0.5, one=True) as app, behind(app.port, "proxy_read_timeout 2s;") as proxy:
        ran = check(proxy, app.port, "--samples", 4)
        samples = [s["http_status"] for s in ran.report["proxy"]["stages"]["timing"]["samples"]]
        equal((ran.status, ran.verdict["status"], ran.ids, samples), (0, "healthy", [], [200] * len(samples)))


def limited(status, headers=b"", proxy_second=False):
    """Refuses what comes within 2 s. `proxy_second`: nginx's request, which is HTTP/1.0, waits for the direct one."""
    last = [0.0]
    lock = threading.Lock()

    def behave(connection, request):
        if proxy_second and b"HTTP/1.0" in request:
            time.sleep(0.3)
        with lock:
            often = time.monotonic() - last[0] < 2
            last[0] = time.monotonic()
        connection.sendall(answer(status, headers=headers) if often else answer(b"200 OK"))
    return Peer(behave)


def test_a_limit_of_the_rate_is_no_difference_by_host():
    with limited(b"429 Too Many Requests") as app, behind(app.port) as proxy:
        ran = check(proxy, app.port)
        equal((ran.status, ran.verdict["status"], ran.ids), (0, "degraded", ["connection-limit"]))
        equal(ran.verdict["causes"][0]["certainty"], "possible")
    with limited(b"503 Service Unavailable", b"Retry-After: 2\r\n") as app, behind(app.port) as proxy:
        ran = check(proxy, app.port)
        equal((ran.status, ran.verdict["status"], ran.ids), (0, "degraded", ["connection-limit"]))
        equal(ran.verdict["causes"][0]["certainty"], "possible")


def test_a_limit_that_does_not_say_so_is_no_difference_by_host():
    last = [0.0]

    def behave(connection, _):     # nginx's limit_req: a refused request does not put the next one off
        often = time.monotonic() - last[0] < 20
        last[0] = last[0] if often else time.monotonic()
        connection.sendall(answer(b"503 Service Temporarily Unavailable") if often else answer(b"200 OK"))
    with Peer(behave) as app, behind(app.port) as proxy:
        ran = check(proxy, app.port)
        equal({"host-rejected"} & set(ran.ids), set(), ran.verdict["summary"])


def test_a_limit_that_asks_for_a_long_pause_is_named_first():
    with limited(b"503 Service Unavailable", b"Retry-After: 600\r\n", proxy_second=True) as app, behind(app.port) as proxy:
        ran = check(proxy, app.port)
        named = ran.verdict["causes"][0]
        equal((named["id"], named["certainty"]), ("connection-limit", "possible"))
        equal(("host-rejected" in ran.ids, "refuses HTTP/1.0" in ran.out.decode()), (False, False))


run_all(globals())
