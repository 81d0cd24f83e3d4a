"""The outputs: each module turns a `Report` into one text, the same bytes for the same report."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from repro_lint.model import Edit, Location, Report, Severity
from repro_lint.report.adjust import at_least

FORMATS = ("text", "full", "concise", "json", "sarif", "github", "gitlab", "junit")

Lines = Callable[[Location], str]
"""The source line or lines that a location touches; nothing where they cannot be had."""
InFile = Callable[[Location], Location]
"""The place in the file itself: that of a notebook's cell in its JSON text."""

EditInFile = Callable[[Edit], Edit | None]
"""The edit of the file itself: that of a notebook's JSON text for one of a cell. None where there is none."""


class Described(Protocol):
    """A rule's description besides its findings: `reason` is prose, `page` all of its documentation in Markdown."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def page(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Page:
    """The medium of a print. `width` in terminal cells; None: nothing is wrapped or cut (a pipe, a file)."""

    color: bool = False
    width: int | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """The options of an output. Findings below `shown` stand in JSON and SARIF only; `rules` go into SARIF."""

    format: str
    lines: Lines
    in_file: InFile = lambda location: location
    edit_in_file: EditInFile = lambda edit: edit if edit.location.cell is None else None
    shown: Severity = Severity.WARNING
    statistics: bool = False
    page: Page = Page()
    rules: Callable[[], Sequence[Described]] = tuple


def render(report: Report, wanted: Output) -> str:
    """The report in the wanted format, one of `FORMATS`."""
    if wanted.format == "json":
        return _text("json", report)
    if wanted.format == "sarif":
        return _text("sarif", report, wanted.lines, wanted.in_file, wanted.edit_in_file, wanted.rules())
    shown = at_least(report, wanted.shown)
    if wanted.statistics:
        return _text("statistics", shown, wanted.page)
    if wanted.format in ("text", "full"):
        return _text(wanted.format, shown, wanted.lines, wanted.page) if shown.findings else ""
    if wanted.format == "concise":
        return _text("concise", shown, wanted.page)
    if wanted.format == "gitlab":
        return _text("gitlab", shown, wanted.lines, wanted.in_file)
    return _text(wanted.format, shown)


def _text(module: str, *arguments: object) -> str:
    """Only the module of the wanted format is imported: rich alone costs more than a clean run."""
    return str(importlib.import_module(f"{__name__}.{module}").render(*arguments))
