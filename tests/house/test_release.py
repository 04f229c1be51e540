# SPDX-License-Identifier: Apache-2.0
"""The version stands in one place, and the licence, changelog and program agree with it."""
import hashlib
import os
import re
import subprocess

import house

# The text as the Apache Software Foundation publishes it, by its words.
LICENCE_WORDS = "0ffddef9e48f8a09aed5caf2d44f7ba1c1be2d9b8e0a6f693b1635b2d5566645"

problems = []
version = re.search(r"project\(gwdiag VERSION (\S+)", house.text(house.TOP / "CMakeLists.txt"))[1]

words = " ".join(house.text(house.TOP / "LICENSE").split())
if hashlib.sha256(words.encode()).hexdigest() != LICENCE_WORDS:
    problems.append("LICENSE: not the whole text of the Apache License 2.0")

entries = re.findall(r"^## \[([^\]]+)\]", house.text(house.TOP / "CHANGELOG.md"), re.MULTILINE)
released = [entry for entry in entries if entry != "Unreleased"]
if not released or released[0] != version:
    problems.append(f"CHANGELOG.md: the newest version is {released[:1]}, CMakeLists.txt has {version}")

said = subprocess.run([os.environ["GWDIAG"], "--version"], capture_output=True, text=True, timeout=20)
if said.returncode or said.stdout.split()[:2] != ["gwdiag", version]:
    problems.append(f"gwdiag --version says {said.stdout!r}, exit status {said.returncode}; the version is {version}")
house.end(problems, 3)
