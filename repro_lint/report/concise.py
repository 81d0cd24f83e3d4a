"""One line per finding, for editors and grep."""

from __future__ import annotations

from collections.abc import Iterator

from repro_lint.foreign import line_start, printable
from repro_lint.model import Finding, Report
from repro_lint.report import Page
from repro_lint.report.paint import BOLD, DIM, SEVERITIES, Piece, painted


def render(report: Report, page: Page) -> str:
    """`path:line:column: RPL101 [unseeded-split] error message`; in a notebook `path:cell 3:line:column: …`."""
    return painted((piece for finding in report.findings for piece in _line(finding)), page)


def _line(finding: Finding) -> Iterator[Piece]:
    at = finding.location
    cell = "" if at.cell is None else f"cell {at.cell}:"
    yield line_start(at.path), BOLD
    yield f":{cell}{at.line}:{at.column}: ", DIM
    yield f"{finding.rule} ", BOLD
    yield f"[{finding.name}] ", DIM
    yield finding.severity.value, SEVERITIES[finding.severity]
    yield f" {printable(finding.message)}\n", ""
