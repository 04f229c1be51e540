# SPDX-License-Identifier: Apache-2.0
"""Saved evidence with a value gone, doubled, of another kind, or out of range: refused in one line or judged, never a crash, and what
is judged holds no control character and points to nothing that is not there. The same mutations each time; GWDIAG_SEED gives others."""
import concurrent.futures
import copy
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

TOP = pathlib.Path(os.environ["GWDIAG_SOURCE_DIR"])
sys.path.insert(0, str(TOP / "tests/golden"))
import validate  # noqa: E402

SEED = int(os.environ.get("GWDIAG_SEED", "1"))
ROUNDS = 1 if "asan" in os.environ["GWDIAG"] else 4             # of every situation; a slow build makes one
ODD = (None, True, -1, 0, 1, 65536, 2 ** 31, 2 ** 63, 2 ** 64, 1e308, -1e-9, "", "x", "\u202e\x1b[31m", "a" * 5000, [], {}, [[]], {"": ""},
       "skipped", "ok", "failed", "refused", "timeout", "interrupted", "main", "again", "other-host", "http", "tls", "nginx")


def places(value, way=()):
    """Every way to a value in the document."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield (*way, key)
        yield from places(item, (*way, key))


def mutate(document, chance):
    result = copy.deepcopy(document)
    for _ in range(chance.choice((1, 1, 2, 4))):
        way = chance.choice([way for way in places(result) if way != ("schema",)])
        parent = result
        for key in way[:-1]:
            parent = parent[key]
        deed = chance.choice(("remove", "replace", "double", "borrow", "shorten", "shorten", "swap"))
        if deed == "remove":
            del parent[way[-1]]
        elif deed == "shorten" and isinstance(parent[way[-1]], (str, list)):
            parent[way[-1]] = parent[way[-1]][:chance.randrange(len(parent[way[-1]]) + 1)]
        elif deed == "swap" and isinstance(parent[way[-1]], (int, float)):
            parent[way[-1]] = chance.choice((0, 1, 2, 7, 99, 100, 204, 304, 404, 500, 502, 504, 3000, 60000))
        elif deed in ("shorten", "swap"):
            continue
        elif deed == "double" and isinstance(parent, list):
            parent.extend(copy.deepcopy(parent[way[-1]]) for _ in range(chance.choice((1, 40))))
        elif deed == "borrow":
            other = result
            for key in chance.choice(list(places(result))):
                other = other[key]
            parent[way[-1]] = copy.deepcopy(other)
        else:
            parent[way[-1]] = chance.choice(ODD)
        if not result.get("upstreams") and not result.get("proxy"):
            return result
    return result


def problem(document):
    """What is wrong with the answer to it; empty when nothing is."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as saved:
        json.dump(document, saved)
        saved.flush()
        ran = subprocess.run([os.environ["GWDIAG"], "diagnose", saved.name, "-o", "json"], capture_output=True, timeout=30)
    if ran.returncode == 2:
        return "" if not ran.stdout and len(ran.stderr.splitlines()) == 1 else f"refused with {ran.stderr!r} and {ran.stdout[:80]!r}"
    if ran.returncode not in (0, 1, 3):
        return f"exit status {ran.returncode}: {ran.stderr[-400:]!r}"
    report = json.loads(ran.stdout)
    return "; ".join(list(validate.house_rules(report, report))[:3])


def main():
    chance = random.Random(SEED)
    paths = sorted((TOP / "tests/cases").glob("*.json")) * ROUNDS
    documents = [mutate(json.loads(path.read_text())["evidence"], chance) for path in paths]
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for number, (path, found) in enumerate(zip(paths, pool.map(problem, documents))):
            if found:
                failed += 1
                print(f"{path.name}, mutation {number} of seed {SEED}: {found}")
    print(f"{len(documents)} mutations, {failed} problems")
    return 1 if failed or not documents else 0


sys.exit(main())
