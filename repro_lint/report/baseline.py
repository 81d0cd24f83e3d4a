"""A baseline: the findings that a project lives with, in a file that survives edits of the code."""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

from repro_lint.foreign import printable
from repro_lint.model import Report
from repro_lint.reading import read_regular
from repro_lint.report.identity import Entry

FORMAT = "repro-lint baseline"
VERSION = 1
MAKE_ANEW = "make it anew with --write-baseline"
_TOLD = 20  # stale entries


class BaselineError(Exception):
    """The file cannot be read, or is no baseline."""


class OutdatedError(BaselineError):
    """The file was a baseline for another version; it may be written anew."""


Known = Counter[Entry]
"""How often each finding stands in a baseline."""


def load(path: Path) -> Known:
    """Read a baseline. Raises BaselineError."""
    try:
        document: Any = json.loads(read_regular(path).decode("utf-8"))
        made_for = document.get("format"), document.get("version")
        rows = document["findings"]
    except FileNotFoundError as error:
        raise BaselineError(f"{path}: there is no such file: --write-baseline makes it") from error
    except OSError as error:
        raise BaselineError(f"{path}: {error.strerror or error}") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BaselineError(f"{path}: no baseline of repro-lint") from error
    if made_for == (None, 1) and "summary" in document:
        raise OutdatedError(f"{path}: is a JSON report, which served as a baseline once: {MAKE_ANEW}")
    if made_for[0] != FORMAT:
        raise BaselineError(f"{path}: no baseline of repro-lint")
    if made_for[1] != VERSION:
        raise OutdatedError(f"{path}: is of version {made_for[1]!r}, and only {VERSION} is read: {MAKE_ANEW}")
    return _known(path, rows)


def _known(path: Path, rows: Any) -> Known:
    known = Known()
    try:
        for row in rows:
            known[Entry(str(row["path"]), str(row["rule"]), str(row["line"]))] += int(row.get("times", 1))
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise BaselineError(f"{path}: one of its findings cannot be read: {MAKE_ANEW}") from error
    return known


def render(known: Known) -> str:
    """The file's content: an entry a line, sorted, so that a version control system merges it."""
    rows = ",\n".join(f"  {json.dumps(_row(entry, times))}" for entry, times in sorted(known.items()) if times > 0)
    head = f'"format": {json.dumps(FORMAT)}, "version": {VERSION}, "findings": ['
    return f"{{{head}\n{rows}\n]}}\n" if rows else f"{{{head}]}}\n"


def _row(entry: Entry, times: int) -> dict[str, object]:
    return {**entry._asdict(), "times": times} if times > 1 else entry._asdict()


def write(path: Path, known: Known) -> None:
    """Replace the baseline at `path`. Raises OSError, and the old file is as it was."""
    target = Path(os.path.realpath(path))
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with beside.open("x", encoding="ascii", newline="\n") as file:
            file.write(render(known))
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def without(report: Report, entries: tuple[Entry, ...], known: Known) -> Report:
    """The report without the findings that the baseline knows, as often as it knows them.

    `entries`: one for each finding, in order.
    """
    left = known.copy()
    new = []
    for finding, found in zip(report.findings, entries, strict=True):
        if left[found] > 0:
            left[found] -= 1
        else:
            new.append(finding)
    return replace(report, findings=tuple(new))


def stale_text(path: Path, stale: Known, *, each: bool) -> str:
    """The number of entries without a finding, in one line; with `each` also these entries."""
    number = sum(stale.values())
    if not number:
        return ""
    entries = "1 entry matches" if number == 1 else f"{number} entries match"
    head = f"note: {printable(str(path))}: {entries} nothing any more (--write-baseline drops such)\n"
    rows = [f"  {printable(one.path)}: {one.rule} {printable(one.line)}".rstrip() for one in sorted(stale.elements())]
    if len(rows) > _TOLD:
        rows[_TOLD:] = [f"  and {len(rows) - _TOLD} more"]
    return head + "".join(f"{row}\n" for row in rows if each)
