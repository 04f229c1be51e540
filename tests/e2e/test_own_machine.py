# SPDX-License-Identifier: Apache-2.0
"""What the machine that gwdiag runs on lacks is said, with what helps, and is no verdict about an upstream: an interface, an address
family, descriptors, leave to connect."""
import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import networks  # noqa: E402

networks.enter()           # loopback only: no IPv4 and no IPv6 that leads anywhere
from peers import answer, equal, gwdiag, run_all, says  # noqa: E402

CASES = pathlib.Path(__file__).resolve().parents[1] / "cases"
LACKS = (("http://[fe80::1%25nope]/", "no interface nope", "ip link"), ("http://[fe80::1%2599]/", "no interface 99", "ip link"),
         ("http://[fe80::1]/", "[fe80::1%25eth0]", "ip link"), ("http://[2001:db8::1]/", "no IPv6", "ip -6 route"),
         ("http://192.0.2.1/", "no IPv4", "ip -4 route"))


def bad_gateway():
    return says(answer(b"502 Bad Gateway", headers=b"Server: nginx/1.22.1\r\n"))


def test_asked_alone_it_is_inconclusive():
    for url, what, remedy in LACKS:
        ran = gwdiag("check", url, "-o", "json")
        equal((ran.status, ran.verdict["status"], ran.ids), (3, "inconclusive", []), url)
        equal((what in ran.verdict["summary"], remedy in ran.verdict["summary"]), (True, True), ran.verdict["summary"])


def test_behind_a_proxy_that_answers_it_is_no_fault():
    for url, what, _ in LACKS:
        with says(answer(b"200 OK")) as proxy:
            ran = gwdiag("check", proxy.url, url, "-o", "json")
        equal((ran.status, ran.verdict["status"], ran.ids), (0, "healthy", []), url)
        equal((what in ran.verdict["summary"], "well" in ran.verdict["summary"]), (True, False), ran.verdict["summary"])


def test_behind_a_proxy_that_fails_only_the_proxys_word_is_judged():
    for url, what, _ in LACKS:
        with bad_gateway() as proxy:
            ran = gwdiag("check", proxy.url, url, "-o", "json")
            alone = gwdiag("check", proxy.url, "-o", "json")
        family = ["network-unreachable"] if "no IPv" in what else []     # of a proxy that runs here
        equal((ran.status, ran.verdict["status"], ran.ids), (1, "unhealthy", family + alone.ids), url)
        equal({cause["certainty"] for cause in ran.verdict["causes"]}, {"possible"}, url)
        equal((any(what in item["because"] for item in ran.verdict["not_checked"]), "first_divergence" in ran.verdict), (True, False), url)


def test_no_descriptor_is_left():
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(json.loads((CASES / "inconclusive-descriptors.json").read_text())["evidence"], file)
        file.flush()
        ran = gwdiag("diagnose", file.name, "-o", "json")
    equal((ran.status, "ulimit -n" in ran.verdict["summary"]), (3, True), ran.verdict["summary"])


def test_a_connect_that_is_forbidden_here():
    """A proxy that answers connects under rules of its own."""
    networks.run("ip route add prohibit 203.0.113.64/32")
    with says(answer(b"200 OK")) as proxy:
        ran = gwdiag("check", proxy.url, "http://203.0.113.64/", "-o", "json")
        equal((ran.status, ran.verdict["status"], ran.ids, "forbids" in ran.verdict["summary"]), (0, "healthy", [], True), ran.out)
    with bad_gateway() as proxy:
        ran = gwdiag("check", proxy.url, "http://203.0.113.64/", "-o", "json")
        equal((ran.status, ran.ids[0]), (1, "connect-not-permitted"), ran.out)


run_all(globals())
