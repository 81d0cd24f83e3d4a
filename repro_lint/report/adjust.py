"""Adjusts a report before it is printed: strictness, and which findings are shown at all."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.model import Report, Severity


def raise_notes(report: Report) -> Report:
    """The report of a strict run: every note is a warning."""
    raised = tuple(
        replace(finding, severity=Severity.WARNING) if finding.severity is Severity.NOTE else finding
        for finding in report.findings
    )
    return replace(report, findings=raised)


def at_least(report: Report, severity: Severity) -> Report:
    """The report without the findings below `severity`."""
    kept = tuple(finding for finding in report.findings if finding.severity.rank >= severity.rank)
    return replace(report, findings=kept)
