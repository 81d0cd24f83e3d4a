"""The identity of a finding across edits: its rule, file, the text of its line, and the number of equal ones before.

So line numbers, cells, functions around it and the words of a message may change. A finding about a program as a whole
has no line of its own.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

from repro_lint.model import Finding
from repro_lint.report import Lines
from repro_lint.report.causes import COVERING

_LONGEST = 200  # characters of a line that are kept as they are


class Entry(NamedTuple):
    """The identity of a finding. `path`: POSIX, relative to the project's root. `line`: without needless blanks."""

    path: str
    rule: str
    line: str


def entry(finding: Finding, lines: Lines, relative: Callable[[str], str] = str) -> Entry:
    """The identity of a finding. `relative`: turns a path of the report into one from the project's root."""
    text = "" if finding.rule == COVERING else " ".join(lines(finding.location).split())
    if len(text) > _LONGEST:
        text = f"sha256:{_digest(text)}"
    return Entry(relative(finding.location.path), finding.rule, text)


def fingerprints(findings: Iterable[Finding], lines: Lines) -> tuple[str, ...]:
    """One stable text per finding, in order; findings of one identity are told apart by counting them."""
    seen: Counter[Entry] = Counter()
    result = []
    for found in (entry(finding, lines) for finding in findings):
        seen[found] += 1
        result.append(_digest(repr((*found, seen[found]))))
    return tuple(result)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()
