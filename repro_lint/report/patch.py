"""A patch on a terminal: added lines in green, removed lines in red."""

from __future__ import annotations

import re
from collections.abc import Iterator

from repro_lint.report import Page
from repro_lint.report.paint import BOLD, Piece, painted

_STYLES = {"@": "cyan", "+": "green", "-": "red"}
_LINES = re.compile(r"[^\n]*\n|[^\n]+")  # a carriage return belongs to its line
_HEAD = re.compile(r"--- .*\n\+\+\+ .*\n(?=@@)")  # changed lines may begin so, too


def render(diff: str, page: Page) -> str:
    """The patch, in colours where the page has them, else unchanged."""
    return painted(_pieces(diff), page) if page.color else diff


def _pieces(diff: str) -> Iterator[Piece]:
    start = 0
    for head in _HEAD.finditer(diff):
        yield from _body(diff[start : head.start()])
        yield head[0], BOLD
        start = head.end()
    yield from _body(diff[start:])


def _body(text: str) -> Iterator[Piece]:
    return ((line, _STYLES.get(line[0], "")) for line in _LINES.findall(text))
