# SPDX-License-Identifier: Apache-2.0
"""What a run prints: the matrix, the wrong cells, the totals."""
from __future__ import annotations

import dataclasses
import json
import pathlib

FAULTS_RIGHT = 0.99
CERTAIN_RIGHT = 0.99


def matrix(cells, proxies) -> list[str]:
    """One line a row, one column a proxy."""
    marks = {(cell.row, cell.proxy): cell.mark for cell in cells}
    rows = list(dict.fromkeys(cell.row for cell in cells))
    widths = [max([len(proxy)] + [len(marks.get((row, proxy), "")) for row in rows]) for proxy in proxies]
    first = max(len(row) for row in rows)

    def line(title, texts):
        return f"{title:<{first}}  " + "  ".join(f"{text:<{width}}" for text, width in zip(texts, widths)).rstrip()
    return [line("row", proxies)] + [line(row, [marks.get((row, proxy), "") for proxy in proxies]) for row in rows]


def plain_matrix(cells, proxies) -> list[str]:
    """What the plain client saw, with bars between, for people and for cut(1)."""
    seen = {(cell.row, cell.proxy): f"n/a ({cell.na})" if cell.na else cell.plain for cell in cells}
    rows = dict.fromkeys(cell.row for cell in cells)
    return [" | ".join(["row", *proxies])] + [
        " | ".join([row] + [seen.get((row, proxy), "") for proxy in proxies]) for row in rows]


def misses(cells) -> list[str]:
    lines = []
    for cell in (cell for cell in cells if cell.wrong):
        lines.append(f"{cell.row} behind {cell.proxy}")
        lines += [f"  WRONG {kind}: {text}" for kind, texts in cell.wrong.items() for text in texts]
        lines.append(f"  plain client: {cell.plain}")
        lines.append(f"  right: {' '.join(cell.ids) or 'healthy'}; status {' or '.join(cell.allowed)}")
        said = ", ".join(f"{cause.get('id')} ({cause.get('certainty')})" for cause in cell.causes[:4])
        lines.append(f"  gwdiag: {cell.status or 'nothing'} in {cell.seconds:.1f} s: {said or 'no cause'}: "
                     f"{cell.summary}")
        lines.append(f"  {cell.command}")
    return lines


@dataclasses.dataclass
class Totals:
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    good: bool = True
    lines: list = dataclasses.field(default_factory=list)


def totals(cells, healthy_rows: set[str]) -> Totals:
    """Sums, and whether the run as a whole is good enough."""
    run = [cell for cell in cells if not cell.na]
    healthy = [cell for cell in run if cell.row in healthy_rows]
    faults = [cell for cell in run if cell.row not in healthy_rows]
    result = Totals(sum(not cell.wrong for cell in run), sum(bool(cell.wrong) for cell in run), len(cells) - len(run))
    right = [sum(not cell.wrong for cell in part) for part in (healthy, faults)]
    causes = sum("cause" not in cell.wrong and bool(cell.causes) for cell in faults)
    told = sum(bool(cell.causes) for cell in faults)
    result.lines += [f"healthy cells right: {right[0]} of {len(healthy)}",
                     f"fault cells right:   {right[1]} of {len(faults)}{share(right[1], len(faults))}",
                     f"first causes right:  {causes} of {told}{share(causes, told)}",
                     f"not applicable:      {result.skipped} of {len(cells)}{share(result.skipped, len(cells))}"]
    broken = sum("rules" in cell.wrong for cell in run)      # no report, or one that breaks the contract
    result.lines.append(f"rules broken:        {broken}")
    result.good = not broken and right[0] == len(healthy) and right[1] >= FAULTS_RIGHT * len(faults)
    certain = [0, 0]
    for certainty in ("confirmed", "likely", "possible"):
        said = [cell for cell in run if cell.first.get("certainty") == certainty]
        correct = sum("cause" not in cell.wrong for cell in said)
        result.lines.append(f"{certainty + ':':<20} {correct} of {len(said)} right{share(correct, len(said))}")
        if certainty != "possible":
            certain = [certain[0] + correct, certain[1] + len(said)]
    result.good = result.good and certain[0] >= CERTAIN_RIGHT * certain[1]
    return result


def share(part: int, whole: int) -> str:
    return f" ({100 * part / whole:.1f} %)" if whole else ""


def save(path: pathlib.Path, cells) -> None:
    plain = [{key: value for key, value in vars(cell).items() if key != "report"} for cell in cells]
    path.write_text(json.dumps(plain, indent=1, default=str) + "\n")


def save_reports(path: pathlib.Path, cells) -> None:
    """Without the cells in which chance decides what the proxy and what gwdiag meets."""
    with path.open("w", encoding="utf-8") as out:
        for cell in (cell for cell in cells if cell.report and len(cell.allowed) < 3):
            proxy = cell.proxy.partition(":")[0]
            out.write(json.dumps({"proxy": proxy, "row": cell.row, "report": json.loads(cell.report)}, separators=(",", ":")) + "\n")
