"""One line per finding, for editors and grep."""

from __future__ import annotations

from repro_lint.foreign import line_start, printable
from repro_lint.model import Finding, Report


def render(report: Report) -> str:
    """`path:line:column: RPL101 [unseeded-split] error message`; in a notebook `path:cell 3:line:column: …`."""
    return "".join(f"{_line(finding)}\n" for finding in report.findings)


def _line(finding: Finding) -> str:
    at = finding.location
    cell = "" if at.cell is None else f"cell {at.cell}:"
    where = f"{line_start(at.path)}:{cell}{at.line}:{at.column}"
    return f"{where}: {finding.rule} [{finding.name}] {finding.severity.value} {printable(finding.message)}"
