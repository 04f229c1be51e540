# SPDX-License-Identifier: Apache-2.0
"""Readers of the other formats take the golden files: XML and HTML parsers, Jenkins's JUnit schema, prove, promtool."""
import html.parser
import pathlib
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree

HERE = pathlib.Path(__file__).resolve().parent
JUNIT = HERE.parents[2] / "shared/schemas/junit-10.xsd"
problems, skipped, read = [], [], 0


def golden(ending):
    global read
    paths = sorted(HERE.glob(f"*.{ending}"))
    read += len(paths)
    if len(paths) < 6:
        problems.append(f"only {len(paths)} golden files for {ending}")
    return paths


class Tags(html.parser.HTMLParser):
    """Collects the elements and attributes of a page, and whether what is opened is closed."""
    EMPTY = {"meta", "rect", "br"}

    def __init__(self):
        super().__init__()
        self.names, self.attributes, self.open = set(), set(), []

    def handle_starttag(self, tag, attributes):
        self.names.add(tag)
        self.attributes |= {name for name, _ in attributes}
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in self.EMPTY and (not self.open or self.open.pop() != tag):
            problems.append(f"html: </{tag}> closes nothing")


ours = {"html", "head", "meta", "title", "style", "body", "h1", "h2", "span", "p", "code", "pre", "table", "tr", "th", "td",
        "svg", "text", "rect", "ul", "li"}
for path in golden("html"):
    tags = Tags()
    tags.feed(path.read_text(encoding="utf-8"))
    if tags.names - ours or tags.open or {name for name in tags.attributes if name.startswith("on") or name in ("src", "href")}:
        problems.append(f"{path.name}: {tags.names - ours} {tags.open} {tags.attributes}")

for path in golden("junit"):
    suite = xml.etree.ElementTree.parse(path).getroot()[0]
    failed = [case for case in suite if case.find("failure") is not None or case.find("error") is not None]
    if int(suite.get("tests")) != len(suite) or int(suite.get("failures")) + int(suite.get("errors")) != len(failed):
        problems.append(f"{path.name}: its counts are not those of its cases")
    if JUNIT.is_file() and shutil.which("xmllint"):
        ran = subprocess.run(["xmllint", "--noout", "--schema", JUNIT, path], capture_output=True, text=True)
        if ran.returncode:
            problems.append(f"{path.name}: {ran.stderr.splitlines()[0]}")
    elif "xmllint" not in "".join(skipped):
        skipped.append("junit schema: xmllint or its schema is not here")

for path in golden("tap"):
    lines = path.read_text(encoding="utf-8").splitlines()
    points = [line for line in lines if re.match(r"(not )?ok \d+ - ", line)]
    others = [line for line in lines[2:] if line not in points and not line.startswith("#")]
    if lines[0] != "TAP version 13" or lines[1] != f"1..{len(points)}" or others:
        problems.append(f"{path.name}: plan or lines that are none: {others}")
    if shutil.which("prove"):
        ran = subprocess.run(["prove", "--exec", "cat", path], capture_output=True, text=True)
        if ("Parse errors" in ran.stdout) or (ran.returncode == 0) == any(p.startswith("not") for p in points):
            problems.append(f"{path.name}: prove says {ran.stdout[-200:]}")
    elif "prove" not in "".join(skipped):
        skipped.append("tap: prove is not here")

sample = re.compile(r'[a-z_]+(\{[a-z_]+="(\\.|[^"\\])*"(,[a-z_]+="(\\.|[^"\\])*")*\})? -?[0-9.e+-]+$')
for path in golden("prometheus"):
    text = path.read_text(encoding="utf-8")
    series = [line.rsplit(" ", 1)[0] for line in text.splitlines() if not line.startswith("#")]
    bad = [line for line in text.splitlines() if not line.startswith("# HELP ") and not line.startswith("# TYPE ")
           and not sample.match(line)]
    if bad or len(series) != len(set(series)):
        problems.append(f"{path.name}: {bad[:2]}, or a series twice")
    if shutil.which("promtool"):
        ran = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, text=True)
        if ran.returncode:
            problems.append(f"{path.name}: {ran.stderr[:200]}")
    elif "promtool" not in "".join(skipped):
        skipped.append("prometheus: promtool is not here")

command = re.compile(r"::(error|warning|notice) title=[^:,]*::[^\r\n]*$")
for path in golden("github"):
    for line in path.read_text(encoding="utf-8").splitlines():
        if not command.match(line):
            problems.append(f"{path.name}: {line[:80]}")

for path in golden("nagios"):
    if not re.fullmatch(r"GWDIAG (OK|WARNING|CRITICAL|UNKNOWN) - [^|\n]+( \|( [a-z0-9_]+=[0-9.]+s;[0-9.]+;;0)+)?\n",
                        path.read_text(encoding="utf-8")):
        problems.append(f"{path.name}: no line of a monitoring plugin")

for line in problems + [f"skipped: {what}" for what in skipped]:
    print(line)
print(f"{read} files, {len(problems)} problems")
sys.exit(1 if problems else 0)
