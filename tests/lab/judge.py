# SPDX-License-Identifier: Apache-2.0
"""Runs gwdiag on one cell, and says what of its verdict is wrong: status, first cause, or a rule of the contract."""
from __future__ import annotations

import concurrent.futures
import dataclasses
import json
import os
import pathlib
import subprocess
import tempfile
import time

import client
from upstream import Count, Served

DEADLINE = 30              # seconds: gwdiag's default
ASKED_AGAIN, AGAIN = 100, 10    # times and seconds at most
ASKED = 1 + 6              # of one endpoint: the request, further questions
BUDGET = ASKED + 4         # and identify, which listens on one more connection
FAKETIME = "libfaketimeMT.so.1"
STATUSES = ("healthy", "degraded", "unhealthy", "inconclusive")


@dataclasses.dataclass
class Cell:
    """One row behind one proxy. `wrong` holds what is wrong, by kind: status, cause, rules."""
    row: str
    proxy: str
    ids: tuple[str, ...] = ()
    na: str = ""
    plain: str = ""
    unasked: bool = False      # the proxy's own checks are among what the upstream is sent
    allowed: tuple[str, ...] = ()
    status: str = ""
    causes: list = dataclasses.field(default_factory=list)
    summary: str = ""
    seconds: float = 0.0
    command: str = ""
    report: bytes = b""       # as gwdiag wrote it
    wrong: dict = dataclasses.field(default_factory=dict)

    @property
    def first(self) -> dict:
        return self.causes[0] if self.causes else {}

    @property
    def mark(self) -> str:
        if self.na:
            return "n/a"
        return "WRONG " + ",".join(self.wrong) if self.wrong else "ok"


def allowed_statuses(row, proxy: str, answer: client.Answer) -> tuple[str, ...]:
    """What the plain client's answer lets gwdiag say."""
    if row.statuses:
        return row.statuses
    if proxy.partition(":")[0] in row.race:
        return ("healthy", "degraded", "unhealthy")
    if not answer.good:
        return ("unhealthy",)
    return ("healthy",) if row.healthy else ("healthy", "degraded")


def command(gwdiag: str, proxy_class, address: tuple[str, int], served: Served, ca, names: dict) -> list[str]:
    row = served.row
    proxy = served.proxied[0].url if row.front else f"http://{address[0]}:{address[1]}/"
    upstreams = [proxy] if row.aim == "proxy" else [] if row.alone else [place.url for place in served.direct]
    more = [text.format(port=served.direct[0].port, **names) for text in row.args]
    if served.data:
        more += ["--data", f"@{served.data}"]
    if "https" in (row.scheme, row.front_scheme):
        more += ["--cacert", str(ca)]
    return [gwdiag, "check", proxy, *upstreams, "-o", "json", "--timeout", "3",
            "--answer-timeout", proxy_class.patience, "--no-progress", *more]


def libfaketime() -> str:
    """The path of the library that shifts a program's clock; empty when it is not installed."""
    places = (found for pattern in ("lib*", "lib/*") for found in pathlib.Path("/usr").glob(f"{pattern}/faketime"))
    return next((str(place / FAKETIME) for place in places if (place / FAKETIME).exists()), "")


def environment(row) -> dict[str, str]:
    """What gwdiag runs in; a sanitizer's library would want to be the first."""
    shifted = {"LD_PRELOAD": libfaketime(), "FAKETIME": row.clock, "DONT_FAKE_MONOTONIC": "1",
               "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"}
    return {**os.environ, **(shifted if row.clock else {})}


def _run(argv: list[str], row) -> subprocess.CompletedProcess:
    return subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=DEADLINE * 2, check=False, env=environment(row))


def other_answer(cell: Cell, row, ask, answer: client.Answer) -> None:
    """Whether the proxy gives the plain client, asked again and again, the other outcome as well: then it is chance which
    of both gwdiag met. Says so in the cell, and allows both."""
    end = time.monotonic() + AGAIN
    for _ in range(ASKED_AGAIN):
        other = ask()
        if other.good != answer.good:
            cell.plain += f"; another time {other}"
            cell.allowed += tuple(status for status in allowed_statuses(row, cell.proxy, other) if status not in cell.allowed)
            return
        if time.monotonic() > end:
            return


def judge(cell: Cell, served: Served, answer: client.Answer, plain: Count, argv: list[str], ask, at_once: int = 1) -> Cell:
    """Runs `argv` and fills the cell in; with `at_once` so many run beside each other, and have to agree. `ask` asks the
    proxy as the plain client does that got `answer`."""
    row = served.row
    cell.command = " ".join(argv)
    cell.allowed = allowed_statuses(row, cell.proxy, answer)
    before = served.count()
    start = time.monotonic()
    try:
        with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
            done, *others = pool.map(lambda _: _run(argv, row), range(at_once))
    except subprocess.TimeoutExpired:
        cell.wrong["rules"] = [f"still running after {DEADLINE * 2} s"]
        return cell
    cell.seconds = time.monotonic() - start
    try:
        report = json.loads(done.stdout)
        verdict = report["verdict"]
        cell.report = done.stdout
        cell.status, cell.causes, cell.summary = verdict["status"], verdict["causes"], verdict["summary"]
    except (ValueError, KeyError, TypeError) as error:
        errors = done.stderr.decode(errors="replace")[-400:]
        cell.wrong["rules"] = [f"no report (exit status {done.returncode}, {error!r}): {errors}"]
        return cell
    rules = _contract(cell, report, done.returncode)
    rules += [] if cell.unasked else _budget(row, plain, served.count() - before, at_once)
    rules += _judged_again(argv[0], done.stdout, verdict)
    beside = [problem for other in others for problem in _disagrees(other.stdout, verdict, cell)]
    if cell.status not in cell.allowed and not row.healthy:
        other_answer(cell, row, ask, answer)
    if cell.status not in cell.allowed:
        cell.wrong["status"] = [f"{cell.status}, expected {' or '.join(cell.allowed)}"]
    cause = _cause(cell, row)
    if cause:
        cell.wrong["cause"] = [cause]
    claims = _claims(cell, row, verdict)
    for kind, problems in (("rules", rules), ("claims", claims), ("beside", beside)):
        if problems:
            cell.wrong[kind] = problems
    return cell


def _claims(cell: Cell, row, verdict: dict) -> list[str]:
    """What stands beside the first cause: nothing wrong is confirmed, and what is right is not ruled out."""
    problems = [f"{cause['id']} is confirmed" for cause in cell.causes
                if cause.get("certainty") == "confirmed" and cause["id"] not in row.ids]
    problems += [f"{cause['id']} is {cause.get('certainty')} without evidence" for cause in cell.causes
                 if cause.get("certainty") != "possible" and not any("at" in item for item in cause.get("evidence", []))]
    ruled_out = [item.get("id") for item in verdict.get("ruled_out", [])]
    return problems + [f"{row.ids[0]} is ruled out" for _ in range(len(row.ids) == 1 and row.ids[0] in ruled_out)]


def _cause(cell: Cell, row) -> str:
    if not cell.causes:
        return "unhealthy without a cause" if cell.status == "unhealthy" and not row.healthy else ""
    first = cell.first.get("id", "")
    if row.healthy:
        return f"{first} in front of a healthy upstream"
    if first not in row.ids:
        return f"{first}, expected {' or '.join(row.ids)}"
    subject = cell.first.get("subject")
    return f"{first} with subject {subject}, expected {row.subject}" if row.subject not in ("", subject) else ""


def _contract(cell: Cell, report: dict, code: int) -> list[str]:
    problems = []
    verdict = report["verdict"]
    if cell.status not in STATUSES:
        problems.append(f"status {cell.status!r} is not in the contract")
    expected = {"healthy": 0, "degraded": 0, "unhealthy": 1, "inconclusive": 3}.get(cell.status)
    if not code == verdict.get("exit_code") == expected:
        problems.append(f"exit status {code}, verdict.exit_code {verdict.get('exit_code')}, expected {expected}")
    pointers = [item["at"] for cause in cell.causes for item in cause.get("evidence", []) if "at" in item]
    pointers += [item["at"] for item in verdict.get("ruled_out", []) if "at" in item]
    problems += [f"pointer {pointer} leads nowhere" for pointer in pointers if not resolves(report, pointer)]
    if report.get("elapsed_ms", 0) > DEADLINE * 1000 or cell.seconds > DEADLINE + 5:
        problems.append(f"took {cell.seconds:.1f} s, the deadline is {DEADLINE} s")
    if cell.causes and any("certainty" not in cause for cause in cell.causes):
        problems.append("a cause without certainty")
    return problems


def _judged_again(gwdiag: str, report: bytes, verdict: dict) -> list[str]:
    """The same evidence gives the same verdict, without a network."""
    with tempfile.NamedTemporaryFile(suffix=".json") as saved:
        saved.write(report)
        saved.flush()
        done = subprocess.run([gwdiag, "diagnose", saved.name, "-o", "json"], stdin=subprocess.DEVNULL, capture_output=True,
                              timeout=DEADLINE, check=False)
    try:
        again = json.loads(done.stdout)["verdict"]
    except (ValueError, KeyError):
        return [f"its report cannot be judged again: {done.stderr.decode(errors='replace')[-300:]}"]
    was, is_now = _lasting(verdict), _lasting(again)
    return [f"judged again from its report, {part} differs: {is_now[part]}" for part in was if is_now[part] != was[part]]


def _disagrees(report: bytes, verdict: dict, cell: Cell) -> list[str]:
    """A run beside the first one sees the same; where chance has a part in the row, what is right for it."""
    try:
        other = json.loads(report)["verdict"]
    except (ValueError, KeyError):
        return ["a run beside it gave no report"]
    told, was = ((found["status"], [cause["id"] for cause in found["causes"][:1]]) for found in (other, verdict))
    by_chance = len(cell.allowed) > 1 and told[0] in cell.allowed and set(told[1]) <= set(cell.ids)
    return [] if told == was or by_chance else [f"a run beside it says {told}, this one {was}"]


def _lasting(verdict: dict) -> dict:
    """What of a verdict follows from the evidence alone; commands to type carry options of the run."""
    parts = {part: verdict.get(part) for part in ("status", "exit_code", "summary", "first_divergence", "ruled_out")}
    parts["causes"] = [{key: value for key, value in cause.items() if key not in ("verify", "fixes")}
                       for cause in verdict.get("causes", [])]
    parts["decide_by"] = [choice.get("between") for choice in verdict.get("decide_by", [])]
    return parts


def resolves(document, pointer: str) -> bool:
    """Whether a JSON Pointer (RFC 6901) names something in the document."""
    if pointer and not pointer.startswith("/"):
        return False
    for token in pointer.split("/")[1:]:
        token = token.replace("~1", "/").replace("~0", "~")
        if isinstance(document, list) and token.isdigit() and int(token) < len(document):
            document = document[int(token)]
        elif isinstance(document, dict) and token in document:
            document = document[token]
        else:
            return False
    return True


def _budget(row, plain: Count, seen: Count, runs: int) -> list[str]:
    """Requests that came without the proxy's mark are gwdiag's own; what carried none is bounded with the proxy's."""
    if row.aim or "loop" in row.name:
        return []
    places = runs * (1 + len(row.pool)) * (2 if row.scheme == "https" or row.lookup else 1)
    problems = []
    if seen.direct > BUDGET * places:
        problems.append(f"{seen.direct} requests at the upstream, the budget is {BUDGET * places}")
    most = (BUDGET + 1) * places + ASKED * runs * max(1, plain.connections)
    if seen.connections > most:
        problems.append(f"{seen.connections} connections at the upstream, at most {most} are expected")
    return problems
