# SPDX-License-Identifier: Apache-2.0
"""What nginx's own line says that it met, where that is not what the upstream does here and now: hidden by an error page, for
nginx's address alone, or a moment before the run. Real nginx."""
import contextlib
import pathlib
import socket
import sys
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from nginx import Nginx, free_port  # noqa: E402
from peers import answer, equal, gwdiag, run_all, says  # noqa: E402

WELL = answer(b"200 OK", b"hello", b"Server: gunicorn\r\n")


def check(server, upstream, *more):
    return gwdiag("check", f"http://127.0.0.1:{server.proxy}", upstream, "--log", f"{server.folder}/error.log", "-o", "json", *more)


def first(ran):
    cause = ran.verdict["causes"][0]
    return cause["id"], cause["certainty"]


def test_a_refusal_that_an_error_page_hides():
    with Nginx("""
server { listen 127.0.0.1:@proxy@; location / { proxy_pass http://127.0.0.1:@app@; error_page 502 =200 /sorry; }
  location = /sorry { internal; return 200 sorry; } }""") as server:
        ran = check(server, f"http://127.0.0.1:{server.app}")
        without = gwdiag("check", f"http://127.0.0.1:{server.proxy}", f"http://127.0.0.1:{server.app}", "-o", "json")
    equal((ran.verdict["status"], first(ran)), ("degraded", ("connection-refused", "likely")), ran.verdict["summary"])
    equal(first(without), ("connection-refused", "possible"), without.verdict["summary"])
    equal([fact["fact"] for fact in ran.verdict["causes"][0]["evidence"] if not fact.get("supports", True)], [], ran.out)


def test_an_upstream_that_shuts_out_the_proxys_address():
    for rule, id in (("return 444;", "closed-before-response"),):
        with Nginx(f"""
server {{ listen 127.0.0.1:@app@; if ($remote_addr = 127.0.0.9) {{ {rule} }} return 200 hello; }}
server {{ listen 127.0.0.1:@proxy@; location / {{ proxy_bind 127.0.0.9; proxy_pass http://127.0.0.1:@app@; }} }}""") as server:
            ran = check(server, f"http://127.0.0.1:{server.app}", "--path", "/cart?x=1", "--host", "shop.example.com")
        equal((ran.status, first(ran)[0]), (1, id), ran.verdict["summary"])
        cause = ran.verdict["causes"][0]
        equal("asked from here" in ran.verdict["summary"], True, ran.verdict["summary"])
        assert "address" in cause["fixes"][0]["text"], cause["fixes"]
        equal([fix for fix in cause["fixes"] if fix.get("checklist_step") in (1, 5)], [], str(cause["fixes"]))
        probe = f"gwdiag probe http://127.0.0.1:{server.app} --path '/cart?x=1' --host shop.example.com"
        equal(cause["fixes"][1]["command"], probe, str(cause["fixes"]))


def test_a_member_that_was_left_out_just_before_the_run():
    """A rolling restart: the first member is up again, and out of the rotation for its failure of another client's request."""
    first_port = free_port()
    with says(WELL) as second, Nginx(f"""
upstream be {{ server 127.0.0.1:{first_port} fail_timeout=60s; server 127.0.0.1:{second.port} fail_timeout=60s; }}
server {{ listen 127.0.0.1:@proxy@; location / {{ proxy_pass http://be; }} }}""") as server:
        for _ in range(2):
            with contextlib.suppress(urllib.error.HTTPError):
                urllib.request.urlopen(f"http://127.0.0.1:{server.proxy}/", timeout=5).read()
        equal("Connection refused" in server.log(), True, server.log())
        with Nginx("server { listen 127.0.0.1:@app@; return 200 hello; }", app=first_port):
            second.socket.shutdown(socket.SHUT_RDWR)  # a mere close leaves it listening while accept() waits
            ran = check(server, f"http://127.0.0.1:{first_port}")
    equal((ran.status, first(ran)), (1, ("no-live-upstream", "likely")), ran.verdict["summary"])
    equal([cause for cause in ran.ids if cause in ("path-blocked", "wrong-upstream-address")], [], str(ran.ids))


if __name__ == "__main__":
    run_all(globals())
