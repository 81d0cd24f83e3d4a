"""SARIF 2.1.0, for code scanning."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path, PurePosixPath, PureWindowsPath
from urllib.parse import quote

from repro_lint import __version__
from repro_lint.model import Edit, Failure, Finding, Fix, Location, Related, Report
from repro_lint.report import Described, EditInFile, InFile, Lines
from repro_lint.report.identity import fingerprints
from repro_lint.report.links import homepage, page_of
from repro_lint.report.place import cell_line, in_cell

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT = "%SRCROOT%"

Object = dict[str, object]


def render(
    report: Report, lines: Lines, in_file: InFile, edit_in_file: EditInFile, rules: Sequence[Described] = ()
) -> str:
    """One run with every finding, notes included, and the description of `rules`."""
    descriptors = _descriptors(report, rules)
    order = [str(descriptor["id"]) for descriptor in descriptors]
    prints = zip(report.findings, fingerprints(report.findings, lines), strict=True)
    run = {
        "tool": {"driver": {**_driver(), "rules": descriptors}},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report)],
        "results": [_result(finding, order, text, in_file, edit_in_file) for finding, text in prints],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _driver() -> Object:
    page = homepage()
    where = {"informationUri": page} if page else {}
    return {"name": "repro-lint", "semanticVersion": __version__, **where}


def _descriptors(report: Report, rules: Sequence[Described]) -> list[Object]:
    known = {rule.code: _descriptor(rule) for rule in rules}
    unknown: dict[str, Object] = {found.rule: {"id": found.rule, "name": found.name} for found in report.findings}
    return [descriptor for _, descriptor in sorted({**unknown, **known}.items())]


def _descriptor(rule: Described) -> Object:
    """A rule as code scanning shows it; its `help` may not be missing, as text and as Markdown."""
    page = page_of(rule.code)
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.reason},
        "help": {"text": rule.page, "markdown": rule.page},
        **({"helpUri": page} if page else {}),
    }


def _invocation(report: Report) -> Object:
    notices = [_notice(failure) for failure in report.failures]
    known: Object = {"executionSuccessful": not notices, "toolExecutionNotifications": notices}
    if all("uriBaseId" in _artifact(finding.location.path) for finding in report.findings):
        return known
    # Code scanning rejects absolute locations without the folder that they are looked at from (rule GH1006).
    return {**known, "workingDirectory": {"uri": f"{Path.cwd().as_uri()}/"}}


def _notice(failure: Failure) -> Object:
    where: Object = {"artifactLocation": _artifact(failure.path)}
    if failure.line is not None and failure.cell is None:
        where["region"] = {"startLine": failure.line}
    locations = [{"physicalLocation": where}]
    return {"level": "error", "message": {"text": failure.message}, "locations": locations}


def _result(finding: Finding, order: list[str], fingerprint: str, in_file: InFile, edit_in_file: EditInFile) -> Object:
    message = in_cell(finding.location, finding.message)
    result: Object = {
        "ruleId": finding.rule,
        "ruleIndex": order.index(finding.rule),
        "level": finding.severity.value,
        "message": {"text": f"{message}\n{finding.help}" if finding.help else message},
        "locations": [_location(finding.location, in_file)],
        "partialFingerprints": {"reproLint/v2": fingerprint},
    }
    if finding.related:
        result["relatedLocations"] = [_related(number, each, in_file) for number, each in enumerate(finding.related)]
    fixes = [made for fix in finding.fixes if (made := _fix(fix, edit_in_file)) is not None]
    return {**result, "fixes": fixes} if fixes else result


def _location(location: Location, in_file: InFile) -> Object:
    """A location in SARIF. The region is in the file, even in a notebook's JSON; the cell is a logical location."""
    physical = {"artifactLocation": _artifact(location.path), "region": _region(in_file(location))}
    if location.cell is None:
        return {"physicalLocation": physical}
    cell = {"name": f"cell {location.cell}", "fullyQualifiedName": cell_line(location)}
    return {"physicalLocation": physical, "logicalLocations": [cell]}


def _related(number: int, related: Related, in_file: InFile) -> Object:
    text = in_cell(related.location, related.message)
    return {"id": number, "message": {"text": text}, **_location(related.location, in_file)}


def _region(location: Location) -> Object:
    return {
        "startLine": location.line,
        "startColumn": location.column,
        "endLine": location.end_line,
        "endColumn": location.end_column,
    }


def _fix(fix: Fix, edit_in_file: EditInFile) -> Object | None:
    """A fix in SARIF. Replacements are of the file, in a notebook of its JSON text; None where there is none such."""
    found = [edit_in_file(edit) for edit in fix.edits]
    edits = [edit for edit in found if edit is not None]
    if len(edits) < len(found):
        return None
    by_path = groupby(sorted(edits, key=lambda edit: edit.location.path), key=lambda edit: edit.location.path)
    return {
        "description": {"text": fix.title},
        "artifactChanges": [_change(path, of_file) for path, of_file in by_path],
        "properties": {"safety": fix.safety.value},
    }


def _change(path: str, edits: Iterable[Edit]) -> Object:
    replacements = [{"deletedRegion": _region(edit.location), "insertedContent": {"text": edit.text}} for edit in edits]
    return {"artifactLocation": _artifact(path), "replacements": replacements}


def _artifact(path: str) -> Object:
    if PurePosixPath(path).is_absolute():
        return {"uri": f"file://{_quoted(path)}"}
    if PureWindowsPath(path).is_absolute():
        return {"uri": f"file:///{_quoted(path)}"}
    return {"uri": _quoted(path), "uriBaseId": ROOT}


def _quoted(path: str) -> str:
    return quote(path, errors="surrogateescape")
