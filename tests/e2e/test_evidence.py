# SPDX-License-Identifier: Apache-2.0
"""What is saved gives the verdict again: probed apart and judged together, as one report, twice, through a pipe. Every document
keeps to the schema that ships; a file that is none is refused with its place."""
import copy
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
sys.path.insert(0, str(pathlib.Path(os.environ["GWDIAG_SOURCE_DIR"], "tests/golden")))
import validate  # noqa: E402
from peers import PROGRAM, Peer, answer, equal, gwdiag, refused, run_all, says, silent  # noqa: E402

PAGE = (b"<html>\r\n<head><title>%s</title></head>\r\n<body>\r\n<center><h1>%s</h1></center>\r\n"
        b"<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n")


def nginx(status):
    return says(answer(status, PAGE % (status, status), b"Server: nginx/1.22.1\r\nContent-Type: text/html\r\n"))


class Refused:
    def __enter__(self):
        self.keeper, self.url = refused()
        return self

    def __exit__(self, *_):
        self.keeper.close()


BAD, LATE, GOOD = b"502 Bad Gateway", b"504 Gateway Time-out", b"200 OK"
PAIRS = {
    "healthy": (lambda: says(answer(GOOD)), lambda: says(answer(GOOD))),
    "refused": (lambda: nginx(BAD), Refused),
    "closing": (lambda: nginx(BAD), lambda: says(b"")),
    "silent": (lambda: nginx(LATE), silent),
    "no HTTP": (lambda: nginx(BAD), lambda: Peer(lambda c, _: c.sendall(b"SSH-2.0-OpenSSH_9.2\r\n"), read_request=False)),
    "two lengths": (lambda: says(answer(GOOD)), lambda: says(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc")),
    "500 of its own": (lambda: says(answer(b"500 Oops", b"it broke\n")), lambda: says(answer(b"500 Oops", b"it broke\n"))),
    "cut": (lambda: nginx(BAD), lambda: says(b"HTTP/1.1 200 OK\r\nContent-Le")),
    "proxy down": (Refused, lambda: says(answer(GOOD))),
}
WAIT = ("--answer-timeout", "700ms")


def words(ran):
    verdict = ran.verdict
    return ran.status, verdict["status"], [(cause["id"], cause["certainty"], cause["subject"], cause["endpoint"]) for cause in verdict["causes"]]


def save(folder, name, *arguments):
    ran = gwdiag(*arguments, "-o", "json")
    path = pathlib.Path(folder, name)
    path.write_bytes(ran.out)
    equal(ran.status, 0, ran.err)
    equal(list(validate.problems_of(ran.report, complete=True)), [], name)
    return path


def test_probed_apart_gives_the_verdict_of_check():
    problems = []
    for name, (make_proxy, make_upstream) in PAIRS.items():
        with make_proxy() as proxy, make_upstream() as upstream, tempfile.TemporaryDirectory() as folder:
            together = gwdiag("check", proxy.url, upstream.url, "-o", "json", *WAIT)
            there = save(folder, "e.json", "probe", upstream.url, *WAIT)
            here = save(folder, "proxy.json", "probe", "--as-proxy", proxy.url, *WAIT)
            for files in ((there, here), (here, there), ("--proxy", here, there)):
                apart = gwdiag("diagnose", *files, "-o", "json")
                if words(apart) != words(together):
                    problems.append(f"{name}: apart {words(apart)}, together {words(together)}")
            problems += [f"{name}: {problem}" for problem in validate.problems_of(together.report, complete=True)]
    equal(problems, [])


def test_a_report_judged_again_says_the_same():
    for name, (make_proxy, make_upstream) in PAIRS.items():
        with make_proxy() as proxy, make_upstream() as upstream, tempfile.TemporaryDirectory() as folder:
            first = gwdiag("check", proxy.url, upstream.url, "-o", "json", *WAIT)
            path = pathlib.Path(folder, "report.json")
            path.write_bytes(first.out)
            again = gwdiag("diagnose", path, "-o", "json")
            equal(words(again), words(first), name)
            equal([c["evidence"] for c in again.verdict["causes"]], [c["evidence"] for c in first.verdict["causes"]], name)
            piped = subprocess.run([PROGRAM, "diagnose", "-", "-o", "json"], input=first.out, capture_output=True, timeout=30, check=False)
            equal(json.loads(piped.stdout)["verdict"]["causes"], again.verdict["causes"], name)


def test_every_format_of_a_document_is_valid():
    with nginx(BAD) as proxy, Refused() as upstream:
        lines = gwdiag("check", proxy.url, upstream.url, upstream.url.replace("127.0.0.1", "127.0.0.2"), "-o", "jsonl").out.splitlines()
        equal(len(lines), 3, "two pairs and a summary")
        documents = [json.loads(line) for line in lines]
        equal([document.get("kind") for document in documents], ["pair", "pair", "summary"])
        for document in documents:
            equal(list(validate.problems_of(document, complete=True)), [])
    for arguments in (("explain",), ("explain", "connection-refused"), ("explain", "502"), ("explain", "--list")):
        equal(list(validate.problems_of(gwdiag(*arguments, "-o", "json").report, complete=True)), [], arguments)


def test_many_upstreams_saved_apart():
    with nginx(BAD) as proxy, Refused() as one, says(answer(GOOD)) as two, tempfile.TemporaryDirectory() as folder:
        first = save(folder, "1.json", "probe", one.url)
        second = save(folder, "2.json", "probe", two.url)
        front = save(folder, "p.json", "probe", "--as-proxy", proxy.url)
        ran = gwdiag("diagnose", first, second, front, "-o", "json")
        equal((ran.status, ran.ids[0], len(ran.report["upstreams"])), (1, "some-upstreams-failing", 2))
        alone = gwdiag("diagnose", first, second, "-o", "json")
        equal((alone.status, alone.verdict["status"]), (0, "degraded"), "one of a route's two fails, the proxy was not asked")
        equal(gwdiag("diagnose", first, "-o", "json").verdict["status"], "unhealthy")


def refuse(folder, text, word):
    path = pathlib.Path(folder, "bad.json")
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    ran = gwdiag("diagnose", path)
    equal((ran.status, ran.out, len(ran.err.splitlines()), str(path) in ran.err, word in ran.err), (2, b"", 1, True, True), ran.err)


def test_what_is_no_evidence_is_refused_with_its_place():
    with nginx(BAD) as proxy, Refused() as upstream, tempfile.TemporaryDirectory() as folder:
        good = gwdiag("check", proxy.url, upstream.url, "-o", "json").report

        def changed(pointer, value):
            document = copy.deepcopy(good)
            *way, last = pointer.strip("/").split("/")
            place = document
            for step in way:
                place = place[int(step)] if isinstance(place, list) else place[step]
            place[last] = value
            return json.dumps(document)
        text = json.dumps(good)
        refuse(folder, "", "JSON")
        refuse(folder, text[:len(text) // 2], "JSON")
        refuse(folder, b"\xff\xfe\x00\x01" * 40, "JSON")
        refuse(folder, "[" * 100000, "deep")
        refuse(folder, "[]", "object")
        refuse(folder, json.dumps({"schema": "gwdiag.evidence/1"}), "endpoint")
        refuse(folder, changed("/schema", "gwdiag.evidence/2"), "newer")
        refuse(folder, changed("/schema", "other/1"), "schema")
        refuse(folder, changed("/proxy", 17), "/proxy")
        refuse(folder, changed("/upstreams", {"a": 1}), "/upstreams")
        refuse(folder, changed("/upstreams/0/port", 70000), "/upstreams/0/port")
        refuse(folder, changed("/upstreams/0/port", "eighty"), "/upstreams/0/port")
        refuse(folder, changed("/upstreams/0/endpoint", None), "/upstreams/0/endpoint")
        refuse(folder, changed("/proxy/stages", []), "stages")


def test_unknown_fields_and_other_versions_are_taken():
    with nginx(BAD) as proxy, Refused() as upstream, tempfile.TemporaryDirectory() as folder:
        first = gwdiag("check", proxy.url, upstream.url, "-o", "json")
        document = first.report
        document["later"] = {"a": [1, 2]}
        document["version"] = "7.5.3"
        document["proxy"]["stages"]["quic"] = {"status": "ok"}
        document["upstreams"][0]["attempts"][0]["role"] = "main"
        path = pathlib.Path(folder, "later.json")
        path.write_text(json.dumps(document))
        again = gwdiag("diagnose", path, "-o", "json")
        equal(words(again), words(first))
        assert any("7.5.3" in note for note in again.report["notes"]), again.report.get("notes")


def test_one_piece_of_evidence_given_twice_counts_once():
    with Refused() as upstream, Refused() as other, tempfile.TemporaryDirectory() as folder:
        one = save(folder, "1.json", "probe", upstream.url)
        copy = pathlib.Path(folder, "copy.json")
        copy.write_bytes(pathlib.Path(one).read_bytes())
        two = save(folder, "2.json", "probe", other.url)
        alone = gwdiag("diagnose", one, "-o", "json")
        for again in (one, copy):
            ran = gwdiag("diagnose", one, again, "-o", "json")
            equal((ran.status, len(ran.report["upstreams"]), ran.ids), (alone.status, 1, alone.ids))
            equal((len(ran.err.splitlines()), "counts once" in ran.err, str(again) in ran.err), (1, True, True), ran.err)
        both = gwdiag("diagnose", one, two, "-o", "json")
        equal((len(both.report["upstreams"]), both.err), (2, ""))


def test_two_proxies_are_refused():
    with nginx(BAD) as proxy, tempfile.TemporaryDirectory() as folder:
        one = save(folder, "1.json", "probe", "--as-proxy", proxy.url)
        two = save(folder, "2.json", "probe", "--as-proxy", proxy.url)
        ran = gwdiag("diagnose", one, two)
        equal((ran.status, len(ran.err.splitlines()), "proxies" in ran.err), (2, 1, True), ran.err)


run_all(globals())
