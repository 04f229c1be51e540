# SPDX-License-Identifier: Apache-2.0
"""`gwdiag diagnose` on every situation: its JSON keeps to the schema that ships, its exit status is the one that the
situation expects, and judging its own report again gives the same causes."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

TOP = pathlib.Path(os.environ["GWDIAG_SOURCE_DIR"])
sys.path.insert(0, str(TOP / "tests/golden"))
import validate  # noqa: E402


def diagnose(path):
    ran = subprocess.run([os.environ["GWDIAG"], "diagnose", path, "-o", "json"], capture_output=True, timeout=30)
    return ran.returncode, ran.stdout, ran.stderr.decode(errors="replace").strip()


def problems_of(situation, folder):
    saved, again = folder / "evidence.json", folder / "again.json"
    saved.write_text(json.dumps(situation["evidence"]))
    status, out, errors = diagnose(saved)
    if status != situation["expect"]["exit_code"]:
        yield f"exit status {status}, {situation['expect']['exit_code']} expected {errors}"
    if not out:
        return
    report = json.loads(out)
    yield from validate.problems_of(report, complete=True)
    again.write_bytes(out)
    second = diagnose(again)[1]
    if not second or json.loads(second)["verdict"]["causes"] != report["verdict"]["causes"]:
        yield "its own report, judged again, gives other causes"


def main():
    failed, paths = 0, sorted((TOP / "tests/cases").glob("*.json"))
    with tempfile.TemporaryDirectory() as folder:
        for path in paths:
            for problem in problems_of(json.loads(path.read_text()), pathlib.Path(folder)):
                failed += 1
                print(f"{path.name}: {problem}")
    print(f"{len(paths)} situations, {failed} problems")
    return 1 if failed or not paths else 0


sys.exit(main())
