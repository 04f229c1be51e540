# SPDX-License-Identifier: Apache-2.0
"""Bad input of each kind: one line on standard error that names the place, exit status 2, nothing on standard output, and nobody is
contacted. The same line whatever the format; no line of it carries what would move a terminal."""
import pathlib
import shlex
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from peers import answer, equal, gwdiag, run_all, says  # noqa: E402

# Arguments behind `check {url}`, and a word that the line has to contain.
VALUES = [
    ("--timeout 10x", "--timeout"), ("--timeout 0", "--timeout"), ("--timeout 99999999999999999999", "--timeout"),
    ("--answer-timeout -3", "--answer-timeout"), ("--deadline 1h1", "--deadline"), ("--slow ''", "--slow"),
    ("--samples 1.5", "--samples"), ("--samples 99999999999", "--samples"), ("--concurrency 0", "--concurrency"),
    ("--method 'GE\tT'", "--method"), ("--method ''", "--method"), ("--path no-slash", "--path"), ("--path '/a b'", "--path"),
    ("--host 'a b'", "--host"), ("--host ''", "--host"), ("--sni 'a b'", "--sni"), ("--header ': value'", "--header"),
    ("--header 'A b: c'", "--header"), ("--header @{folder}/none", "none"), ("--data @{folder}/none", "none"),
    ("--data inline", "--data"), ("--data @{folder}", "{folder}"), ("--resolve a:b:c", "--resolve"),
    ("--resolve app.example.com:80:nowhere", "--resolve"), ("--resolver not-an-address", "--resolver"), ("--resolver 127.0.0.1:0", "--resolver"),
    ("--cacert {folder}/junk", "junk"), ("--cacert {folder}/empty", "empty"), ("--cacert {folder}", "{folder}"),
    ("--capath {folder}/junk", "junk"), ("--cert {folder}/junk", "junk"), ("--cert {folder}/none", "none"),
    ("--cert {folder}/cert --key {folder}/other-key", "--key"), ("--key {folder}/key", "--cert"), ("--proxy-protocol 3", "--proxy-protocol"),
    ("--expect-status 99", "--expect-status"), ("--expect-status 300-200", "--expect-status"), ("--expect-status ''", "--expect-status"),
    ("--identify loudly", "--identify"), ("--as nginx/one", "--as"), ("--as ''", "--as"), ("--fail-on healthy", "--fail-on"),
    ("--ignore ''", "--ignore"), ("--ignore connection-refused=gopher://x", "--ignore"), ("--color sometimes", "--color"),
    ("--report json", "--report"), ("--report =x", "--report"), ("--report papyrus={folder}/x", "papyrus"), ("--wait soon", "--wait"),
    ("--upstream-host 'a b'", "--upstream-host"), ("--upstream-cert {folder}/none", "none"), ("-4 -6", "-6"), ("-q -v", "-v"),
    ("--output", "--output"),
    ("-o json -o", "-o"), ("--timeout 1s --no-such", "--no-such"), ("--timout 1s", "--timeout"), ("--http1 --http2", "--http2"),
    ("--dry-run --wait 3s", "--wait"),
]
ENDPOINTS = [
    "", " ", "http://", "http:///path", "http://host:port/", "http://host:-1/", "http://host:0/", "http://host:65536/", "http://ho st/",
    "http://host/a b", "http://[::1", "http://[gg::1]/", "unix:", "http://unix:", "http://a..b/", "http://" + "a" * 64 + ".example/",
    "http://" + "a." * 200 + "example/", "ftp://host/", "javascript:alert(1)", ":0", ":99999", ":", "http://host:80:90/", "//host/", "http:host",
    "http://host\x00/", "http://host\n/", "http://user:p@ss@@/", "http://%zz/", "http://1.2.3.4.5:80/",
]


def words(text, folder):
    return [word.replace("{folder}", str(folder)) for word in shlex.split(text)]


def prepare(folder):
    (folder / "junk").write_bytes(b"\x00\x01junk\x1b[31m" * 10)
    (folder / "empty").write_bytes(b"")
    for name in ("", "other-"):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                        "-subj", "/CN=x", "-keyout", folder / f"{name}key", "-out", folder / f"{name}cert"], check=True, capture_output=True)


def complaint(ran, word):
    """What is wrong with the refusal; empty when it is as it should be."""
    lines = ran.err.splitlines()
    if ran.status != 2:
        return f"exit status {ran.status}"
    if ran.out:
        return f"standard output: {ran.out[:60]!r}"
    if len(lines) != 1 or not lines[0].startswith("gwdiag: "):
        return f"not one line: {ran.err!r}"
    if word not in ran.err:
        return f"{word} is not named: {ran.err!r}"
    if any(ord(c) < 32 or ord(c) == 127 for c in lines[0]):
        return f"a control character: {ran.err!r}"
    return ""


def test_each_bad_value():
    problems = []
    with says(answer(b"200 OK")) as peer, tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        prepare(folder)
        for text, word in VALUES:
            problem = complaint(gwdiag("check", peer.url, *words(text, folder)), word.replace("{folder}", str(folder)))
            if problem:
                problems.append(f"{text}: {problem}")
        if peer.connections:
            problems.append(f"{peer.connections} connections")
    equal("\n".join(problems), "")


def test_each_bad_endpoint():
    problems = []
    with says(answer(b"200 OK")) as peer:
        for text in ENDPOINTS:
            if "\x00" in text:
                continue                      # no argument can hold it
            for arguments in (("check", text), ("check", peer.url, text), ("probe", peer.url, text)):
                problem = complaint(gwdiag(*arguments), "")
                if problem:
                    problems.append(f"{arguments[0]} {text!r}: {problem}")
        if peer.connections:
            problems.append(f"{peer.connections} connections")
    equal("\n".join(problems), "")


def test_the_format_does_not_matter_but_for_nagios():
    for form in ("json", "jsonl", "junit", "html", "prometheus"):
        equal(complaint(gwdiag("check", "http://host:0/", "-o", form), "0"), "", form)
    ran = gwdiag("check", "http://host:0/", "-o", "nagios")
    equal((ran.status, len(ran.out.splitlines()), b"UNKNOWN" in ran.out), (3, 1, True), ran.out)
    # Behind a bar that world reads performance data.
    ran = gwdiag("check", "http://a|b:0", "-o", "nagios")
    equal((ran.status, b"|" in ran.out), (3, False), ran.out)


def test_commands_of_a_later_version_say_so():
    for arguments in (("watch", "http://host/"), ("check", "http://host/", "--via", "ssh host")):
        ran = gwdiag(*arguments)
        equal((ran.status, "not in this version" in ran.err, len(ran.err.splitlines())), (2, True, 1), ran.err)


def test_help_and_version_are_no_errors():
    for arguments in (("--help",), ("--version",), ("check", "--help"), ("probe", "-h"), ("diagnose", "--help"), ("explain", "--help")):
        ran = gwdiag(*arguments)
        equal((ran.status, ran.err, len(ran.out) > 10), (0, "", True), arguments)


def test_explain_knows_ids_statuses_and_near_names():
    for word, part in (("connection-refused", b"connection-refused"), ("502", b"Bad Gateway"), ("504", b"504"), ("522", b"522")):
        ran = gwdiag("explain", word)
        equal((ran.status, part in ran.out), (0, True), word)
    for word, near in (("connection-refusd", "connection-refused"), ("tls-cert-expird", "tls-cert-expired"), ("response-timeut", "response-timeout")):
        equal(complaint(gwdiag("explain", word), near), "")
    equal(complaint(gwdiag("explain", "799"), "799"), "")
    listed = gwdiag("explain", "--list").out.decode()
    for identifier in ("connection-refused", "tls-cert-expired", "malformed-chunking", "path-blocked", "oom-killed", "cdn-origin-tls"):
        assert identifier in listed, identifier


run_all(globals())
