"""Workflow commands, which GitHub Actions shows as annotations beside the code."""

from __future__ import annotations

from repro_lint.foreign import command_data, command_property
from repro_lint.model import Failure, Finding, Location, Report, Severity
from repro_lint.report.place import in_cell

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(report: Report) -> str:
    """One command per finding and per failure. A notebook's cell has no line in the file, so the message names it."""
    lines = [_finding(finding) for finding in report.findings]
    lines += [_failure(failure) for failure in report.failures]
    return "".join(f"{line}\n" for line in lines)


def _finding(finding: Finding) -> str:
    properties = {"title": f"{finding.rule} [{finding.name}]", **_region(finding.location)}
    message = in_cell(finding.location, finding.message)
    text = f"{message}\n{finding.help}" if finding.help else message
    return _command(COMMANDS[finding.severity], properties, text)


def _failure(failure: Failure) -> str:
    properties: dict[str, object] = {"title": "repro-lint failure", "file": failure.path}
    if failure.line is not None and failure.cell is None:
        properties["line"] = failure.line
    return _command("error", properties, failure.message)


def _region(location: Location) -> dict[str, object]:
    if location.cell is not None:
        return {"file": location.path}
    region: dict[str, object] = {"file": location.path, "line": location.line, "endLine": location.end_line}
    if location.line == location.end_line:  # columns are refused for a span of several lines
        region |= {"col": location.column, "endColumn": location.end_column}
    return region


def _command(command: str, properties: dict[str, object], message: str) -> str:
    given = ",".join(f"{name}={command_property(str(value))}" for name, value in properties.items())
    return f"::{command} {given}::{command_data(message)}"
