# SPDX-License-Identifier: Apache-2.0
"""The exit status of `check` for each status of the contract, the JSON beside it, and how much was asked."""
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from peers import Peer, answer, equal, gwdiag, refused, run_all, says, silent  # noqa: E402

GOOD = answer(b"200 OK", headers=b"Server: nginx/1.22.1\r\n")
BAD_GATEWAY = b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n" \
    b"<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n"
NGINX_502 = answer(b"502 Bad Gateway", BAD_GATEWAY, b"Server: nginx/1.22.1\r\nContent-Type: text/html\r\n")


def test_healthy_pair_asks_each_side_once():
    with says(GOOD) as proxy, says(answer(b"200 OK")) as upstream:
        ran = gwdiag("check", proxy.url, upstream.url, "-o", "json")
        equal((ran.status, ran.verdict["status"], ran.ids, ran.err), (0, "healthy", [], ""))
        equal((proxy.connections, proxy.requests, upstream.connections, upstream.requests), (1, 1, 1, 1))
        equal((ran.report["requests_sent"], ran.report["connections_opened"]), (2, 2))


def test_healthy_proxy_alone():
    with says(GOOD) as proxy:
        ran = gwdiag("check", proxy.url, "-o", "json")
        equal((ran.status, ran.verdict["status"], proxy.requests), (0, "healthy", 1))


def test_refused_upstream_is_unhealthy():
    keeper, url = refused()
    with keeper, says(NGINX_502) as proxy:
        ran = gwdiag("check", proxy.url, url, "-o", "json")
        equal((ran.status, ran.verdict["status"], ran.ids[0]), (1, "unhealthy", "connection-refused"))
        equal(ran.verdict["exit_code"], 1)
        equal(ran.verdict["first_divergence"], "tcp")
        equal(ran.verdict["causes"][0]["endpoint"].rstrip("/"), url)
        equal(proxy.requests <= 2, True, f"the proxy got {proxy.requests} requests")


def test_text_names_the_cause_on_its_first_line():
    keeper, url = refused()
    with keeper, says(NGINX_502) as proxy:
        ran = gwdiag("check", proxy.url, url)
        first = ran.out.decode().splitlines()[0]
        assert "UNHEALTHY" in first and "connection-refused" in first, first
        equal(b"\x1b" in ran.out, False, "colour where no terminal is")


def test_ignored_cause_does_not_decide():
    keeper, url = refused()
    with keeper, says(NGINX_502) as proxy:
        ran = gwdiag("check", proxy.url, url, "-o", "json", "--ignore", "connection-refused")
        equal((ran.status, ran.ids[0], ran.verdict["causes"][0]["ignored"]), (0, "connection-refused", True))


def test_failing_upstream_behind_good_proxy_is_degraded():
    keeper, url = refused()
    with keeper, says(GOOD) as proxy:
        ran = gwdiag("check", proxy.url, url, "-o", "json")
        equal((ran.status, ran.verdict["status"]), (0, "degraded"))
        equal(gwdiag("check", proxy.url, url, "-o", "json", "--fail-on", "degraded").status, 1)


def test_proxy_down_has_the_proxy_as_subject():
    keeper, url = refused()
    with keeper:
        ran = gwdiag("check", url, "-o", "json")
        equal((ran.status, ran.ids[0], ran.verdict["causes"][0]["subject"]), (1, "connection-refused", "proxy"))


def test_silent_upstream_is_a_response_timeout():
    with says(answer(b"504 Gateway Time-out", headers=b"Server: nginx/1.22.1\r\n")) as proxy, silent() as upstream:
        ran = gwdiag("check", proxy.url, upstream.url, "-o", "json", "--answer-timeout", "1s")
        equal((ran.status, ran.ids[0]), (1, "response-timeout"))


def test_post_is_sent_once_a_side():
    with tempfile.NamedTemporaryFile() as data, says(NGINX_502) as proxy, says(b"nonsense\n") as upstream:
        data.write(b"a=1")
        data.flush()
        gwdiag("check", proxy.url, upstream.url, "-o", "json", "--method", "POST", "--data", "@" + data.name)
        equal((proxy.requests, upstream.requests), (1, 1))


def test_report_that_cannot_be_written():
    with says(GOOD) as proxy:
        ran = gwdiag("check", proxy.url, "--report", "json=/nonexistent/report.json")
        equal(ran.status, 4)
        equal(len(ran.err.splitlines()), 1, ran.err)


def test_report_beside_the_text():
    with says(GOOD) as proxy, tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "report.json")
        ran = gwdiag("check", proxy.url, "--report", f"json={path}")
        equal((ran.status, ran.out.startswith(b"HEALTHY"), [p.name for p in path.parent.iterdir()]),
              (0, True, ["report.json"]))
        assert b'"gwdiag.report/1"' in path.read_bytes()


def test_dry_run_sends_nothing():
    with says(GOOD) as proxy, says(GOOD) as upstream:
        ran = gwdiag("check", proxy.url, upstream.url, "--dry-run")
        equal((ran.status, proxy.connections, upstream.connections), (0, 0, 0))
        assert str(upstream.port) in ran.out.decode(), ran.out


def test_dry_run_promises_no_request_where_none_is_sent():
    for scheme in ("tcp", "tls"):
        out = gwdiag("check", f"{scheme}://127.0.0.1:1", "--dry-run").out.decode()
        assert "HTTP" not in out and "without a request" in out, out
    assert "GET / HTTP/1.1" in gwdiag("check", "http://127.0.0.1:1", "--dry-run").out.decode()


def test_a_reader_that_has_seen_enough_is_no_error():
    keeper, url = refused()
    with keeper, says(NGINX_502) as proxy, tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder, "report.json")
        for words, status in ((("explain", "--list"), 0), (("explain", "502"), 0), (("--help",), 0), (("logs", "/dev/null"), 0),
                              (("check", proxy.url, url, "--report", f"json={report}"), 1)):
            reader, writer = os.pipe()
            os.close(reader)
            with open(writer, "wb") as closed:
                ran = subprocess.run([os.environ["GWDIAG"], *words], stdout=closed, stderr=subprocess.PIPE, timeout=30, check=False)
            equal((ran.returncode, ran.stderr), (status, b""), words)
        assert b'"gwdiag.report/1"' in report.read_bytes()


def test_explain_takes_several_ids_and_one_line():
    ran = gwdiag("explain", "connection-refused", "response-timeout")
    equal(ran.status, 0)
    assert b"connection-refused" in ran.out and b"response-timeout" in ran.out, ran.out
    ran = gwdiag("explain", "connect() failed (111: Connection refused) while connecting", "to upstream")
    assert b"connection-refused" in ran.out, ran.out


def test_credentials_go_to_the_proxy_only():
    seen = {}

    def keep(name):
        def behave(connection, request):
            seen[name] = request
            connection.sendall(GOOD)
        return Peer(behave)
    with keep("proxy") as proxy, keep("upstream") as upstream:
        ran = gwdiag("check", proxy.url.replace("//", "//ann:s3cret@"), upstream.url, "-o", "json",
                     "--header", "Cookie: id=s3cret", "--header", "X-Plain: 1")
    equal((b"Authorization: Basic" in seen["proxy"], b"Cookie:" in seen["proxy"], b"X-Plain" in seen["upstream"]),
          (True, True, True))
    equal((b"Authorization" in seen["upstream"], b"Cookie" in seen["upstream"]), (False, False))
    assert b"s3cret" not in ran.out and b"YW5uOnMzY3JldA" not in ran.out, "a secret in the report"


run_all(globals())
