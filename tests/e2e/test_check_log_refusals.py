# SPDX-License-Identifier: Apache-2.0
"""What nginx's own line for the request settles: a limit or a rule of its own refused it, or its certificate check did. Real
nginx in front of a peer that is well."""
import contextlib
import pathlib
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from nginx import Nginx  # noqa: E402
from peers import answer, equal, gwdiag, run_all, says, silent  # noqa: E402

WELL = answer(b"200 OK", b"hello", b"Server: gunicorn\r\n")


@contextlib.contextmanager
def nginx(rule, http="", pages=""):
    """nginx with this rule in its location, its URL, its error log and the peer behind it."""
    with says(WELL) as peer, Nginx(f"""{http}
server {{ listen 127.0.0.1:@proxy@; {pages}
  location / {{ {rule} proxy_pass http://127.0.0.1:{peer.port}; }} }}""") as server:
        yield f"http://127.0.0.1:{server.proxy}", f"{server.folder}/error.log", peer


def check(proxy, peer, log, *more):
    ran = gwdiag("check", proxy, peer.url, "--log", log, "-o", "json", *more)
    cause = ran.verdict["causes"][0] if ran.verdict["causes"] else {}
    return ran, tuple(cause.get(key) for key in ("id", "certainty", "subject"))


def spend(url):
    """Takes what the limit allows."""
    with contextlib.suppress(urllib.error.HTTPError):
        urllib.request.urlopen(url, timeout=5).read()


def test_a_limit_of_the_rate():
    zone = "limit_req_zone $binary_remote_addr zone=perip:1m rate=1r/m;"
    for status in (503, 429):
        with nginx(f"limit_req zone=perip; limit_req_status {status};", zone) as (proxy, log, peer):
            spend(proxy)
            ran, told = check(proxy, peer, log, "--expect-status", "200")
            equal((ran.status, told), (1, ("connection-limit", "confirmed", "proxy")), ran.verdict["summary"])
            equal(ran.ids, ["connection-limit"])
            assert "limiting requests" in str(ran.verdict["causes"][0]["evidence"])


def test_a_limit_of_the_rate_that_only_counts():
    zone = "limit_req_zone $binary_remote_addr zone=perip:1m rate=1r/m;"
    with nginx("limit_req zone=perip; limit_req_dry_run on; try_files /none =503;", zone) as (proxy, log, peer):
        spend(proxy)
        ran, told = check(proxy, peer, log)
        assert "limiting requests, dry run" in pathlib.Path(log).read_text(), told
        assert told[1] != "confirmed" and told[2] != "proxy", told


def test_a_limit_of_connections():
    zone = "limit_conn_zone $server_port zone=all:1m;"
    with silent() as busy, nginx("limit_conn all 1;", zone, f"location /held {{ limit_conn all 1; proxy_pass {busy.url}; }}") as (
            proxy, log, peer):
        host, port = proxy[7:].split(":")
        with socket.create_connection((host, int(port))) as held:
            held.sendall(b"GET /held HTTP/1.1\r\nHost: a\r\n\r\n")
            end = time.monotonic() + 5
            while not busy.requests and time.monotonic() < end:
                time.sleep(0.01)
            ran, told = check(proxy, peer, log)
        equal((ran.status, told), (1, ("connection-limit", "confirmed", "proxy")), ran.verdict["summary"])
        assert "limiting connections" in str(ran.verdict["causes"][0]["evidence"])


def test_a_body_that_is_too_large():
    with tempfile.NamedTemporaryFile() as body, nginx("client_max_body_size 1k;") as (proxy, log, peer):
        body.write(b"x" * 4096)
        body.flush()
        ran, told = check(proxy, peer, log, "--data", f"@{body.name}")
        equal((ran.verdict["status"], told), ("degraded", ("request-too-large", "confirmed", "proxy")), ran.verdict["summary"])


def test_an_address_that_may_not():
    with nginx("deny all;") as (proxy, log, peer):
        ran, told = check(proxy, peer, log)
        equal((ran.verdict["status"], told), ("degraded", ("response-refused-by-proxy", "confirmed", "proxy")), ran.verdict["summary"])


def test_an_error_that_no_rule_knows_is_quoted():
    with nginx("proxy_bind 192.0.2.9;") as (proxy, log, peer):
        ran, told = check(proxy, peer, log)
        equal(told[:2], ("unexplained", "possible"), ran.verdict["summary"])
        assert "proxy_bind" in ran.verdict["summary"], ran.verdict["summary"]
        assert "bind(192.0.2.9) failed" in str(ran.verdict["causes"][0]["evidence"])
        equal(ran.ids, ["unexplained"])


def test_a_line_of_another_request_refuses_nothing():
    with nginx("return 503;") as (proxy, log, peer):
        now = time.strftime("%Y/%m/%d %H:%M:%S")
        with open(log, "a") as out:
            out.write(f'{now} [error] 1#1: *9 limiting requests, excess: 1.000 by zone "perip", client: 127.0.0.1, server: , '
                      f'request: "GET /other HTTP/1.1", host: "{proxy[7:]}"\n')
        ran, told = check(proxy, peer, log)
        assert told[1:] != ("confirmed", "proxy"), told


def test_an_upstream_that_refuses_by_itself():
    """Its line is of the same request, by the same address, and it is the upstream that answers 503."""
    zone = "limit_req_zone $binary_remote_addr zone=perip:1m rate=1r/m;"
    with says(WELL) as peer, Nginx(f"""{zone}
server {{ listen 127.0.0.1:@app@; location / {{ limit_req zone=perip; proxy_pass http://127.0.0.1:{peer.port}; }} }}
server {{ listen 127.0.0.1:@proxy@; location / {{ proxy_pass http://127.0.0.1:@app@; proxy_set_header Host $http_host; }} }}""") as server:
        spend(f"http://127.0.0.1:{server.app}")
        ran = gwdiag("check", f"http://127.0.0.1:{server.proxy}", f"http://127.0.0.1:{server.app}", "-o", "json", "--log",
                     f"{server.folder}/error.log")
        equal([c["id"] for c in ran.verdict["causes"] if c["subject"] == "proxy"], [], ran.verdict["summary"])


def test_a_certificate_that_nginx_refuses():
    with tempfile.TemporaryDirectory() as folder:
        def openssl(*words):
            subprocess.run(["openssl", *words], check=True, capture_output=True, cwd=folder)
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "key.pem", "-out",
                "cert.pem", "-subj", "/CN=app.test", "-addext", "subjectAltName=DNS:app.test", "-days", "30")
        with Nginx(f"""
server {{ listen 127.0.0.1:@app@ ssl; ssl_certificate {folder}/cert.pem; ssl_certificate_key {folder}/key.pem; return 200 hello; }}
server {{ listen 127.0.0.1:@proxy@; location / {{ proxy_pass https://127.0.0.1:@app@; proxy_ssl_name app.test; proxy_ssl_verify on;
  proxy_ssl_trusted_certificate /etc/ssl/certs/ca-certificates.crt; }} }}""") as server:
            pair = (f"http://127.0.0.1:{server.proxy}", f"https://app.test:{server.app}", "--resolve",
                    f"app.test:{server.app}:127.0.0.1")
            without = gwdiag("check", *pair, "-o", "json")
            told = gwdiag("check", *pair, "-o", "json", "--log", f"{server.folder}/error.log")
        equal(without.verdict["causes"][0]["certainty"], "possible", without.ids)
        cause = told.verdict["causes"][0]
        equal((cause["id"], cause["certainty"]), ("tls-cert-self-signed", "confirmed"), told.verdict["summary"])
        equal([fact["fact"] for fact in cause["evidence"] if not fact.get("supports", True)], [])


if __name__ == "__main__":
    run_all(globals())
