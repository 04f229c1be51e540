# SPDX-License-Identifier: Apache-2.0
"""Figures of `gwdiag logs` beside grep -E and ripgrep that search the same file for twenty words, and beside goaccess, which counts
an access log; the tools take turns, the file is in the page cache. Logs are made here, seeded, of BENCH_LOG_BYTES bytes a form
(200 MB if it is not set). Prints a table of the best and the median of some runs; nothing passes or fails. GWDIAG names the
program; build it as it is released."""
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from measure import peak_memory

TOP = pathlib.Path(__file__).resolve().parents[2]
SIZE = int(os.environ.get("BENCH_LOG_BYTES", 200_000_000))
RUNS = 5
WORDS = ("Connection refused|timed out|prematurely closed|reset by peer|no live upstreams|No route to host|too big header|"
         "wrong version number|has expired|verify error|No such file|no valid HTTP|not be resolved|bad gateway|502|503|504|"
         "oom-kill|WORKER TIMEOUT|upstream connect error")
GOACCESS = ["goaccess", "--no-global-config", "--no-progress", '--log-format=%h %^[%d:%t %^] "%r" %s %b "%R" "%u" %^',
            "--date-format=%d/%b/%Y", "--time-format=%T", "--output=json"]
NAMES = "user order cart item list detail search image upload report".split()
BROWSERS = ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", "curl/7.88.1", "okhttp/4.12.0",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36")
FAILURES = ("connect() failed (111: Connection refused) while connecting to upstream",
            "upstream timed out (110: Connection timed out) while connecting to upstream",
            "upstream timed out (110: Connection timed out) while reading response header from upstream",
            "upstream prematurely closed connection while reading response header from upstream",
            "recv() failed (104: Connection reset by peer) while reading response header from upstream",
            "no live upstreams while connecting to upstream",
            "connect() failed (113: No route to host) while connecting to upstream")
NOISE = ("an upstream response is buffered to a temporary file /var/cache/nginx/proxy_temp/{a}/{b}/{c:010d} while reading upstream",
         "client closed connection while waiting for request", 'open() "/srv/www{path}" failed (2: No such file or directory)',
         'limiting requests, excess: {a}.{b:03d} by zone "perip"', "access forbidden by rule",
         "epoll_wait() reported that client prematurely closed connection, so upstream connection is closed too while sending "
         "request to upstream",
         "SSL_do_handshake() failed (SSL: error:0A00006C:SSL routines::bad key share) while SSL handshaking")


def path(dice):
    return "/" + "/".join(dice.choice(NAMES) for _ in range(dice.randint(1, 4))) + f"/{dice.randrange(10**7)}"


def address(dice):
    return f"10.0.{dice.randrange(4)}.{dice.randrange(1, 101)}:8080"


def error(dice, second, bad):
    asked = path(dice)
    message = dice.choice(FAILURES if bad else NOISE).format(a=dice.randrange(10), b=dice.randrange(100),
                                                             c=dice.randrange(10**8), path=asked)
    upstream = f', upstream: "http://{address(dice)}{asked}"' if "upstream" in message else ""
    return (f"2026/11/23 08:00:{second:02d} [{'error' if bad else 'info'}] {dice.randrange(8) + 31}#31: *{dice.randrange(10**7)} "
            f'{message}, client: 192.0.2.{dice.randrange(255)}, server: a, request: "GET {asked} HTTP/1.1"{upstream}, '
            'host: "shop.example.com"')


def access(dice, second, bad):
    status = dice.choice((502, 504)) if bad else dice.choices((200, 304, 404, 499), (90, 5, 4, 1))[0]
    header = "-" if bad else f"{dice.random():.3f}"
    return (f'192.0.2.{dice.randrange(255)} - - [23/Nov/2026:08:00:{second:02d} +0000] "GET {path(dice)} HTTP/1.1" {status} '
            f'{dice.randrange(90000)} "https://shop.example.com{path(dice)}" "{dice.choice(BROWSERS)}" rt={dice.random():.3f} uct="0.001" '
            f'uht="{header}" urt="{dice.random():.3f}" us="{status}" ua="{address(dice)}"')


def haproxy(dice, second, bad):
    status, state = (502, "SH--") if bad else (200, "----")
    return (f"Nov 23 08:00:{second:02d} lb haproxy[8]: 192.0.2.{dice.randrange(255)}:{dice.randrange(1024, 65000)} "
            f"[23/Nov/2026:08:00:{second:02d}.{dice.randrange(1000):03d}] https~ be/web{dice.randrange(9)} 0/0/1/{-1 if bad else 12}/13 "
            f'{status} {dice.randrange(90000)} - - {state} 9/9/1/1/0 0/0 "GET {path(dice)} HTTP/1.1"')


def objects(dice, second, bad):
    status = 502 if bad else 200
    return (f'{{"time":"2026-11-23T08:00:{second:02d}Z","remote_addr":"192.0.2.{dice.randrange(255)}","method":"GET","uri":"{path(dice)}",'
            f'"status":{status},"body_bytes_sent":{dice.randrange(90000)},"upstream_addr":"10.0.0.5:8080","upstream_status":"{status}",'
            f'"request_time":"0.012","http_user_agent":"Mozilla/5.0 (X11; Linux x86_64)"}}')


def plain(dice, second, _):
    return f"2026-11-23T08:00:{second:02d}Z app INFO {' '.join(dice.choice(NAMES) for _ in range(14))} id={dice.randrange(10**6)}"


# The share of BENCH_LOG_BYTES of a form: nobody waits for what is slow to tell how slow it is.
FORMS = {error: 1, access: 1, haproxy: 0.25, objects: 0.25, plain: 0.05}


def make(folder, form, size):
    dice = random.Random(20261123)
    pool = "".join(form(dice, n % 60, dice.random() < 0.05) + "\n" for n in range(20000)).encode()
    file = pathlib.Path(folder, form.__name__ + ".log")
    with open(file, "wb") as out:
        for _ in range(max(1, round(size / len(pool)))):
            out.write(pool)
    return file


def seconds(command):
    """On the clock and of CPU. What it prints is read: grep stops early when that goes nowhere."""
    began, before = time.perf_counter(), os.times()
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return time.perf_counter() - began, max(used, 0.01)


def compare(form, file, tools):
    """A line for each tool; the tools take turns, so that a busy machine is busy for all."""
    size = file.stat().st_size
    seen = {name: [] for name in tools}
    for run in range(RUNS):
        for name, command in tools.items():
            if name != "goaccess" or run == 0:  # a hundred times slower: once is enough
                wall, processor = seconds([*command, str(file)])
                seen[name].append((size / wall / 1e9, size / processor / 1e9))
    print(f"  {form}, {size / 1e6:.0f} MB")
    for name, command in tools.items():
        best, middle = max(s[0] for s in seen[name]), statistics.median(s[0] for s in seen[name])
        processor = statistics.median(s[1] for s in seen[name])
        print(f"    {name:<12} {best:7.3f} GB/s, median {middle:7.3f}; {processor:7.3f} GB a second of CPU; "
              f"{peak_memory([*command, str(file)]):4.0f} MB of memory")
    sys.stdout.flush()


def main():
    program = os.environ.get("GWDIAG") or str(TOP / "build/launcher/src/gwdiag")
    tools = {"gwdiag logs": [program, "logs"], "grep -Ec": ["grep", "-Ec", WORDS]}
    if shutil.which("rg"):
        tools["rg -c"] = ["rg", "-c", WORDS]
    with tempfile.TemporaryDirectory() as folder:
        for form, share in FORMS.items():
            file = make(folder, form, SIZE * share)
            more = {"goaccess": GOACCESS} if form is access and shutil.which("goaccess") else {}
            compare(form.__name__, file, tools | more)
            file.unlink()


if __name__ == "__main__":
    main()
