"""Findings and failures as diagnostics, by the text that they stand in."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from lsprotocol import types

from repro_lint.lsp.documents import File
from repro_lint.lsp.look import Look
from repro_lint.lsp.stale import LastGood
from repro_lint.model import Failure, Finding, Location, Related, Severity
from repro_lint.report.links import page_of
from repro_lint.rules import RuleModule, all_modules

SOURCE = "repro-lint"
SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.NOTE: types.DiagnosticSeverity.Hint,
}
_TAGS = {"unused-suppression": [types.DiagnosticTag.Unnecessary]}

_START = types.Range(types.Position(0, 0), types.Position(0, 0))

ByText = dict[str, list[types.Diagnostic]]


def of_file(look: Look, file: File, good: LastGood, *, related: bool) -> ByText:
    """The diagnostics of an open file, by the URI of each of its texts."""
    found = none(file)
    for finding in look.findings(file):
        place = look.place(finding.location)
        if place is not None:
            found[place.uri].append(of_finding(look, finding, place.range, related=related))
    broken = look.broken(file)
    for cell, text in file.texts.items():
        found[text.uri] = good.stale(text) if cell in broken else good.keep(text, found[text.uri])
    for failure in look.failures(file):
        uri, where = _failed(look, file, failure)
        found[uri] = [*found[uri], _failure(where, failure.message)]
    return found


def refused(file: File, why: str) -> ByText:
    """What is shown of a file whose settings cannot be used."""
    found = none(file)
    first = next(iter(found))
    found[first] = [_failure(_START, why)]
    return found


def none(file: File) -> ByText:
    """Nothing, of each text of a file."""
    return {text.uri: [] for text in file.texts.values()} or {file.uri: []}


def _failure(where: types.Range, message: str) -> types.Diagnostic:
    return types.Diagnostic(where, message, types.DiagnosticSeverity.Error, source=SOURCE, code="failure")


def of_finding(look: Look, finding: Finding, where: types.Range, *, related: bool) -> types.Diagnostic:
    """One finding as the editor shows it."""
    return types.Diagnostic(
        where,
        f"{finding.message}\n{finding.help}" if finding.help else finding.message,
        SEVERITIES[finding.severity],
        code=finding.name,
        code_description=types.CodeDescription(documentation()[finding.rule]),
        source=SOURCE,
        tags=_TAGS.get(finding.name),
        related_information=list(_related(look, finding.related)) if related else None,
    )


@cache
def documentation() -> dict[str, str]:
    """Where each rule is documented, by code: its page, else the head of its own module."""
    return {module.RULE.code: page_of(module.RULE.code) or _source(module) for module in all_modules()}


def _source(module: RuleModule) -> str:
    return Path(inspect.getfile(module)).as_uri()  # type: ignore[arg-type]


def _related(look: Look, places: tuple[Related, ...]) -> Iterator[types.DiagnosticRelatedInformation]:
    for one in places:
        place = look.place(one.location)
        if place is not None:
            yield types.DiagnosticRelatedInformation(place, one.message)


def _failed(look: Look, file: File, failure: Failure) -> tuple[str, types.Range]:
    """The line that cannot be read, as far as it is known."""
    text = file.texts.get(failure.cell) or file.texts.get(None)
    if text is None:
        return next(iter(none(file))), _START
    line = min(failure.line or 1, len(text.lines.starts))
    if failure.cell is not None and None in file.texts:  # the line counts in the cell, the text is JSON
        line = 1
    end = len(text.lines.bare(line)) + 1
    return text.uri, look.range(text.lines, Location(failure.path, None, line, 1, line, end))
