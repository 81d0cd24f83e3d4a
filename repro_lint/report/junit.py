"""JUnit XML, for servers that show test results."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from repro_lint.foreign import printable
from repro_lint.model import Failure, Finding, Report
from repro_lint.report.place import place


def render(report: Report) -> str:
    """One test case per finding (a failure) and per failure (an error), or a single passed one."""
    failed, broken = len(report.findings), len(report.failures)
    numbers = {"tests": str(failed + broken or 1), "failures": str(failed), "errors": str(broken)}
    root = Element("testsuites", {"name": "repro-lint", **numbers})
    suite = SubElement(root, "testsuite", {"name": "repro-lint", **numbers})
    for finding in report.findings:
        _finding(suite, finding)
    for failure in report.failures:
        _failure(suite, failure)
    if not failed + broken:
        SubElement(suite, "testcase", {"classname": "repro-lint", "name": "no findings"})
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _finding(suite: Element, finding: Finding) -> None:
    name = f"{finding.rule} [{finding.name}] {place(finding.location)}"
    case = _case(suite, finding.location.path, name, finding.location.line)
    message = printable(finding.message)
    failure = SubElement(case, "failure", {"type": finding.severity.value, "message": message})
    failure.text = f"{place(finding.location)}: {message}"


def _failure(suite: Element, failure: Failure) -> None:
    case = _case(suite, failure.path, "failure", failure.line)
    SubElement(case, "error", {"type": "failure", "message": printable(failure.message)})


def _case(suite: Element, path: str, name: str, line: int | None) -> Element:
    at = {} if line is None else {"line": str(line)}
    path = printable(path)
    return SubElement(suite, "testcase", {"classname": path, "name": name, "file": path, **at})
