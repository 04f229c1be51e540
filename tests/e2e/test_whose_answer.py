# SPDX-License-Identifier: Apache-2.0
"""An error below 500 that only the proxy's clients get: whose it is, behind a real nginx."""
import pathlib
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from nginx import Nginx  # noqa: E402
from peers import Peer, answer, equal, gwdiag, run_all, says  # noqa: E402

if not shutil.which("nginx"):
    print("nginx is not installed")
    sys.exit(77)

GOOD = answer(b"200 OK")


def behind(port, more=""):
    return Nginx(f"large_client_header_buffers 4 64k; server {{ listen 127.0.0.1:@proxy@; {more}"
                 f" location / {{ proxy_pass http://127.0.0.1:{port}; }} }}")


def check(proxy, port, *options):
    return gwdiag("check", f"http://127.0.0.1:{proxy.proxy}", f"http://127.0.0.1:{port}", "-o", "json", *options)


def first(ran):
    cause = ran.verdict["causes"][0]
    return ran.verdict["status"], cause["id"], cause["subject"]


def test_a_page_of_the_product_that_also_stands_behind():
    sites = ("server { listen 127.0.0.1:@app@ default_server; return %s; } server { listen 127.0.0.1:@app@; server_name shop.test; "
             "return 200 shop; } server { listen 127.0.0.1:@proxy@; location / { proxy_pass http://127.0.0.1:@app@; } }")
    for refusal, status in (("404", "degraded"), ("403", "degraded"), ("421", "degraded"), ("444", "unhealthy")):
        with Nginx(sites % refusal) as server:
            ran = check(server, server.app, "--host", "shop.test")
            equal(first(ran)[:2], (status, "host-rejected"), f"{refusal}: {ran.verdict['summary']}")
            equal("by itself" in ran.out.decode(), False)


def test_a_name_that_the_proxy_leaves_out_without_being_told():
    def app(status):
        def behave(connection, request):
            connection.sendall(GOOD if b"Host: shop.test" in request else answer(status, b"an application's own words for a stranger"))
        return Peer(behave)
    for status in (b"400 Bad Request", b"421 Misdirected Request"):
        with app(status) as peer, behind(peer.port) as proxy:
            name = f"shop.test:{proxy.proxy}"
            ran = gwdiag("check", f"http://{name}", f"http://127.0.0.1:{peer.port}", "--resolve", f"{name}:127.0.0.1", "-o", "json")
            equal(first(ran)[:2], ("degraded", "host-rejected"), f"{status}: {ran.verdict['summary']}")
            equal(ran.verdict["causes"][0]["certainty"], "likely")


def test_a_page_that_is_not_found_is_asked_for_once():
    with Peer(lambda c, request: c.sendall(GOOD if b"Host: shop.test" in request else answer(b"404 Not Found", b"a default site"))) as app:
        with says(answer(b"404 Not Found", b"no route matches")) as proxy:
            name = f"shop.test:{proxy.port}"
            ran = gwdiag("check", f"http://{name}", f"http://127.0.0.1:{app.port}", "--resolve", f"{name}:127.0.0.1", "-o", "json")
            equal((ran.verdict["status"], ran.ids, ran.report["upstreams"][0]["requests_sent"]), ("healthy", [], 1))


def test_what_is_nowhere_is_no_matter_of_the_name():
    with says(answer(b"404 Not Found", b"nothing here")) as app, behind(app.port) as proxy:
        name = f"shop.test:{proxy.proxy}"
        ran = gwdiag("check", f"http://{name}", f"http://127.0.0.1:{app.port}", "--resolve", f"{name}:127.0.0.1", "-o", "json")
        equal((ran.status, ran.verdict["status"], ran.ids), (0, "healthy", []))


def test_a_limit_of_the_upstream_that_was_not_sent_the_cookie():
    def node(connection, request):
        connection.sendall(answer(b"431 Request Header Fields Too Large", b"") if len(request) > 16384 else GOOD)
    with Peer(node) as app, behind(app.port) as proxy:
        ran = check(proxy, app.port, "--header", "Cookie: a=" + "x" * 20000)
        equal(first(ran), ("degraded", "request-too-large", "path"))
        equal(("takes it and" in ran.verdict["summary"], "without the credentials" in ran.verdict["summary"]), (False, True))


def test_a_limit_of_the_proxy_and_what_verifies_it():
    with says(GOOD) as app, behind(app.port, "client_max_body_size 1k;") as proxy, tempfile.NamedTemporaryFile() as body:
        body.write(b"x" * 4096)
        body.flush()
        ran = check(proxy, app.port, "--data", f"@{body.name}", "--method", "PUT", "--header", "X-A: b")
        equal(first(ran), ("degraded", "request-too-large", "proxy"), ran.verdict["summary"])
        verify = ran.verdict["causes"][0]["verify"]
        for part in (f"--data @{body.name}", "--method PUT", "X-A: b"):
            assert part in verify, (part, verify)
        equal("--wait" in verify, False, verify)


run_all(globals())
