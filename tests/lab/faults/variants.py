# SPDX-License-Identifier: Apache-2.0
"""Changes of a row that must not change the verdict: more headers, another address family, other
segments, a Unix socket, HTTP/1.0, a longer page."""
from __future__ import annotations

import dataclasses
import re

from .row import Closed, Row, Script, Server

HARMLESS = (b"Date: Mon, 23 Nov 2026 08:00:00 GMT\r\nX-Powered-By: PHP/8.2.20\r\nVary: Accept-Encoding\r\n"
            b"Cache-Control: private, max-age=0\r\nX-Request-Id: 5f1c9a\r\n")
GOOD_FIRST_LINE = re.compile(rb"HTTP/1\.[01] [1-5]\d\d [ -~]*\r\n(?=[^\r\n \t]+:)")
HEAD_AND_LENGTH = re.compile(rb"(HTTP/1\.[01] [2-5]\d\d .*?\r\nContent-Length: )(\d+)(\r\n.*?\r\n\r\n|\r\n\r\n)", re.DOTALL | re.IGNORECASE)
MORE = b" and more of the page" * 1000
PAUSE = 0.03     # seconds between two segments


def vary(row: Row, kind: str) -> Row | None:
    """The row changed; None where this change does not apply to it."""
    return KINDS[kind](row)


def _steps(serve, change):
    """`serve` with each step replaced by what `change` makes of it; None when nothing changed."""
    if not isinstance(serve, Script):
        return None
    steps = tuple(new for step in serve.steps for new in change(step))
    turns = tuple(tuple(new for step in turn for new in change(step)) for turn in serve.turns)
    return dataclasses.replace(serve, steps=steps, turns=turns) if (steps, turns) != (serve.steps, serve.turns) else None


def _changed(row: Row, change) -> Row | None:
    serve = _steps(row.serve, change)
    return dataclasses.replace(row, serve=serve) if serve else None


def headers(row: Row) -> Row | None:
    """Five harmless headers before the first one of each response head."""
    def change(step):
        match = GOOD_FIRST_LINE.match(step[1]) if step[0] in ("send", "drip") else None
        if not match or step[1].startswith(b"HTTP/1.1 1"):
            return (step,)
        return ((step[0], step[1][:match.end()] + HARMLESS + step[1][match.end():], *step[2:]),)
    return None if row.family == "limits" else _changed(row, change)


def segments(row: Row) -> Row | None:
    """The first kilobyte arrives in three pieces."""
    def change(step):
        if step[0] != "send" or len(step[1]) < 12:
            return (step,)
        first, second = len(step[1][:1000]) // 3, 2 * len(step[1][:1000]) // 3
        return (("send", step[1][:first]), ("sleep", PAUSE), ("send", step[1][first:second]), ("sleep", PAUSE),
                ("send", step[1][second:]))
    return _changed(row, change)


def ipv6(row: Row) -> Row | None:
    """The upstream listens on ::1 and is named so."""
    if row.scheme != "http" or row.host or row.lookup or not isinstance(row.serve, (Script, Server, Closed)):
        return None
    return dataclasses.replace(row, host="::1", listen="6")


def unix(row: Row) -> Row | None:
    """The upstream listens on a Unix socket."""
    plain = row.scheme == "http" and not (row.host or row.lookup or row.proxy_to or row.pool or row.front or row.aim)
    if not plain or not isinstance(row.serve, Script) or row.serve.tls:
        return None
    return dataclasses.replace(row, scheme="unix")


def http10(row: Row) -> Row | None:
    """The answer says HTTP/1.0, where nothing in it needs 1.1."""
    def change(step):
        plain = step[0] == "send" and GOOD_FIRST_LINE.match(step[1]) and step[1].startswith(b"HTTP/1.1 ")
        needs = plain and (b"transfer-encoding" in step[1].lower() or step[1].startswith(b"HTTP/1.1 1"))
        return ((step[0], b"HTTP/1.0" + step[1][8:], *step[2:]) if plain and not needs else step,)
    return None if row.family in ("framing", "statusline") else _changed(row, change)


def body(row: Row) -> Row | None:
    """A page twenty kilobytes longer, where it came whole and its length was right."""
    def change(step):
        match = HEAD_AND_LENGTH.match(step[1]) if step[0] == "send" else None
        page = step[1][match.end():] if match else b""
        coded = match and re.search(rb"(?i)\r\n(content-encoding|transfer-encoding|content-length):", match[3])
        if not page or coded or int(match[2]) != len(page):
            return (step,)
        return (("send", b"%s%d%s%s%s" % (match[1], len(page + MORE), match[3], page, MORE)),)
    return None if row.family in ("pages", "limits", "fronts") else _changed(row, change)


KINDS = {"headers": headers, "segments": segments, "ipv6": ipv6, "unix": unix, "http10": http10, "body": body}
