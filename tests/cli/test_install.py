# SPDX-License-Identifier: Apache-2.0
"""What `cmake --install` puts where: the program runs from there, and the man page, completions, schemas and licence are in the
conventional places."""
import os
import pathlib
import subprocess
import sys
import tempfile

BUILD = pathlib.Path(os.environ["GWDIAG"]).parents[1]
PLACES = ["share/man/man1/gwdiag.1", "share/bash-completion/completions/gwdiag", "share/zsh/vendor-completions/_gwdiag",
          "share/fish/vendor_completions.d/gwdiag.fish", "share/doc/gwdiag/copyright"]

with tempfile.TemporaryDirectory() as folder:
    subprocess.run(["cmake", "--install", BUILD, "--prefix", folder], check=True, stdout=subprocess.DEVNULL)
    root = pathlib.Path(folder)
    problems = [f"{place}: not installed" for place in PLACES if not (root / place).is_file()]
    if not list((root / "share/gwdiag/schemas").glob("*.json")):
        problems.append("share/gwdiag/schemas: empty")
    said = subprocess.run([root / "bin/gwdiag", "--version"], capture_output=True, text=True, timeout=20, check=False)
    if said.returncode or not said.stdout.startswith("gwdiag "):
        problems.append(f"gwdiag --version: exit status {said.returncode}, {said.stdout!r}")
    listed = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
    for extra in sorted(listed - set(PLACES) - {"bin/gwdiag"}):
        if not extra.startswith("share/gwdiag/schemas/"):
            problems.append(f"{extra}: installed, and nobody asked for it")

print("\n".join(problems) or "all in place")
sys.exit(1 if problems else 0)
