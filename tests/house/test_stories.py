# SPDX-License-Identifier: Apache-2.0
"""Twenty failures that people hunted for days (stories.json), each with the tests that rebuild it and what is missing; they stand
in docs/stories.md, which `test_stories.py --write` makes. "FILE TEST" is a function of tests/e2e/FILE, "case NAME" a situation."""
import json
import pathlib
import re
import sys

import house

HERE = pathlib.Path(__file__).resolve().parent
PAGE = house.TOP / "docs" / "stories.md"


def page(rows):
    whole = sum(bool(row["shown"]) and "missing" not in row for row in rows)
    lines = ["# Failures that people hunted for days", "",
             f"{len(rows)} of them, rebuilt with real servers where the machine has them: one run of gwdiag has to name the cause. "
             f"{whole} are shown as they were, the others in part. Made by `tests/house/test_stories.py --write`.", "",
             "| story | what was the matter | shown by | missing |", "| --- | --- | --- | --- |"]
    lines += [f"| {row['story']} | {row['what']} | {', '.join(f'`{one}`' for one in row['shown'])} | {row.get('missing', '')} |"
              for row in rows]
    return "\n".join(lines) + "\n"


def fault(shown):
    """Why that is no test of ours; empty when it is."""
    kind, _, name = shown.partition(" ")
    if kind == "case":
        return "" if (house.TOP / "tests" / "cases" / f"{name}.json").exists() else "no such situation"
    path = house.TOP / "tests" / "e2e" / kind
    if not path.exists():
        return "no such file"
    return "" if re.search(rf"^def {re.escape(name)}\(\):", house.text(path), re.MULTILINE) else "no such test"


rows = json.loads(house.text(HERE / "stories.json"))
if "--write" in sys.argv:
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(rows), encoding="utf-8")
problems = [f"story {row['story']}: {shown}: {fault(shown)}" for row in rows for shown in row["shown"] if fault(shown)]
problems += [f"story {row['story']}: nothing shows it, and what is missing is not said"
             for row in rows if not row["shown"] and "missing" not in row]
if [row["story"] for row in rows] != list(range(1, 21)):
    problems.append("stories.json: each of the stories 1 to 20 stands once, in their order")
if not PAGE.exists() or house.text(PAGE) != page(rows):
    problems.append("docs/stories.md is not what stories.json says: run tests/house/test_stories.py --write")
house.end(problems, len(rows))
