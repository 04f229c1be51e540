# SPDX-License-Identifier: Apache-2.0
"""Upstreams that are asked in HTTP/2 and gRPC: real servers behind real proxies, and peers whose frames end it."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import http2  # noqa: E402
from peers import equal, gwdiag, refused, run_all, says, answer  # noqa: E402

QUICK = ("--timeout", "2", "--answer-timeout", "2")


def probe(url, *more):
    return gwdiag("probe", url, "-o", "json", *QUICK, *more)


def alone(url, *more):
    """The peer as the one endpoint of a check: what is wrong with it is the verdict."""
    return gwdiag("check", url, "-o", "json", *QUICK, *more)


def http_of(ran):
    return ran.report["proxy"]["stages"]["http"]


def expect(ran, first, **detail):
    equal(ran.ids[:1], [first], ran.verdict["summary"])
    cause = ran.verdict["causes"][0]
    for key, value in detail.items():
        equal(cause["detail"].get(key), value, cause)
    return ran


def test_an_answer_in_frames():
    payload = http2.GREETING + http2.headers(b"200", (b"content-type", b"text/plain"), (b"content-length", b"6"))
    with http2.sends(payload + http2.data(b"hello\n")) as peer:
        ran = alone(peer.h2c + "/a?b=c", "--header", "X-Own: 1")
        equal((ran.verdict["status"], ran.ids), ("healthy", []), ran.verdict["summary"])
        http = http_of(ran)
        equal((http["http_status"], http["body"], http["ended"]), (200, "hello\\x0a", "complete"))
        equal((http["protocol"]["name"], http["protocol"]["end"]), ("http2", "END_STREAM"))
        equal((peer.connections, peer.requests), (1, 1))
        asked = next(payload for kind, _, _, payload in peer.heard if kind == http2.HEADERS)
        assert b"gwdiag" not in asked or b"connection" not in asked, asked


def test_frames_that_end_it():
    for payload, code in ((http2.reset(7), "REFUSED_STREAM"), (http2.goaway(11, debug=b"too\x1bmany"), "ENHANCE_YOUR_CALM")):
        with http2.sends(http2.GREETING + payload) as peer:
            ran = expect(alone(peer.h2c), "http2-protocol-error", code=code)
            equal(http_of(ran)["error"], "invalid")


def test_nobody_listens():
    keeper, url = refused()
    with keeper:
        expect(alone(url.replace("http", "h2c")), "connection-refused")


run_all(globals())
