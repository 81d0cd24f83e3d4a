"""The report besides the findings: failures, fixes made and not made, the counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from repro_lint.foreign import printable
from repro_lint.model import Answer, Applied, Failure, Finding, Notice, Report, Safety, Severity, Skipped
from repro_lint.report.adjust import at_least
from repro_lint.report.causes import diagnostics

_ANSWERS = {Answer.REPRODUCIBLE: "reproducible", Answer.NOT: "not reproducible", Answer.UNKNOWN: "cannot be told"}


def failures(report: Report) -> str:
    """One line per failure, and how to leave such a file out."""
    lines = [f"failure: {_failure(failure)}\n" for failure in report.failures]
    if lines:
        lines.append("  to leave a file out, name it in `extend-exclude` under [tool.repro-lint] in pyproject.toml\n")
    return "".join(lines)


def notices(report: Report) -> str:
    """One line per notice."""
    return "".join(f"note: {_where(notice)}: {printable(notice.message)}\n" for notice in report.notices)


def fixes(report: Report, *, dry: bool = False) -> str:
    """One line per fix that was made (`dry`: that would be made), and per fix that was not, with the reason.

    A fix is told once for all the rules that asked for it, with its note, if it has one, in a line below.
    """
    verb = "would fix" if dry else "fixed"
    alike: dict[tuple[str, str, str], list[Applied]] = {}
    for fix in report.applied:
        alike.setdefault((fix.path, fix.title, fix.note), []).append(fix)
    made = [f"{verb}: {_made(same)}" for same in alike.values()]
    skipped = [
        f"not fixed: {_where(fix)}: {fix.rule} {printable(fix.reason)}{_several(fix)}\n" for fix in report.skipped
    ]
    return "".join(made + skipped)


def counts(report: Report, *, notes_shown: bool = False, in_baseline: int = 0, dry: bool = False) -> str:
    """The closing line, such as "12 files · 3 errors, 4 notes (--strict shows them) · 5 fixable with --fix"."""
    return " · ".join(_parts(report, notes_shown, in_baseline, dry)) + "\n"


def plural(number: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def fixable(findings: tuple[Finding, ...]) -> tuple[int, int]:
    """How many findings have a safe fix, and how many have an unsafe one only."""
    safeties = [{fix.safety for fix in finding.fixes} for finding in findings if finding.fixes]
    safe = sum(Safety.SAFE in offered for offered in safeties)
    return safe, len(safeties) - safe


def _made(same: list[Applied]) -> str:
    first = same[0]
    rules = ", ".join(sorted({fix.rule for fix in same}))
    several = _several(replace(first, findings=sum(fix.findings for fix in same)))
    note = f"  {printable(first.note)}\n" if first.note else ""
    return f"{printable(first.path)}: {rules} {printable(first.title)}{several}\n{note}"


def _failure(failure: Failure) -> str:
    return f"{_where(failure)}: {printable(failure.message)}"


def _where(told: Failure | Skipped | Notice) -> str:
    where = printable(told.path)
    if not isinstance(told, Notice) and told.cell is not None:
        where += f": cell {told.cell}"
        where += f", line {told.line}" if told.line is not None else ""
    elif told.line is not None:
        where += f":{told.line}"
    return where


def _several(told: Applied | Skipped) -> str:
    return f" ({plural(told.findings, 'finding')})" if told.findings > 1 else ""


def _parts(report: Report, notes_shown: bool, in_baseline: int, dry: bool) -> Iterator[str]:
    yield plural(report.files, "file")
    yield from _programs(report)
    yield _severities(report, notes_shown) or "no findings"
    if report.failures:
        yield plural(len(report.failures), "failure")
    if report.applied:
        yield f"{report.fixed} would be fixed" if dry else f"{report.fixed} fixed"
    if report.suppressed:
        yield f"{report.suppressed} suppressed"
    if in_baseline:
        yield f"{in_baseline} in the baseline"
    if report.not_judged:
        yield f"not judged: {', '.join(report.not_judged)}"
    yield from _offers(report)


def _programs(report: Report) -> Iterator[str]:
    """The number of programs by answer, such as `3 programs: 1 reproducible, 2 not reproducible`."""
    if report.programs:
        numbers = Counter(program.answer for program in report.programs)
        told = ", ".join(f"{numbers[answer]} {word}" for answer, word in _ANSWERS.items() if numbers[answer])
        yield f"{plural(len(report.programs), 'program')}: {told}"


def _severities(report: Report, notes_shown: bool) -> str:
    found = [(severity, report.count(severity)) for severity in Severity]
    text = ", ".join(plural(number, severity.value) for severity, number in found if number)
    shown = at_least(report, Severity.WARNING)
    causes = sum(len(told.causes) for told in diagnostics(shown))
    text = f"{plural(causes, 'cause')}: {text}" if causes < len(shown.findings) else text
    hint = "" if notes_shown or not report.count(Severity.NOTE) else " (--strict shows them)"
    return text + hint


def _offers(report: Report) -> Iterator[str]:
    safe, unsafe = fixable(report.findings)
    if safe:
        yield f"{safe} fixable with --fix"
    if unsafe:
        yield f"{unsafe}{' more' if safe else ''} fixable with --unsafe-fixes"
