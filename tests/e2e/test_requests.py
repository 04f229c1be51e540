# SPDX-License-Identifier: Apache-2.0
"""What is sent, counted by those who get it: one request a side when all is well, a bounded number after a failure, a POST once,
nothing to anybody who was not named."""
import contextlib
import os
import pathlib
import re
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from peers import PROGRAM, Peer, answer, equal, gwdiag, refused, run_all, says, silent, start  # noqa: E402

QUESTIONS, LISTEN, IDENTIFY = 6, 1, 4
GOOD = answer(b"200 OK")
BAD = answer(b"502 Bad Gateway")
PROXY_V2 = b"\r\n\r\n\x00\r\nQUIT\n"         # how a PROXY protocol header of version 2 begins


NGINX_PAGE = (b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n"
              b"<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n")


class Keeps(Peer):
    """Keeps the requests; answers the n-th with payloads[n], the last one from then on."""

    def __init__(self, *payloads, **more):
        self.kept = []

        def behave(connection, request):
            self.kept.append(request)
            connection.sendall(payloads[min(len(self.kept), len(payloads)) - 1])
        super().__init__(behave, **more)

    def lines(self):
        return [request.split(b"\r\n", 1)[0].decode() for request in self.kept]

    def field(self, name, index=0):
        found = re.search(rb"(?im)^" + name.encode() + rb":[ \t]*(.*?)\r$", self.kept[index])
        return found.group(1).decode() if found else None


def test_a_healthy_pair_gets_one_request_each():
    with Keeps(GOOD) as proxy, Keeps(GOOD) as upstream:
        ran = gwdiag("check", proxy.url + "/a/b?c=d", upstream.url, "-o", "json")
        equal((ran.status, proxy.connections, upstream.connections), (0, 1, 1))
        equal((proxy.lines(), upstream.lines()), (["GET /a/b?c=d HTTP/1.1"], ["GET /a/b?c=d HTTP/1.1"]), "the upstream gets the proxy's path")
        equal((ran.report["requests_sent"], ran.report["connections_opened"]), (2, 2))
        assert proxy.field("User-Agent").startswith("gwdiag/"), proxy.kept


def test_a_path_of_its_own_stays_the_upstreams():
    with Keeps(GOOD) as proxy, Keeps(GOOD) as upstream:
        gwdiag("check", proxy.url + "/a", upstream.url + "/health", "-o", "json")
        equal((proxy.lines(), upstream.lines()), (["GET /a HTTP/1.1"], ["GET /health HTTP/1.1"]))


def test_failures_are_asked_about_within_the_budget():
    problems = []
    for name, make in {
        "closes": lambda: says(b""), "silent": silent, "junk": lambda: says(b"\x00\x01\x02\x03"), "one letter": lambda: says(b"x"),
        "502": lambda: says(BAD), "404": lambda: says(answer(b"404 Not Found")), "cut": lambda: says(b"HTTP/1.1 200 OK\r\nA"),
        "well": lambda: says(GOOD), "400": lambda: says(answer(b"400 Bad Request")), "421": lambda: says(answer(b"421 Misdirected")),
    }.items():
        with Keeps(BAD) as proxy, make() as upstream:
            ran = gwdiag("check", proxy.url, upstream.url, "-o", "json", "--answer-timeout", "700ms", "--timeout", "1s")
            if upstream.connections > 1 + QUESTIONS + LISTEN + IDENTIFY or proxy.connections > 4:
                problems.append(f"{name}: {upstream.connections} connections to the upstream, {proxy.connections} to the proxy")
            counted = ran.report["connections_opened"]
            if counted != upstream.connections + proxy.connections:
                problems.append(f"{name}: {counted} connections said, {upstream.connections} + {proxy.connections} seen")
            if ran.report["requests_sent"] < proxy.requests or ran.report["requests_sent"] > counted:
                problems.append(f"{name}: {ran.report['requests_sent']} requests said, {proxy.requests} + {upstream.requests} seen")
    equal(problems, [])


class Crowd:
    """Answers `payload` after a moment, and knows how many connections were open at once."""

    def __init__(self, payload, pause=0.1, reads=True, host="127.0.0.1"):
        self.times = []                          # of each connection: when it came, when it was about to be answered or was given up
        self.payload, self.pause, self.reads = payload, pause, reads
        self.socket = socket.create_server((host, 0), backlog=128)
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection, time.monotonic()), daemon=True).start()

    def serve(self, connection, began):
        with connection:
            try:
                connection.settimeout(5)
                if not self.reads or connection.recv(65536):
                    time.sleep(self.pause)
                self.times.append((began, time.monotonic()))
                connection.sendall(self.payload)
            except OSError:
                pass

    def most(self):
        """Connections at once; what overlaps by less than 50 ms is one that follows the other."""
        spans = [(began, ended - 0.05) for began, ended in self.times if ended - began > 0.05]
        return max((sum(began <= at < ended for began, ended in spans) for at, _ in spans), default=0)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()


def test_questions_come_one_at_a_time():
    for payload in (b"", b"\x00\x01", answer(b"421 Misdirected"), GOOD):
        with Keeps(BAD) as proxy, Crowd(payload) as upstream:
            gwdiag("check", proxy.url, upstream.url, "-o", "json", "--timeout", "1s", "--answer-timeout", "1s")
            equal(upstream.most(), 1, f"{payload!r}: {len(upstream.times)} connections")


def test_one_address_never_gets_more_than_four_at_once():
    with Keeps(GOOD) as proxy, Crowd(GOOD, 0.2) as upstream:
        ran = gwdiag("check", proxy.url, *[f"{upstream.url}/{number}" for number in range(16)], "-o", "json")
        equal((ran.status, len(upstream.times), 1 <= upstream.most() <= 4), (0, 16, True), f"{upstream.most()} at once")


def test_concurrency_is_connections_at_once():
    with Keeps(GOOD) as proxy, Crowd(GOOD, 0.15, host="0.0.0.0") as upstream:
        port = upstream.socket.getsockname()[1]
        pins = [word for last in range(1, 9) for word in ("--resolve", f"app.test:{port}:127.0.0.{last}")]
        ran = gwdiag("check", proxy.url, f"http://app.test:{port}", *pins, "--concurrency", "3", "-o", "json")
        equal((ran.status, len(upstream.times), 2 <= upstream.most() <= 3), (0, 8, True), f"{upstream.most()} at once")


def test_out_of_descriptors_the_rest_waits():
    with contextlib.ExitStack() as stack:
        peers = [stack.enter_context(Crowd(GOOD, 0.1)) for _ in range(40)]
        ran = gwdiag("check", *[peer.url for peer in peers], "-o", "json", descriptors=24)
        equal((ran.status, ran.verdict["status"], [len(peer.times) for peer in peers]), (0, "healthy", [1] * 40), ran.err)


def test_who_spoke_first_or_answered_as_http_is_not_identified():
    with Keeps(BAD) as proxy, Crowd(b"SSH-2.0-OpenSSH_9.2p1\r\n", 0, reads=False) as ssh:
        ran = gwdiag("check", proxy.url, ssh.url, "-o", "json")
        equal((ran.ids[0], len(ssh.times)), ("protocol-mismatch", 1))
    for payload in (GOOD, answer(b"500 Oops"), b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"):
        with Keeps(BAD) as proxy, Keeps(payload) as upstream:
            gwdiag("check", proxy.url, upstream.url, "-o", "json")
            equal([line for line in upstream.lines() if not line.startswith(("GET ", "PROXY TCP"))], [])


def test_who_speaks_before_it_is_asked_speaks_no_http():
    def greets(connection, _):
        connection.sendall(b"OK login please, this is no protocol that anybody knows\r\n")
        connection.recv(65536)
        connection.recv(65536)

    def replies(connection, _):
        connection.sendall(b"hello, this is an answer without a head\r\n")
    for peer, right, asked in ((Peer(greets, read_request=False), "protocol-mismatch", ["listen"]),
                               (Peer(replies), "http09-response", ["listen"])):
        with Keeps(BAD) as proxy, peer:
            ran = gwdiag("check", proxy.url, peer.url, "-o", "json")
            stages = ran.report["upstreams"][0]["stages"]
            equal((ran.ids[0], stages["identify"]["asked"]), (right, asked), ran.out)


def test_a_proxy_header_and_the_request_come_in_one_segment():
    segments = []

    def behave(connection, _):
        information = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 160)
        segments.append(struct.unpack_from("=I", information, 152)[0])     # tcpi_data_segs_in, linux/tcp.h
        connection.sendall(GOOD)
    for version in ("1", "2"):
        with Keeps(GOOD) as proxy, Peer(behave) as upstream:
            gwdiag("check", proxy.url, upstream.url, "--proxy-protocol", version)
    equal(segments, [1, 1])


def test_identify_off_and_passive_send_nothing_of_their_own():
    for how in ("off", "passive"):
        with Keeps(BAD) as proxy, Keeps(b"") as upstream:
            ran = gwdiag("check", proxy.url, upstream.url, "--identify", how, "-o", "json")
            asked = ran.report["upstreams"][0]["stages"]["identify"].get("asked", [])
            equal(set(asked) <= {"listen"}, True, asked)
            equal([request for request in upstream.kept if not request.startswith((b"GET ", b"PROXY ", PROXY_V2))], [])


def test_an_explained_failure_does_not_trouble_the_proxy_again():
    keeper, url = refused()
    with keeper, Keeps(BAD) as proxy:
        gwdiag("check", proxy.url, url, "-o", "json")
        equal(proxy.connections, 1)


def test_what_changes_something_is_sent_once():
    with tempfile.NamedTemporaryFile() as data:
        data.write(b"amount=1")
        data.flush()
        for method in ("POST", "PUT", "PATCH", "DELETE", "PURGE"):
            for payloads in ((BAD, b""), (BAD, BAD), (BAD, b"junk"), (b"", GOOD)):
                with Keeps(payloads[0]) as proxy, Keeps(payloads[1]) as upstream:
                    gwdiag("check", proxy.url, upstream.url, "-o", "json", "--method", method, "--data", f"@{data.name}",
                           "--answer-timeout", "1s")
                    equal((len(proxy.kept), len(upstream.kept)), (1, 1), f"{method} {payloads}")
        with Keeps(GOOD) as proxy:
            ran = gwdiag("check", proxy.url, "--method", "POST", "--samples", "3")
            equal((ran.status, len(ran.err.splitlines()), proxy.connections), (2, 1, 0), "samples of what is sent once")


def test_data_for_an_application_is_sent_once():
    bodies = []

    def read_and_close(connection, _):
        connection.settimeout(0.3)
        got = bytearray()
        with contextlib.suppress(TimeoutError):
            while more := connection.recv(65536):
                got += more
        bodies.append(bytes(got))
    for place in ("fcgi://127.0.0.1:{}/index.php", "grpc://127.0.0.1:{}"):
        bodies.clear()
        with tempfile.NamedTemporaryFile() as data, Keeps(BAD) as proxy, Peer(read_and_close, read_request=False) as upstream:
            data.write(b"amount=1")
            data.flush()
            gwdiag("check", proxy.url, place.format(upstream.port), "-o", "json", "--upstream-method", "POST",
                   "--upstream-data", f"@{data.name}", "--answer-timeout", "2s")
            assert bodies and sum(b"amount=1" in body for body in bodies) <= 1, f"{place}: {bodies}"


def test_data_is_sent_as_it_is():
    with tempfile.NamedTemporaryFile() as data, Keeps(GOOD) as proxy:
        data.write(b"\x00binary\r\n\r\nno head")
        data.flush()
        gwdiag("check", proxy.url, "--data", f"@{data.name}", "-o", "json")
        equal((proxy.lines(), proxy.field("Content-Length")), (["POST / HTTP/1.1"], "18"))


def test_head_and_options_may_be_repeated_and_are_themselves():
    for method in ("HEAD", "OPTIONS"):
        with Keeps(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" if method == "HEAD" else GOOD) as proxy:
            ran = gwdiag("check", proxy.url, "--method", method, "-o", "json")
            equal((ran.status, ran.verdict["status"], proxy.lines()), (0, "healthy", [f"{method} / HTTP/1.1"]))


def test_samples_are_timed_one_after_the_other():
    with Keeps(GOOD) as proxy, Keeps(GOOD) as upstream:
        ran = gwdiag("check", proxy.url, upstream.url, "--samples", "5", "-o", "json")
        equal((ran.status, len(proxy.kept), len(upstream.kept)), (0, 5, 5))
        for side in (ran.report["proxy"], ran.report["upstreams"][0]):
            assert len(side["stages"]["timing"]["samples"]) in (4, 5), side["stages"]["timing"]


def test_samples_may_take_longer_than_one_attempt():
    def slow(connection, _):
        time.sleep(0.3)
        connection.sendall(GOOD)
    with Peer(slow) as proxy, Peer(slow) as upstream:
        ran = gwdiag("check", proxy.url, upstream.url, "--samples", "8", "--deadline", "1s", "-o", "json")
        equal((ran.status, ran.verdict["status"], proxy.requests), (0, "healthy", 8))


def test_redirects_are_not_followed():
    with Keeps(GOOD) as elsewhere:
        to = b"HTTP/1.1 302 Found\r\nLocation: " + elsewhere.url.encode() + b"/\r\nContent-Length: 0\r\n\r\n"
        with Keeps(to) as proxy, Keeps(to) as upstream:
            ran = gwdiag("check", proxy.url, upstream.url, "-o", "json")
            equal((ran.status, ran.verdict["status"], elsewhere.connections), (0, "healthy", 0))


def test_a_proxy_of_the_environment_is_not_obeyed_and_said():
    with Keeps(GOOD) as elsewhere, Keeps(GOOD) as proxy:
        environment = {**os.environ, "http_proxy": elsewhere.url, "https_proxy": elsewhere.url, "ALL_PROXY": elsewhere.url}
        ran = subprocess.run([PROGRAM, "check", proxy.url, "-o", "json"], capture_output=True, env=environment, timeout=30, check=False)
        equal((ran.returncode, elsewhere.connections, proxy.connections, b"http_proxy" in ran.stdout), (0, 0, 1, True))


def test_dry_run_contacts_nobody():
    with Keeps(GOOD) as proxy, Keeps(GOOD) as upstream, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as resolver:
        resolver.bind(("127.0.0.1", 0))
        resolver.setblocking(False)
        ran = gwdiag("check", proxy.url, upstream.url, "http://app.example.com/", "--dry-run",
                     "--resolver", "127.0.0.1:%d" % resolver.getsockname()[1])
        equal((ran.status, proxy.connections, upstream.connections), (0, 0, 0))
        try:
            resolver.recv(1)
            raise AssertionError("a name was looked up")
        except BlockingIOError:
            pass


def test_host_and_path_and_headers_are_as_asked():
    with Keeps(GOOD) as proxy, Keeps(GOOD) as upstream:
        gwdiag("check", proxy.url, upstream.url, "--host", "shop.example.com", "--path", "/x?y=1", "--header", "X-One: 1",
               "--upstream-host", "app.example.com", "-o", "json")
        equal((proxy.field("Host"), proxy.field("X-One"), proxy.lines()), ("shop.example.com", "1", ["GET /x?y=1 HTTP/1.1"]))
        equal((upstream.field("Host"), upstream.field("X-One"), upstream.lines()), ("app.example.com", "1", ["GET /x?y=1 HTTP/1.1"]))


def test_the_second_opinion_asks_the_same():
    with Keeps(b"HTTP/1.1 two hundred\r\n\r\n") as proxy, Keeps(GOOD) as upstream:
        ran = gwdiag("check", proxy.url, upstream.url, "--host", "shop.example.com", "--header", "X-One: 1", "-o", "json")
        roles = [attempt["role"] for attempt in ran.report["proxy"]["attempts"]]
        equal(("reference" in roles, len({request for request in proxy.kept})), (True, 1), proxy.kept)


def test_a_second_opinion_that_comes_late_says_whose_it_is():
    def lingers(connection, _):
        connection.sendall(b"HTTP/1.1 103 Early Hints\r\n\r\n")
        connection.recv(1)
    with Peer(lingers) as proxy, Peer(lambda connection, _: connection.sendall(GOOD)) as upstream:
        ran = gwdiag("check", proxy.url, upstream.url, "--timeout", "2s", "--answer-timeout", "2s", "-o", "json")
    late = [attempt["http"]["because"] for attempt in ran.report["proxy"]["attempts"] if attempt["role"] == "reference"]
    equal((len(late), late[0].startswith("libcurl")), (1, True), late)


def test_as_asks_the_way_that_proxy_does():
    with Keeps(GOOD) as proxy, Keeps(GOOD) as upstream:
        gwdiag("check", proxy.url, upstream.url, "--as", "nginx/1.22.1", "-o", "json")
        equal((upstream.lines(), upstream.field("Connection")), (["GET / HTTP/1.0"], "close"), "nginx asks in HTTP/1.0 before 1.29.7")
    with Keeps(GOOD) as proxy, Keeps(GOOD) as upstream:
        gwdiag("check", proxy.url, upstream.url, "--as", "haproxy", "-o", "json")
        equal((upstream.lines(), upstream.field("Host")), (["GET / HTTP/1.1"], proxy.url[7:]), "HAProxy hands the client's Host on")


def test_as_waits_as_long_as_that_proxy_does():
    with Keeps(GOOD) as proxy:
        ran = gwdiag("check", proxy.url, proxy.url.replace("127.0.0.1", "localhost"), "--as", "nginx", "-o", "json")
        assert ran.report["expectations"]["answer_timeout_ms"] >= 62000, ran.report["expectations"]   # proxy_read_timeout and 2 s


def test_wait_ends_when_all_is_well():
    with Keeps(BAD, BAD, BAD, GOOD) as proxy, Keeps(GOOD) as upstream:
        began = time.monotonic()
        ran = gwdiag("check", proxy.url, upstream.url, "--wait", "20s", "-o", "json")
        equal((ran.status, ran.verdict["status"]), (0, "healthy"), ran.err)
        assert time.monotonic() - began < 15


def test_wait_ends_with_its_time_and_the_reason():
    keeper, url = refused()
    with keeper, Keeps(BAD) as proxy:
        began = time.monotonic()
        ran = gwdiag("check", proxy.url, url, "--wait", "2s", "-o", "json")
        seconds = time.monotonic() - began
        equal((ran.status, ran.ids[0], 1.5 < seconds < 4), (1, "connection-refused", True), f"{seconds:.1f} s")


def test_wait_makes_its_last_try_when_the_time_is_over():
    keeper, url = refused()
    with keeper, Keeps(BAD) as proxy:
        began = time.monotonic()
        ran = gwdiag("check", proxy.url, url, "--wait", "3s", "-o", "json")
        equal((ran.status, 3 <= time.monotonic() - began < 5), (1, True), f"{time.monotonic() - began:.1f} s")


def test_wait_sees_a_port_that_opens():
    with socket.socket() as late, Keeps(GOOD) as proxy:
        late.bind(("127.0.0.1", 0))
        process = start("check", proxy.url, "http://127.0.0.1:%d" % late.getsockname()[1], "--wait", "20s", "-o", "json")

        def serve():
            time.sleep(1)
            late.listen(8)
            while True:
                try:
                    connection, _ = late.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(65536)
                    connection.sendall(GOOD)
        threading.Thread(target=serve, daemon=True).start()
        process.communicate(timeout=30)
        equal(process.returncode, 0)


def test_a_server_that_does_not_know_the_name():
    """The alert unrecognized_name (RFC 6066 section 3) is about the name that was sent, or about none."""
    with Peer(lambda connection, _: (connection.recv(65536), connection.sendall(b"\x15\x03\x03\x00\x02\x02\x70")), read_request=False) as peer:
        url = peer.url.replace("http://", "https://")
        ran = gwdiag("check", url, "--sni", "shop.example.com", "-o", "json")
        equal((ran.ids, "unrecognized_name" in ran.verdict["summary"], "shop.example.com" in ran.verdict["summary"]), (["tls-handshake-failure"], True, True), ran.out)
        equal(gwdiag("check", url, "-o", "json").ids, ["sni-required"])


def test_a_proxy_that_asks_for_credentials():
    """The sentence survives the redaction of secrets, and knows whether some were sent."""
    wants = answer(b"401 Unauthorized", headers=b'WWW-Authenticate: Basic realm="x"\r\n')
    with Peer(lambda connection, _: connection.sendall(wants)) as proxy, Peer(lambda connection, _: connection.sendall(GOOD)) as upstream:
        none = gwdiag("check", proxy.url, upstream.url, "-o", "json").verdict["summary"]
        wrong = gwdiag("check", proxy.url.replace("//", "//operator:s3cret@"), upstream.url, "-o", "json").verdict["summary"]
    equal(("asks for credentials" in none, "--header @FILE" in none), (True, True), none)
    equal(("does not take the credentials" in wrong, "--header @FILE" in wrong, "s3cret" in wrong), (True, True, False), wrong)


def test_an_upgrade_that_ends_at_the_proxy():
    def switches(connection, request):
        upgrade = b"\r\nupgrade: websocket" in request.lower()
        connection.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n" if upgrade
                           else answer(b"426 Upgrade Required", headers=b"Upgrade: websocket\r\nConnection: Upgrade\r\n"))
    asked = ("--header", "Upgrade: websocket", "--header", "Connection: Upgrade", "--header", "Sec-WebSocket-Version: 13")
    with Peer(lambda connection, _: switches(connection, b"")) as proxy, Peer(switches) as upstream:
        ran = gwdiag("check", proxy.url, upstream.url, *asked, "-o", "json")
    equal((ran.verdict["status"], "switches protocols (101)" in ran.verdict["summary"], "426" in ran.verdict["summary"]), ("degraded", True, True), ran.out)


def test_a_proxy_header_that_is_answered_without_a_head():
    """As by servers that take a first line they do not know for HTTP/0.9: the proxy in front gets bytes that are no response."""
    with Peer(lambda connection, request: connection.sendall(b"<html>Bad request syntax</html>\n" if request.startswith(b"PROXY") else GOOD)) as upstream, \
            Peer(lambda connection, _: connection.sendall(BAD)) as proxy:
        ran = gwdiag("check", proxy.url, upstream.url, "-o", "json")
    found = [cause for cause in ran.verdict["causes"] if cause["id"] == "proxy-protocol-unexpected"]
    equal((ran.status, [cause["certainty"] for cause in found]), (1, ["possible"]), ran.ids)


def test_what_would_decide_where_both_are_here():
    """There is no other machine to probe from: the proxy's log is what tells equal explanations apart."""
    with Peer(lambda connection, _: connection.sendall(answer(b"502 Bad Gateway", NGINX_PAGE, b"Server: nginx/1.22.1\r\n"))) as proxy, \
            Peer(lambda connection, _: connection.sendall(GOOD)) as upstream:
        ran = gwdiag("check", proxy.url, upstream.url, "-o", "json")
        asked = ("--path", "/cart", "--host", "shop.example.com", "--header", "X-Tenant: 7")
        other = gwdiag("check", proxy.url, upstream.url, *asked, "-o", "json")
    log = "--log /var/log/nginx/error.log"
    equal(ran.verdict["decide_by"][0]["command"], f"gwdiag check {proxy.url} {upstream.url} {log}", ran.out)
    equal(other.verdict["decide_by"][0]["command"],
          f"gwdiag check {proxy.url} {upstream.url} --path /cart --host shop.example.com --header 'X-Tenant: 7' {log}", other.out)


run_all(globals())
