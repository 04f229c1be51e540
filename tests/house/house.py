# SPDX-License-Identifier: Apache-2.0
"""What the house tests share: the files that ship, and how problems are told."""
import os
import pathlib
import subprocess
import sys

TOP = pathlib.Path(os.environ.get("GWDIAG_SOURCE_DIR") or pathlib.Path(__file__).resolve().parents[2])


def files(*patterns):
    """Paths below TOP of the files that match one of the glob patterns; what git ignores is left out."""
    listed = subprocess.run(["git", "-c", "safe.directory=*", "-C", TOP, "ls-files", "-z", "--cached", "--others",
                             "--exclude-standard", "--", *(f":(glob){pattern}" for pattern in patterns)],
                            capture_output=True, check=True).stdout.decode()
    return [TOP / name for name in sorted(set(listed.split("\0"))) if name and (TOP / name).is_file()]


def name(path):
    return str(path.relative_to(TOP))


def text(path):
    return path.read_text(encoding="utf-8")


def end(problems, looked_at):
    """Prints the problems and ends the test; looking at nothing is one."""
    if not looked_at:
        problems = ["nothing was found to look at"]
    for problem in problems:
        print(problem)
    print(f"{looked_at} looked at, {len(problems)} problems")
    sys.exit(1 if problems else 0)
