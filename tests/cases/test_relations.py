# SPDX-License-Identifier: Apache-2.0
"""One side of each situation exchanged or taken away: what the verdict then has to keep to, whatever the fault is. A good proxy in
front of it is never unhealthy, a well upstream is never blamed, less evidence never gives more certainty, order does not matter."""
import concurrent.futures
import copy
import json
import os
import pathlib
import subprocess
import sys
import tempfile

TOP = pathlib.Path(os.environ["GWDIAG_SOURCE_DIR"])
RANKS = {"confirmed": 2, "likely": 1, "possible": 0}
WELL = json.loads((TOP / "tests/cases/healthy-haproxy.json").read_text())["evidence"]
STEP = 6 if "asan" in os.environ["GWDIAG"] else 1                # a slow build looks at every sixth situation
OWN_WORDS = ("cdn-", "wrong-upstream-address", "intermittent", "no-live-upstream")   # what the proxy's own answer can show


def diagnose(evidence):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as saved:
        json.dump(evidence, saved)
        saved.flush()
        ran = subprocess.run([os.environ["GWDIAG"], "diagnose", saved.name, "-o", "json"], capture_output=True, timeout=30)
    return json.loads(ran.stdout)["verdict"] if ran.stdout else {"status": ran.stderr.decode(), "causes": []}


def changed(evidence, **sides):
    """The evidence with these sides in place of its own; None takes one away. What the user asked for goes to the default."""
    result = copy.deepcopy(evidence)
    result.pop("logs", None)  # their lines speak of the sides that were
    for name, side in sides.items():
        result.pop(name, None)
        if side is not None:
            result[name] = copy.deepcopy(side)
    for wish in ("expect_status", "fail_on_degraded", "ignored"):
        result.get("expectations", {}).pop(wish, None)
    return result


def told(verdict):
    return verdict["status"], [(cause["id"], cause["certainty"], cause["subject"]) for cause in verdict["causes"]]


def good_proxy(evidence, _):
    """Behind a proxy that answers well nothing is worse than degraded, and nothing is confirmed."""
    if "upstreams" not in evidence:
        return
    verdict = diagnose(changed(evidence, proxy=WELL["proxy"]))
    if verdict["status"] not in ("healthy", "degraded") or any(cause["certainty"] == "confirmed" for cause in verdict["causes"]):
        yield f"behind a good proxy: {told(verdict)}"


def well_upstream(evidence, original):
    """A proxy that fails in front of a well upstream: no fault of that upstream, and no more than possible but for its own words."""
    if "proxy" not in evidence or original["status"] != "unhealthy" or evidence["proxy"].get("interrupted"):
        return                                             # cut off by the end of the run, its side shows nothing by itself
    verdict = diagnose(changed(evidence, upstreams=WELL["upstreams"]))
    if verdict["status"] == "healthy" and "expect_status" in evidence.get("expectations", {}):
        return
    if verdict["status"] == "inconclusive" or verdict["status"] == "healthy":
        yield f"in front of a well upstream: {told(verdict)}"
    for cause in verdict["causes"]:
        if RANKS[cause["certainty"]] and cause["subject"] != "proxy" and not cause["id"].startswith(OWN_WORDS):
            yield f"in front of a well upstream: {cause['id']} is {cause['certainty']}"


def other_order(evidence, original):
    if len(evidence.get("upstreams", [])) > 1:
        verdict = diagnose(changed(evidence, upstreams=evidence["upstreams"][::-1]))
        if (verdict["status"], sorted(told(verdict)[1])) != (original["status"], sorted(told(original)[1])):
            yield f"upstreams in the other order: {told(verdict)}, before {told(original)}"


def unknown_proxy(evidence, original):
    """A proxy that is not recognised: the same status, and nothing is more certain than with the product known. What rests on
    the product's own time alone, as a race that nobody met, is gone; and where its own words speak of another leg, they speak against
    what was seen no more."""
    if not evidence.get("proxy", {}).get("layers") or "expectations" in evidence and evidence["expectations"].get("as_product"):
        return
    proxy = copy.deepcopy(evidence["proxy"])
    del proxy["layers"]
    verdict = diagnose(changed(evidence, proxy=proxy))
    ahead = original["status"] == "degraded" and [cause["id"] for cause in original["causes"]] == ["keepalive-race"]
    if verdict["status"] != ("healthy" if ahead else original["status"]):
        yield f"with the product unknown: {told(verdict)}, before {told(original)}"
    before = {cause["id"]: RANKS[cause["certainty"]] for cause in original["causes"]}
    words_against = original["causes"] and original["causes"][0]["id"].startswith(OWN_WORDS)
    for cause in verdict["causes"]:
        if RANKS[cause["certainty"]] > before.get(cause["id"], 2) and not words_against:
            yield f"with the product unknown {cause['id']} is {cause['certainty']}, before {told(original)}"


def alone(evidence, original):
    """The proxy alone, the upstreams alone: nothing about the side that was not asked is confirmed or likely."""
    if "proxy" in evidence and "upstreams" in evidence:
        verdict = diagnose(changed(evidence, upstreams=None))
        for cause in verdict["causes"]:
            if RANKS[cause["certainty"]] and cause["subject"] != "proxy" and not cause["id"].startswith(OWN_WORDS):
                yield f"the proxy alone: {cause['id']} is {cause['certainty']} with subject {cause['subject']}"
        if original["status"] == "unhealthy" and verdict["status"] != "unhealthy" and original["causes"][0]["subject"] == "proxy":
            yield f"the proxy alone: {told(verdict)}, before {told(original)}"
        verdict = diagnose(changed(evidence, proxy=None))
        if any(cause["certainty"] == "confirmed" or cause["subject"] in ("proxy", "path") for cause in verdict["causes"]):
            yield f"the upstreams alone: {told(verdict)}"


def problems_of(path):
    evidence = changed(json.loads(path.read_text())["evidence"])
    original = diagnose(evidence)
    return [f"{path.name}: {problem}" for check in (good_proxy, well_upstream, other_order, unknown_proxy, alone)
            for problem in check(evidence, original)]


def main():
    paths = sorted((TOP / "tests/cases").glob("*.json"))[::STEP]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        problems = [problem for found in pool.map(problems_of, paths) for problem in found]
    print("\n".join(problems))
    print(f"{len(paths)} situations, {len(problems)} problems")
    return 1 if problems or not paths else 0


sys.exit(main())
