# SPDX-License-Identifier: Apache-2.0
"""Every file: text, short, with its licence line, without marks of unfinished work or of where it was written."""
import re

import house

LONGEST = 500
LICENCE = "SPDX-License-Identifier: Apache-2.0"
# Pieces are joined here so that this file does not hold the words itself.
MARKS = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK", "not " + "implemented"]) + r")\b")
ELSEWHERE = re.compile(r"\b(sub" + r"agents?|AI ag"
                       + r"ents?|language mod" + r"el|th(is|at) session|our ses" + r"sion|issue #\d+)\b|/wo"
                       + r"rk/|/tmp/te" + "am", re.IGNORECASE)
SHARED = "../" + "shared"
BYTES = "tests/fuzz/corpus/"  # what peers sent, no text of ours
MAY_NAME_SHARED = ("tests/", ".ci/")

problems = []
everything = [path for path in house.files("**/*") if not house.name(path).startswith(BYTES)]
for path in everything:
    where = house.name(path)
    try:
        content = house.text(path)
    except UnicodeDecodeError:
        content = "\0"
    if "\0" in content:
        problems.append(f"{where}: no text: was it left behind?")
        continue
    lines = content.splitlines()
    program = path.suffix in (".cpp", ".hpp", ".py", ".cmake", ".in", ".sh") or path.name == "CMakeLists.txt" \
        or content.startswith("#!")
    if program and not any(LICENCE in line for line in lines[:2 if content.startswith("#!") else 1]):
        problems.append(f"{where}:1: the first line is to be {LICENCE}")
    if program and len(lines) > LONGEST:
        problems.append(f"{where}: {len(lines)} lines, more than {LONGEST}: which two things does it do?")
    if content and not content.endswith("\n"):
        problems.append(f"{where}: no newline at its end")
    if where == "LICENSE":
        continue
    for number, line in enumerate(lines, 1):
        for words in (MARKS, ELSEWHERE):
            found = words.search(line)
            if found:
                problems.append(f"{where}:{number}: {found[0]}")
        if SHARED in line and not where.startswith(MAY_NAME_SHARED):
            problems.append(f"{where}:{number}: {SHARED}")
        if program and line != line.rstrip():
            problems.append(f"{where}:{number}: blanks at its end")
house.end(problems, len(everything))
