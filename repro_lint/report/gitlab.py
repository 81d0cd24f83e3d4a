"""GitLab's code quality report."""

from __future__ import annotations

import hashlib
import json

from repro_lint.model import Failure, Finding, Report, Severity
from repro_lint.report import InFile, Lines
from repro_lint.report.identity import fingerprints
from repro_lint.report.place import in_cell

SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def render(report: Report, lines: Lines, in_file: InFile) -> str:
    """A list of entries whose fingerprints stay when lines move."""
    prints = fingerprints(report.findings, lines)
    entries = [_finding(finding, text, in_file) for finding, text in zip(report.findings, prints, strict=True)]
    entries += [_failure(failure) for failure in report.failures]
    return json.dumps(entries, indent=2) + "\n"


def _finding(finding: Finding, fingerprint: str, in_file: InFile) -> dict[str, object]:
    at = finding.location
    stands = in_file(at)
    return {
        "description": f"{finding.rule} [{finding.name}] {in_cell(at, finding.message)}",
        "check_name": finding.name,
        "fingerprint": fingerprint,
        "severity": SEVERITIES[finding.severity],
        "location": {"path": at.path, "lines": {"begin": stands.line, "end": stands.end_line}},
    }


def _failure(failure: Failure) -> dict[str, object]:
    line = failure.line if failure.line is not None and failure.cell is None else 1
    identity = repr((failure.path, failure.cell, failure.message)).encode("utf-8", "backslashreplace")
    return {
        "description": failure.message,
        "check_name": "failure",
        "fingerprint": hashlib.sha256(identity).hexdigest(),
        "severity": "critical",
        "location": {"path": failure.path, "lines": {"begin": line, "end": line}},
    }
