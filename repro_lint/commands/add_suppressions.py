"""`--add-suppressions`: a comment at the line of each finding, which silences that rule there."""

from __future__ import annotations

import io
import tokenize
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass

from repro_lint.fixes.apply import apply
from repro_lint.fixes.splice import EditError
from repro_lint.fixes.write import WriteError, write_atomically
from repro_lint.model import Failure, Finding
from repro_lint.source.text import Source, build
from repro_lint.suppress import comments, silencing

NO_CODE = frozenset({tokenize.COMMENT, tokenize.NL})
NEVER = "unused-suppression"  # a comment that silences the word on another comment helps nobody


@dataclass(slots=True)
class Added:
    """What was done: how many findings were silenced in how many files, and what could not be."""

    findings: int = 0
    files: int = 0
    failures: tuple[str, ...] = ()


def add(findings: Iterable[Finding], source_of: Callable[[str], Source | None]) -> Added:
    """Add the comments, file by file; each file is written whole, or stays as it is."""
    by_path: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.name != NEVER:
            by_path.setdefault(finding.location.path, []).append(finding)
    added = Added()
    for path, found in sorted(by_path.items()):
        source = source_of(path)
        if source is not None:
            _add_to(source, found, added)
    return added


def _add_to(source: Source, findings: list[Finding], added: Added) -> None:
    after = source
    for alike in _by_line(findings):
        silent = _silenced(after, alike)
        if silent is None:
            place = alike[0].location
            where = (
                f"{place.path}:{place.line}" if place.cell is None else f"{place.path}: cell {place.cell}:{place.line}"
            )
            added.failures += (f"{where}: no comment can stand at this line",)
            continue
        after = silent
        added.findings += len(alike)
    if after is source:
        return
    try:
        write_atomically(source.path, after.data, source.data)
        added.files += 1
    except WriteError as error:
        added.failures += (str(error),)


def _by_line(findings: Iterable[Finding]) -> list[list[Finding]]:
    lines: dict[tuple[int, int, int], list[Finding]] = {}
    for finding in findings:
        place = finding.location
        lines.setdefault((place.cell or 0, place.line, place.end_line), []).append(finding)
    return list(lines.values())


def _silenced(source: Source, findings: list[Finding]) -> Source | None:
    """The file with a comment for findings of one place; None where no comment can stand there."""
    names = dict.fromkeys(finding.name for finding in findings)
    for edit in silencing(source, findings[0].location, list(names)):
        try:
            after = build(source.path, source.display, apply(source, [edit]))
        except EditError:
            continue
        if not isinstance(after, Failure) and _is_silent(after, findings) and _code(after) == _code(source):
            return after
    return None


def _is_silent(source: Source, findings: list[Finding]) -> bool:
    known = comments(source)
    return all(any(comment.silences(finding) for comment in known) for finding in findings)


def _code(source: Source) -> list[tuple[int, str]]:
    """The tokens of a file without its comments; of a file that does not end as it should, those before."""
    tokens = tokenize.generate_tokens(io.StringIO(source.text, newline=None).readline)
    found: list[tuple[int, str]] = []
    with suppress(tokenize.TokenError, SyntaxError):
        found.extend((one.type, one.string) for one in tokens if one.type not in NO_CODE)
    return found
