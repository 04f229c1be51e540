# SPDX-License-Identifier: Apache-2.0
"""Credentials: sent to the proxy only, and shown nowhere, in no format, unless --show-secrets asks for it."""
import base64
import json
import pathlib
import ssl
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from peers import Peer, answer, equal, gwdiag, run_all  # noqa: E402

FORMATS = ("text", "json", "jsonl", "junit", "tap", "github", "markdown", "html", "prometheus", "nagios")
PASSWORD, TOKEN, COOKIE, SESSION, PROXY_AUTH = "pa55w0rd-q", "t0ken-q", "c00kie-q", "s3ssion-q", "pr0xy-q"
BASIC = base64.b64encode(f"ann:{PASSWORD}".encode()).decode()
SECRETS = (PASSWORD, TOKEN, COOKIE, SESSION, PROXY_AUTH, BASIC)
SETS_COOKIE = (b"HTTP/1.1 502 Bad Gateway\r\nSet-Cookie: sid=" + SESSION.encode() + b"; HttpOnly\r\n"
               b"Server: nginx/1.22.1\r\nContent-Length: 0\r\n\r\n")
FIELDS = ("--header", f"Authorization: Bearer {TOKEN}", "--header", f"Cookie: id={COOKIE}",
          "--header", f"Proxy-Authorization: Basic {PROXY_AUTH}")


class Pair:
    """A proxy and an upstream that keep the requests they get."""

    def __init__(self, payload=SETS_COOKIE):
        self.seen = {"proxy": [], "upstream": []}
        self.proxy, self.upstream = (self.peer(name, payload) for name in ("proxy", "upstream"))

    def peer(self, name, payload):
        def behave(connection, request):
            self.seen[name].append(request)
            connection.sendall(payload)
        return Peer(behave)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.proxy.socket.close()
        self.upstream.socket.close()

    @property
    def url(self):
        return self.proxy.url.replace("//", f"//ann:{PASSWORD}@") + "/"


def shown(ran, more=b""):
    everything = (ran.out + ran.err.encode() + more).decode()
    return [secret for secret in SECRETS if secret in everything]


def test_no_format_shows_a_secret():
    with Pair() as pair:
        for form in FORMATS:
            for more in ((), ("-v",), ("-q",)):
                ran = gwdiag("check", pair.url, pair.upstream.url, *FIELDS, "-o", form, *more)
                equal((ran.status, shown(ran)), (2 if form == "nagios" else 1, []), f"{form} {more} {ran.err}")


def test_no_report_beside_it_shows_a_secret():
    with Pair() as pair, tempfile.TemporaryDirectory() as folder:
        reports = [word for form in FORMATS for word in ("--report", f"{form}={folder}/{form}")]
        ran = gwdiag("check", pair.url, pair.upstream.url, *FIELDS, *reports)
        files = b"".join(path.read_bytes() for path in pathlib.Path(folder).iterdir())
        equal((ran.status, shown(ran, files), len(files) > 2000), (1, [], True))


def test_saved_evidence_and_its_verdict_hold_no_secret():
    with Pair() as pair, tempfile.TemporaryDirectory() as folder:
        for name, arguments in (("proxy", ("--as-proxy", pair.url)), ("upstream", (pair.upstream.url.replace("//", f"//ann:{PASSWORD}@"),))):
            ran = gwdiag("probe", *arguments, *FIELDS, "-o", "json")
            equal((ran.status, shown(ran)), (0, []), name)
            pathlib.Path(folder, name).write_bytes(ran.out)
        for form in FORMATS:
            equal(shown(gwdiag("diagnose", f"{folder}/proxy", f"{folder}/upstream", "-o", form, "-v")), [], form)


def test_dry_run_shows_no_secret():
    with Pair() as pair:
        ran = gwdiag("check", pair.url, pair.upstream.url, *FIELDS, "--dry-run")
        equal((ran.status, shown(ran), pair.seen), (0, [], {"proxy": [], "upstream": []}))


def test_a_bad_endpoint_does_not_show_its_password():
    for url in (f"http://ann:{PASSWORD}@host:99999/", f"http://ann:{PASSWORD}@/", f"http://ann:{PASSWORD}@ho st/",
                f"gopher://ann:{PASSWORD}@host/"):
        ran = gwdiag("check", url)
        equal((ran.status, shown(ran)), (2, []), ran.err)


def test_a_field_from_a_file_is_as_secret():
    with Pair() as pair, tempfile.NamedTemporaryFile("w") as file:
        file.write(f"Authorization: Bearer {TOKEN}\nX-Api-Key: {COOKIE}\n")
        file.flush()
        ran = gwdiag("check", pair.proxy.url, pair.upstream.url, "--header", f"@{file.name}", "-o", "json", "-v")
        equal((TOKEN in ran.out.decode(), any(TOKEN.encode() in request for request in pair.seen["proxy"])), (False, True))


def test_credentials_go_to_the_proxy_only():
    with Pair() as pair:
        gwdiag("check", pair.url, pair.upstream.url, *FIELDS[2:], "--header", "X-Plain: 1", "-o", "json")
        both = {name: b"\n".join(requests) for name, requests in pair.seen.items()}
        for request in pair.seen["proxy"]:
            assert BASIC.encode() in request and COOKIE.encode() in request, request
        assert b"X-Plain: 1" in both["upstream"], both["upstream"]
        for field in (b"authorization", b"cookie", BASIC.lower().encode()):
            assert field not in both["upstream"].lower(), field


def test_credentials_with_the_prefix_go_to_the_upstream_only():
    with Pair() as pair:
        gwdiag("check", pair.proxy.url, pair.upstream.url, "--upstream-header", f"Authorization: Bearer {TOKEN}", "-o", "json")
        sides = [any(TOKEN.encode() in request for request in pair.seen[name]) for name in ("proxy", "upstream")]
        equal(sides, [False, True])


def test_each_endpoint_keeps_its_own_password():
    with Pair() as pair:
        other = pair.upstream.url.replace("//", "//bob:other-q@")
        ran = gwdiag("check", pair.url, other, "-o", "json")
        own = base64.b64encode(b"bob:other-q")
        equal((any(own in request for request in pair.seen["upstream"]), any(own in request for request in pair.seen["proxy"]),
               any(BASIC.encode() in request for request in pair.seen["upstream"])), (True, False, False))
        equal((own in ran.out, b"other-q" in ran.out), (False, False))


class AsksForCertificate(Peer):
    """A TLS server that asks for a client certificate and keeps what it gets."""

    def __init__(self, folder):
        self.shown = []
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(f"{folder}/cert", f"{folder}/key")
        self.context.load_verify_locations(f"{folder}/cert")
        self.context.verify_mode = ssl.CERT_OPTIONAL
        super().__init__(lambda connection, _: connection.sendall(answer(b"200 OK")))
        self.url = f"https://127.0.0.1:{self.port}/"

    def serve(self, connection, *rest):
        try:
            secured = self.context.wrap_socket(connection, server_side=True)
            self.shown.append(bool(secured.getpeercert()))
            super().serve(secured, *rest)
        except (ssl.SSLError, OSError):
            connection.close()


def test_the_client_certificate_goes_to_the_proxy_only():
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=x",
                        "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", f"{folder}/key", "-out", f"{folder}/cert"], check=True, capture_output=True)
        for prefix, wanted in (("--", [True, False]), ("--upstream-", [False, True])):
            with AsksForCertificate(folder) as proxy, AsksForCertificate(folder) as upstream:
                ran = gwdiag("check", proxy.url, upstream.url, "--cacert", f"{folder}/cert", f"{prefix}cert", f"{folder}/cert",
                             f"{prefix}key", f"{folder}/key", "-o", "json")
                equal((ran.status, [any(proxy.shown), any(upstream.shown)]), (0, wanted), prefix + ran.err)
                key = pathlib.Path(folder, "key").read_text().splitlines()[1]
                assert key not in ran.out.decode(), "the private key is in the report"


def test_show_secrets_shows_them():
    with Pair() as pair:
        ran = gwdiag("check", pair.proxy.url, pair.upstream.url, "--show-secrets", "-o", "json")
        assert SESSION in ran.out.decode(), "Set-Cookie is redacted although it was asked for"
        ran = gwdiag("check", pair.proxy.url, pair.upstream.url, "-o", "json")
        names = [field["name"] for field in ran.report["proxy"]["stages"]["http"]["headers"]]
        equal(("Set-Cookie" in names, SESSION in json.dumps(ran.report)), (True, False))


run_all(globals())
