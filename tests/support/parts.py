# SPDX-License-Identifier: Apache-2.0
"""Runs the parts of the test suite one after the other and adds up what they counted.

A part is either a label of ctest or a script. A script closes with a line "N passed, M failed[, K skipped]" and an
exit status. In CI nothing passes by being skipped, except for want of ../shared.
"""
import argparse
import dataclasses
import os
import pathlib
import re
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as xml

TOP = pathlib.Path(__file__).resolve().parents[2]
LOGS = TOP / "build" / "tests"
REPORTS = LOGS / "lab.jsonl"
IN_CI = os.environ.get("CI", "").lower() not in ("", "0", "false")
JOBS = str(min(2, os.cpu_count() or 1)) if IN_CI else str(os.cpu_count() or 2)
# A finding of theirs must not look like the exit status of an unhealthy pair.
SANITIZERS = {"ASAN_OPTIONS": "exitcode=99", "UBSAN_OPTIONS": "exitcode=99:print_stacktrace=1"}
COUNT = re.compile(r"^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$", re.MULTILINE)
FAILURES = []    # what failed and the end of what it said, told once more at the end: the figures of later parts stand between
DOCTEST = re.compile(r"\[doctest\] test cases:\s*\d+ \|\s*(\d+) passed \|\s*(\d+) failed \|\s*(\d+) skipped")


@dataclasses.dataclass
class Result:
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other):
        return Result(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self):
        text = f"{self.passed} passed, {self.failed} failed"
        return text + f", {self.skipped} skipped" if self.skipped else text


def run(name, command, timeout, env=None):
    """Exit status and output of the command; what it started is ended with it. 124: it took too long."""
    log = LOGS / f"{name}.log"
    with open(log, "w+b") as out:
        child = subprocess.Popen(command, cwd=TOP, stdin=subprocess.DEVNULL, start_new_session=True,
                                 stdout=out, stderr=subprocess.STDOUT,
                                 env={**os.environ, **(env or {})})
        try:
            status = child.wait(timeout)
        except subprocess.TimeoutExpired:
            status = 124
        finally:
            try:
                os.killpg(child.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            child.wait()
        out.seek(0)
        text = out.read().decode(errors="replace")
    if status == 124:
        text += f"\n{name}: ended after {timeout} s, its limit\n"
    return status, text


def tail(text, lines=60):
    print("\n".join("    " + line for line in text.rstrip().splitlines()[-lines:]), flush=True)


def tell_failure(name, text, lines):
    """Tells how a failing part or test ended, now and shorter at the end of the run."""
    tail(text, lines)
    FAILURES.append((name, text))


def build(preset, targets=()):
    """Configures and builds one preset; prints the compiler's errors when that fails."""
    for command in (["cmake", "--preset", preset],
                    ["cmake", "--build", "--preset", preset, "-j", JOBS, *(["--target", *targets] if targets else [])]):
        status, text = run(f"build-{preset}", command, 1500)
        if status:
            errors = [line for line in text.splitlines() if re.search(r"error:|FAILED:|undefined reference", line)]
            tell_failure(f"build {preset}", "\n".join(errors[:40]) + "\n" + "\n".join(text.splitlines()[-15:]), 60)
            return Result(failed=1)
    return Result()


def ctest(name, preset, label, timeout=600, jobs=JOBS, env=None):
    """Runs the tests of a label; a doctest program counts with each of its test cases."""
    folder = TOP / "build" / preset
    report = LOGS / f"{name}.xml"
    report.unlink(missing_ok=True)
    status, text = run(name, ["ctest", "--test-dir", str(folder), "-L", f"^{label}$", "-j", jobs, "--no-tests=error",
                              "--output-on-failure", "--output-junit", str(report)], timeout,
                       {**SANITIZERS, **(env or {})})
    total = Result()
    for case in xml.parse(report).getroot().iter("testcase") if report.exists() else ():
        total += count(case)
    if status and not total.failed:
        total += Result(failed=1)
        tell_failure(name, text, 20)
    return total


def count(case):
    """What one test of ctest's report adds up to; prints what a failing one said."""
    output, state = case.findtext("system-out") or "", case.get("status")
    cases = DOCTEST.search(output)
    skipped = case.find("skipped")
    if skipped is not None and skipped.get("message", "").startswith("SKIP_RETURN_CODE"):
        print(f"    skipped: {case.get('name')}: {output.strip()[:200]}")
        if not IN_CI or "../shared" in output:
            return Result(skipped=1)
        FAILURES.append((case.get("name"), f"skipped: {output}"))
        return Result(failed=1)
    if state != "run":
        print(f"  {case.get('name')}:")
        tell_failure(case.get("name"), output, 40)
    if cases:
        passed, failed, skipped = map(int, cases.groups())
        return Result(passed, failed or int(state != "run"), skipped)
    return Result(passed=1) if state == "run" else Result(failed=1)


def script(name, command, timeout, env=None, lines=0):
    """Runs a script that counts for itself; `lines`: how many of its last lines are worth seeing when it passes."""
    if not (TOP / command[0]).exists():
        tell_failure(name, f"{command[0]} is missing", 1)
        return Result(failed=1)
    first = [sys.executable, "-B"] if command[0].endswith(".py") else []
    status, text = run(name, first + [str(TOP / command[0]), *command[1:]], timeout, env)
    counts = COUNT.findall(text)
    if not counts:
        tell_failure(name, f"{text}\n{command[0]} gave no count, exit status {status}", 60)
        return Result(failed=1)
    passed, failed, skipped = (int(number or 0) for number in counts[-1])
    total = Result(passed, failed, skipped)
    if IN_CI and skipped and "../shared" not in text:
        print(f"    {skipped} skipped: in CI that is a failure")
        total = Result(passed, failed + skipped)
    if status and not total.failed:
        total += Result(failed=1)
    if total.failed:
        tell_failure(name, text, 150)
    elif lines:
        tail(text, lines)
    return total


def lab(name, preset, timeout, *arguments, lines=60):
    """The lab has cells that do not apply, which are no tests left out, and says itself whether its misses are within what it
    allows (tests/lab/README.md); then they are told and do not fail the run."""
    status, text = run(name, [sys.executable, "-B", str(TOP / "tests/lab/run.py"), *arguments], timeout, program(preset))
    counts = COUNT.findall(text)
    if status or not counts:
        tell_failure(name, text, 150)
    else:
        tail(text, lines)
    if not counts:
        return Result(failed=1)
    passed, failed = int(counts[-1][0]), int(counts[-1][1])
    if failed and not status:
        print(f"    {failed} misses, told above, within what the lab allows")
        failed = 0
    return Result(passed, failed or int(status != 0))


def predictions():
    """What the profiles say of a malformed answer, against what the proxies of the lab's last run did with it."""
    if not REPORTS.exists():
        tell_failure("predictions", "no reports of the lab: tests/run --only lab first", 1)
        return Result(failed=1)
    return script("predictions", ["build/dev/tests/lab/predictions", str(REPORTS)], 120)


def variations():
    """A part of the lab's rows, each changed in a way that must not matter (tests/lab/faults/variants.py)."""
    total = Result()
    for kind in ("headers", "segments", "ipv6", "unix", "http10", "body"):
        total += lab(f"variations-{kind}", "dev", 300, "--vary", kind, "--slice", "--proxy", "nginx", "--proxy", "haproxy",
                     "--jobs", "12", lines=9)
    total += lab("variations-at-once", "dev", 300, "--at-once", "4", "--slice", "--proxy", "nginx", "--proxy", "haproxy",
                 "--jobs", "6", lines=9)
    return total


# What shows at once, so that the many starts of proxies are most of the time.
CONFIGURED_ROWS = ("ok", "ok-404", "ok-redirect", "ok-keep-alive", "refused", "closed-after-request", "reset-after-request",
                   "version-word", "body-cut", "cookies-70k", "error-500", "error-502", "wrong-port-resets", "cert-expired",
                   "http11-only-closes")


def configurations():
    """Some rows behind the proxies as people configure them (tests/lab/proxies/configured.py)."""
    names = [word for name in ("own-pages", "reuse", "trust", "layers") for word in ("--configured", name)]
    rows = [word for row in CONFIGURED_ROWS for word in ("--fault", row)]
    return lab("configurations", "dev", 300, "--jobs", "12", *names, *rows, lines=9)


def program(preset):
    return {"GWDIAG": str(TOP / "build" / preset / "src" / "gwdiag"), "GWDIAG_SOURCE_DIR": str(TOP), **SANITIZERS}


def sanitizers():
    total = build("asan")
    if total.failed:
        return total
    for label in ("unit", "cases", "fuzz"):
        total += ctest(f"sanitizers-{label}", "asan", label, env={"FUZZ_SECONDS": "60"} if IN_CI else None)
    return total + lab("sanitizers-lab", "asan", 500, "--slice", "--proxy", "nginx", "--proxy", "apache")


def launcher():
    """The program as ./gwdiag builds it for its user, for speed; built by the first part that asks for it."""
    status, text = run("launcher", [str(TOP / "gwdiag"), "--version"], 900)
    if status:
        tell_failure("launcher", text, 60)
    return status == 0


def whole_lab():
    """With the program that users run: it has half of the dev preset's CPU time, and the many runs are what the lab waits for. The
    assertions of dev are on in the variations and configurations."""
    if not launcher():
        return Result(failed=1)
    return lab("lab", "launcher", 1500, "--jobs", "12", "--reports", str(REPORTS))


def bench():
    """Figures, no test: nothing passes or fails by them."""
    if not launcher():
        return Result(failed=1)
    for name in ("pair", "pool", "logs"):
        status, text = run(f"bench-{name}", [sys.executable, "-B", str(TOP / "tests/bench" / f"{name}.py")], 180,
                           {"BENCH_LOG_BYTES": "60000000", **os.environ, **program("launcher")})
        tail(text, 40)
        if status:
            print("    (no figures here)")
    return Result()


PARTS = {
    "unit": lambda: ctest("unit", "dev", "unit"),
    "cases": lambda: ctest("cases", "dev", "(cases|diagnose)"),
    "golden": lambda: ctest("golden", "dev", "golden"),
    "house": lambda: ctest("house", "dev", "house"),
    "cli": lambda: ctest("cli", "dev", "cli"),
    "e2e": lambda: ctest("e2e", "dev", "e2e", jobs="3"),      # they wait more than they work
    "demo": lambda: script("demo", ["tests/demo/run.py"], 300, program("dev")),
    "lab": whole_lab,
    "predictions": predictions,
    "variations": variations,
    "configurations": configurations,
    "sanitizers": sanitizers,
    "bench": bench,
}
FAST = ("unit", "cases", "golden", "house", "cli", "e2e")


def main():
    parser = argparse.ArgumentParser(prog="tests/run", description="Builds gwdiag and runs its tests.")
    parser.add_argument("--fast", action="store_true", help="only " + ", ".join(FAST))
    parser.add_argument("--only", nargs="+", choices=PARTS, metavar="PART", help="of: " + ", ".join(PARTS))
    parser.add_argument("--list", action="store_true", help="list the parts")
    options = parser.parse_args()
    if options.list:
        print("\n".join(PARTS))
        return 0
    chosen = options.only or (FAST if options.fast else tuple(PARTS))

    started = time.monotonic()
    print(f"building (preset dev, {JOBS} jobs) …", flush=True)
    total = build("dev")
    print(f"{'build':<15}{'failed' if total.failed else 'done':<44}{time.monotonic() - started:7.1f} s", flush=True)
    for name in chosen if not total.failed else ():
        began = time.monotonic()
        result = PARTS[name]()
        total += result
        words = str(result) if result != Result() else "figures only"
        print(f"{name:<15}{words:<44}{time.monotonic() - began:7.1f} s", flush=True)
    for name, text in FAILURES[:20]:
        print(f"failed: {name}")
        tail(text, 12)
    print(f"{'all':<15}{'':<44}{time.monotonic() - started:7.1f} s")
    print(total)
    return 1 if total.failed else 0


if __name__ == "__main__":
    sys.exit(main())
