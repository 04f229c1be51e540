# SPDX-License-Identifier: Apache-2.0
"""Pools behind a real nginx and a real HAProxy: which member is not like the others, what share of the requests it spoils, and
whether the answers through the proxy show as much. A pool with ordinary differences is left in peace."""
import contextlib
import itertools
import json
import pathlib
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lab"))
from certs import Certificates  # noqa: E402
from gateways import await_port, command, free_port  # noqa: E402
from nginx import Nginx  # noqa: E402
from peers import Peer, answer, equal, gwdiag, refused, run_all, says  # noqa: E402

PAGE = "return 200 'the page of the application, the same from each member\\n';"
ROUND = "upstream pool {{ {servers} }} server {{ listen 127.0.0.1:@proxy@; {more} location / {{ proxy_pass http://pool; proxy_set_header Host app; }} }}"
STRICT = "proxy_next_upstream off;"                     # each request meets the member whose turn it is
HAPROXY = """global
  log stdout format raw local0
defaults
  mode http
  timeout client 10s
  timeout connect 1s
  timeout server 2s
  retries 0
listen web
  bind 127.0.0.1:{port}
  balance roundrobin
"""


def member(name, what=PAGE, more=""):
    return f"server {{ listen 127.0.0.1:@{name}@; {more} location / {{ default_type text/plain; {what} }} }}"


@contextlib.contextmanager
def nginx_pool(members, ports=(), more=STRICT):
    """(url of the proxy, urls of the members): nginx in front of nginx. `ports`: members that others serve."""
    names = [f"m{index}" for index in range(len(members))]
    with contextlib.ExitStack() as stack:
        server = Nginx("\n".join(member(name, *text) for name, text in zip(names, members)))
        stack.enter_context(server)
        all_ports = [*ports, *(getattr(server, name) for name in names)]
        servers = " ".join(f"server 127.0.0.1:{port} max_fails=0;" for port in all_ports)
        front = stack.enter_context(Nginx(ROUND.format(servers=servers, more=more)))
        yield f"http://127.0.0.1:{front.proxy}", [f"http://127.0.0.1:{port}" for port in all_ports]


@contextlib.contextmanager
def haproxy(lines):
    """The url of a HAProxy with these server lines."""
    with tempfile.TemporaryDirectory() as folder:
        work, port = pathlib.Path(folder), free_port()
        config = work / "config"
        config.write_text(HAPROXY.format(port=port) + "".join(f"  server s{n} {line}\n" for n, line in enumerate(lines)))
        with open(work / "out", "ab") as out:
            process = subprocess.Popen(command("haproxy", config), stdin=subprocess.DEVNULL, stdout=out, stderr=out)
            try:
                await_port(port, process, work)
                yield f"http://127.0.0.1:{port}"
            finally:
                process.terminate()
                process.wait(10)


def rows(ran, aspect):
    return [row for row in ran.report["comparison"] if row["aspect"] == aspect]


def pool_aspects(ran):
    return {row["aspect"] for row in ran.report["comparison"]} - {"http_status", "first_byte_ms"}


def part(ran):
    """The cause that says that a part of the pool fails."""
    return next(cause for cause in ran.verdict["causes"] if cause["id"] == "some-upstreams-failing")


def spoken(ran, stage):
    return next(fact for fact in part(ran)["evidence"] if fact["stage"] == stage)


def test_a_healthy_pool_with_ordinary_differences():
    """Dates, request numbers, a name in the page, a member that is 30 ms slower."""
    numbers = itertools.count(1)

    def peer(index):
        def behave(connection, _):
            time.sleep(0.03 if index == 2 else 0)
            number = next(numbers)
            body = b"the page of member %d, request %d, at %.3f; " % (9 + index, number, time.time()) + b"x" * 400
            connection.sendall(answer(b"200 OK", body, b"X-Request-Id: %d\r\nServer: app/1.4\r\n" % number))
        return Peer(behave)
    with contextlib.ExitStack() as stack:
        peers = [stack.enter_context(peer(index)) for index in range(4)]
        with nginx_pool([], [one.port for one in peers]) as (proxy, members):
            ran = gwdiag("check", proxy, *members, "--samples", 9, "-o", "json")
            equal((ran.status, ran.verdict["status"], ran.ids, pool_aspects(ran)), (0, "healthy", [], set()), ran.out)
        with haproxy([f"127.0.0.1:{one.port}" for one in peers]) as proxy:
            ran = gwdiag("check", proxy, *[one.url for one in peers], "--samples", 9, "-o", "json")
            equal((ran.status, ran.verdict["status"], ran.ids, pool_aspects(ran)), (0, "healthy", [], set()), ran.out)


def test_a_proxy_that_adds_no_server_field_is_known_by_its_own_page():
    """The answers that HAProxy hands on are nginx's; those that it makes up are not."""
    keeper, url = refused()
    with keeper, Nginx("\n".join([member("one"), member("two")])) as server:
        ports = [server.one, server.two]
        with haproxy([f"127.0.0.1:{port}" for port in ports] + [url[7:]]) as proxy:
            ran = gwdiag("check", proxy, *[f"http://127.0.0.1:{port}" for port in ports], url, "--samples", 9, "-o", "json")
        equal(ran.report["proxy"]["layers"][0]["product"], "haproxy", ran.report["proxy"]["layers"])
        fixes = " ".join(fix["text"] for fix in part(ran)["fixes"])
        assert "fail_timeout" not in fixes, fixes


def test_one_member_refuses_and_its_share_of_the_answers_fails():
    keeper, url = refused()
    with keeper, nginx_pool([(PAGE,)] * 3, [int(url.rsplit(":", 1)[1])]) as (proxy, members):
        ran = gwdiag("check", proxy, *members, "--samples", 20, "-o", "json")
        equal((ran.status, ran.verdict["status"], ran.ids[0]), (1, "unhealthy", "some-upstreams-failing"), ran.out)
        cause = part(ran)
        equal((cause["certainty"], cause["endpoint"].startswith(url), cause["detail"]["share_percent"], cause["detail"]["samples_spoilt"]),
              ("likely", True, 25, 5), cause)
        equal((spoken(ran, "timing")["supports"], "connection-refused" in ran.ids, "intermittent" in ran.ids), (True, True, False))
        share, = rows(ran, "failing_share")
        equal((share["upstream"], share["proxy"]), (0.25, 0.25))
        groups = rows(ran, "answers_by")[0]["groups"]
        equal(sorted((group["outcome"], group["count"]) for group in groups), [(200, 15), (502, 5)], groups)


def test_a_proxy_that_passes_over_the_member():
    """nginx asks the next member by default: the fault is there, and no client meets it."""
    keeper, url = refused()
    with keeper, nginx_pool([(PAGE,)] * 3, [int(url.rsplit(":", 1)[1])], more="") as (proxy, members):
        ran = gwdiag("check", proxy, *members, "--samples", 20, "-o", "json")
        equal((ran.status, ran.verdict["status"], ran.ids[0], part(ran)["certainty"]),
              (0, "degraded", "some-upstreams-failing", "possible"), ran.out)
        equal((spoken(ran, "timing")["supports"], "passes over" in spoken(ran, "timing")["fact"], rows(ran, "answers_by")), (False, True, []))


def test_more_answers_fail_than_the_member_accounts_for():
    """Two of three members refuse, and only one of them was named: the share is too large for it."""
    (first, url), (second, other) = refused(), refused()
    with first, second, says(answer(b"200 OK")) as well:
        with nginx_pool([], [int(url.rsplit(":", 1)[1]), int(other.rsplit(":", 1)[1]), well.port]) as (proxy, _):
            ran = gwdiag("check", proxy, url, *[f"{well.url}/?{n}" for n in range(5)], "--samples", 20, "-o", "json")
            equal((ran.verdict["status"], part(ran)["certainty"], spoken(ran, "timing")["supports"]), ("unhealthy", "possible", False), ran.out)
            assert "too many" in rows(ran, "failing_share")[0]["says"], rows(ran, "failing_share")


def test_one_member_answers_500_behind_haproxy():
    with Nginx(member("a") + member("b") + member("c", "return 500 'a trace of the stack\\n';")) as server:
        ports = (server.a, server.b, server.c)
        with haproxy([f"127.0.0.1:{port}" for port in ports]) as proxy:
            ran = gwdiag("check", proxy, *[f"http://127.0.0.1:{port}" for port in ports], "--samples", 12, "-o", "json")
        equal((ran.status, ran.verdict["status"], ran.ids[0], part(ran)["certainty"]), (1, "unhealthy", "some-upstreams-failing", "likely"), ran.out)
        equal((part(ran)["detail"]["share_percent"], part(ran)["detail"]["fails_with"]), (33, "upstream-error-status"))
        odd, = rows(ran, "pool_status")
        equal((odd["upstream_index"], odd["upstream"], odd["others"]), (2, 500, 200))


def test_one_member_has_an_expired_certificate():
    """HAProxy verifies: a third of the answers are 503. nginx does not: it is said, and no client meets it."""
    with tempfile.TemporaryDirectory() as folder:
        made = Certificates(pathlib.Path(folder, "certs"), ("good", "expired"))
        blocks = "".join(f"server {{ listen 127.0.0.1:@t{n}@ ssl; ssl_certificate {made.certificate(name)}; "
                         f"ssl_certificate_key {made.key(name)}; location / {{ {PAGE} }} }}" for n, name in enumerate(("good", "good", "expired")))
        with Nginx(blocks) as server:
            ports = (server.t0, server.t1, server.t2)
            members = [f"https://localhost:{port}" for port in ports]
            more = ("--cacert", made.ca, "--upstream-sni", "localhost", "-4", "--samples", 12, "-o", "json")
            with haproxy([f"127.0.0.1:{port} ssl verify required ca-file {made.ca}" for port in ports]) as proxy:
                ran = gwdiag("check", proxy, *members, *more)
            equal((ran.verdict["status"], ran.ids[:2], part(ran)["certainty"]),
                  ("unhealthy", ["some-upstreams-failing", "tls-cert-expired"], "likely"), ran.out)
            odd, = rows(ran, "pool_certificate")
            equal((odd["upstream_index"], "valid to" in odd["says"], odd["upstream"] != odd["others"]), (2, True, True))
            servers = " ".join(f"server 127.0.0.1:{port};" for port in ports)
            with Nginx(f"upstream pool {{ {servers} }} server {{ listen 127.0.0.1:@proxy@; location / {{ proxy_pass https://pool; }} }}") as front:
                ran = gwdiag("check", f"http://127.0.0.1:{front.proxy}", *members, *more)
            equal((ran.status, ran.verdict["status"], ran.ids), (0, "degraded", ["tls-cert-expired"]), ran.out)
            equal(len(rows(ran, "pool_certificate")), 1)


def test_one_member_is_slow():
    def behave(connection, _):
        time.sleep(1.5)
        connection.sendall(answer(b"200 OK"))
    with Peer(behave) as slow, says(answer(b"200 OK")) as one, says(answer(b"200 OK")) as two:
        ports = (slow.port, one.port, two.port)
        with haproxy([f"127.0.0.1:{port}" for port in ports]) as proxy:
            urls = [f"http://127.0.0.1:{port}" for port in ports]
            late, = rows(gwdiag("check", proxy, *urls, "-o", "json"), "pool_first_byte_ms")
            equal((late["upstream_index"], late["upstream"] > 1400, late["others"] < 1000), (0, True, True))
            ran = gwdiag("check", proxy, *urls, "--slow", "1s", "-o", "json")
            equal((ran.verdict["status"], ran.ids[0], ran.verdict["causes"][0]["endpoint"].startswith(slow.url) or
                   ran.verdict["causes"][0]["subject"] == "proxy"), ("degraded", "slow-response", True), ran.out)


def test_one_member_is_of_an_older_version():
    new, old = "add_header X-Powered-By app/2.1;", "add_header X-Powered-By app/1.9;"
    with nginx_pool([(PAGE, new), (PAGE, new), (PAGE, old), (PAGE, new)]) as (proxy, members):
        ran = gwdiag("check", proxy, *members, "--samples", 8, "-o", "json")
        equal((ran.status, ran.verdict["status"], ran.ids, pool_aspects(ran)), (0, "healthy", [], {"pool_version", "answers_by"}), ran.out)
        odd, = rows(ran, "pool_version")
        equal((odd["upstream_index"], odd["upstream"].endswith("app/1.9"), odd["others"].endswith("app/2.1")), (2, True, True))
        equal(sorted(group["count"] for group in rows(ran, "answers_by")[0]["groups"]), [2, 6])
        text = gwdiag("check", proxy, *members, "--samples", 8).out.decode()
        assert f"{members[2][7:]} is " in text and "app/1.9" in text and "2 × 200 from" in text, text


def test_one_member_lacks_the_page():
    """Another deployment: 404 where the others have the page. The proxy hands it on, or does not show it in one answer."""
    with nginx_pool([(PAGE,), (PAGE,), ("return 404 'no such page\\n';",)]) as (proxy, members):
        ran = gwdiag("check", proxy, *members, "--samples", 9, "-o", "json")
        equal((ran.status, ran.verdict["status"], ran.ids, part(ran)["certainty"]), (0, "degraded", ["some-upstreams-failing"], "likely"), ran.out)
        equal((part(ran)["endpoint"].startswith(members[2]), part(ran)["detail"]["http_status"]), (True, 404))
        equal(gwdiag("check", proxy, *members[:2], "-o", "json").verdict["causes"] in ([], None), True)
    with nginx_pool([("return 404;",)] * 3) as (proxy, members):
        equal(gwdiag("check", proxy, *members, "-o", "json").ids, [], "a page that nobody has is no fault of one member")


def test_one_member_sends_another_page():
    short = "return 200 'under construction\\n';"
    long = "return 200 '" + "a page of the shop " * 40 + "';"
    with nginx_pool([(long,), (short,), (long,), (long,)]) as (proxy, members):
        ran = gwdiag("check", proxy, *members, "--samples", 8, "-o", "json")
        equal((ran.verdict["status"], ran.ids, pool_aspects(ran)), ("healthy", [], {"pool_body_bytes", "answers_by"}), ran.out)
        equal([row["upstream_index"] for row in rows(ran, "pool_body_bytes")], [1])
        equal(sorted(group["count"] for group in rows(ran, "answers_by")[0]["groups"]), [2, 6])


def addresses(port, *last):
    return ("--resolve", f"shop.example.com:{port}:" + ",".join(f"127.0.0.{number}" for number in last))


def listening(port, *last, what=PAGE):
    lines = " ".join(f"listen 127.0.0.{number}:{port};" for number in last)
    return f"server {{ {lines} location / {{ {what} }} }}"


def test_one_address_of_the_proxy_refuses():
    """In the verdict, whichever comes first, whether it answers well or with an error."""
    port = free_port()
    for status, what in ((200, PAGE), (502, "return 502;")):
        with Nginx("server { listen 127.0.0.1:@a@; } " + listening(port, 2, what=what)), says(answer(b"200 OK")) as upstream:
            for order in ((2, 3), (3, 2)):
                url = f"http://shop.example.com:{port}/"
                ran = gwdiag("check", url, upstream.url, *addresses(port, *order), "-o", "json")
                found = [cause for cause in ran.verdict["causes"] if cause["id"] == "some-upstreams-failing"]
                equal((ran.verdict["status"], len(found)), ("degraded" if status == 200 else "unhealthy", 1), f"{status} {order} {ran.ids}")
                equal((found[0]["subject"], f"127.0.0.3:{port}" in json.dumps(found[0]["evidence"])), ("proxy", True), f"{status} {order}")


def test_one_address_of_an_upstream_is_not_like_the_others():
    port = free_port()
    url = f"http://shop.example.com:{port}/"
    with Nginx("server { listen 127.0.0.1:@a@; } " + listening(port, 2, 3) + listening(port, 4, what="return 404;")), \
            says(answer(b"200 OK")) as proxy:
        ran = gwdiag("check", proxy.url, url, *addresses(port, 2, 3, 4), "-o", "json")
        equal((ran.verdict["status"], ran.ids), ("degraded", ["some-upstreams-failing"]), ran.out)
        equal([(row["address"], row["upstream"], row["others"]) for row in rows(ran, "pool_status")], [(f"127.0.0.4:{port}", 404, 200)])
        ran = gwdiag("check", proxy.url, url, *addresses(port, 2, 3, 5), "-o", "json")
        equal((ran.verdict["status"], ran.ids, part(ran)["detail"]["share_percent"]), ("degraded", ["some-upstreams-failing"], 33), ran.out)


def test_a_large_pool_that_refuses_as_a_whole():
    """The sentence counts it, and the command to type again says what it leaves out."""
    keeper, url = refused()
    port = url.rsplit(":", 1)[1]
    with keeper, says(answer(b"502 Bad Gateway", headers=b"Server: nginx/1.22.1\r\n")) as proxy:
        pool = [f"http://127.0.1.{number}:{port}/" for number in range(1, 251)]
        pins = [word for number in range(200) for word in ("--resolve", f"app{number}.example.com:{port}:127.0.1.1")]
        ran = gwdiag("check", proxy.url.replace("//", "//operator:s3cret@"), *pool, *pins, "-o", "json")
        text = gwdiag("check", proxy.url.replace("//", "//operator:s3cret@"), *pool, *pins).out.decode()
    first = ran.verdict["causes"][0]
    equal((ran.status, first["id"], "250 of 250 upstreams" in ran.verdict["summary"]), (1, "connection-refused", True), ran.verdict["summary"])
    equal((first["detail"]["failing"], first["detail"]["of"]), (250, 250))
    equal((first["verify"].count("--resolve"), first["verify"].count("http://127.0.1."), "--header @FILE" in first["verify"]), (8, 8, True), first["verify"])
    for part in ("and 242 more upstreams", "and 192 more --resolve", "FILE"):
        assert part in first["verify_note"] and part in " ".join(text.split()), (part, first["verify_note"])
    assert "s3cret" not in ran.out.decode() + text and len(text.splitlines()) < 80, text
    three = gwdiag("check", proxy.url, *pool[:2], "-o", "json").verdict["causes"][0]
    equal("verify_note" in three, False)


run_all(globals())
