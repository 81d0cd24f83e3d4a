"""How often each rule speaks: the table of `--statistics`."""

from __future__ import annotations

from collections import Counter

from repro_lint.model import Report


def render(report: Report) -> str:
    """One line per rule and severity: the number of findings, most frequent first."""
    table = Counter((finding.rule, finding.name, finding.severity.value) for finding in report.findings)
    rows = sorted(table.items(), key=lambda row: (-row[1], row[0]))
    width = max((len(str(number)) for _, number in rows), default=0)
    return "".join(f"{number:>{width}}  {severity:<7}  {rule}  {name}\n" for (rule, name, severity), number in rows)
