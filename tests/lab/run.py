#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The lab: real proxies in front of a deliberately broken upstream, and gwdiag's verdict on each pair."""
from __future__ import annotations

import argparse
import concurrent.futures
import fnmatch
import os
import pathlib
import shutil
import signal
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE))

import certs            # noqa: E402
import client           # noqa: E402
import faults           # noqa: E402
import judge            # noqa: E402
import namespace        # noqa: E402
import nameserver       # noqa: E402
import proxies          # noqa: E402
import tables           # noqa: E402
import upstream         # noqa: E402
from faults import variants     # noqa: E402

SLICE = 8               # --slice takes the first row of each family and every SLICE-th


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--proxy", action="append", default=[], metavar="P", choices=proxies.NAMES,
                        help=f"one of {', '.join(proxies.NAMES)}; repeatable (default: all)")
    parser.add_argument("--fault", action="append", default=[], metavar="GLOB", help="rows by name; repeatable")
    parser.add_argument("--gwdiag", default=os.environ.get("GWDIAG", ""), metavar="PATH")
    parser.add_argument("--jobs", type=int, default=8, metavar="N", help="cells at once (default 8)")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="write every cell there")
    parser.add_argument("--reports", type=pathlib.Path, metavar="FILE", help="write every report there, one a line")
    parser.add_argument("--keep", action="store_true", help="keep the folder with configurations and logs")
    parser.add_argument("--plain-only", action="store_true", help="print what the plain client sees, run no gwdiag")
    parser.add_argument("--slice", action="store_true", help="a part of the rows, for slow builds")
    parser.add_argument("--vary", choices=variants.KINDS, help="change every row in a way that must not matter")
    parser.add_argument("--configured", action="append", default=[], choices=proxies.configured.CONFIGURED,
                        help="the proxies in the configuration of this name, those that have one; repeatable")
    parser.add_argument("--at-once", type=int, default=1, metavar="N", help="runs of gwdiag at once in each cell; all have to agree")
    parser.add_argument("--list", action="store_true", help="print the rows and their right causes, and end")
    return parser.parse_args()


def find_gwdiag(given: str) -> str:
    """The program to test: the one given, else the newest below build/. Empty when there is none."""
    if given:
        return given if os.access(given, os.X_OK) else ""
    root = HERE.parent.parent
    found = [path for pattern in ("build/*/src/gwdiag", "build/*/bin/gwdiag", "build/*/gwdiag", "build/gwdiag")
             for path in root.glob(pattern) if os.access(path, os.X_OK) and path.is_file()]
    return str(max(found, key=lambda path: path.stat().st_mtime)) if found else ""


def choose(options) -> list:
    rows = faults.load()
    if options.slice:
        number: dict[str, int] = {}
        kept = []
        for row in rows:
            number[row.family] = number.get(row.family, -1) + 1
            if number[row.family] % SLICE == 0:
                kept.append(row)
        rows = kept
    if options.fault:
        rows = [row for row in rows if any(fnmatch.fnmatch(row.name, glob) for glob in options.fault)]
    if options.vary:
        rows = [changed for row in rows if (changed := variants.vary(row, options.vary))]
    return rows


def run_cell(options, proxy: str, served, address, ca, names: dict) -> judge.Cell:
    cell = judge.Cell(served.row.name, proxy, served.row.ids)
    before = served.count()

    def ask():
        return client.ask(*address, served.row.upload)
    answer = ask()
    plain = served.count() - before
    cell.plain = f"{answer}, {answer.elapsed:.1f} s"
    cls = proxies.load(proxy)
    cell.unasked = cls.asks_by_itself
    if not options.plain_only:
        argv = judge.command(options.gwdiag, cls, address, served, ca, names)
        judge.judge(cell, served, answer, plain, argv, ask, options.at_once)
    return cell


def lacking(options, row) -> str:
    """What a row needs that this machine or user has not; empty when it has all."""
    routes = any(isinstance(serve, faults.row.Elsewhere) for serve in (row.serve, row.proxy_to))
    if routes and not options.inside:
        return "needs a network namespace, that is root"
    if row.mode != 0o777 and os.geteuid() != 0:
        return "needs root, whom no socket refuses, beside a proxy that is not"
    return "needs libfaketime" if row.clock and not judge.libfaketime() else ""


def run_proxy(options, name: str, rows, certificates, folder: pathlib.Path) -> list[judge.Cell]:
    """All rows behind one proxy: it and the upstream are started once."""
    cls = proxies.load(name)
    rows = [cls.behind_this(row) for row in rows if cls.hosts(row)]
    start = time.monotonic()
    reasons = {row.name: lacking(options, row) or cls.refuses(row) for row in rows}
    cells = [judge.Cell(row.name, name, row.ids, na=reasons[row.name]) for row in rows if reasons[row.name]]
    hosted = [row for row in rows if not reasons[row.name]]
    if not hosted:
        return cells
    folder.mkdir()
    folder.chmod(0o777)
    names = nameserver.NameServer()
    moved = nameserver.NameServer(nameserver.MOVED)
    broken = upstream.Upstream(hosted, certificates, folder)
    proxy = cls(folder, certificates.ca, names.address)
    try:
        addresses = proxy.start(list(broken.served.values()))
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            waiting = [pool.submit(run_cell, options, name, broken.served[row], address, certificates.ca,
                                   {"dns": names.address, "moved": moved.address}) for row, address in addresses.items()]
            cells += [job.result() for job in waiting]
        if not proxy.alive():
            print(f"{name} died on the way:\n{proxy.log()[-2000:]}", file=sys.stderr)
    finally:
        proxy.stop()
        broken.stop()
        names.stop()
        moved.stop()
    order = {row.name: number for number, row in enumerate(rows)}
    cells.sort(key=lambda cell: order[cell.row])
    print(f"{name}: {len(cells)} cells in {time.monotonic() - start:.0f} s", file=sys.stderr)
    return cells


def available(options) -> tuple[list[str], list[str]]:
    """The proxies that are installed, and those that are not."""
    wanted = options.proxy or proxies.NAMES
    if options.configured:
        wanted = [f"{name}:{configuration}" for configuration in options.configured for name in wanted
                  if name in proxies.configured.CONFIGURED[configuration]]
    present = [name for name in wanted if proxies.load(name).binary()]
    return present, [name for name in wanted if name not in present]


def report(options, cells, present, missing, broken, rows) -> int:
    if options.json:
        tables.save(options.json, cells)
    if options.reports:
        tables.save_reports(options.reports, cells)
    if options.plain_only:
        print("\n".join(tables.plain_matrix(cells, present)))
        return 0
    for part in (tables.matrix(cells, present), tables.misses(cells)):
        print("\n".join([*part, ""]))
    result = tables.totals(cells, {row.name for row in rows if row.healthy})
    left = sum(not proxies.load(name).speaks(row.scheme) for name in present for row in rows)
    print("\n".join([*result.lines, f"no such pair:        {left}, the proxy cannot speak the row's protocol"]))
    strict = os.environ.get("CI") == "true"
    for name in missing:
        print(f"{name} is not installed (package {proxies.load(name).package}): "
              f"{'a failure in CI' if strict else 'skipped'}")
    for name in broken:
        print(f"{name} does not start")
    failed = result.failed + len(broken) + (len(missing) if strict else 0)
    good = result.good and not broken and not (missing and strict)
    print(f"{result.passed} passed, {failed} failed, {result.skipped} skipped")
    return 0 if good else 1


def main() -> int:
    options = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    rows = choose(options)
    if options.list:
        for row in rows:
            print(f"{row.family:<12} {row.name:<36} {' '.join(row.ids) or 'healthy'}")
        return 0
    if not rows:
        print("lab: no row has such a name", file=sys.stderr)
        return 2
    options.gwdiag = find_gwdiag(options.gwdiag)
    if not options.gwdiag and not options.plain_only:
        print("lab: gwdiag is not built: build it, name it with --gwdiag, or use --plain-only", file=sys.stderr)
        return 2
    options.inside = namespace.enter()
    present, missing = available(options)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="gwdiag-lab-"))
    folder.chmod(0o755)
    cells, broken = [], []
    try:
        certificates = certs.Certificates(folder / "certs")
        for name in list(present):
            try:
                cells += run_proxy(options, name, rows, certificates, folder / name.replace(":", "-"))
            except RuntimeError as error:
                print(f"lab: {error}", file=sys.stderr)
                broken.append(name)
    finally:
        if options.keep:
            print(f"kept: {folder}", file=sys.stderr)
        else:
            shutil.rmtree(folder, ignore_errors=True)
    return report(options, cells, present, missing, broken, rows)


if __name__ == "__main__":
    sys.exit(main())
