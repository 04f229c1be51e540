# SPDX-License-Identifier: Apache-2.0
"""Every cause that `explain` knows has a rule that can give it, a situation file and a row in the lab, or stands with its
reason in not-in-this-version.json (no rule yet) or not-in-the-lab.json (cannot be staged there)."""
import json
import os
import pathlib
import re
import subprocess

import house

HERE = pathlib.Path(__file__).resolve().parent


def whole_word(identifier, text):
    return re.search(r"(?<![a-z0-9-])" + re.escape(identifier) + r"(?![a-z0-9-])", text) is not None


problems = []
explained = subprocess.run([os.environ["GWDIAG"], "explain", "-o", "json"], capture_output=True, timeout=30, check=True)
known = [cause["id"] for cause in json.loads(explained.stdout)["causes"]]
later = json.loads(house.text(HERE / "not-in-this-version.json"))
unstaged = json.loads(house.text(HERE / "not-in-the-lab.json"))

rules = "\n".join(house.text(path) for path in house.files("src/diagnosis/**/*.cpp"))
anomalies = "\n".join(house.text(path) for path in house.files("src/wire/anomaly*.cpp", "src/net/*.cpp"))
lab = "\n".join(house.text(path) for path in house.files("tests/lab/**/*"))
situations = {}  # file name to the ids that have to be there: first, or at least among the causes
for path in house.files("tests/cases/*.json"):
    expect = json.loads(house.text(path))["expect"]
    situations[path.stem] = expect["first"] + expect.get("listed", [])

for identifier in known:
    has_rule = f'"{identifier}"' in rules or f'"{identifier}"' in anomalies
    has_case = any((stem == identifier or stem.startswith(identifier + "-")) and identifier in first
                   for stem, first in situations.items())
    in_lab = whole_word(identifier, lab)
    if identifier in later:
        if has_case:
            problems.append(f"{identifier}: has a situation file and stands in not-in-this-version.json")
        continue
    if not has_rule:
        problems.append(f"{identifier}: no rule names it")
    if not has_case:
        problems.append(f"{identifier}: no tests/cases/{identifier}*.json expects it")
    if identifier in unstaged and in_lab:
        problems.append(f"{identifier}: has a row in the lab and stands in not-in-the-lab.json")
    if identifier not in unstaged and not in_lab:
        problems.append(f"{identifier}: no row in tests/lab names it")

for name, listed in (("not-in-this-version.json", later), ("not-in-the-lab.json", unstaged)):
    for identifier, reason in listed.items():
        if identifier not in known:
            problems.append(f"{name}: {identifier} is no cause that explain knows")
        if len(reason) < 15:
            problems.append(f"{name}: {identifier} needs a reason")
for stem, first in situations.items():
    for identifier in first:
        if identifier not in known:
            problems.append(f"tests/cases/{stem}.json: {identifier} is no cause that explain knows")
    opening = ("healthy", "degraded", "inconclusive", "unhealthy")
    if not stem.startswith(tuple(first) + opening):
        problems.append(f"tests/cases/{stem}.json: its name begins with none of {first}")

contract = house.TOP.parent / "shared" / "contract.md"
if contract.exists():
    table = house.text(contract).split("## Causes")[1]
    promised = set()
    for row in re.findall(r"^\|(.*)\|$", table, re.MULTILINE):
        cells = [cell.strip() for cell in row.split("|")]
        if len(cells) == 4 and cells[1] not in ("id", "---"):
            promised.update(re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)+|intermittent|unexplained", cells[1]))
    for identifier in sorted(promised ^ set(known)):
        problems.append(f"{identifier}: {'explain does not know it' if identifier in promised else 'not in the contract'}")
else:
    print("the list of ids was not compared: ../shared is not here")
house.end(problems, len(known))
