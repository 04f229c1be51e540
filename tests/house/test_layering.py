# SPDX-License-Identifier: Apache-2.0
"""A folder of src includes itself and what stands before it; foreign libraries stay in their places."""
import re

import house

ORDER = ["base", "endpoint", "net", "wire", "probe", "proxies", "logs", "host", "vantage", "evidence", "diagnosis",
         "checklist", "report", "cli", "app"]
# A foreign header, by the beginning of its name, and the only folders that may include it.
PLACES = {"asio": {"net", "probe", "demo"}, "CLI/": {"cli"}, "openssl/": {"net", "probe", "demo"}, "ares": {"net"},
          "curl/": {"net", "probe"}, "idn2": {"endpoint"}}

problems = []
heavy = {}  # headers that include a large foreign one: for the files of their own folder only
includes = []
sources = house.files("src/**/*.cpp", "src/**/*.hpp", "src/*.cpp", "src/*.hpp")
for path in sources:
    parts = path.relative_to(house.TOP / "src").parts
    folder = parts[0] if len(parts) > 1 else "app"
    if folder not in ORDER + ["demo"]:
        problems.append(f"{house.name(path)}: the folder {folder} has no place in the order of the layers")
        continue
    for number, line in enumerate(house.text(path).splitlines(), 1):
        found = re.match(r'\s*#\s*include\s*(["<])([^">]+)[">]', line)
        if not found:
            continue
        where, included = f"{house.name(path)}:{number}", found[2]
        if found[1] == '"':
            includes.append((where, folder, included))
            target = included.split("/")[0] if "/" in included else "app"
            if not (house.TOP / "src" / included).exists() and not (house.TOP / "src" / (included + ".in")).exists():
                problems.append(f"{where}: {included} is no path from src")
            elif folder == "demo":
                if target == "app":
                    problems.append(f"{where}: demo must not include {included}")
            elif folder == "app":
                pass
            elif target == "demo" or ORDER.index(target) > ORDER.index(folder):
                problems.append(f"{where}: {folder} must not include {included}")
            continue
        for prefix, places in PLACES.items():
            if included.startswith(prefix) and folder not in places:
                problems.append(f"{where}: only {', '.join(sorted(places))} may include <{included}>")
        if included == "nlohmann/json.hpp" and path.suffix == ".hpp":
            heavy[f"{folder}/{path.name}"] = folder
        if included == "asio.hpp" and path.suffix == ".hpp":
            heavy[f"{folder}/{path.name}"] = folder
    if path.suffix == ".hpp" and "#pragma once" not in house.text(path).splitlines()[:4]:
        problems.append(f"{house.name(path)}: no #pragma once below the first line")
for where, folder, included in includes:
    if included in heavy and folder != heavy[included] and heavy[included] not in ("net", "probe"):
        problems.append(f"{where}: {included} includes all of a large library; a header for others includes its _fwd.hpp")
house.end(problems, len(sources))
