# SPDX-License-Identifier: Apache-2.0
"""A cache that answers for an upstream that is down: degraded, and the report says where the answer comes from and how old it is.
Real caches: nginx and Varnish; the fields of others come from a peer."""
import contextlib
import pathlib
import subprocess
import sys
import tempfile
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from gateways import await_port, free_port, installed  # noqa: E402
from nginx import Nginx  # noqa: E402
from peers import Peer, answer, equal, gwdiag, refused, run_all, says  # noqa: E402

CACHE = """
proxy_cache_path {folder}/cache keys_zone=z:1m;
server {{ listen 127.0.0.1:@proxy@; location / {{ proxy_pass http://127.0.0.1:{port}; proxy_cache z; proxy_cache_valid 200 1h; {more} }} }}
"""


class Fleeting:
    """An upstream on a port that stays taken when it has stopped: then it refuses."""

    def __init__(self, headers=b""):
        self.keeper, self.url = refused()
        self.port = int(self.url.rsplit(":", 1)[1])
        self.keeper.close()
        self.peer = Nginx(f"server {{ listen 127.0.0.1:{self.port}; location / {{ return 200 'the page\\n'; }} }} server {{ listen 127.0.0.1:@a@; }}")

    def __enter__(self):
        self.peer.__enter__()
        return self

    def stop(self):
        self.peer.process.terminate()
        self.peer.process.wait()

    def __exit__(self, *_):
        self.peer.__exit__()


def warm(url, fields=("X-Cache-Status",), seconds=10):
    """Asks until the answer comes from the cache."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with urllib.request.urlopen(url, timeout=5) as response:
            value = response.headers.get(fields[0]) or ""
            if value == "HIT" or " " in value.strip():
                return
        time.sleep(0.05)
    raise AssertionError(f"nothing from the cache: {value}")


def told(ran, *words):
    equal((ran.status, ran.verdict["status"], ran.ids, ran.verdict["causes"][0]["certainty"]), (0, "degraded", ["connection-refused"], "likely"), ran.out)
    row, = [row for row in ran.report["comparison"] if row["aspect"] == "cache"]
    for word in words:
        assert word in row["says"] and word in ran.verdict["summary"], (word, row, ran.verdict["summary"])
    return row


def test_nginx_answers_from_its_cache():
    with Fleeting() as upstream, tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder).chmod(0o777)
        blocks = CACHE.format(folder=folder, port=upstream.port, more="add_header X-Cache-Status $upstream_cache_status;")
        with Nginx(blocks) as front:
            url = f"http://127.0.0.1:{front.proxy}/"
            warm(url)
            equal(gwdiag("check", url, upstream.url, "-o", "json").ids, [], "a cache in front of a well upstream")
            upstream.stop()
            told(gwdiag("check", url, upstream.url, "-o", "json"), "from a cache", "X-Cache-Status: HIT")


def test_varnish_answers_from_its_cache():
    assert installed("varnishd"), "varnish is not installed"
    with Fleeting() as upstream, tempfile.TemporaryDirectory() as folder:
        port, work = free_port(), pathlib.Path(folder)
        work.chmod(0o755)
        (work / "vcl").write_text(f'vcl 4.1;\nbackend app {{ .host = "127.0.0.1"; .port = "{upstream.port}"; }}\n')
        with open(work / "out", "ab") as out:
            process = subprocess.Popen(["varnishd", "-F", "-n", str(work / "run"), "-a", f"127.0.0.1:{port}", "-f", str(work / "vcl"), "-s", "malloc,16m"],
                                       stdin=subprocess.DEVNULL, stdout=out, stderr=out)
            try:
                await_port(port, process, work)
                url = f"http://127.0.0.1:{port}/"
                warm(url, ("X-Varnish",))
                upstream.stop()
                row = told(gwdiag("check", url, upstream.url, "-o", "json"), "from a cache", "X-Varnish: ", "s old")
                equal(row["proxy"] >= 0, True)
            finally:
                process.terminate()
                process.wait(15)


def test_the_fields_of_others():
    keeper, url = refused()
    with keeper:
        for field, words in ((b"Cache-Status: edge; fwd=stale, mid; hit; ttl=30", "Cache-Status"), (b"X-Cache: Hit from cloudfront\r\nAge: 37", "37 s old"),
                             (b"X-Cache: MISS, HIT", "X-Cache"), (b"CF-Cache-Status: STALE", "STALE"), (b"Age: 12", "12 s old")):
            with says(answer(b"200 OK", headers=field + b"\r\n")) as proxy:
                told(gwdiag("check", proxy.url, url, "-o", "json"), words)
        for field in (b"Cache-Status: edge; fwd=miss", b"X-Cache: MISS", b"X-Varnish: 32770", b"Age: 0", b"X-Cache: hitchhike", b"Cache-Status: hit; fwd=miss",
                      b'Cache-Status: edge; fwd=miss; detail="no; hit; stale"', b"Cache-Status: edge; hit=?0",
                      b"CF-Cache-Status: DYNAMIC"):
            with says(answer(b"200 OK", headers=field + b"\r\n")) as proxy:
                ran = gwdiag("check", proxy.url, url, "-o", "json")
                equal((ran.ids, ran.verdict["causes"][0]["certainty"], "cache" in ran.verdict["summary"]), (["connection-refused"], "possible", False), field)


run_all(globals())
