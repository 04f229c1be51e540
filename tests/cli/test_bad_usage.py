# SPDX-License-Identifier: Apache-2.0
"""Bad usage and bad input: one line that names the place, exit status 2, nothing probed."""
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from peers import answer, equal, gwdiag, run_all, says  # noqa: E402

# Arguments, and a word that the message has to contain. {url} is an endpoint that works, {file} a file that is no evidence.
BAD = [
    (["check"], "PROXY"),
    (["chekc", "{url}"], "chekc"),
    (["check", "{url}", "--no-such-option"], "--no-such-option"),
    (["check", "{url}", "--timeout", "soon"], "--timeout"),
    (["check", "{url}", "--timeout", "-1s"], "--timeout"),
    (["check", "{url}", "--timeout"], "--timeout"),
    (["check", "http://127.0.0.1:0"], "0"),
    (["check", "http://127.0.0.1:65536"], "65536"),
    (["check", "http://"], "http://"),
    (["check", "{url}", "http://a b/"], "http://a b/"),
    (["check", "gopher://127.0.0.1/"], "gopher"),
    (["check", "{url}", "--cacert", "/nonexistent.pem"], "/nonexistent.pem"),
    (["check", "{url}", "--cert", "{file}", "--key", "{file}"], "{file}"),
    (["check", "{url}", "--data", "@/nonexistent"], "/nonexistent"),
    (["check", "{url}", "--header", "no colon"], "--header"),
    (["check", "{url}", "--header", "A: b\r\nC: d"], "--header"),
    (["check", "{url}", "-4", "-6"], "-6"),
    (["check", "{url}", "--insecure", "--cacert"], "--cacert"),
    (["check", "{url}", "-o", "papyrus"], "papyrus"),
    (["check", "{url}", "--expect-status", "abc"], "--expect-status"),
    (["check", "{url}", "--ignore", "no-such-cause"], "no-such-cause"),
    (["check", "{url}", "--resolve", "nonsense"], "--resolve"),
    (["check", "{url}", "--as", "no-such-proxy"], "no-such-proxy"),
    (["check", "{url}", "--samples", "0"], "--samples"),
    (["watch", "{url}"], "not in this version"),
    (["diagnose"], "file"),
    (["diagnose", "/nonexistent.json"], "/nonexistent.json"),
    (["diagnose", "{file}"], "{file}"),
    (["diagnose", "/"], "Is a directory"),
    (["explain", "connection-refusd"], "connection-refused"),
    (["probe"], "ENDPOINT"),
    (["demo", "no-such-fault"], "no-such-fault"),
]


def test_each_bad_command_line():
    problems = []
    with says(answer(b"200 OK")) as peer, tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        file.write('{"schema": "something/1"}')
        file.flush()

        def fill(word):
            return word.replace("{url}", peer.url).replace("{file}", file.name)
        for arguments, word in BAD:
            ran = gwdiag(*map(fill, arguments))
            told = " ".join(arguments)
            if ran.status != 2:
                problems.append(f"{told}: exit status {ran.status}")
            if ran.out:
                problems.append(f"{told}: says {ran.out[:80]!r} on standard output")
            if len(ran.err.splitlines()) != 1 or fill(word) not in ran.err:
                problems.append(f"{told}: one line with {fill(word)!r} expected: {ran.err!r}")
        if peer.connections:
            problems.append(f"{peer.connections} connections were opened")
    equal(problems, [])


def test_the_man_page_names_the_products_of_as():
    known = gwdiag("check", "--as", "nobody", "http://127.0.0.1:1").err.split("known are ")[1].strip()
    man = pathlib.Path(__file__).resolve().parents[2] / "man" / "gwdiag.1"
    listed = " ".join(man.read_text().split("is one of nginx,", 1)[1].split(".\n", 1)[0].split())
    equal(("nginx," + " " + listed).replace(" and ", ", ").replace(",,", ","), known)


def test_hostile_arguments_are_escaped():
    ran = gwdiag("check", "http://\x1b]0;x\x07host/")
    equal((ran.status, "\x1b" in ran.err, "\x07" in ran.err), (2, False, False))


run_all(globals())
