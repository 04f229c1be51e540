# SPDX-License-Identifier: Apache-2.0
"""Figures of `gwdiag logs` beside grep -E and ripgrep that search the same file for twenty words, in one run with the file in
the page cache. Logs are made here, seeded, of some 100 MB a form. Prints a table; nothing passes or fails. GWDIAG names the
program; build it as it is released."""
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

TOP = pathlib.Path(__file__).resolve().parents[2]
SIZE = int(os.environ.get("BENCH_LOG_BYTES", 100_000_000))
WORDS = ("Connection refused|timed out|prematurely closed|reset by peer|no live upstreams|No route to host|too big header|"
         "wrong version number|has expired|verify error|No such file|no valid HTTP|not be resolved|bad gateway|502|503|504|"
         "oom-kill|WORKER TIMEOUT|upstream connect error")
NAMES = "user order cart item list detail search image upload report".split()


def path(dice):
    return "/" + "/".join(dice.choice(NAMES) for _ in range(dice.randint(1, 4))) + f"/{dice.randrange(10**7)}"


def error(dice, second, bad):
    client = f"192.0.2.{dice.randrange(255)}"
    if bad:
        return (f"2026/11/23 08:00:{second:02d} [error] 31#31: *{dice.randrange(10**6)} connect() failed (111: Connection refused) "
                f'while connecting to upstream, client: {client}, server: a, request: "GET {path(dice)} HTTP/1.1", upstream: '
                f'"http://10.0.0.{dice.randrange(9)}:8080{path(dice)}", host: "shop.example.com"')
    return (f"2026/11/23 08:00:{second:02d} [warn] 31#31: *{dice.randrange(10**6)} an upstream response is buffered to a temporary "
            f'file /var/cache/{dice.randrange(10**9):010d} while reading upstream, client: {client}, server: a, request: "GET '
            f'{path(dice)} HTTP/1.1", upstream: "http://10.0.0.5:8080{path(dice)}", host: "shop.example.com"')


def access(dice, second, bad):
    status = 502 if bad else dice.choice((200, 200, 200, 304, 404))
    return (f'192.0.2.{dice.randrange(255)} - - [23/Nov/2026:08:00:{second:02d} +0000] "GET {path(dice)} HTTP/1.1" {status} '
            f'{dice.randrange(90000)} "-" "Mozilla/5.0 (X11; Linux x86_64)" rt=0.012 us="{status}" ua="10.0.0.5:8080"')


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


def make(folder, form):
    dice = random.Random(20261123)
    pool = "".join(form(dice, n % 60, dice.random() < 0.05) + "\n" for n in range(20000)).encode()
    file = pathlib.Path(folder, form.__name__ + ".log")
    with open(file, "wb") as out:
        for _ in range(max(1, SIZE // len(pool))):
            out.write(pool)
    return file


def speed(command, size):
    best = 1e9
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)  # grep stops early at /dev/null
        best = min(best, time.perf_counter() - start)
    return f"{size / best / 1e9:.2f} GB/s"


def main():
    program = os.environ.get("GWDIAG") or str(TOP / "build/launcher/src/gwdiag")
    tools = [("gwdiag logs", [program, "logs"]), ("grep -Ec", ["grep", "-Ec", WORDS])]
    if shutil.which("rg"):
        tools.append(("rg -c", ["rg", "-c", WORDS]))
    print("  " + "form".ljust(12) + "".join(name.rjust(16) for name, _ in tools))
    with tempfile.TemporaryDirectory() as folder:
        for form in (error, access, haproxy, objects, plain):
            file = make(folder, form)
            size = file.stat().st_size
            print("  " + form.__name__.ljust(12) + "".join(speed([*command, str(file)], size).rjust(16) for _, command in tools))
            sys.stdout.flush()
            file.unlink()


if __name__ == "__main__":
    main()
