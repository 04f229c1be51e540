# SPDX-License-Identifier: Apache-2.0
"""Two faults at once are both named, the one that explains the proxy's answer first; a fault for one path, one Host or one method is
named for that one alone; and nothing is ruled out that was seen at another address."""
import contextlib
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lab"))
from certs import Certificates  # noqa: E402
from gateways import free_port  # noqa: E402
from nginx import Nginx  # noqa: E402
from peers import Peer, answer, equal, gwdiag, refused, run_all, says  # noqa: E402

FRONT = "server {{ listen 127.0.0.1:@proxy@{tls}; location / {{ proxy_pass {target}; {more} }} }}"
GOOD = answer(b"200 OK", b"the page of the application\n")


@contextlib.contextmanager
def nginx(target, tls="", more=""):
    with Nginx(FRONT.format(target=target, tls=tls, more=more)) as server:
        yield f"127.0.0.1:{server.proxy}"


@contextlib.contextmanager
def certificates(*names):
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder).chmod(0o755)
        yield Certificates(pathlib.Path(folder, "certs"), names)


def pair(made, name):
    return f"ssl_certificate {made.certificate(name)}; ssl_certificate_key {made.key(name)}"


def causes(ran):
    return {(cause["id"], cause["subject"]) for cause in ran.verdict["causes"]}


def ruled_out(ran):
    return {item["id"] for item in ran.verdict["ruled_out"]}


def test_the_proxys_own_certificate_and_an_upstream_that_refuses():
    keeper, url = refused()
    with keeper, certificates("expired") as made, nginx(url, tls=f" ssl; {pair(made, 'expired')}") as place:
        ran = gwdiag("check", f"https://{place}", url, "--cacert", made.ca, "-o", "json")
        equal((ran.status, ran.ids[0], {("connection-refused", "upstream"), ("tls-cert-expired", "proxy")} <= causes(ran)),
              (1, "connection-refused", True), ran.out)


def test_an_expired_certificate_and_a_second_address_that_refuses():
    port = free_port()
    with certificates("expired") as made, Nginx(f"server {{ listen 127.0.0.2:{port} ssl; {pair(made, 'expired')}; location / {{ return 200 'x\\n'; }} }} "
                                                "server { listen 127.0.0.1:@a@; }"):
        more = f"proxy_ssl_verify on; proxy_ssl_trusted_certificate {made.ca}; proxy_ssl_name localhost; proxy_ssl_server_name on;"
        with nginx(f"https://127.0.0.2:{port}", more=more) as place:
            for order in ("127.0.0.2,127.0.0.3", "127.0.0.3,127.0.0.2"):
                ran = gwdiag("check", f"http://{place}", f"https://localhost:{port}", "--resolve", f"localhost:{port}:{order}", "--cacert", made.ca, "-o", "json")
                equal((ran.status, {"tls-cert-expired", "some-upstreams-failing"} <= set(ran.ids)), (1, True), f"{order} {ran.out}")
                equal("connection-refused" in ruled_out(ran), False, "one of its addresses refuses")


def test_an_upstream_address_that_refuses_rules_no_refusal_out():
    port = free_port()
    with Nginx(f"server {{ listen 127.0.0.2:{port}; location / {{ return 200 'x\\n'; }} }} server {{ listen 127.0.0.1:@a@; }}"), says(GOOD) as proxy:
        ran = gwdiag("check", proxy.url, f"http://app.example.com:{port}/", "--resolve", f"app.example.com:{port}:127.0.0.2,127.0.0.3", "-o", "json")
        equal((ran.ids, "connection-refused" in ruled_out(ran)), (["some-upstreams-failing"], False), ran.out)


def behaves(broken):
    """Answers well, and closes without a word where `broken(request)`."""
    def behave(connection, request):
        if not broken(request):
            connection.sendall(GOOD)
    return Peer(behave)


def test_a_fault_of_one_path():
    with behaves(lambda request: b" /broken" in request) as upstream, nginx(upstream.url) as place:
        equal(gwdiag("check", f"http://{place}/", upstream.url, "-o", "json").ids, [])
        ran = gwdiag("check", f"http://{place}/broken", upstream.url, "-o", "json")
        equal((ran.status, ran.ids, ran.verdict["causes"][0]["certainty"]), (1, ["closed-before-response"], "likely"), ran.out)


def test_a_fault_of_one_method():
    with behaves(lambda request: b"POST /" in request) as upstream, nginx(upstream.url) as place, tempfile.NamedTemporaryFile() as body:
        body.write(b"x=1")
        body.flush()
        equal(gwdiag("check", f"http://{place}/", upstream.url, "-o", "json").ids, [])
        ran = gwdiag("check", f"http://{place}/", upstream.url, "--method", "POST", "--data", f"@{body.name}", "-o", "json")
        equal((ran.status, ran.ids[0]), (1, "closed-before-response"), ran.out)
        equal(upstream.requests <= 6, True, "a POST is sent once to each side")


def test_a_fault_of_one_host():
    """The proxy hands on a Host that the upstream has no answer for; with its own it is well."""
    with behaves(lambda request: b"Host: shop.example.com" in request) as upstream, nginx(upstream.url, more="proxy_set_header Host $http_host;") as place:
        port = place.rsplit(":", 1)[1]
        ran = gwdiag("check", f"http://shop.example.com:{port}/", upstream.url, "--resolve", f"shop.example.com:{port}:127.0.0.1", "-o", "json")
        equal((ran.status, ran.ids[0]), (1, "host-rejected"), ran.out)
        equal(gwdiag("check", f"http://{place}/", upstream.url, "-o", "json").ids, [])


def test_a_fault_on_each_side():
    """The proxy's first address refuses, and behind the other one the upstream closes."""
    port = free_port()
    with behaves(lambda request: True) as upstream, Nginx(f"server {{ listen 127.0.0.2:{port}; location / {{ proxy_pass {upstream.url}; }} }} "
                                                          "server { listen 127.0.0.1:@a@; }"):
        ran = gwdiag("check", f"http://shop.example.com:{port}/", upstream.url, "--resolve", f"shop.example.com:{port}:127.0.0.3,127.0.0.2", "-o", "json")
        equal((ran.status, ran.ids[0], ("some-upstreams-failing", "proxy") in causes(ran)), (1, "closed-before-response", True), ran.out)


run_all(globals())
