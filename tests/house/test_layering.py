# SPDX-License-Identifier: Apache-2.0
"""A folder of src includes itself and what stands before it; foreign libraries stay in their places."""
import re

import house

ORDER = ["base", "endpoint", "net", "wire", "probe", "proxies", "logs", "host", "vantage", "evidence", "diagnosis",
         "checklist", "report", "cli", "app"]
# A foreign header, by the beginning of its name, and the only folders that may include it.
PLACES = {"asio": {"net", "probe", "demo"}, "CLI/": {"cli"}, "openssl/": {"net", "probe", "demo"}, "ares": {"net"},
          "curl/": {"net", "probe"}, "idn2": {"endpoint"}}
# Headers that are slow to compile: an own header that includes one, through others too, is for its own folder alone, or
# for these.
SLOW = {"nlohmann/json.hpp": set(), "asio.hpp": {"net", "probe", "demo"}, "asio/ssl.hpp": {"net", "probe", "demo"}}

INCLUDE = re.compile(r'\s*#\s*include\s*(["<])([^">]+)[">]')


def folder_of(name):
    return name.split("/")[0] if "/" in name else "app"


def own_problem(folder, included):
    """What is wrong with `folder` including the own header `included`; empty if nothing."""
    if not any((house.TOP / "src" / (included + end)).exists() for end in ("", ".in")):
        return f"{included} is no path from src"
    target = folder_of(included)
    late = target == "app" if folder == "demo" else target == "demo" or ORDER.index(target) > ORDER.index(folder)
    return f"{folder} must not include {included}" if late and folder != "app" else ""


def reached(name, graph):
    """Every header, own or foreign, that including `name` brings in."""
    seen, todo = set(), [name]
    while todo:
        for included in graph.get(todo.pop(), ()):
            if included not in seen:
                seen.add(included)
                todo.append(included)
    return seen


problems = []
graph = {}
sources = house.files("src/**/*.cpp", "src/**/*.hpp", "src/*.cpp", "src/*.hpp")
for path in sources:
    name = path.relative_to(house.TOP / "src").as_posix()
    folder = folder_of(name)
    if folder not in ORDER + ["demo"]:
        problems.append(f"src/{name}: the folder {folder} has no place in the order of the layers")
        continue
    lines = house.text(path).splitlines()
    if path.suffix == ".hpp" and "#pragma once" not in lines[:4]:
        problems.append(f"src/{name}: no #pragma once below the first line")
    graph[name] = []
    for number, found in ((number, INCLUDE.match(line)) for number, line in enumerate(lines, 1)):
        if not found:
            continue
        graph[name].append(found[2])
        if found[1] == '"':
            problem = own_problem(folder, found[2])
        else:
            problem = "".join(f"only {', '.join(sorted(places))} may include <{found[2]}>"
                              for prefix, places in PLACES.items() if found[2].startswith(prefix) and folder not in places)
        if problem:
            problems.append(f"src/{name}:{number}: {problem}")

for name, included in ((name, header) for name, headers in graph.items() for header in headers if header in graph):
    for slow in reached(included, graph) & SLOW.keys():
        if folder_of(name) not in SLOW[slow] | {folder_of(included)}:
            problems.append(f"src/{name}: {included} brings in all of <{slow}>; a header for others uses its _fwd.hpp")
house.end(problems, len(sources))
