# SPDX-License-Identifier: Apache-2.0
"""`gwdiag demo`: alone it succeeds, and each fault that --list names ends with the cause after which it is named, in a report
that keeps to the schema and has the exit status of the program."""
import json
import os
import pathlib
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("GWDIAG") or str(TOP / "gwdiag")
sys.path.insert(0, str(TOP / "tests/golden"))
import validate  # noqa: E402

FEWEST = 25
LONGEST = 30  # seconds, of one fault
# A gateway that gives up sooner than the good answer comes has an id of its own, the more specific one.
MORE_SPECIFIC = {"slow-response": "proxy-timeout-too-short"}


def gwdiag(*arguments):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=LONGEST, check=False)


def problem_of(fault, known):
    ran = gwdiag("demo", fault, "-o", "json")
    try:
        report = json.loads(ran.stdout)
    except ValueError as error:
        return f"no JSON: {error}; {ran.stderr.strip()[-200:]}"
    for problem in validate.problems_of(report, complete=True):
        return problem
    verdict = report["verdict"]
    if verdict["exit_code"] != ran.returncode:
        return f"exit status {ran.returncode}, the report says {verdict['exit_code']}"
    if fault.startswith("healthy"):
        return "" if verdict["status"] == "healthy" else f"{verdict['status']}: {verdict['summary']}"
    if verdict["status"] in ("healthy", "inconclusive"):
        return f"the status is {verdict['status']}"
    first = verdict["causes"][0]
    if fault in known and first["id"] != MORE_SPECIFIC.get(fault, fault):
        return f"the first cause is {first['id']}"
    speaks = fault.removeprefix("speaks-")
    if speaks != fault and (first["id"], first["detail"].get("speaks")) != ("protocol-mismatch", speaks):
        return f"the first cause is {first['id']}, {first['detail']}"
    return ""


def main():
    problems, passed = [], 0
    alone = gwdiag("demo")
    if alone.returncode == 0 and "connection-refused" in alone.stdout and "HEALTHY" in alone.stdout:
        passed += 1
    else:
        problems.append(f"demo: exit status {alone.returncode}\n{alone.stdout[-800:]}{alone.stderr[-400:]}")
    faults = [line.split()[0] for line in gwdiag("demo", "--list").stdout.splitlines() if line.strip()]
    if len(faults) < FEWEST:
        problems.append(f"demo --list names {len(faults)} faults, fewer than {FEWEST}")
    known = {cause["id"] for cause in json.loads(gwdiag("explain", "-o", "json").stdout)["causes"]}
    unknown = gwdiag("demo", "no-such-fault")
    if unknown.returncode == 2 and not unknown.stdout and len(unknown.stderr.splitlines()) == 1:
        passed += 1
    else:
        problems.append(f"demo no-such-fault: exit status {unknown.returncode}, {unknown.stderr!r}")
    for fault in faults:
        try:
            problem = problem_of(fault, known)
        except subprocess.TimeoutExpired:
            problem = f"still running after {LONGEST} s"
        if problem:
            problems.append(f"demo {fault}: {problem}")
        else:
            passed += 1
    print("\n".join(problems))
    print(f"{passed} passed, {len(problems)} failed")
    return 1 if problems else 0


sys.exit(main())
