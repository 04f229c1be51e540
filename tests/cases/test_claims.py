# SPDX-License-Identifier: Apache-2.0
"""What every verdict has to keep to, whatever the situation: one fault has one id, what fits equally well is said to, only a
successful observation rules out, fix steps come in the documented order, commands are filled in."""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

TOP = pathlib.Path(os.environ["GWDIAG_SOURCE_DIR"])
CONTRACT = TOP.parent / "shared" / "contract.md"
RANKS = {"confirmed": 2, "likely": 1, "possible": 0}
EMPTY = {"unexplained", "intermittent"}
# The most specific id of a fault stands alone: of each line at most one for one endpoint.
ONE_OF = [set(line.split()) for line in (
    "plain-http-to-tls-port tls-to-plain-http-port proxy-protocol-expected proxy-protocol-unexpected protocol-mismatch "
    "http09-response malformed-status-line not-http",
    "proxy-timeout-too-short slow-response response-timeout",
    "keepalive-race worker-killed closed-before-response reset-before-response",
    "header-buffer-exceeded header-too-large",
    "address-family-broken some-upstreams-failing")]


def documented():
    """id → (checklist, steps), from the table of causes; empty where the contract is not at hand."""
    if not CONTRACT.exists():
        return {}
    table = CONTRACT.read_text(encoding="utf-8").split("## Causes")[1]
    known, checklist = {}, ""
    for row in re.findall(r"^\|(.*)\|$", table, re.MULTILINE):
        cells = [cell.strip() for cell in row.split("|")]
        if len(cells) == 4 and cells[1] not in ("id", "---"):
            checklist = cells[0] or checklist
            for identifier in re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)+|intermittent|unexplained", cells[1]):
                known[identifier] = checklist, [int(step) for step in cells[3].split()]
    return known


def find(document, pointer):
    for step in pointer.split("/")[1:]:
        document = document[int(step)] if isinstance(document, list) else document[step]
    return document


def about_cause(cause, known):
    name = cause["id"]
    if not any(fact["supports"] for fact in cause["evidence"]):
        yield f"{name}: no fact supports it"
    if not 0 <= cause["confidence"] <= 1 or not cause.get("verify") or cause.get("heals") not in ("yes", "no", "maybe"):
        yield f"{name}: confidence, verify or heals is missing or out of range"
    steps = [fix["checklist_step"] for fix in cause["fixes"] if "checklist_step" in fix]
    if steps != sorted(set(steps)):
        yield f"{name}: fix steps {steps} are not in the documented order"
    if known:
        checklist, allowed = known[name]
        if cause["checklist"] != checklist:
            yield f"{name}: refines {cause['checklist']}, documented is {checklist}"
        if not set(steps) <= set(allowed) or not steps:
            yield f"{name}: fix steps {steps}, documented are {allowed}"
    for command in [fix.get("command", "") for fix in cause["fixes"]] + [cause.get("verify", "")]:
        if re.search(r"(?<!%)\{[a-z_]+\}|<[A-Za-z_ -]+>|\bHOST\b|\bPORT\b", command):
            yield f"{name}: a command with a gap: {command}"


def about_causes(report):
    verdict = report["verdict"]
    causes = verdict["causes"]
    ids = {cause["id"] for cause in causes}
    ranks = [RANKS[cause["certainty"]] for cause in causes]
    if ranks != sorted(ranks, reverse=True):
        yield "causes: a less certain one stands before a more certain one"
    if ids & EMPTY and any(RANKS[cause["certainty"]] for cause in causes if cause["id"] not in EMPTY):
        yield f"{ids & EMPTY} beside a cause that explains"
    for endpoint in {cause["endpoint"] for cause in causes}:
        here = [cause["id"] for cause in causes if cause["endpoint"] == endpoint]
        if len(here) != len(set(here)):
            yield f"{endpoint}: an id twice: {here}"
        for family in ONE_OF:
            if len(family & set(here)) > 1:
                yield f"{endpoint}: one fault, several ids: {sorted(family & set(here))}"
    undecided = [cause["id"] for cause in causes if cause["certainty"] == "possible"]
    if len(undecided) > 1 and undecided[0] == causes[0]["id"] and verdict["status"] == "unhealthy":
        if not any(set(undecided[:2]) <= set(decide["between"]) for decide in verdict["decide_by"]):
            yield f"{undecided[:2]} fit equally well, and decide_by does not say what tells them apart"
    for decide in verdict["decide_by"]:
        between = decide["between"]
        if len(set(between)) < 2 or len(set(between)) != len(between) or not set(between) <= ids:
            yield f"decide_by between {between}: not several of the causes"
    if verdict["status"] == "healthy" and causes:
        yield "healthy, with causes"
    if not verdict["summary"] or "\n" in verdict["summary"]:
        yield "the summary is no line"
    if re.search(r" answers with the \w+ (are|ended|stopped) ", verdict["summary"]):
        yield f"a sentence within a sentence: {verdict['summary']}"


# What an attempt shows when it meets the fault: the stage and its error.
CONTRARY = {"connection-refused": ("tcp", "refused"), "connect-timeout": ("tcp", "timeout"), "closed-before-response": ("http", "closed"),
            "response-timeout": ("http", "timeout")}
ALIKE = {"main", "address", "connect-only", "again", "again-2", "sample"}


def contradicted(report, item):
    """Something else was seen at another address, or when it was asked again."""
    side = find(report, "/".join(item["at"].split("/")[:3]))
    stage, error = CONTRARY.get(item["id"], ("tcp", None))
    return any(attempt[stage].get("error") == error for attempt in side.get("attempts", []) if error and attempt["role"] in ALIKE)


def about_ruled_out(report):
    ids = {cause["id"] for cause in report["verdict"]["causes"]}
    for item in report["verdict"]["ruled_out"]:
        if item["id"] in ids:
            yield f"ruled out, and among the causes: {item['id']}"
        stage = find(report, "/".join(item["at"].split("/")[:5]))
        if stage["status"] not in ("ok", "warning"):
            yield f"{item['id']} is ruled out by a stage that {stage['status']}: {item['at']}"
        if contradicted(report, item):
            yield f"{item['id']} is ruled out, and was seen at {item['at']}"


def about_certificates(report):
    """Where the proxy answers, a certificate behind it is at most degraded."""
    verdict = report["verdict"]
    answers = report.get("proxy", {}).get("stages", {}).get("http", {}).get("http_status", 500) < 500
    usual = not report.get("expectations", {}).get("expect_status")
    if verdict["status"] == "unhealthy" and verdict["causes"] and answers and usual and all(
            cause["id"].startswith("tls-cert-") and cause["subject"] == "upstream" for cause in verdict["causes"]):
        yield "unhealthy for a certificate in front of a proxy that answers"


def problems_of(report, known):
    for cause in report["verdict"]["causes"]:
        yield from about_cause(cause, known)
    for check in (about_causes, about_ruled_out, about_certificates):
        yield from check(report)


def main():
    known = documented()
    if not known:
        print("steps and checklists were not compared: ../shared is not here")
    failed, paths = 0, sorted((TOP / "tests/cases").glob("*.json"))
    with tempfile.NamedTemporaryFile("w", suffix=".json") as saved:
        for path in paths:
            saved.seek(0)
            saved.truncate()
            json.dump(json.loads(path.read_text())["evidence"], saved)
            saved.flush()
            ran = subprocess.run([os.environ["GWDIAG"], "diagnose", saved.name, "-o", "json"], capture_output=True, timeout=30)
            problems = list(problems_of(json.loads(ran.stdout), known)) if ran.stdout else [ran.stderr.decode()]
            for problem in problems:
                failed += 1
                print(f"{path.name}: {problem}")
    print(f"{len(paths)} situations, {failed} problems")
    return 1 if failed or not paths else 0


sys.exit(main())
