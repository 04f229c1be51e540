# SPDX-License-Identifier: Apache-2.0
"""From what is typed to what is connected to: schemes, ports, IPv6, zones, Unix and abstract sockets, --resolve, --resolver, -4, -6."""
import contextlib
import os
import pathlib
import socket
import ssl
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lab"))
from nameserver import NameServer  # noqa: E402
from nginx import Nginx  # noqa: E402
from peers import Peer, answer, equal, gwdiag, refused, run_all, says  # noqa: E402

GOOD = answer(b"200 OK")


@contextlib.contextmanager
def listener(family, address):
    """Answers 200 to everything on that address; yields the list of requests."""
    requests = []
    with socket.socket(family) as server:
        if family == socket.AF_INET6:
            server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        server.bind(address)
        server.listen(16)

        def serve():
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection, contextlib.suppress(OSError):
                    requests.append(connection.recv(65536).decode(errors="replace"))
                    connection.sendall(GOOD)
        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname(), requests
        server.shutdown(socket.SHUT_RDWR)


def host_of(request):
    return next(line.split(":", 1)[1].strip() for line in request.split("\r\n") if line.lower().startswith("host:"))


def healthy(ran, more=""):
    equal((ran.status, ran.verdict["status"], ran.ids), (0, "healthy", []), f"{more} {ran.err}")


def free_port():
    keeper, url = refused()
    keeper.close()
    return int(url.rsplit(":", 1)[1])


def test_ipv6_in_brackets():
    with listener(socket.AF_INET6, ("::1", 0)) as (address, requests):
        healthy(gwdiag("check", f"http://[::1]:{address[1]}/", f"http://[::1]:{address[1]}/up", "-o", "json"))
        equal({host_of(request) for request in requests}, {f"[::1]:{address[1]}"})


def test_ipv6_with_a_zone():
    with listener(socket.AF_INET6, ("::1", 0)) as (address, requests):
        healthy(gwdiag("check", f"http://[::1%25lo]:{address[1]}/", "-o", "json"))
        equal("%" in host_of(requests[0]), False, "a zone is local and stays out of Host (RFC 6874)")


def test_ipv6_without_brackets_is_refused():
    for text in ("http://::1:8080/", "::1:8080", "http://[::1/", "http://[::1]x/", "http://[127.0.0.1]/"):
        ran = gwdiag("check", text)
        equal((ran.status, ran.out, len(ran.err.splitlines())), (2, b"", 1), f"{text}: {ran.err}")


def test_a_bare_host_and_port_is_plain_http_first():
    with says(GOOD) as peer:
        ran = gwdiag("check", f"127.0.0.1:{peer.port}", "-o", "json")
        healthy(ran)
        equal((ran.report["proxy"]["scheme"], peer.requests), ("http", 1))


def test_the_other_scheme_is_tried_and_named():
    with says(GOOD) as plain, tempfile.TemporaryDirectory() as folder:
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=x",
                        "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", f"{folder}/key", "-out", f"{folder}/cert"], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(f"{folder}/cert", f"{folder}/key")

        class Tls(Peer):
            def serve(self, connection, *rest):
                try:
                    super().serve(context.wrap_socket(connection, server_side=True), *rest)
                except (ssl.SSLError, OSError):
                    connection.close()
        with Tls(lambda connection, _: connection.sendall(GOOD)) as secured:
            for first, second in ((f"127.0.0.1:{secured.port}", plain.url), (plain.url, f"127.0.0.1:{secured.port}")):
                ran = gwdiag("check", first, second, "--cacert", f"{folder}/cert", "-o", "json")
                healthy(ran, f"{first} {second}")
                used = [side["scheme"] for side in (ran.report["proxy"], ran.report["upstreams"][0])]
                equal(sorted(used), ["http", "https"])


def test_a_bare_port_is_loopback():
    with says(GOOD) as peer:
        healthy(gwdiag("check", f":{peer.port}", f":{peer.port}", "-o", "json"))
    with listener(socket.AF_INET6, ("::1", 0)) as (address, requests):
        healthy(gwdiag("check", f":{address[1]}", "-o", "json"), "::1 where 127.0.0.1 refuses")
        equal(len(requests), 1)


def test_a_bare_port_names_the_address_that_was_asked():
    with listener(socket.AF_INET6, ("::1", 0)) as (address, _):
        port = address[1]
        with Nginx(f"server {{ listen 127.0.0.1:@proxy@; location / {{ proxy_pass http://127.0.0.1:{port}; }} }}") as server:
            pair = (f"http://127.0.0.1:{server.proxy}", f":{port}")
            text = " ".join(gwdiag("check", *pair).out.decode().split())
            ran = gwdiag("check", *pair, "-o", "json", "--log", f"{server.folder}/error.log")
        assert f"127.0.0.1:{port} refuses connections: [::1]:{port} was asked instead" in text, text
        equal(ran.report["upstreams"][0]["endpoint"], f"http://[::1]:{port}")
        cause = ran.verdict["causes"][0]
        equal((cause["id"], cause["certainty"]), ("wrong-upstream-address", "confirmed"), ran.verdict["summary"])


def test_unix_sockets():
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/app.sock"
        with says(GOOD) as proxy, listener(socket.AF_UNIX, path) as (_, requests):
            for text in (f"unix:{path}", f"http://unix:{path}", f"http://unix:{path}:/deep?x=1"):
                healthy(gwdiag("check", proxy.url, text, "-o", "json"), text)
        equal([request.split(" ")[1] for request in requests], ["/", "/", "/deep?x=1"])
        equal({host_of(request) for request in requests}, {"localhost"})


def test_abstract_sockets():
    name = f"gwdiag-e2e-{os.getpid()}"
    with says(GOOD) as proxy, listener(socket.AF_UNIX, "\0" + name) as (_, requests):
        healthy(gwdiag("check", proxy.url, f"unix:@{name}", "-o", "json"))
        equal(len(requests), 1)
    with says(answer(b"502 Bad Gateway", headers=b"Server: nginx/1.22.1\r\n")) as proxy:
        ran = gwdiag("check", proxy.url, f"unix:@{name}", "-o", "json")
        equal((ran.status, ran.ids[0] in ("unix-socket-refused", "unix-socket-missing")), (1, True), ran.ids)


def test_unix_sockets_that_fail():
    with tempfile.TemporaryDirectory() as folder, says(answer(b"502 Bad Gateway", headers=b"Server: nginx/1.22.1\r\n")) as proxy:
        dead, plain = f"{folder}/dead.sock", f"{folder}/plain"
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(dead)
        pathlib.Path(plain).write_text("no socket")
        for path, wanted in ((f"{folder}/none.sock", "unix-socket-missing"), (f"{folder}/no/none.sock", "unix-socket-missing"),
                             (dead, "unix-socket-refused"), (plain, "unix-socket-refused")):
            ran = gwdiag("check", proxy.url, f"unix:{path}", "-o", "json")
            equal((ran.status, ran.ids[0]), (1, wanted), path)


def test_a_unix_socket_with_a_full_queue():
    with tempfile.TemporaryDirectory() as folder, says(answer(b"502 Bad Gateway", headers=b"Server: nginx/1.22.1\r\n")) as proxy, \
            socket.socket(socket.AF_UNIX) as server, contextlib.ExitStack() as waiting:
        path = f"{folder}/app.sock"
        server.bind(path)
        server.listen(0)
        for _ in range(8):
            client = waiting.enter_context(socket.socket(socket.AF_UNIX))
            client.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                client.connect(path)
        ran = gwdiag("check", proxy.url, f"unix:{path}", "-o", "json")
        equal((ran.status, ran.ids[0], ran.verdict["causes"][0]["certainty"]), (1, "accept-queue-full", "likely"))


def test_resolve_takes_the_address_and_keeps_the_name():
    with says(GOOD) as peer, listener(socket.AF_INET, ("127.0.0.2", 0)) as (address, requests):
        ran = gwdiag("check", f"http://shop.example.com:{address[1]}/", "--resolve", f"shop.example.com:{address[1]}:127.0.0.2", "-o", "json")
        healthy(ran)
        equal((host_of(requests[0]), peer.connections), (f"shop.example.com:{address[1]}", 0))
        equal(ran.report["proxy"]["stages"]["tcp"]["address"], f"127.0.0.2:{address[1]}")


def test_resolve_of_another_port_does_not_count():
    with says(GOOD) as peer, NameServerOf() as names:
        ran = gwdiag("check", f"http://missing.lab.test:{peer.port}/", "--resolve", "missing.lab.test:1:127.0.0.1", "--resolver", names, "-o", "json")
        equal((ran.status, ran.ids, peer.connections), (1, ["dns-nxdomain"], 0))


class NameServerOf:
    def __enter__(self):
        self.server = NameServer()
        return self.server.address

    def __exit__(self, *_):
        self.server.stop()


def test_a_name_server_of_choice():
    with says(GOOD) as peer, NameServerOf() as names:
        healthy(gwdiag("check", f"http://app.lab.test:{peer.port}/", "--resolver", names, "-o", "json"))
        for name, wanted in (("missing", "dns-nxdomain"), ("nodata", "dns-no-address"), ("servfail", "dns-servfail"),
                             ("refused", "dns-servfail"), ("silent", "dns-timeout")):
            ran = gwdiag("check", f"http://{name}.lab.test:{peer.port}/", "--resolver", names, "--timeout", "1s", "-o", "json")
            equal((ran.status, ran.ids, ran.verdict["causes"][0]["subject"]), (1, [wanted], "proxy"), name)


def test_families_of_choice():
    with NameServerOf() as names, says(GOOD) as four:
        url = f"http://dual.lab.test:{four.port}/"
        ran = gwdiag("check", url, "--resolver", names, "-4", "-o", "json")
        healthy(ran, "-4")
        equal([attempt["tcp"]["family"] for attempt in ran.report["proxy"]["attempts"]], [4])
        ran = gwdiag("probe", url, "--resolver", names, "-6", "-o", "json")
        families = {attempt["tcp"]["family"] for attempt in ran.report.get("upstreams", ran.report.get("endpoints"))[0]["attempts"]}
        equal(families, {6})
        ran = gwdiag("check", f"http://app.lab.test:{four.port}/", "--resolver", names, "-6", "-o", "json")
        equal((ran.status, ran.ids, four.connections), (1, ["dns-no-address"], 1))


def test_a_family_that_the_address_has_not():
    with says(GOOD) as peer:
        ran = gwdiag("check", peer.url, "-6", "-o", "json")
        equal((ran.status in (1, 2, 3), peer.connections), (True, 0), ran.err)


def test_a_name_that_is_not_ascii():
    port = free_port()
    with listener(socket.AF_INET, ("127.0.0.1", port)) as (_, requests):
        ran = gwdiag("check", f"http://bücher.example:{port}/", "--resolve", f"xn--bcher-kva.example:{port}:127.0.0.1", "-o", "json")
        healthy(ran)
        equal(host_of(requests[0]), f"xn--bcher-kva.example:{port}")
        assert "bücher.example" in ran.out.decode() and "xn--bcher-kva.example" in ran.out.decode()


def test_every_address_is_tried_and_named():
    port = free_port()
    with says(GOOD) as proxy, listener(socket.AF_INET, ("127.0.0.2", port)) as (_, requests):
        ran = gwdiag("check", proxy.url, f"http://app.example.com:{port}/", "--resolve", f"app.example.com:{port}:127.0.0.2,127.0.0.3", "-o", "json")
        equal((ran.status, ran.verdict["status"], ran.ids[0], len(requests)), (0, "degraded", "some-upstreams-failing", 1))
        assert "127.0.0.3" in str(ran.verdict["causes"][0]["evidence"])


def test_tcp_and_tls_endpoints_send_no_request():
    with says(b"") as peer:
        ran = gwdiag("probe", f"tcp://127.0.0.1:{peer.port}", "-o", "json")
        equal((ran.status, peer.requests, ran.report["requests_sent"]), (0, 0, 0))


run_all(globals())
