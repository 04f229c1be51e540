# SPDX-License-Identifier: Apache-2.0
"""`logs` and `explain --line` on files, standard input and what is no log."""
import bz2
import gzip
import json
import lzma
import os
import pathlib
import pty
import select
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from peers import PROGRAM, equal, gwdiag, run_all  # noqa: E402

REFUSED = ('2026/11/23 08:00:{:02d} [error] 31#31: *{} connect() failed (111: Connection refused) while connecting to upstream, '
           'client: 192.0.2.7, server: shop.example.com, request: "GET /cart HTTP/1.1", upstream: "http://10.0.0.{}:8080/cart", '
           'host: "shop.example.com"\n')
ABORT = ('2026/11/23 08:00:30 [info] 31#31: *9 client prematurely closed connection, so upstream connection is closed too while '
         'sending request to upstream, client: 192.0.2.7, server: shop.example.com, request: "GET / HTTP/1.1", '
         'upstream: "http://10.0.0.5:8080/", host: "shop.example.com"\n')
LOG = "".join(REFUSED.format(n, n, 5 + n % 2) for n in range(10)) + ABORT


def causes(text):
    return {cause["id"]: cause for cause in json.loads(text)["causes"]}


def test_counts_upstreams_and_times_from_a_file_and_from_gzip():
    with tempfile.TemporaryDirectory() as folder:
        plain, packed = pathlib.Path(folder, "error.log"), pathlib.Path(folder, "error.log.gz")
        plain.write_text(LOG)
        packed.write_bytes(gzip.compress(LOG.encode()))
        for path in (plain, packed):
            ran = gwdiag("logs", path, "--timezone", "+02:00", "-o", "json")
            equal(ran.status, 0, ran.err)
            found = causes(ran.out)
            equal(list(found), ["connection-refused"], ran.out)
            equal(found["connection-refused"]["count"], 10)
            equal(sorted(found["connection-refused"]["upstreams"]), ["http://10.0.0.5:8080", "http://10.0.0.6:8080"])
            equal(found["connection-refused"]["first_at"], "2026-11-23T06:00:00.000Z")


def test_narrowed_by_time_and_upstream():
    with tempfile.NamedTemporaryFile("w", suffix=".log") as file:
        file.write(LOG)
        file.flush()
        narrowed = ("--timezone", "UTC", "-o", "json")
        ran = gwdiag("logs", file.name, "--since", "2026-11-23T08:00:08Z", *narrowed)
        equal(causes(ran.out)["connection-refused"]["count"], 2)
        ran = gwdiag("logs", file.name, "--upstream", "10.0.0.6", *narrowed)
        equal(causes(ran.out)["connection-refused"]["count"], 5)


def test_standard_input_and_a_table_for_people():
    ran = subprocess.run([PROGRAM, "logs"], input=LOG, capture_output=True, text=True, timeout=20)
    equal(ran.returncode, 0, ran.stderr)
    assert "connection-refused" in ran.stdout and "10" in ran.stdout, ran.stdout


def test_the_table_fits_the_terminal_and_its_example_keeps_what_tells():
    log = "".join("a-node-of-a-cluster-with-a-long-name.example.com ingress-controller-7f4c9 " + line
                  for line in LOG.splitlines(keepends=True))
    for columns, width in (("", 80), ("60", 60), ("110", 110)):
        environment = {**os.environ, "COLUMNS": columns, "LC_ALL": "C.UTF-8"}
        ran = subprocess.run([PROGRAM, "logs"], input=log, capture_output=True, text=True, timeout=20, env=environment, check=True)
        lines = ran.stdout.splitlines()
        assert max(map(len, lines)) <= width, ran.stdout
        example = [line.strip() for line in lines if "connect() failed (111: " in line]
        equal(len(example), 1, ran.stdout)
        assert example[0].startswith("…") and example[0].endswith("…"), example


def on_a_terminal(*more):
    """What comes to a terminal on standard error while standard input stays open for a moment."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen([PROGRAM, "logs", *more], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    process.stdin.write(LOG.encode())
    process.stdin.flush()
    seen = b""
    end = time.monotonic() + 3
    while b"MB/s" not in seen and time.monotonic() < end:
        if select.select([ours], [], [], 0.1)[0]:
            seen += os.read(ours, 4096)
    process.stdin.close()
    equal(process.wait(10), 0)
    os.close(ours)
    return seen


def test_a_long_read_tells_how_far_it_is_on_a_terminal_alone():
    assert b"MB/s" in on_a_terminal()
    equal(on_a_terminal("--no-progress"), b"")
    equal(subprocess.run([PROGRAM, "logs"], input=LOG.encode(), capture_output=True, check=True).stderr, b"")


def test_a_file_that_is_cut_or_taken_away_while_it_is_read_ends_where_it_ends():
    with tempfile.TemporaryDirectory() as folder:
        for shrink in (lambda path: os.truncate(path, 0), lambda path: os.truncate(path, 12345), os.unlink):
            path = pathlib.Path(folder, "error.log")
            path.write_text(LOG * 10000)
            size = path.stat().st_size
            process = subprocess.Popen([PROGRAM, "logs", path, "-o", "json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            while process.poll() is None and f"{path}" not in str(open_files(process.pid)):
                pass
            shrink(path)
            out, err = process.communicate(timeout=60)
            equal(process.returncode, 0, err)
            read = json.loads(out)["bytes"]
            assert read <= size, read


def read_while_it_grows(path, text, unfinished=b""):
    """What `logs` says of a log to which more is written as soon as it has been read from, and what was written at last."""
    path.write_bytes(text[:len(text) - len(unfinished)])
    more = LOG.encode() * 400
    process = subprocess.Popen([PROGRAM, "logs", path, "-o", "json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while process.poll() is None and place_in(process.pid, path) == 0:
        pass
    grown = 0
    with open(path, "ab", buffering=0) as log:
        log.write(unfinished)
        while process.poll() is None and grown < 256 << 20:
            if place_in(process.pid, path) + (4 << 20) > len(text) + grown:    # there is always more than it has read
                grown += log.write(more)
    out, err = process.communicate(timeout=60)
    equal(process.returncode, 0, err)
    return json.loads(out), grown


def test_a_file_that_grows_while_it_is_read_ends_with_the_line_that_was_its_last():
    text = LOG.encode() * 10000
    line = LOG.splitlines(keepends=True)[0].encode()
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "error.log")
        for _ in range(10):
            found, grown = read_while_it_grows(path, text)
            equal((found["bytes"], found["lines"], found["causes"][0]["count"]), (len(text), 110000, 100000), f"{grown} bytes more")
            if grown:
                break
        else:
            raise AssertionError("nothing was written while it was read")
        found, _ = read_while_it_grows(path, text + line, line[-40:])
        assert found["bytes"] in (len(text + line), len(text + line[:-40])), found["bytes"]    # its end comes in time or not
        equal((found["lines"], found["causes"][0]["count"]), (110001, 100001))


def place_in(process, path):
    """How far a process has read a file; 0 when it does not have it open."""
    folder = pathlib.Path(f"/proc/{process}/fd")
    try:
        number = next(link.name for link in folder.iterdir() if os.readlink(link) == str(path))
        return int((folder.parent / "fdinfo" / number).read_text().split()[1])
    except (OSError, StopIteration):
        return 0


def open_files(process):
    """The names of the files that a process has open; none when it has ended."""
    try:
        return [os.readlink(link) for link in pathlib.Path(f"/proc/{process}/fd").iterdir()]
    except OSError:
        return []


def test_what_is_no_log_is_said_in_one_line():
    with tempfile.TemporaryDirectory() as folder:
        broken = pathlib.Path(folder, "cut.log.gz")
        broken.write_bytes(gzip.compress(LOG.encode() * 50)[:60])
        for arguments in (("/nowhere/error.log",), (folder,), (broken,), ("/dev/null", "--since", "yesterday"),
                          ("/dev/null", "--timezone", "Mars")):
            ran = gwdiag("logs", *arguments)
            equal((ran.status, len(ran.out), len(ran.err.splitlines())), (2, 0, 1), ran.err)


def test_what_has_to_be_unpacked_first_is_no_clean_bill():
    with tempfile.TemporaryDirectory() as folder:
        for content, tool in ((lzma.compress(LOG.encode()), "xz -dc"), (bz2.compress(LOG.encode()), "bzip2 -dc"),
                              (b"\x28\xb5\x2f\xfd rest", "zstd -dc"), (b"PK\x03\x04 rest", "unzip -p"),
                              (LOG.encode("utf-16"), "iconv -f UTF-16")):
            packed = pathlib.Path(folder, "packed")
            packed.write_bytes(content)
            ran = gwdiag("logs", packed)
            equal((ran.status, len(ran.out), len(ran.err.splitlines()), tool in ran.err), (2, 0, 1, True), ran.err)
        for short in (b"", b"\x1f", b"B\n", b"\xff\n"):
            packed.write_bytes(short)
            equal(gwdiag("logs", packed).status, 0, short)


def test_binary_noise_and_escapes_stay_out_of_the_output():
    noise = bytes(range(256)) * 4000 + REFUSED.format(1, 1, 5).encode().replace(b"/cart", b"/\x1b[31m\x07", 1)
    ran = subprocess.run([PROGRAM, "logs"], input=noise, capture_output=True, timeout=20)
    equal(ran.returncode, 0, ran.stderr)
    assert b"\x1b" not in ran.stdout and b"\x07" not in ran.stdout, ran.stdout
    assert b"connection-refused" in ran.stdout, ran.stdout


def test_a_line_is_explained_and_a_client_abort_is_nothing():
    ran = gwdiag("explain", "-o", "json", "--line", REFUSED.format(1, 1, 5))
    equal([cause["id"] for cause in json.loads(ran.out)["causes"]][:1], ["connection-refused"])
    ran = gwdiag("explain", "-o", "json", "--line", ABORT)
    equal((ran.status, json.loads(ran.out)["causes"]), (0, []))


run_all(globals())
