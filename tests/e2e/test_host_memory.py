# SPDX-License-Identifier: Apache-2.0
"""An upstream that runs out of memory, for real: killed in its control group, or close to its limit, behind a real nginx."""
import contextlib
import pathlib
import shutil
import subprocess
import sys
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import groups  # noqa: E402
from nginx import Nginx  # noqa: E402
from peers import equal, gwdiag, run_all  # noqa: E402

LIMIT = 64 << 20
if groups.missing() or not shutil.which("nginx"):
    print(groups.missing() or "nginx is not installed")
    sys.exit(77)


def nginx(server):
    return Nginx(f"server {{ listen 127.0.0.1:@proxy@; location / {{ proxy_pass http://127.0.0.1:{server.port}; }} }}")


def check(proxy, server, path="/"):
    return gwdiag("check", f"http://127.0.0.1:{proxy.proxy}{path}", f"http://127.0.0.1:{server.port}{path}", "--host-evidence",
                  "-o", "json")


def ask(url):
    with contextlib.suppress(urllib.error.HTTPError), urllib.request.urlopen(url, timeout=10) as answer:
        return answer.status
    return 502


def first(ran):
    cause = ran.verdict["causes"][0]
    return ran.verdict["status"], cause["id"], cause["certainty"]


def test_killed_before_and_nothing_listens_since():
    """Only the moment ties the kill to the port."""
    with groups.Group(LIMIT) as group, groups.server(group, LIMIT) as server, nginx(server) as proxy:
        equal(ask(f"http://127.0.0.1:{proxy.proxy}/eat"), 502)
        equal(server.wait(10), -9)
        ran = check(proxy, server)
        equal((ran.status, *first(ran)), (1, "unhealthy", "connection-refused", "likely"), ran.ids)
        equal(("oom-killed" in ran.ids, "listening-elsewhere" in ran.ids), (True, False))
        killed = next(cause for cause in ran.verdict["causes"] if cause["id"] == "oom-killed")
        equal((killed["certainty"], killed["detail"]["killed_pid"]), ("possible", server.pid))


def test_a_kill_next_door_after_which_it_served_is_not_blamed():
    with groups.Group(LIMIT) as other, groups.server(other, LIMIT) as victim:
        shop = subprocess.Popen([sys.executable, "-c", "import http.server as h; s = h.HTTPServer(('127.0.0.1', 0), "
                                 "h.SimpleHTTPRequestHandler); print(s.server_address[1], flush=True); s.serve_forever()"],
                                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        shop.port = int(shop.stdout.readline())  # HTTP/1.0: it closes each connection itself
        with shop, nginx(shop) as proxy:
            with contextlib.suppress(OSError):
                ask(f"http://127.0.0.1:{victim.port}/eat")
            equal(victim.wait(10), -9)
            equal(ask(f"http://127.0.0.1:{proxy.proxy}/"), 200)
            shop.terminate()
            shop.wait(10)
            ran = check(proxy, shop)
            equal((ran.status, *first(ran)), (1, "unhealthy", "connection-refused", "likely"), ran.ids)
            certainty = [cause["certainty"] for cause in ran.verdict["causes"] if cause["id"] == "oom-killed"]
            equal(certainty in ([], ["possible"]), True, certainty)


def test_killed_by_the_very_request():
    with groups.Group(LIMIT) as group, groups.server(group, LIMIT, kind="fork") as server:
        with nginx(server) as proxy:
            ran = check(proxy, server, "/eat")
            equal((ran.status, *first(ran)), (1, "unhealthy", "oom-killed", "likely"), ran.ids)
            equal(set(ran.ids) & {"closed-before-response", "reset-before-response", "worker-killed"}, set())


def test_killed_a_moment_ago_and_well_again():
    with groups.Group(LIMIT) as group, groups.server(group, LIMIT, kind="fork") as server:
        with nginx(server) as proxy:
            equal(ask(f"http://127.0.0.1:{proxy.proxy}/eat"), 502)
            ran = check(proxy, server)
            equal((ran.status, *first(ran)), (0, "degraded", "oom-killed", "possible"), ran.ids)


def test_close_to_its_limit():
    with groups.Group(LIMIT) as group, groups.server(group, LIMIT) as server, nginx(server) as proxy:
        equal(ask(f"http://127.0.0.1:{proxy.proxy}/fill"), 200)
        ran = check(proxy, server)
        equal((ran.status, *first(ran)), (0, "degraded", "memory-pressure", "possible"), ran.ids)


def test_room_enough_is_healthy():
    with groups.Group(LIMIT) as group, groups.server(group, LIMIT, kind="fork") as server:
        with nginx(server) as proxy:
            ran = check(proxy, server)
            equal((ran.status, ran.verdict["status"], ran.ids), (0, "healthy", []))
            memory = ran.report["host"][0]["endpoints"][1]["memory"]
            equal((len(memory), memory[0]["limit_bytes"]), (1, LIMIT))


def test_a_kill_next_door_is_not_blamed():
    with groups.Group(LIMIT) as group, groups.Group(LIMIT) as other, groups.server(group, LIMIT) as server:
        with groups.server(other, LIMIT) as victim, nginx(server) as proxy:
            with contextlib.suppress(OSError):
                ask(f"http://127.0.0.1:{victim.port}/eat")
            equal(victim.wait(10), -9)
            ran = check(proxy, server)
            equal((ran.status, ran.verdict["status"], ran.ids), (0, "healthy", []))


run_all(globals())
