# SPDX-License-Identifier: Apache-2.0
"""All rows of the lab, one module a family. To add a fault, add one row to its family's ROWS."""
import dataclasses
import importlib

FAMILIES = ("healthy", "network", "closed", "timeouts", "statusline", "headers", "framing", "truncated",
            "limits", "extra", "nothttp", "protocols", "tls", "schemes", "routing", "status", "fronts", "pages", "uploads",
            "applications", "http2", "healthy_odd", "headbytes", "framing_odd", "ends", "paces", "neighbours",
            "handshakes", "answers", "mixed", "stale")


def load() -> list:
    """Every row, in the order of FAMILIES. Raises ValueError when two rows share a name."""
    rows = []
    for family in FAMILIES:
        module = importlib.import_module(f"{__name__}.{family}")
        rows += [dataclasses.replace(row, family=family) for row in module.ROWS]
    names = [row.name for row in rows]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"rows with the same name: {', '.join(sorted(twice))}")
    return rows
