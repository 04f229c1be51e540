# SPDX-License-Identifier: Apache-2.0
"""Each documented cause that the wire shows (coverage.json) names the situation that proves its id, or none; what they come to
stands in docs/coverage.md, which `test_coverage.py --write` makes. "case" left out: not covered."""
import json
import pathlib
import sys

import house

HERE = pathlib.Path(__file__).resolve().parent
PAGE = house.TOP / "docs" / "coverage.md"


def page(rows):
    covered = sum("case" in row for row in rows)
    lines = ["# Documented causes that the wire shows", "",
             f"{covered} of {len(rows)} are shown by a situation in `tests/cases` whose verdict names the id. "
             "Made by `tests/house/test_coverage.py --write`.", "",
             "| row | cause | id | situation |", "| --- | --- | --- | --- |"]
    lines += [f"| {row['row']} | {row['what']} | {row['id']} | {row.get('case', 'none yet')} |" for row in rows]
    return "\n".join(lines) + "\n"


rows = json.loads(house.text(HERE / "coverage.json"))
if "--write" in sys.argv:
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(rows), encoding="utf-8")
problems = []
later = json.loads(house.text(HERE / "not-in-this-version.json"))
for row in rows:
    if "case" not in row:
        if row["id"] not in later:
            problems.append(f"{row['row']}: {row['id']} has a rule, and no situation is named")
        continue
    path = house.TOP / "tests" / "cases" / f"{row['case']}.json"
    if not path.exists():
        problems.append(f"{row['row']}: {row['case']}.json is not there")
        continue
    expect = json.loads(house.text(path))["expect"]
    if row["id"] not in expect["first"] + expect.get("listed", []):
        problems.append(f"{row['row']}: {row['case']}.json does not expect {row['id']}")
if len({row["row"] for row in rows}) != len(rows):
    problems.append("coverage.json: a row stands twice")
if not PAGE.exists() or house.text(PAGE) != page(rows):
    problems.append("docs/coverage.md is not what coverage.json says: run tests/house/test_coverage.py --write")
house.end(problems, len(rows))
