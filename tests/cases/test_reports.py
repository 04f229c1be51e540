# SPDX-License-Identifier: Apache-2.0
"""`gwdiag diagnose` on every situation: its JSON keeps to the schema that ships, its pointers lead somewhere, its exit
status is the one that the situation expects, and judging its own report again gives the same verdict."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import jsonschema

TOP = pathlib.Path(os.environ["GWDIAG_SOURCE_DIR"])
SCHEMA = json.loads((TOP / "schemas/report-1.json").read_text())
VALID = jsonschema.validators.validator_for(SCHEMA)(SCHEMA)


def points_somewhere(document, pointer):
    try:
        for step in pointer.split("/")[1:]:
            step = step.replace("~1", "/").replace("~0", "~")
            document = document[int(step)] if isinstance(document, list) else document[step]
    except (KeyError, IndexError, ValueError, TypeError):
        return False
    return True


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
    for error in VALID.iter_errors(report):
        yield f"/{'/'.join(map(str, error.path))}: {error.message[:300]}"
    for cause in report["verdict"]["causes"]:
        for fact in cause.get("evidence", []):
            if fact.get("at") and not points_somewhere(report, fact["at"]):
                yield f"{cause['id']}: {fact['at']} leads nowhere"
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
