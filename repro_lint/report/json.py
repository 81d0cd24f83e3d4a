"""The versioned JSON output. Fields are only ever added."""

from __future__ import annotations

import json
from dataclasses import asdict

from repro_lint.model import Edit, Finding, Fix, Location, Related, Report, Severity

VERSION = 1


def render(report: Report) -> str:
    """The whole report, notes included. ASCII only, so that no encoding on its way can harm it."""
    document = {
        "version": VERSION,
        "findings": [_finding(finding) for finding in report.findings],
        "fixed": [asdict(fix) for fix in report.applied],
        "skipped": [asdict(fix) for fix in report.skipped],
        "failures": [asdict(failure) for failure in report.failures],
        "notices": [asdict(notice) for notice in report.notices],
        "summary": {
            "files": report.files,
            "errors": report.count(Severity.ERROR),
            "warnings": report.count(Severity.WARNING),
            "notes": report.count(Severity.NOTE),
            "suppressed": report.suppressed,
            "fixed": report.fixed,
            "not_judged": list(report.not_judged),
        },
        "programs": [{**asdict(program), "answer": program.answer.value} for program in report.programs],
    }
    return json.dumps(document, indent=2) + "\n"


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "name": finding.name,
        "severity": finding.severity.value,
        **_location(finding.location),
        "message": finding.message,
        "help": finding.help,
        "cause": finding.cause,
        "witnesses": [asdict(witness) for witness in finding.witnesses],
        "in_block": finding.in_block,
        "related": [_related(related) for related in finding.related],
        "fixes": [_fix(fix) for fix in finding.fixes],
    }


def _location(location: Location) -> dict[str, object]:
    return asdict(location)


def _related(related: Related) -> dict[str, object]:
    return {**_location(related.location), "message": related.message}


def _fix(fix: Fix) -> dict[str, object]:
    return {"title": fix.title, "safety": fix.safety.value, "edits": [_edit(edit) for edit in fix.edits]}


def _edit(edit: Edit) -> dict[str, object]:
    return {**_location(edit.location), "text": edit.text}
