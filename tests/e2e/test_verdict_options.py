# SPDX-License-Identifier: Apache-2.0
"""What moves the verdict and the exit status: --expect-status, --ignore, --fail-on, --slow, --insecure, --samples; and what must not: the format."""
import pathlib
import ssl
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from peers import Peer, answer, equal, gwdiag, refused, run_all, says  # noqa: E402

FORMATS = ("text", "json", "jsonl", "junit", "tap", "github", "markdown", "html", "prometheus")
NAGIOS = {"healthy": 0, "degraded": 1, "unhealthy": 2, "inconclusive": 3}
GOOD = answer(b"200 OK")
BAD = answer(b"502 Bad Gateway", b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1>"
             b"</center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n", b"Server: nginx/1.22.1\r\n")
TOLERATED = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nContent-Length: 6\r\n\r\nhello\n"


def late(payload, seconds):
    def behave(connection, _):
        time.sleep(seconds)
        connection.sendall(payload)
    return Peer(behave)


def outcome(*arguments):
    ran = gwdiag("check", *arguments, "-o", "json")
    return ran.status, ran.verdict["status"], ran.ids[:1]


def test_expected_statuses():
    with says(answer(b"404 Not Found")) as missing, says(answer(b"503 Service Unavailable")) as closed, says(answer(b"301 Moved")) as moved:
        equal(outcome(missing.url)[:2], (0, "healthy"))
        equal(outcome(missing.url, "--expect-status", "200")[:2], (1, "unhealthy"))
        equal(outcome(missing.url, "--expect-status", "200,404")[:2], (0, "healthy"))
        equal(outcome(missing.url, "--expect-status", "2xx,400-410")[:2], (0, "healthy"))
        equal(outcome(closed.url)[:2], (1, "unhealthy"))
        equal(outcome(closed.url, "--expect-status", "503")[:2], (0, "healthy"))
        equal(outcome(moved.url, "--expect-status", "2xx")[:2], (1, "unhealthy"))


def test_a_redirect_that_is_not_expected_is_the_upstreams():
    moved = answer(b"302 Found", b"moved, as it were, to where the shop is now\n", b"Location: https://shop.example.com/login\r\n")
    with says(moved) as proxy, says(moved) as upstream:
        ran = gwdiag("check", proxy.url, upstream.url, "--expect-status", "200", "-o", "json")
        cause = ran.verdict["causes"][0]
        equal((ran.status, cause["id"], cause["subject"]), (1, "upstream-error-status", "upstream"))
        assert "https://shop.example.com/login" in cause["summary"] and "server error" not in cause["title"], cause
        equal(outcome(proxy.url, upstream.url, "--expect-status", "200,302")[:2], (0, "healthy"))


def by_host(names, good, other):
    def behave(connection, request):
        connection.sendall(good if any(b"\r\nHost: " + name in request for name in names) else other)
    return Peer(behave)


def test_the_default_site_of_another_host():
    missing = answer(b"404 Not Found", b"this is the default site of this machine\n")
    with by_host([b"shop.example.com"], GOOD, missing) as upstream, says(missing) as proxy:
        shop = f"http://shop.example.com:{proxy.port}"
        common = (shop, upstream.url, "--resolve", f"shop.example.com:{proxy.port}:127.0.0.1")
        equal(outcome(*common)[:2], (0, "healthy"))  # 404 is a good answer for many
        equal(outcome(*common, "--expect-status", "200"), (1, "unhealthy", ["host-rejected"]))
    with says(missing) as upstream, says(missing) as proxy:
        shop = f"http://shop.example.com:{proxy.port}"
        equal(outcome(shop, upstream.url, "--resolve", f"shop.example.com:{proxy.port}:127.0.0.1", "--expect-status", "200"),
              (1, "unhealthy", ["upstream-error-status"]))


def every_third_late():
    turns = []
    def behave(connection, _):
        turns.append(None)
        if len(turns) % 3 == 0:
            time.sleep(0.3)
        connection.sendall(GOOD)
    return Peer(behave)


def test_samples_that_are_slow():
    with every_third_late() as upstream, says(GOOD) as proxy:
        equal(outcome(proxy.url, upstream.url, "--slow", "200ms", "--samples", "9"), (0, "degraded", ["slow-response"]))
        equal(outcome(proxy.url, upstream.url, "--samples", "9"), (0, "healthy", []))
    with every_third_late() as proxy, says(GOOD) as upstream:
        ran = gwdiag("check", proxy.url, upstream.url, "--slow", "200ms", "--samples", "9", "-o", "json")
        equal((ran.verdict["status"], ran.ids), ("degraded", ["slow-response"]))
        cause = ran.verdict["causes"][0]
        equal((cause["certainty"], cause["detail"]["slow"]), ("possible", 3))
        assert " --samples 9" in cause["verify"] and " --slow 200ms" in cause["verify"], cause["verify"]


def test_what_verifies_rests_on_the_same():
    with says(BAD) as proxy, says(BAD) as upstream:
        ran = gwdiag("check", proxy.url, upstream.url, "--host-evidence", "--ignore", "packet-loss", "--fail-on", "degraded",
                     "--deadline", "20s", "-o", "json")
        verify = ran.verdict["causes"][0]["verify"]
        for option in ("--host-evidence", "--ignore packet-loss", "--fail-on degraded", "--deadline 20s"):
            assert option in verify, verify


def test_the_two_sides_in_different_classes():
    with says(GOOD) as well, says(answer(b"404 Not Found")) as missing, says(answer(b"301 Moved")) as moved:
        equal(outcome(well.url, missing.url)[:2], (0, "degraded"))
        equal(outcome(missing.url, well.url)[:2], (0, "degraded"))
        equal(outcome(well.url, moved.url)[:2], (0, "degraded"))


def test_fail_on_degraded():
    with says(GOOD) as proxy, says(TOLERATED) as upstream:
        equal(outcome(proxy.url, upstream.url), (0, "degraded", ["conflicting-framing"]))
        equal(outcome(proxy.url, upstream.url, "--fail-on", "degraded"), (1, "degraded", ["conflicting-framing"]))
        equal(outcome(proxy.url, upstream.url, "--fail-on", "unhealthy"), (0, "degraded", ["conflicting-framing"]))
    with says(GOOD) as proxy, says(GOOD) as upstream:
        equal(outcome(proxy.url, upstream.url, "--fail-on", "degraded")[0], 0)


def test_a_known_cause_stays_in_the_report_and_does_not_decide():
    first, one = refused()
    second, two = refused()
    with first, second, says(BAD) as proxy:
        ran = gwdiag("check", proxy.url, one, "--ignore", "connection-refused", "-o", "json")
        equal((ran.status, ran.verdict["status"], ran.ids[0], ran.verdict["causes"][0]["ignored"]), (0, "unhealthy", "connection-refused", True))
        equal(gwdiag("check", proxy.url, one, "--ignore", "response-timeout").status, 1)
        equal(gwdiag("check", proxy.url, one, "--ignore", f"connection-refused={one}").status, 0)
        equal(gwdiag("check", proxy.url, one, "--ignore", f"connection-refused={two}").status, 1, "another endpoint's")
        equal(gwdiag("check", proxy.url, one, two, "--ignore", f"connection-refused={one}").status, 1, "one of two is known")
        both = ("--ignore", f"connection-refused={one}", "--ignore", f"connection-refused={two}")
        equal(gwdiag("check", proxy.url, one, two, *both).status, 0, "both are known")


def test_ignored_degraded():
    with says(GOOD) as proxy, says(TOLERATED) as upstream:
        equal(gwdiag("check", proxy.url, upstream.url, "--fail-on", "degraded", "--ignore", "conflicting-framing").status, 0)


def test_slow_is_what_slow_says():
    with late(GOOD, 0.5) as proxy, late(GOOD, 0.5) as upstream:
        equal(outcome(proxy.url, upstream.url)[:2], (0, "healthy"))
        equal(outcome(proxy.url, upstream.url, "--slow", "200ms"), (0, "degraded", ["slow-response"]))


def test_an_answer_later_than_the_answer_timeout():
    with late(BAD, 0.3) as proxy, late(GOOD, 2) as upstream:
        ran = gwdiag("check", proxy.url, upstream.url, "--answer-timeout", "800ms", "-o", "json")
        equal((ran.status, ran.verdict["status"]), (1, "unhealthy"))
        assert "response-timeout" in ran.ids, ran.ids


def test_insecure_makes_a_certificate_no_fault():
    with tempfile.TemporaryDirectory() as name:
        cert, key = f"{name}/cert", f"{name}/key"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=x",
                        "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", cert], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(cert, key)

        class Tls(Peer):
            def serve(self, connection, *rest):
                try:
                    super().serve(context.wrap_socket(connection, server_side=True), *rest)
                except (ssl.SSLError, OSError):
                    connection.close()
        with Tls(lambda connection, _: connection.sendall(GOOD)) as peer:
            url = f"https://127.0.0.1:{peer.port}/"
            equal(outcome(url), (1, "unhealthy", ["tls-cert-self-signed"]))
            equal(outcome(url, "--insecure"), (0, "healthy", []))
            equal(outcome(url, "--cacert", cert), (0, "healthy", []))


def test_samples_that_fail_are_not_healthy():
    answers = [GOOD, BAD, GOOD, BAD, BAD, GOOD]

    def behave(connection, _):
        connection.sendall(answers[(proxy.requests - 1) % len(answers)])
    with Peer(behave) as proxy, says(GOOD) as upstream:
        ran = gwdiag("check", proxy.url, upstream.url, "--samples", "6", "-o", "json")
        statuses = [sample.get("http_status") for sample in ran.report["proxy"]["stages"]["timing"]["samples"]]
        assert 502 in statuses, statuses
        equal((ran.verdict["status"] in ("unhealthy", "degraded"), ran.ids[:1]), (True, ["intermittent"]), statuses)


def test_the_exit_status_is_the_same_in_every_format():
    keeper, url = refused()
    with keeper, says(GOOD) as good, says(BAD) as bad, says(TOLERATED) as odd:
        for arguments, status, word in (((good.url,), 0, "healthy"), ((good.url, odd.url), 0, "degraded"), ((bad.url, url), 1, "unhealthy"),
                                        ((good.url, odd.url, "--fail-on", "degraded"), 1, "degraded")):
            for form in FORMATS:
                equal(gwdiag("check", *arguments, "-o", form).status, status, f"{form} {word}")
            ran = gwdiag("check", *arguments, "-o", "nagios")
            equal((ran.status, len(ran.out.splitlines())), (NAGIOS[word], 1), ran.out)


run_all(globals())
