# SPDX-License-Identifier: Apache-2.0
"""The golden JSON keeps to the shipped schemas, every field in it is described there, and the validator finds what is wrong."""
import copy
import json
import pathlib
import sys

import validate

HERE = pathlib.Path(__file__).resolve().parent
problems = []


def look(condition, text):
    if not condition:
        problems.append(text)


paths = sorted(HERE.glob("*.json")) + sorted(HERE.glob("*.jsonl"))
documents = [(path.name, document) for path in paths for document in validate.documents_in(path.read_text(encoding="utf-8"))]
look(len(documents) > 12, "fewer golden documents than there should be")
for name, document in documents:
    for problem in validate.problems_of(document, complete=True):
        problems.append(f"{name}: {problem}")

# Each of these breaks a good document in one place.
report = json.loads((HERE / "refused.json").read_text(encoding="utf-8"))
breakages = {
    "an unknown status": lambda d: d["verdict"].update(status="fine"),
    "an unknown certainty": lambda d: d["verdict"]["causes"][0].update(certainty="sure"),
    "a null": lambda d: d["verdict"].update(first_divergence=None),
    "a null in free form": lambda d: d["verdict"]["causes"][0]["detail"].update(errno=None),
    "a pointer to nowhere": lambda d: d["verdict"]["causes"][0]["evidence"][0].update(at="/upstreams/9"),
    "a control character": lambda d: d["proxy"].update(host="a\x1bb"),
    "a right-to-left override": lambda d: d["proxy"].update(host="a\u202eb"),
    "a missing verdict": lambda d: d.pop("verdict"),
    "a status that no stage has": lambda d: d["proxy"]["stages"]["tcp"].update(status="green"),
    "a number as text": lambda d: d.update(elapsed_ms="41"),
    "another schema": lambda d: d.update(schema="gwdiag.report/9"),
    "a field without a description": lambda d: d["proxy"]["stages"]["tcp"].update(colour="red"),
}
look(not list(validate.problems_of(report, True)), "refused.json is not good to begin with")
for what, break_it in breakages.items():
    broken = copy.deepcopy(report)
    break_it(broken)
    look(list(validate.problems_of(broken, True)), f"the validator does not see {what}")

# Both documents hold the same endpoints: what describes them is the same.
schemas = {name: json.loads((validate.SCHEMAS / f"{name}-1.json").read_text(encoding="utf-8")) for name in ("report", "evidence")}
for name, definition in schemas["evidence"]["$defs"].items():
    look(schemas["report"]["$defs"].get(name) == definition, f"$defs/{name} differs between report and evidence")

for problem in problems:
    print(problem)
print(f"{len(documents)} documents, {len(breakages)} breakages, {len(problems)} problems")
sys.exit(1 if problems else 0)
