"""The long output for people: every finding with its source and the calls that lead there, grouped by cause.

Imports rich: `report.render` imports this module only when there is something to print.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.text import Text

from repro_lint.model import Finding, Related, Report, Safety
from repro_lint.report import Lines, Page
from repro_lint.report.causes import COVERING
from repro_lint.report.excerpt import Label, excerpt, gutter
from repro_lint.report.rows import Row, head, plain_head, printed, remark
from repro_lint.report.summary import fixable, plural

SHOWN = 3
FEW = 6  # so many related places are all shown
FLAGS = {Safety.SAFE: "--fix", Safety.UNSAFE: "--unsafe-fixes"}


def render(report: Report, lines: Lines, page: Page) -> str:
    """All findings of the report. `lines` gives the source for the excerpts."""
    blocks = (_group(group, lines) if len(group) > 1 else _single(group[0], lines) for group in _groups(report))
    return printed(blocks, page)


def _groups(report: Report) -> list[tuple[Finding, ...]]:
    """Findings of one cause in one program together, where the first of them stands."""
    groups: dict[object, list[Finding]] = {}
    for index, finding in enumerate(report.findings):
        alone = finding.rule == COVERING or not finding.cause
        groups.setdefault(index if alone else (_home(finding), finding.cause), []).append(finding)
    return [tuple(group) for group in groups.values()]


def _home(finding: Finding) -> str:
    """The program that shows a finding; the finding's own file, where no program is known."""
    return finding.witnesses[0].program if finding.witnesses else finding.location.path


def _single(finding: Finding, lines: Lines) -> Iterator[Row]:
    yield head(finding.severity, finding.rule, finding.name, finding.message)
    shown = finding.related if len(finding.related) <= FEW else finding.related[:SHOWN]
    labels = [Label(finding.focus or finding.location, "", primary=True), *_secondary(shown)]
    width = gutter(labels)
    yield from excerpt(labels, lines, width)
    yield from _more(len(finding.related) - len(shown), width, "place")
    if finding.help:
        yield remark("help", finding.help, width)
    for fix in finding.fixes:
        yield remark("fix", f"{fix.title} ({FLAGS[fix.safety]})", width)


def _group(findings: tuple[Finding, ...], lines: Lines) -> Iterator[Row]:
    """The head that all findings of a group share, the first findings, and the path to the first."""
    worst = max((finding.severity for finding in findings), key=lambda severity: severity.rank)
    yield plain_head(worst, f"{_home(findings[0])}: {findings[0].cause} · {plural(len(findings), 'place')}")
    rules: dict[Label, list[str]] = {}
    for finding in findings[:SHOWN]:
        rules.setdefault(Label(finding.focus or finding.location, "", primary=True), []).append(
            f"{finding.rule}[{finding.name}]"
        )
    labels = [Label(label.location, ", ".join(dict.fromkeys(names)), primary=True) for label, names in rules.items()]
    labels.extend(_secondary(findings[0].related[:SHOWN]))
    width = gutter(labels)
    yield from excerpt(labels, lines, width)
    yield from _more(len(findings) - SHOWN, width, "draw")
    helps = {finding.help for finding in findings}
    if len(helps) == 1 and "" not in helps:
        yield remark("help", helps.pop(), width)
    offers = zip(FLAGS.values(), fixable(findings), strict=True)
    fixes = [f"{number} with {flag}" for flag, number in offers if number]
    if fixes:
        yield remark("fix", ", ".join(fixes), width)


def _secondary(related: Iterable[Related]) -> Iterator[Label]:
    return (Label(each.location, each.message) for each in related)


def _more(number: int, width: int, noun: str) -> Iterator[Row]:
    if number > 0:
        yield Row(Text(" " * width + "    "), Text(f"and {plural(number, f'more {noun}')}"))
